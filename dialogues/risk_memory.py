"""What is remembered of risk over an episode: it rises by words, and a denial never lowers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dialogues.session import EPISODE_ENDS_AFTER, WINDOW, Episode, Heard, Session
from knowledge.library import Library
from knowledge.risk.levels import Risk, RiskLevel
from knowledge.risk.screening import could_not_screen, screen

BURST = timedelta(minutes=15)
CHECKS_THAT_ADD_UP = 3


def read(session: Session, text: str, at: datetime, library: Library) -> Risk:
    """The risk in *text*, read alone and joined with what was said just before.

    Fails closed: whatever goes wrong in the screen comes back as a risk that could not be screened.
    """
    try:
        return screen(
            text,
            library.lexicon,
            speaker=session.speaker,
            earlier=tuple(heard.text for heard in session.heard if at - heard.at <= BURST),
            reader=library.reader,
        )
    except Exception as error:  # noqa: BLE001 a fault in reading must reach a human, whatever it is
        return could_not_screen(type(error).__name__)


def remember(session: Session, text: str, at: datetime, risk: Risk) -> Session:
    """The session with these words in its window and their risk in its episode."""
    heard = (*session.heard, Heard(at=at, text=text[:4096], level=risk.level))[-WINDOW:]
    return replace(session, heard=heard, episode=_rise(session.episode, at, risk), last_at=at)


def _rise(episode: Episode, at: datetime, risk: Risk) -> Episode:
    if risk.level is RiskLevel.NONE:
        return episode
    checks = episode.checks + (risk.level is RiskLevel.CHECK and not risk.is_faint)
    level = max(episode.level, risk.level)
    if risk.level is RiskLevel.CHECK and checks >= CHECKS_THAT_ADD_UP:
        level = max(level, RiskLevel.CONCERN)
    categories = tuple(dict.fromkeys((*episode.categories, *risk.categories)))
    return replace(episode, level=level, checks=checks, categories=categories, last_at=at)


def after_silence(session: Session, at: datetime) -> Session:
    """The session with its episode over, where nothing was heard for long and no case is open."""
    last = session.episode.last_at
    if session.case is not None or last is None or at - last < EPISODE_ENDS_AFTER:
        return session
    return replace(session, episode=Episode())


def is_news(episode: Episode, risk: Risk) -> bool:
    """Whether a human who was told of this episode should be told again: a rise, or a new matter."""
    return risk.level.needs_moderator and (
        risk.level > episode.alerted or not set(risk.categories) <= set(episode.alerted_categories)
    )


def alerted(session: Session, level: RiskLevel) -> Session:
    """The session once a human has been told of its episode at *level*."""
    episode = session.episode
    return session.with_episode(
        alerted=max(episode.alerted, level),
        level=max(episode.level, level),
        alerted_categories=tuple(dict.fromkeys((*episode.alerted_categories, *episode.categories))),
    )

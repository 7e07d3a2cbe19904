"""Whatever happens, in whatever order: nothing raises, a disclosure reaches a case, a session survives JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogues.commands import COMMANDS
from dialogues.duty import Duty
from dialogues.effects import OpenCase, RaiseCase, Say
from dialogues.events import (
    ButtonPressed,
    CaseClaimed,
    CaseClosed,
    CaseReleased,
    CaseWaited,
    CommandGiven,
    Event,
    HandedBack,
    MediaReceived,
    MessageReceived,
    ModeratorReplied,
    TimerFired,
    TurnFailed,
)
from dialogues.guide import Guide
from dialogues.session import Session, from_json, to_json
from dialogues.step import step
from dialogues.turn import Turn
from knowledge.vocabulary import CaseId, EventId, Speaker, Topic

START = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
DISCLOSURE = "i am going to kill myself tonight"
WORDS = st.one_of(
    st.sampled_from(
        (
            "hi", "yes", "no", "idk", "14", "corby", "really bad", "my son wont go to school", "a person please",
            "cant sleep", "help", "skip", "back", "ok thanks", "im not safe", "whats the point anymore",
        )
    ),
    st.text(max_size=40),
)  # fmt: skip
ACTIONS = st.sampled_from(
    (
        "agree", "disagree", "path:check_in", "path:ask", "path:topics", "person", "help_now", "back", "skip",
        "answer:speaker:parent", "answer:mood:1", "answer:feels_safe:no", "answer:feels_safe:yes", "safe:yes",
        "safe:no", "safe:unsure", "harm:yes", "harm:no", "harm:prefer_not", "topic:sleep", "about:all", "about:none",
        "topics:3", "more:sleep", "try:ideas", "try:childline", "end", "exercises", "exercise:breathing",
        "exercise_step:grounding:9", "exercise_stop", "plan", "plan:skip", "plan:erase", "forget:yes", "again",
        "safe_meanwhile", "menu", "", "nonsense:1:2", "answer:mood:9", "topic:nothing",
    )
)  # fmt: skip
CASES = st.sampled_from(("e1", "e2", "e3", "other"))


def _event(kind: str, words: str, action: str, case: str, number: int) -> Event:
    event_id, at, case_id = EventId(f"e{number}"), START + timedelta(minutes=number), CaseId(case)
    made: dict[str, Event] = {
        "message": MessageReceived(id=event_id, at=at, text=words),
        "button": ButtonPressed(id=event_id, at=at, action=action, turn=number),
        "command": CommandGiven(id=event_id, at=at, command=COMMANDS[number % len(COMMANDS)], text=words),
        "media": MediaReceived(id=event_id, at=at, media="voice"),
        "timer": TimerFired(id=event_id, at=at, name="safety_silence"),
        "claimed": CaseClaimed(id=event_id, at=at, case_id=case_id, alias="Sam"),
        "replied": ModeratorReplied(id=event_id, at=at, case_id=case_id, alias="Sam", text=words),
        "released": CaseReleased(id=event_id, at=at, case_id=case_id),
        "back": HandedBack(id=event_id, at=at, case_id=case_id),
        "closed": CaseClosed(id=event_id, at=at, case_id=case_id, outcome="signposted"),
        "waited": CaseWaited(id=event_id, at=at, case_id=case_id, step=1 + number % 2),
        "failed": TurnFailed(id=event_id, at=at, failed=EventId("e0"), text=words),
    }
    return made[kind]


KINDS = st.sampled_from(
    (
        "message", "message", "message", "button", "button", "button", "command", "media", "timer", "claimed",
        "replied", "released", "back", "closed", "waited", "failed",
    )
)  # fmt: skip
STORY = st.lists(st.tuples(KINDS, WORDS, ACTIONS, CASES), max_size=14)


def _play(story: Sequence[tuple[str, str, str, str]], guide: Guide) -> Session:
    session = Session()
    for number, (kind, words, action, case) in enumerate(story, 1):
        turn = step(session, _event(kind, words, action, case, number), guide, Duty())
        session = from_json(to_json(turn.session))
        assert session == turn.session
        _can_be_sent(turn)
    return session


def _can_be_sent(turn: Turn) -> None:
    """Telegram takes every message and every button."""
    for effect in turn.effects:
        if isinstance(effect, Say):
            assert 0 < len(effect.text) <= 4096
            for row in effect.buttons:
                for button in row:
                    assert button.label
                    assert len(button.action.encode()) <= 48


@given(story=STORY)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_story_raises_and_every_session_survives_json(
    story: list[tuple[str, str, str, str]], guide: Guide
) -> None:
    _play(story, guide)


@given(story=STORY)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_disclosure_reaches_a_human_wherever_the_talk_is(
    story: list[tuple[str, str, str, str]], guide: Guide
) -> None:
    session = _play(story, guide)
    told = MessageReceived(id=EventId("told"), at=START + timedelta(hours=1), text=DISCLOSURE)
    turn = step(session, told, guide, Duty())
    reached = [effect for effect in turn.effects if isinstance(effect, OpenCase | RaiseCase)]
    told_before = session.case is not None and session.episode.alerted >= 4
    assert reached or told_before
    assert turn.session.case is not None
    if reached:
        assert DISCLOSURE in reached[0].words


@given(story=STORY, denial=st.sampled_from(("i didnt mean it", "im fine", "yes im safe", "was joking lol")))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_denial_never_lowers_an_episode(
    story: list[tuple[str, str, str, str]], denial: str, guide: Guide
) -> None:
    told = MessageReceived(id=EventId("told"), at=START + timedelta(hours=1), text=DISCLOSURE)
    session = step(_play(story, guide), told, guide, Duty()).session
    after = MessageReceived(id=EventId("after"), at=START + timedelta(hours=1, minutes=1), text=denial)
    turn = step(session, after, guide, Duty())
    assert turn.session.episode.level >= session.episode.level
    assert turn.session.case == session.case


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic is not Topic.OTHER])
def test_every_card_can_be_shown_to_everybody(topic: Topic, guide: Guide) -> None:
    for speaker in Speaker:
        session = Session().with_answers(speaker=speaker)
        shown = ButtonPressed(id=EventId("x"), at=START, action=f"topic:{topic}", turn=0)
        _can_be_sent(step(from_json(to_json(session)), shown, guide, Duty()))

"""The risk screen: signals and meaning, alone and joined with what was said just before."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.meaning import Meaning, MeaningReader
from knowledge.risk import decide, signals
from knowledge.risk.levels import Reason, Risk, RiskLevel
from knowledge.risk.lexicon import Lexicon
from knowledge.text import read
from knowledge.vocabulary import Speaker

JOINED = 6


def screen(
    text: str,
    lexicon: Lexicon,
    *,
    speaker: Speaker = Speaker.YOUNG_PERSON,
    earlier: Sequence[str] = (),
    reader: MeaningReader | None = None,
) -> Risk:
    """The risk in *text*, and in *text* joined with the last of *earlier* where that says more.

    Deterministic. Raises what the signals raise (the caller treats that as "could not be
    screened"); a reader that fails is left out and named in the reasons.
    """
    alone = _screen(text, lexicon, speaker, reader)
    before = [line for line in earlier if line.strip()][-JOINED:]
    if not before:
        return alone
    # Joined, the signals alone read: the reader by meaning knows single messages only.
    joined = _screen(" ".join((*before, text)), lexicon, speaker, None)
    if joined.level <= alone.level:
        return alone
    if any(_screen(line, lexicon, speaker, None).level >= joined.level for line in before):
        return alone
    return joined


def _screen(text: str, lexicon: Lexicon, speaker: Speaker, reader: MeaningReader | None) -> Risk:
    reading = read(text, lexicon.words)
    found = signals.find(reading, lexicon, speaker)
    foreign = lexicon.language_of(text)
    meaning, failure = _meaning(text, speaker, reader, english=foreign == "en")
    return decide.level_of(
        found,
        meaning,
        speaker=speaker,
        version=lexicon.version,
        language=foreign,
        failure=failure,
        reading=reading,
    )


def _meaning(
    text: str, speaker: Speaker, reader: MeaningReader | None, *, english: bool
) -> tuple[Meaning | None, str]:
    if reader is None or not text.strip():
        return None, ""
    try:
        return reader.read(text, speaker, english=english), ""
    except Exception as error:  # noqa: BLE001 the signals still decide, and the case says so
        return None, type(error).__name__


def could_not_screen(why: str) -> Risk:
    """What stands for a text that the screen failed on: a human reads it. *why* is an error's name."""
    reason = Reason(rule="screen.failed", plain=f"could not be screened ({why})", level=RiskLevel.URGENT)
    return Risk(level=RiskLevel.URGENT, reasons=(reason,), could_screen=False)

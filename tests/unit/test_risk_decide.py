"""Signals and meaning to one level: monotone, no strong signal voted down, reasons in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from knowledge.meaning import Meaning
from knowledge.risk.levels import RiskCategory, RiskLevel
from knowledge.risk.lexicon import Lexicon, load
from knowledge.risk.screening import could_not_screen, screen
from knowledge.vocabulary import Speaker, Topic

RULES = Path(__file__).parents[2] / "knowledge" / "content" / "risk"
LADDER = ((0.0,) * 4, (0.9, 0.0, 0.0, 0.0), (0.9, 0.9, 0.0, 0.0), (0.9, 0.9, 0.9, 0.0), (0.9,) * 4)


class Reader:
    def __init__(self, at_least: tuple[float, ...]) -> None:
        self.at_least = at_least

    def read(self, text: str, speaker: Speaker, *, english: bool = True) -> Meaning:
        del text, speaker
        a, b, c, d = self.at_least
        return Meaning(at_least=(a, b, c, d), categories={RiskCategory.MISSING: 0.8}, version="m1")

    def topics(self, text: str, speaker: Speaker, *, english: bool = True) -> Mapping[Topic, float]:
        del text, speaker
        return {}


class Broken:
    def read(self, text: str, speaker: Speaker, *, english: bool = True) -> Meaning:
        raise RuntimeError(text and speaker)

    def topics(self, text: str, speaker: Speaker, *, english: bool = True) -> Mapping[Topic, float]:
        raise RuntimeError(text and speaker)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load(RULES)


@pytest.mark.parametrize(
    "text", ["hi there", "I can't do this any more", "I want to die", "I took all my pills"]
)
def test_the_level_never_falls_as_meaning_rises(text: str, lexicon: Lexicon) -> None:
    levels = [screen(text, lexicon, reader=Reader(step)).level for step in LADDER]
    assert all(a <= b for a, b in pairwise(levels))
    assert levels[-1] is RiskLevel.EMERGENCY


@pytest.mark.parametrize(
    "text", ["I want to die", "I took all my pills", "I've been cutting again", "my dad hits me"]
)
def test_a_strong_signal_is_never_voted_down(text: str, lexicon: Lexicon) -> None:
    assert screen(text, lexicon, reader=Reader(LADDER[0])).level == screen(text, lexicon).level


def test_a_signal_that_is_not_strong_falls_to_check_and_no_further(lexicon: Lexicon) -> None:
    text = "she keeps writing about death in her diary"
    assert screen(text, lexicon, speaker=Speaker.PARENT).level is RiskLevel.CONCERN
    outweighed = screen(text, lexicon, speaker=Speaker.PARENT, reader=Reader(LADDER[0]))
    assert outweighed.level is RiskLevel.CHECK


def test_meaning_alone_gives_level_category_and_reason(lexicon: Lexicon) -> None:
    risk = screen("the bus was late", lexicon, reader=Reader(LADDER[3]))
    assert (risk.level, risk.categories) == (RiskLevel.URGENT, (RiskCategory.MISSING,))
    assert "missing" in risk.reasons[0].plain
    assert risk.model_version == "m1"


def test_a_broken_reader_leaves_the_signals_and_says_so(lexicon: Lexicon) -> None:
    risk = screen("I want to die", lexicon, reader=Broken())
    assert risk.level is RiskLevel.URGENT
    assert "meaning.failed" in risk.rule_ids


def test_what_was_lowered_is_said_in_plain_words(lexicon: Lexicon) -> None:
    reasons = screen("I don't want to die", lexicon).reasons
    assert any("said as a denial" in reason.plain for reason in reasons)


def test_the_strongest_reason_stands_first(lexicon: Lexicon) -> None:
    levels = [
        r.level for r in screen("I feel hopeless, I want to die and I took all my pills", lexicon).reasons
    ]
    assert levels == sorted(levels, reverse=True)


def test_earlier_lines_never_lower(lexicon: Lexicon) -> None:
    alone = screen("I want to die", lexicon).level
    assert screen("I want to die", lexicon, earlier=("what a film", "in the book")).level >= alone


def test_what_fails_goes_to_a_human() -> None:
    assert could_not_screen("ValueError").level.needs_moderator

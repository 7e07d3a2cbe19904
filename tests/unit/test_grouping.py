"""The THRIVE grouping that answers point to: safety first, then how much it stands in the way, then for how long."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from dialogues.grouping import suggest
from dialogues.session import Answers
from knowledge.risk.levels import RiskLevel
from knowledge.vocabulary import (
    Duration,
    FeelsSafe,
    Grouping,
    Impact,
    Speaker,
    Support,
    ThoughtsOfHarm,
    Topic,
)

NONE, CHECK, CONCERN = RiskLevel.NONE, RiskLevel.CHECK, RiskLevel.CONCERN
RISK, MORE, HELP = Grouping.RISK_SUPPORT, Grouping.GETTING_MORE_HELP, Grouping.GETTING_HELP
ADVICE, WELL = Grouping.GETTING_ADVICE, Grouping.THRIVING
CANNOT, A_LOT, A_LITTLE = Impact.CANNOT_DO_NORMAL_THINGS, Impact.A_LOT, Impact.A_LITTLE
WORRY = (Topic.SLEEP,)


@pytest.mark.parametrize(
    ("answers", "level", "door"),
    [
        # safety is settled first
        ({}, CONCERN, RISK),
        ({"mood": 5, "impact": Impact.NONE}, RiskLevel.URGENT, RISK),
        ({"feels_safe": FeelsSafe.NO}, NONE, RISK),
        ({"thoughts_of_harm": ThoughtsOfHarm.YES}, NONE, RISK),
        ({"thoughts_of_harm": ThoughtsOfHarm.SOMETIMES}, NONE, RISK),
        ({"feels_safe": FeelsSafe.NO, "impact": CANNOT}, NONE, RISK),
        ({"thoughts_of_harm": ThoughtsOfHarm.PREFER_NOT, "topics": WORRY}, NONE, ADVICE),
        ({"feels_safe": FeelsSafe.UNSURE, "topics": WORRY}, NONE, ADVICE),
        # cannot do normal things, or a lot for months with help that is not working
        ({"impact": CANNOT}, NONE, MORE),
        ({"impact": CANNOT, "duration": Duration.DAYS}, NONE, MORE),
        (
            {"impact": A_LOT, "duration": Duration.MONTHS, "support": Support.ALREADY_IN_SERVICES},
            NONE,
            MORE,
        ),
        (
            {"impact": A_LOT, "duration": Duration.YEARS, "support": Support.ALREADY_IN_SERVICES},
            NONE,
            MORE,
        ),
        # a lot, or a little for months with nobody, or a wish for a person
        (
            {"impact": A_LOT, "duration": Duration.WEEKS, "support": Support.ALREADY_IN_SERVICES},
            NONE,
            HELP,
        ),
        ({"impact": A_LOT, "duration": Duration.MONTHS, "support": Support.SOMEONE}, NONE, HELP),
        ({"impact": A_LOT}, NONE, HELP),
        ({"impact": A_LITTLE, "duration": Duration.MONTHS, "support": Support.NOBODY}, NONE, HELP),
        ({"wants_person": True}, NONE, HELP),
        # a worry otherwise
        ({"impact": A_LITTLE, "duration": Duration.MONTHS, "support": Support.SOMEONE}, NONE, ADVICE),
        ({"impact": A_LITTLE, "duration": Duration.WEEKS, "support": Support.NOBODY}, NONE, ADVICE),
        ({"topics": WORRY}, NONE, ADVICE),
        ({"mood": 2}, NONE, ADVICE),
        ({}, CHECK, ADVICE),
        # none, and mood well
        ({"mood": 5, "impact": Impact.NONE, "feels_safe": FeelsSafe.YES}, NONE, WELL),
        ({"mood": 3, "thoughts_of_harm": ThoughtsOfHarm.NO}, NONE, WELL),
        ({"mood": 4, "impact": Impact.NONE, "topics": WORRY}, NONE, WELL),
        # nothing known is no reason to call somebody well
        ({}, NONE, ADVICE),
    ],
)
def test_the_table(answers: dict[str, Any], level: RiskLevel, door: Grouping) -> None:
    found, why = suggest(Answers(**answers), level)
    assert found is door
    assert why
    assert why == why.strip(".")


@pytest.mark.parametrize("topic", [Topic.OCD, Topic.AUTISM_ADHD, Topic.EATING, Topic.UNUSUAL_EXPERIENCES])
@pytest.mark.parametrize("speaker", list(Speaker))
def test_a_diagnosis_word_moves_nothing(topic: Topic, speaker: Speaker) -> None:
    for impact in (Impact.A_LITTLE, A_LOT, CANNOT):
        plain, named = (Answers(speaker=speaker, impact=impact, topics=(t,)) for t in (Topic.SLEEP, topic))
        assert suggest(plain, NONE) == suggest(named, NONE)


def test_nothing_else_brings_anybody_out_of_risk_support() -> None:
    for mood, duration, impact, support in product((None, 1, 5), Duration, Impact, Support):
        calm = Answers(mood=mood, duration=duration, impact=impact, support=support)
        assert suggest(calm, CONCERN)[0] is RISK


def test_more_in_the_way_never_means_less_help() -> None:
    order = [WELL, ADVICE, HELP, MORE]
    for duration, support in product(Duration, Support):
        doors = [
            order.index(suggest(Answers(impact=impact, duration=duration, support=support), NONE)[0])
            for impact in (Impact.NONE, A_LITTLE, A_LOT, CANNOT)
        ]
        assert doors == sorted(doors), (duration, support)

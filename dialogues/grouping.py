"""Answers to a suggested THRIVE grouping, with the reason in plain words. Safety is settled first.

Source: the THRIVE Framework (need, not diagnosis) and the risk policy (concern and above, not
feeling safe, and thoughts of harm are risk support).
"""

from __future__ import annotations

from dialogues.session import Answers
from knowledge.risk.levels import RiskLevel
from knowledge.vocabulary import Duration, FeelsSafe, Grouping, Impact, Support, ThoughtsOfHarm

_LONG = (Duration.MONTHS, Duration.YEARS)
_HARM = (ThoughtsOfHarm.SOMETIMES, ThoughtsOfHarm.YES)


def suggest(answers: Answers, level: RiskLevel) -> tuple[Grouping, str]:
    """The door that fits these answers now, and why; the person's own choice may change it."""
    unsafe = _unsafe(answers, level)
    if unsafe:
        return Grouping.RISK_SUPPORT, unsafe
    long = answers.duration in _LONG
    if answers.impact is Impact.CANNOT_DO_NORMAL_THINGS:
        return Grouping.GETTING_MORE_HELP, "normal things cannot be done at the moment"
    if answers.impact is Impact.A_LOT and long and answers.support is Support.ALREADY_IN_SERVICES:
        return Grouping.GETTING_MORE_HELP, "a lot in the way for months, with help that is not working"
    if answers.impact is Impact.A_LOT:
        return Grouping.GETTING_HELP, "it gets in the way a lot"
    if answers.impact is Impact.A_LITTLE and long and answers.support is Support.NOBODY:
        return Grouping.GETTING_HELP, "it has gone on for months with nobody to help"
    if answers.wants_person:
        return Grouping.GETTING_HELP, "they asked for a person"
    if answers.impact is Impact.NONE and (answers.mood or 0) >= 4 and level is RiskLevel.NONE:
        return Grouping.THRIVING, "nothing gets in the way, and the mood is good"
    if _has_worry(answers) or level >= RiskLevel.CHECK or answers.mood is None:
        return Grouping.GETTING_ADVICE, "there is a worry that ideas and the right door may help"
    return Grouping.THRIVING, "no worry now, and the mood is well enough"


def _unsafe(answers: Answers, level: RiskLevel) -> str:
    if level >= RiskLevel.CONCERN:
        return "what was written shows a risk"
    if answers.feels_safe is FeelsSafe.NO:
        return "they do not feel safe"
    if answers.thoughts_of_harm in _HARM:
        return "there are thoughts of harm"
    return ""


def _has_worry(answers: Answers) -> bool:
    low = answers.mood is not None and answers.mood <= 2
    return bool(answers.topics) or low or answers.impact is Impact.A_LITTLE

"""Who a case is about, in plain words and without a name."""

from __future__ import annotations

from dialogues.session import Answers
from knowledge.vocabulary import AgeBand, Area, Speaker

_SPEAKERS = {
    Speaker.YOUNG_PERSON: "a young person",
    Speaker.PARENT: "a parent or carer",
    Speaker.PROFESSIONAL: "a professional",
}
_AGES = {
    AgeBand.UNDER_5: "under 5",
    AgeBand.FIVE_TO_10: "5 to 10",
    AgeBand.UNDER_11: "under 11",
    AgeBand.FROM_11: "11 to 13",
    AgeBand.FROM_14: "14 or 15",
    AgeBand.FROM_16: "16 or 17",
    AgeBand.FROM_18: "18 to 25",
}
_AREAS = {
    Area.NORTH: "North Northamptonshire",
    Area.WEST: "West Northamptonshire",
    Area.ELSEWHERE: "outside the county",
    Area.UNKNOWN: "area not known",
}


def in_plain_words(answers: Answers) -> str:
    """For example "a parent or carer, child 14 or 15, North Northamptonshire"."""
    speaker = _SPEAKERS[answers.speaker] if answers.speaker else "somebody who has not said who they are"
    child = "child " if answers.speaker in (Speaker.PARENT, Speaker.PROFESSIONAL) else ""
    age = f"{child}{_AGES[answers.age_band]}" if answers.age_band else "age not known"
    area = _AREAS[answers.area] if answers.area else "area not known"
    return f"{speaker}, {age}, {area}"

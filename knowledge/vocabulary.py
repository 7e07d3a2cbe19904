"""The shared words: who writes, how old, where, about what, and the THRIVE groupings."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
CaseId = NewType("CaseId", str)
EventId = NewType("EventId", str)
ServiceId = NewType("ServiceId", str)


class Speaker(StrEnum):
    """Who writes. A professional is answered as an adult who asks about a child."""

    YOUNG_PERSON = "young_person"
    PARENT = "parent"
    PROFESSIONAL = "professional"

    @property
    def reads_as(self) -> Speaker:
        """Whose wording and advice this speaker is given: a professional reads the parents'."""
        return Speaker.PARENT if self is Speaker.PROFESSIONAL else self


class AgeBand(StrEnum):
    """The young person's age; a parent answers for the child."""

    UNDER_5 = "under_5"
    FIVE_TO_10 = "5_10"
    UNDER_11 = "under_11"
    FROM_11 = "11_13"
    FROM_14 = "14_15"
    FROM_16 = "16_17"
    FROM_18 = "18_25"

    @property
    def years(self) -> tuple[int, int]:
        """First and last age in years, both included."""
        return _YEARS[self]


_YEARS = {
    AgeBand.UNDER_5: (0, 4),
    AgeBand.FIVE_TO_10: (5, 10),
    AgeBand.UNDER_11: (0, 10),
    AgeBand.FROM_11: (11, 13),
    AgeBand.FROM_14: (14, 15),
    AgeBand.FROM_16: (16, 17),
    AgeBand.FROM_18: (18, 25),
}


class Area(StrEnum):
    """The two councils of the county, or neither."""

    NORTH = "north_northamptonshire"
    WEST = "west_northamptonshire"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class Grouping(StrEnum):
    """The five THRIVE groupings of need: a door for now, not a kind of person.

    Source: THRIVE Framework (Wolpert and others, 2019).
    """

    THRIVING = "thriving"
    GETTING_ADVICE = "getting_advice"
    GETTING_HELP = "getting_help"
    GETTING_MORE_HELP = "getting_more_help"
    RISK_SUPPORT = "risk_support"


class Duration(StrEnum):
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Impact(StrEnum):
    NONE = "none"
    A_LITTLE = "a_little"
    A_LOT = "a_lot"
    CANNOT_DO_NORMAL_THINGS = "cannot_do_normal_things"


class Support(StrEnum):
    SOMEONE = "someone"
    NOBODY = "nobody"
    ALREADY_IN_SERVICES = "already_in_services"


class FeelsSafe(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class ThoughtsOfHarm(StrEnum):
    NO = "no"
    SOMETIMES = "sometimes"
    YES = "yes"
    PREFER_NOT = "prefer_not"


class Topic(StrEnum):
    """What advice the writer is after. The risk policy's list, in its order."""

    ANXIETY = "anxiety"
    PANIC = "panic"
    LOW_MOOD = "low_mood"
    EXAM_STRESS = "exam_stress"
    SLEEP = "sleep"
    ANGER = "anger"
    SELF_ESTEEM = "self_esteem"
    BODY_IMAGE = "body_image"
    EATING = "eating"
    BULLYING = "bullying"
    ONLINE_SAFETY = "online_safety"
    FRIENDSHIPS = "friendships"
    RELATIONSHIPS_SEX = "relationships_sex"
    LONELINESS = "loneliness"
    FAMILY_CONFLICT = "family_conflict"
    PARENTS_SEPARATING = "parents_separating"
    BEREAVEMENT = "bereavement"
    YOUNG_CARER = "young_carer"
    GENDER_SEXUALITY = "gender_sexuality"
    RACISM_DISCRIMINATION = "racism_discrimination"
    AUTISM_ADHD = "autism_adhd"
    SCHOOL_ATTENDANCE = "school_attendance"
    BIG_CHANGES = "big_changes"
    SELF_HARM = "self_harm"
    SUICIDAL_THOUGHTS = "suicidal_thoughts"
    ALCOHOL_DRUGS = "alcohol_drugs"
    GAMING_SCREENS = "gaming_screens"
    MONEY_HOUSING = "money_housing"
    TRAUMA = "trauma"
    OCD = "ocd"
    UNUSUAL_EXPERIENCES = "unusual_experiences"
    ABUSE_HOME = "abuse_home"
    SEXUAL_ABUSE = "sexual_abuse"
    EXPLOITATION = "exploitation"
    PHYSICAL_HEALTH = "physical_health"
    CHILD_BEHAVIOUR = "child_behaviour"
    EARLY_YEARS = "early_years"
    TALKING_TO_MY_CHILD = "talking_to_my_child"
    PARENT_WELLBEING = "parent_wellbeing"
    WAITING_FOR_HELP = "waiting_for_help"
    GETTING_HELP = "getting_help"
    KEEPING_WELL = "keeping_well"
    OTHER = "other"

"""The five risk levels, the categories, and what a screening comes back with."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class RiskLevel(IntEnum):
    """What a trained safeguarding worker, reading only this message, would want to happen.

    NONE nothing; CHECK the bot asks kindly about safety; CONCERN a human on the same working
    day; URGENT a human within minutes; EMERGENCY a human now, with 999. Source: risk policy.
    """

    NONE = 0
    CHECK = 1
    CONCERN = 2
    URGENT = 3
    EMERGENCY = 4

    @property
    def needs_moderator(self) -> bool:
        return self >= RiskLevel.CONCERN


class RiskCategory(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    ABUSE = "abuse"
    SEXUAL_HARM = "sexual_harm"
    DOMESTIC_ABUSE = "domestic_abuse"
    EXPLOITATION = "exploitation"
    VIOLENCE = "violence"
    EATING = "eating"
    SUBSTANCES = "substances"
    MEDICAL = "medical"
    MISSING = "missing"
    UNUSUAL_EXPERIENCES = "unusual_experiences"
    HARMFUL_PRACTICES = "harmful_practices"
    CARER_CRISIS = "carer_crisis"


class Subject(StrEnum):
    """Whose safety the message is about."""

    SELF = "self"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a level was given: a rule's id, the words it read, and plain words for a moderator."""

    rule: str
    quote: str = field(default="", repr=False)
    plain: str = ""
    level: RiskLevel = RiskLevel.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What the screen reads in a text. An automatic reading, never an assessment.

    *could_screen* is false where the text could not be read (a failure, a language that is not
    read); such a text goes to a human. *versions* name the rules and, where it took part, the model.
    """

    level: RiskLevel = RiskLevel.NONE
    categories: tuple[RiskCategory, ...] = ()
    subject: Subject = Subject.NONE
    reasons: tuple[Reason, ...] = ()
    rules_version: str = ""
    model_version: str = ""
    could_screen: bool = True
    language: str = "en"

    @property
    def is_faint(self) -> bool:
        """Unclear to the reader by meaning alone: no signal was read, so a soft question is enough."""
        at_level = [reason.rule for reason in self.reasons if reason.level >= self.level]
        return self.level is RiskLevel.CHECK and all(rule == "meaning" for rule in at_level)

    @property
    def rule_ids(self) -> tuple[str, ...]:
        return tuple(reason.rule for reason in self.reasons)

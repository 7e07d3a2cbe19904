"""A case's life: who may move it, and how long it may wait. Pure.

Source of the waits: risk policy (emergency and urgent within minutes, concern the same working day).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from knowledge.risk.levels import RiskLevel
from knowledge.vocabulary import CaseId, PersonId

ModeratorId = NewType("ModeratorId", str)


class Status(StrEnum):
    """`waiting` for a claim; `claimed`: a moderator speaks; `handed_back`: claimed, the bot speaks; `closed`."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended, for the record and for insight."""

    ADVICE_GIVEN = "advice_given"
    SIGNPOSTED = "signposted"
    PASSED_ON = "passed_on"
    EMERGENCY_CALLED = "emergency_called"
    NO_ANSWER = "no_answer"
    FALSE_ALARM = "false_alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    id: CaseId
    person_id: PersonId
    level: RiskLevel
    status: Status
    opened_at: datetime
    number: int
    moderator_id: ModeratorId | None = None
    alias: str = ""
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    waited_step: int = 0
    thread_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The claim won."""

    case: Case = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBy:
    """Somebody else holds the case."""

    alias: str
    moderator_id: ModeratorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The move does not fit the case's status or belongs to somebody else; *why* is a wording id."""

    why: str


_WAITS: dict[RiskLevel, tuple[timedelta, timedelta]] = {
    RiskLevel.EMERGENCY: (timedelta(minutes=2), timedelta(minutes=5)),
    RiskLevel.URGENT: (timedelta(minutes=5), timedelta(minutes=10)),
    RiskLevel.CONCERN: (timedelta(hours=1), timedelta(hours=3)),
}


def waits(level: RiskLevel) -> tuple[timedelta, timedelta]:
    """How long a case may wait unclaimed before it is announced again, and before the lead is told."""
    return _WAITS.get(level, (timedelta(hours=2), timedelta(hours=6)))

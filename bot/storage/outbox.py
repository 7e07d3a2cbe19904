"""Messages saved with the turn that made them, delivered afterwards: leased, in order, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, bindparam, delete, exists, null, or_, select, update
from sqlalchemy import func as sql

from bot.storage.access import Access
from bot.storage.tables import WAITING, outbox, outbox_unsent, outbox_waits
from bot.storage.vault import SealError
from knowledge.vocabulary import CaseId, PersonId


class State(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message. *id* makes adding it twice harmless; *lane* (never a Telegram id) is kept in order.

    *priority*: 0 before 1 before 2. *attempts* counts the times it was taken for delivery.
    """

    id: str
    lane: str
    priority: int
    kind: str
    payload: str = field(repr=False)
    person_id: PersonId | None
    case_id: CaseId | None
    due_at: datetime
    attempts: int = 0
    state: State = State.WAITING


_earlier = outbox.alias("earlier")
_earlier_waits = _earlier.c.state == WAITING
# A row holds up the later rows of its lane once it is due or was tried; one meant for later does not.
_first = ~exists().where(
    _earlier.c.lane == outbox.c.lane,
    _earlier_waits,
    _earlier.c.seq < outbox.c.seq,
    or_(_earlier.c.due_at <= outbox.c.due_at, _earlier.c.attempts > 0),
)
_first_now = ~exists().where(
    _earlier.c.lane == outbox.c.lane,
    _earlier_waits,
    _earlier.c.seq < outbox.c.seq,
    or_(_earlier.c.due_at <= bindparam("now"), _earlier.c.attempts > 0),
)
_GET = select(outbox).where(outbox.c.id == bindparam("its_id"), outbox_waits)
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("its_id"))
    .values(state=State.SENT, ended_at=bindparam("at"), message_id=bindparam("message"), sealed=null())
)
_LATER = (
    update(outbox).where(outbox.c.id == bindparam("its_id"), outbox_waits).values(due_at=bindparam("until"))
)
_ENDED = (
    update(outbox)
    .where(outbox.c.id == bindparam("its_id"), outbox_waits)
    .values(state=bindparam("how"), ended_at=bindparam("at"))
)
_NEXT_DUE = select(outbox.c.due_at).where(outbox_waits, _first).order_by(outbox.c.due_at).limit(1)
_WAITING = select(sql.count()).select_from(outbox).where(outbox_waits)
_UNDELIVERED = (
    select(outbox).where(outbox.c.case_id == bindparam("its_case"), outbox_unsent).order_by(outbox.c.seq)
)


@cache
def _take(postgres: bool) -> Executable:
    due = (
        select(outbox.c.seq)
        .where(
            outbox_waits,
            outbox.c.due_at <= bindparam("now"),
            outbox.c.lane.not_in(bindparam("busy", expanding=True)),
            _first_now,
        )
        .order_by(outbox.c.priority, outbox.c.seq)
        .limit(bindparam("most"))
    )
    if postgres:
        due = due.with_for_update(skip_locked=True)
    return (
        update(outbox)
        .where(outbox.c.seq.in_(due.scalar_subquery()))
        .values(due_at=bindparam("until"), attempts=outbox.c.attempts + 1)
        .returning(outbox)
    )


@dataclass(frozen=True, slots=True)
class Outbox:
    _access: Access

    async def add(self, message: Outgoing) -> None:
        """Save it for delivery; nothing where its id is known already, whatever became of it."""
        row = {
            "id": message.id,
            "lane": message.lane,
            "priority": message.priority,
            "kind": message.kind,
            "sealed": self._access.seal(message.payload, outbox.c.sealed, message.id),
            "person_id": message.person_id,
            "case_id": message.case_id,
            "due_at": message.due_at,
            "attempts": message.attempts,
            "state": message.state,
        }
        await self._access.add_once(outbox, row)

    async def get(self, message_id: str) -> Outgoing | None:
        """The message while it waits; None once it has ended, or unknown."""
        row = await self._access.one(_GET, {"its_id": message_id})
        return self._outgoing(row) if row is not None else None

    async def take(
        self, now: datetime, lease: timedelta, limit: int, busy_lanes: Sequence[str]
    ) -> list[Outgoing]:
        """What is due, most urgent first, at most one a lane and none of *busy_lanes*.

        Each is this caller's for *lease*; should it die, the message is due again after that. One that does
        not open (its key is missing, or it was altered) comes without a payload: it holds up no other.
        """
        values = {"now": now, "until": now + lease, "most": limit, "busy": list(busy_lanes)}
        rows = (await self._access.run(_take(self._access.postgres), values)).all()
        return [self._outgoing(row) for row in sorted(rows, key=lambda row: (row.priority, row.seq))]

    def _outgoing(self, row: Row[Any]) -> Outgoing:
        return Outgoing(
            id=row.id,
            lane=row.lane,
            priority=row.priority,
            kind=row.kind,
            payload=self._payload(row),
            person_id=row.person_id,
            case_id=row.case_id,
            due_at=row.due_at,
            attempts=row.attempts,
            state=State(row.state),
        )

    def _payload(self, row: Row[Any]) -> str:
        try:
            return "" if row.sealed is None else self._access.unseal(row.sealed, outbox.c.sealed, row.id)
        except SealError:
            return ""

    async def free(self, now: datetime) -> None:
        """All that was taken and not ended is due at once: for a process that is alone, at its start."""
        freed = update(outbox).where(outbox_waits, outbox.c.attempts > 0, outbox.c.due_at > now)
        await self._access.run(freed.values(due_at=now))

    async def sent(self, message_id: str, at: datetime, telegram_message_id: int) -> None:
        """It arrived: its words are gone from here."""
        await self._access.run(_SENT, {"its_id": message_id, "at": at, "message": telegram_message_id})

    async def later(self, message_id: str, due_at: datetime) -> None:
        """Not now; whatever is behind it in its lane waits as well."""
        await self._access.run(_LATER, {"its_id": message_id, "until": due_at})

    async def ended(self, message_id: str, state: str, at: datetime) -> None:
        """It will never arrive. Raises ValueError for a *state* that is none."""
        await self._access.run(_ENDED, {"its_id": message_id, "how": State(state), "at": at})

    async def undelivered(self, case_id: CaseId) -> list[Outgoing]:
        """The case's messages that have not arrived (yet), oldest first."""
        return [self._outgoing(row) for row in await self._access.run(_UNDELIVERED, {"its_case": case_id})]

    async def waiting(self) -> int:
        return int(await self._access.scalar(_WAITING))

    async def next_due(self) -> datetime | None:
        """When the next message that nothing holds up is due, or its lease ends; None with none waiting."""
        found: datetime | None = await self._access.scalar(_NEXT_DUE)
        return found

    async def drop_for_person(self, person_id: PersonId, at: datetime) -> int:
        """What still waits for this person is not sent; how many that were."""
        drop = update(outbox).where(outbox.c.person_id == person_id, outbox_waits)
        values = {"state": State.DROPPED, "ended_at": at, "sealed": None}
        return (await self._access.run(drop.values(**values))).rowcount

    async def purge(self, before: datetime) -> int:
        """Delete what ended before *before*."""
        return (await self._access.run(delete(outbox).where(outbox.c.ended_at < before))).rowcount

"""Updates stored before they are acknowledged: each once, and each lane (one chat) in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, null, select, update
from sqlalchemy import func as sql

from bot.storage.access import Access
from bot.storage.tables import inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An update as it came. *lane* must tell nothing of the chat that it stands for: it is stored plain."""

    update_id: int
    lane: str
    payload: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A stored update; *attempts* counts the times it failed."""

    id: int
    source: str
    update_id: int
    lane: str
    payload: str = field(repr=False)
    received_at: datetime
    attempts: int


_earlier = inbox.alias("earlier")
_HEADS = (
    select(inbox.c.lane)
    .where(
        inbox.c.handled_at.is_(None),
        inbox.c.due_at <= bindparam("now"),
        ~exists().where(
            _earlier.c.lane == inbox.c.lane, _earlier.c.handled_at.is_(None), _earlier.c.id < inbox.c.id
        ),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_HEAD = (
    select(inbox)
    .where(inbox.c.lane == bindparam("its_lane"), inbox.c.handled_at.is_(None))
    .order_by(inbox.c.id)
    .limit(1)
)
_HANDLED = (
    update(inbox).where(inbox.c.id == bindparam("its_id")).values(handled_at=bindparam("at"), sealed=null())
)
_RETRY = (
    update(inbox)
    .where(inbox.c.id == bindparam("its_id"))
    .values(attempts=inbox.c.attempts + 1, failure=bindparam("why"), due_at=bindparam("again"))
)
_GIVE_UP = (
    update(inbox)
    .where(inbox.c.id == bindparam("its_id"))
    .values(attempts=inbox.c.attempts + 1, failure=bindparam("why"), handled_at=bindparam("at"))
)
_LAST = (
    select(inbox.c.update_id)
    .where(inbox.c.source == bindparam("its_source"))
    .order_by(inbox.c.id.desc())
    .limit(1)
)
_OLDEST = select(inbox.c.received_at).where(inbox.c.handled_at.is_(None)).order_by(inbox.c.id).limit(1)


@dataclass(frozen=True, slots=True)
class Inbox:
    _access: Access

    async def add(self, source: str, updates: Sequence[Incoming], at: datetime) -> int:
        """Store what is new of *updates*, in their order; how many were."""
        if not updates:
            return 0
        rows = [self._row(source, incoming, at) for incoming in updates]
        statement = self._access.insert(inbox).on_conflict_do_nothing().returning(inbox.c.id)
        return len((await self._access.run(statement, rows)).all())

    def _row(self, source: str, incoming: Incoming, at: datetime) -> dict[str, Any]:
        return {
            "source": source,
            "update_id": incoming.update_id,
            "lane": incoming.lane,
            "sealed": self._access.seal(incoming.payload, inbox.c.sealed, source, incoming.update_id),
            "received_at": at,
            "due_at": at,
            "attempts": 0,
        }

    async def lanes(self, limit: int, now: datetime) -> list[str]:
        """Lanes whose first waiting update is due, oldest first."""
        return list((await self._access.run(_HEADS, {"now": now, "most": limit})).scalars())

    async def lock_lane(self, lane: str) -> bool:
        """Hold the lane until the transaction ends; False where another process has it."""
        return await self._access.try_lock(f"lane:{lane}")

    async def next_of(self, lane: str, now: datetime) -> Received | None:
        """The lane's first waiting update; None where there is none or it is to be tried later.

        Raises SealError where its key is missing.
        """
        row = await self._access.one(_HEAD, {"its_lane": lane})
        return self._received(row) if row is not None and row.due_at <= now else None

    def _received(self, row: Row[Any]) -> Received:
        return Received(
            id=row.id,
            source=row.source,
            update_id=row.update_id,
            lane=row.lane,
            payload=self._access.unseal(row.sealed, inbox.c.sealed, row.source, row.update_id),
            received_at=row.received_at,
            attempts=row.attempts,
        )

    async def handled(self, row_id: int, at: datetime) -> None:
        """Done with: what the person wrote is gone from here, the update's number stays."""
        await self._access.run(_HANDLED, {"its_id": row_id, "at": at})

    async def failed(self, row_id: int, why: str, at: datetime, retry_at: datetime | None) -> None:
        """It failed. *why* is a kind of fault, never words; without *retry_at* it is given up.

        Until then the rest of its lane waits. What was given up keeps its payload until it is purged.
        """
        if retry_at is None:
            await self._access.run(_GIVE_UP, {"its_id": row_id, "why": why, "at": at})
        else:
            await self._access.run(_RETRY, {"its_id": row_id, "why": why, "again": retry_at})

    async def last_update_id(self, source: str) -> int | None:
        """The number of the update stored last (after a week's silence Telegram's numbers begin anew)."""
        found: int | None = await self._access.scalar(_LAST, {"its_source": source})
        return found

    async def oldest_waiting(self, now: datetime) -> timedelta | None:
        """For how long the oldest unhandled update has waited; None with none waiting."""
        received_at = await self._access.scalar(_OLDEST)
        return None if received_at is None else now - received_at

    async def purge(self, before: datetime) -> int:
        """Delete what was handled before *before*; each source's last row stays, emptied, for its number."""
        later = inbox.alias("later")
        last = select(sql.max(later.c.id)).where(later.c.source == inbox.c.source).scalar_subquery()
        old = inbox.c.handled_at < before
        deleted = (await self._access.run(delete(inbox).where(old, inbox.c.id < last))).rowcount
        await self._access.run(update(inbox).where(old, inbox.c.sealed.is_not(None)).values(sealed=None))
        return deleted

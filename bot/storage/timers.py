"""What is to happen later: one timer an owner (a person, a case) and name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from bot.storage.access import Access, random_id
from bot.storage.tables import timers


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """*stamp* tells one setting of a timer from the next."""

    owner: str
    name: str
    due_at: datetime
    stamp: str
    payload: str = field(default="", repr=False)


_OWNED = timers.c.owner == bindparam("its_owner")
_CANCEL = delete(timers).where(_OWNED, timers.c.name == bindparam("its_name"))
_TAKE = _CANCEL.where(timers.c.stamp == bindparam("its_stamp"))
_OF = select(timers).where(_OWNED).order_by(timers.c.due_at)
_DUE = (
    select(timers)
    .where(timers.c.due_at <= bindparam("now"))
    .order_by(timers.c.due_at)
    .limit(bindparam("most"))
)
_NEXT_DUE = select(timers.c.due_at).order_by(timers.c.due_at).limit(1)


@dataclass(frozen=True, slots=True)
class Timers:
    _access: Access

    async def set(self, owner: str, name: str, due_at: datetime, payload: str = "") -> None:
        """Set it, or set it anew."""
        sealed = self._access.seal(payload, timers.c.sealed, owner, name) if payload else None
        row = {"owner": owner, "name": name, "due_at": due_at, "stamp": random_id(), "sealed": sealed}
        await self._access.put(timers, row, "due_at", "stamp", "sealed")

    async def cancel(self, owner: str, name: str) -> None:
        await self._access.run(_CANCEL, {"its_owner": owner, "its_name": name})

    async def due(self, now: datetime, limit: int) -> list[Timer]:
        """Timers whose time has come, longest due first."""
        return [self._timer(row) for row in await self._access.run(_DUE, {"now": now, "most": limit})]

    async def take(self, timer: Timer) -> bool:
        """Remove exactly this setting of the timer; False where it was taken, cancelled or set anew."""
        values = {"its_owner": timer.owner, "its_name": timer.name, "its_stamp": timer.stamp}
        return (await self._access.run(_TAKE, values)).rowcount > 0

    async def next_due(self) -> datetime | None:
        found: datetime | None = await self._access.scalar(_NEXT_DUE)
        return found

    async def of(self, owner: str) -> list[Timer]:
        """All timers of *owner*, first due first."""
        return [self._timer(row) for row in await self._access.run(_OF, {"its_owner": owner})]

    def _timer(self, row: Row[Any]) -> Timer:
        payload = (
            ""
            if row.sealed is None
            else self._access.unseal(row.sealed, timers.c.sealed, row.owner, row.name)
        )
        return Timer(owner=row.owner, name=row.name, due_at=row.due_at, stamp=row.stamp, payload=payload)

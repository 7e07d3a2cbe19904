"""Who did what, kept: ids and constant names only, never words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from bot.storage.access import Access
from bot.storage.tables import audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """*actor* did *action* to *about* (ids of a moderator, a case, a person, or "bot")."""

    actor: str
    action: str
    about: str
    at: datetime


_ADD = insert(audit)
_OF = select(audit).where(audit.c.about == bindparam("its_about")).order_by(audit.c.seq)


@dataclass(frozen=True, slots=True)
class Audit:
    _access: Access

    async def add(self, actor: str, action: str, about: str, at: datetime) -> None:
        await self._access.run(_ADD, {"actor": actor, "action": action, "about": about, "at": at})

    async def of(self, about: str) -> tuple[Deed, ...]:
        """Everything done to *about*, in order."""
        rows = await self._access.run(_OF, {"its_about": about})
        return tuple(Deed(actor=row.actor, action=row.action, about=row.about, at=row.at) for row in rows)

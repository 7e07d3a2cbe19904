"""Who has moderated: a random id and a first name; the Telegram id is sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.cases import ModeratorId
from bot.storage.access import Access, random_id
from bot.storage.tables import moderators

_FIND = select(moderators.c.id).where(moderators.c.lookup.in_(bindparam("lookups", expanding=True)))
_GET = select(moderators).where(moderators.c.id == bindparam("its_id"))
_SEEN = (
    update(moderators)
    .where(moderators.c.id == bindparam("its_id"))
    .values(sealed_alias=bindparam("alias"), seen_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Moderators:
    _access: Access

    async def seen(self, user_id: int, alias: str, at: datetime) -> ModeratorId:
        """The moderator with this Telegram id, known by *alias* from now on; new at first sight."""
        lookups = self._access.lookups(moderators, str(user_id))
        found = await self._access.scalar(_FIND, {"lookups": lookups})
        if found is None and await self._access.add_once(
            moderators, self._row(moderator_id := random_id(), user_id, alias, lookups[0], at)
        ):
            return ModeratorId(moderator_id)
        moderator_id = found or await self._access.scalar(_FIND, {"lookups": lookups})
        sealed = self._access.seal(alias, moderators.c.sealed_alias, moderator_id)
        await self._access.run(_SEEN, {"its_id": moderator_id, "alias": sealed, "at": at})
        return ModeratorId(moderator_id)

    def _row(
        self, moderator_id: str, user_id: int, alias: str, lookup: bytes, at: datetime
    ) -> dict[str, Any]:
        return {
            "id": moderator_id,
            "lookup": lookup,
            "sealed_user_id": self._access.seal(str(user_id), moderators.c.sealed_user_id, moderator_id),
            "sealed_alias": self._access.seal(alias, moderators.c.sealed_alias, moderator_id),
            "seen_at": at,
        }

    async def alias(self, moderator_id: ModeratorId) -> str | None:
        row = await self._get(moderator_id)
        if row is None:
            return None
        return self._access.unseal(row.sealed_alias, moderators.c.sealed_alias, moderator_id)

    async def user_id(self, moderator_id: ModeratorId) -> int | None:
        row = await self._get(moderator_id)
        if row is None:
            return None
        return int(self._access.unseal(row.sealed_user_id, moderators.c.sealed_user_id, moderator_id))

    async def _get(self, moderator_id: ModeratorId) -> Row[Any] | None:
        return await self._access.one(_GET, {"its_id": moderator_id})

"""Who a random id belongs to, and whether they can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from bot.storage.access import Access, random_id
from bot.storage.tables import people
from knowledge.vocabulary import PersonId

_FIND = select(people.c.id).where(people.c.lookup.in_(bindparam("lookups", expanding=True)))
_USER = select(people.c.sealed_user_id).where(people.c.id == bindparam("its_id"))
_REACHABLE = select(people.c.reachable).where(people.c.id == bindparam("its_id"))
_SET_REACHABLE = (
    update(people)
    .where(people.c.id == bindparam("its_id"))
    .values(reachable=bindparam("can"), reachable_at=bindparam("at"))
)
_ERASE = delete(people).where(people.c.id == bindparam("its_id"))


@dataclass(frozen=True, slots=True)
class People:
    _access: Access

    async def find_or_add(self, user_id: int, at: datetime) -> PersonId:
        """The person with this Telegram id, new (and reachable) at first sight."""
        lookups = self._access.lookups(people, str(user_id))
        found = await self._access.scalar(_FIND, {"lookups": lookups})
        if found is not None:
            return PersonId(found)
        person_id = random_id()
        new = {
            "id": person_id,
            "lookup": lookups[0],
            "sealed_user_id": self._access.seal(str(user_id), people.c.sealed_user_id, person_id),
            "reachable": True,
            "reachable_at": at,
            "added_at": at,
        }
        if not await self._access.add_once(people, new):  # another process saw them first
            person_id = await self._access.scalar(_FIND, {"lookups": lookups})
        return PersonId(person_id)

    async def user_id(self, person_id: PersonId) -> int | None:
        """Their Telegram id, to send to; None once erased."""
        sealed = await self._access.scalar(_USER, {"its_id": person_id})
        if sealed is None:
            return None
        return int(self._access.unseal(sealed, people.c.sealed_user_id, person_id))

    async def set_reachable(self, person_id: PersonId, can: bool, at: datetime) -> None:
        await self._access.run(_SET_REACHABLE, {"its_id": person_id, "can": can, "at": at})

    async def reachable(self, person_id: PersonId) -> bool:
        """False where they have blocked the bot, or are erased."""
        return bool(await self._access.scalar(_REACHABLE, {"its_id": person_id}))

    async def erase(self, person_id: PersonId) -> None:
        """Forget who this is; should they write again, they are somebody new."""
        await self._access.run(_ERASE, {"its_id": person_id})

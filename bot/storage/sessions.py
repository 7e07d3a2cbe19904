"""Each person's place in the conversation, sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.storage.access import Access
from bot.storage.tables import sessions
from dialogues.session import Session, from_json, to_json
from knowledge.vocabulary import PersonId

_LOAD = select(sessions.c.sealed).where(sessions.c.person_id == bindparam("person"))
_ERASE = delete(sessions).where(sessions.c.person_id == bindparam("person"))
_IDLE = (
    select(sessions.c.person_id)
    .where(sessions.c.saved_at < bindparam("before"))
    .order_by(sessions.c.saved_at)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Sessions:
    _access: Access

    async def lock(self, person_id: PersonId) -> None:
        """Nobody else has a turn with this person until the transaction ends."""
        await self._access.lock(f"person:{person_id}")

    async def load(self, person_id: PersonId) -> Session:
        """Their session, or a new one. Raises SealError, or pydantic.ValidationError (without the text)."""
        sealed = await self._access.scalar(_LOAD, {"person": person_id})
        if sealed is None:
            return Session()
        return from_json(self._access.unseal(sealed, sessions.c.sealed, person_id))

    async def save(self, person_id: PersonId, session: Session, at: datetime) -> None:
        sealed = self._access.seal(to_json(session).decode(), sessions.c.sealed, person_id)
        row = {"person_id": person_id, "sealed": sealed, "saved_at": at}
        await self._access.put(sessions, row, "sealed", "saved_at")

    async def idle_since(self, before: datetime, limit: int) -> list[PersonId]:
        """Whose session was last saved before *before*, longest idle first."""
        found = await self._access.run(_IDLE, {"before": before, "most": limit})
        return [PersonId(person_id) for person_id in found.scalars()]

    async def erase(self, person_id: PersonId) -> None:
        await self._access.run(_ERASE, {"person": person_id})

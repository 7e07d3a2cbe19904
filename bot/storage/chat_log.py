"""Which messages are in a person's chat, by Telegram's numbers only, so that /hide can delete them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.storage.access import Access
from bot.storage.tables import chat_log
from knowledge.vocabulary import PersonId

_theirs = chat_log.c.person_id == bindparam("person")
_SINCE = (
    select(chat_log.c.message_id)
    .where(_theirs, chat_log.c.at >= bindparam("after"))
    .order_by(chat_log.c.message_id)
)
_FORGET = delete(chat_log).where(_theirs, chat_log.c.message_id.in_(bindparam("ids", expanding=True)))
_FORGET_ALL = delete(chat_log).where(_theirs)


@dataclass(frozen=True, slots=True)
class ChatLog:
    _access: Access

    async def remember(self, person_id: PersonId, message_id: int, incoming: bool, at: datetime) -> None:
        row = {"person_id": person_id, "message_id": message_id, "incoming": incoming, "at": at}
        await self._access.add_once(chat_log, row)

    async def since(self, person_id: PersonId, after: datetime) -> list[int]:
        """Numbers of the messages of both sides since *after*, in order."""
        return list((await self._access.run(_SINCE, {"person": person_id, "after": after})).scalars())

    async def forget(self, person_id: PersonId, message_ids: Sequence[int]) -> None:
        await self._access.run(_FORGET, {"person": person_id, "ids": list(message_ids)})

    async def forget_all(self, person_id: PersonId) -> None:
        await self._access.run(_FORGET_ALL, {"person": person_id})

    async def purge(self, before: datetime) -> int:
        """Forget what is older than *before*: Telegram deletes nothing older than 48 hours."""
        return (await self._access.run(delete(chat_log).where(chat_log.c.at < before))).rowcount

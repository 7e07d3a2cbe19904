"""What is written down about a case: its details, its entries, and the group's messages that show it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.storage import case_details
from bot.storage.access import Access, random_id
from bot.storage.case_details import CaseDetails
from bot.storage.tables import case_entries, case_messages, case_raises
from knowledge.vocabulary import CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Words that belong to a case. *author*: person, bot, note, or one of these and a name."""

    id: str
    author: str
    text: str = field(repr=False)
    at: datetime


_RAISES = (
    select(case_raises).where(case_raises.c.case_id == bindparam("its_case")).order_by(case_raises.c.seq)
)
_ENTRIES = (
    select(case_entries)
    .where(case_entries.c.case_id == bindparam("its_case"))
    .order_by(case_entries.c.at, case_entries.c.seq)
)
_OF_MESSAGE = select(case_messages.c.case_id).where(
    case_messages.c.lookup.in_(bindparam("lookups", expanding=True))
)
_CARD = (
    select(case_messages)
    .where(case_messages.c.case_id == bindparam("its_case"), case_messages.c.role == "card")
    .order_by(case_messages.c.seq.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class CaseRecord:
    _access: Access

    async def details(self, case_id: CaseId) -> CaseDetails:
        """The opening and all raises together; empty for an unknown case."""
        return case_details.together(await self.raises(case_id))

    async def raises(self, case_id: CaseId) -> tuple[CaseDetails, ...]:
        """The opening and each raise, oldest first."""
        rows = await self._access.run(_RAISES, {"its_case": case_id})
        sealed = case_raises.c.sealed
        return tuple(case_details.from_json(self._access.unseal(row.sealed, sealed, row.id)) for row in rows)

    async def add_entry(self, case_id: CaseId, author: str, text: str, at: datetime, entry_id: str) -> None:
        """Keep these words with the case; nothing where *entry_id* is known already."""
        written = json.dumps([author, text], ensure_ascii=False)
        sealed = self._access.seal(written, case_entries.c.sealed, entry_id)
        row = {"id": entry_id, "case_id": case_id, "at": at, "sealed": sealed}
        await self._access.add_once(case_entries, row)

    async def entries(self, case_id: CaseId) -> tuple[Entry, ...]:
        """All that was said and noted, in order."""
        found = []
        for row in await self._access.run(_ENTRIES, {"its_case": case_id}):
            author, text = json.loads(self._access.unseal(row.sealed, case_entries.c.sealed, row.id))
            found.append(Entry(id=row.id, author=author, text=text, at=row.at))
        return tuple(found)

    async def remember_message(self, case_id: CaseId, chat_id: int, message_id: int, role: str) -> None:
        """A message in a team chat shows this case: replies to it belong to the case."""
        place = f"{chat_id}:{message_id}"
        row_id = random_id()
        row = {
            "id": row_id,
            "lookup": self._access.lookup(case_messages, place),
            "case_id": case_id,
            "role": role,
            "sealed": self._access.seal(place, case_messages.c.sealed, row_id),
        }
        await self._access.add_once(case_messages, row)

    async def of_message(self, chat_id: int, message_id: int) -> CaseId | None:
        """The case that this message of a team chat shows."""
        lookups = self._access.lookups(case_messages, f"{chat_id}:{message_id}")
        found: CaseId | None = await self._access.scalar(_OF_MESSAGE, {"lookups": lookups})
        return found

    async def card(self, case_id: CaseId) -> tuple[int, int] | None:
        """Chat and message of the case's latest card."""
        row = await self._access.one(_CARD, {"its_case": case_id})
        if row is None:
            return None
        place = self._access.unseal(row.sealed, case_messages.c.sealed, row.id)
        chat_id, message_id = place.split(":")
        return int(chat_id), int(message_id)

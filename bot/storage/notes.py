"""Small things to keep between runs, such as whether the group has topics."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from bot.storage.access import Access
from bot.storage.tables import notes

_GET = select(notes.c.sealed).where(notes.c.key == bindparam("its_key"))


@dataclass(frozen=True, slots=True)
class Notes:
    _access: Access

    async def get(self, key: str) -> str | None:
        sealed = await self._access.scalar(_GET, {"its_key": key})
        return None if sealed is None else self._access.unseal(sealed, notes.c.sealed, key)

    async def set(self, key: str, value: str) -> None:
        row = {"key": key, "sealed": self._access.seal(value, notes.c.sealed, key)}
        await self._access.put(notes, row, "sealed")

"""Anonymous counts by day for population insight; no person is anywhere in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.access import Access, Insert
from bot.storage.tables import tallies


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    day: date
    name: str
    labels: tuple[str, ...]
    total: int


_SINCE = (
    select(tallies)
    .where(tallies.c.day >= bindparam("first"))
    .order_by(tallies.c.day, tallies.c.name, tallies.c.labels)
)


@cache
def _count(postgres: bool) -> Insert:
    new: Any = postgresql.insert(tallies) if postgres else sqlite.insert(tallies)
    return new.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=["day", "name", "labels"], set_={"total": tallies.c.total + new.excluded.total}
    )


@dataclass(frozen=True, slots=True)
class Tallies:
    _access: Access

    async def count(self, day: date, name: str, labels: Sequence[str], by: int = 1) -> None:
        row = {"day": day, "name": name, "labels": json.dumps(list(labels)), "total": by}
        await self._access.run(_count(self._access.postgres), row)

    async def totals(self, since: date) -> tuple[Tally, ...]:
        """Every count of the days from *since* on, by day, name and labels."""
        return tuple(
            Tally(day=row.day, name=row.name, labels=tuple(json.loads(row.labels)), total=row.total)
            for row in await self._access.run(_SINCE, {"first": since})
        )

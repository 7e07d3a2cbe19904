"""One process among replicas leads: it alone polls. Held by a PostgreSQL session lock."""

from __future__ import annotations

import contextlib

from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.access import lock_number
from bot.storage.away import DatabaseAway, away


class Leadership:
    """A seat that one process can have. *engine* None: there is only this process, and it leads."""

    def __init__(self, engine: AsyncEngine | None, name: str) -> None:
        self._engine = engine
        self._number = lock_number(f"leader:{name}")
        self._connection: AsyncConnection | None = None

    async def held(self) -> bool:
        """Whether this process leads now; takes the seat where it is free. Ask before every round.

        False, too, while the database is away: whoever cannot see it must not think that it leads.
        """
        if self._engine is None:
            return True
        try:
            return await self._still() if self._connection is not None else await self._take(self._engine)
        except DatabaseAway:
            await self.give_up()
            return False

    async def _still(self) -> bool:
        with away():
            await self._connection.execute(select(1))  # type: ignore[union-attr]
        return True

    async def _take(self, engine: AsyncEngine) -> bool:
        with away():
            connection = await engine.connect()
            self._connection = connection
            if (await connection.execute(select(sql.pg_try_advisory_lock(self._number)))).scalar():
                return True
        await self.give_up()
        return False

    async def give_up(self) -> None:
        """Closing the connection frees the seat."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(DBAPIError, OSError):
                await connection.close()

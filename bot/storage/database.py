"""The database: one transaction at a time gives a Store; wake-ups, and who leads, between processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.access import Access
from bot.storage.away import DatabaseAway, away
from bot.storage.engines import make_engine, make_side_engine
from bot.storage.leadership import Leadership
from bot.storage.store import Store
from bot.storage.vault import Vault
from bot.storage.wakes import Wakes

_KEY_CHECK = "key_check"
__all__ = ["Database", "DatabaseAway", "Store"]


class Database:
    """SQLite or PostgreSQL behind the same Store. Made by `open`; its tables by `migrations.migrate`."""

    def __init__(self, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault
        self.postgres = engine.dialect.name == "postgresql"
        self._side = make_side_engine(engine) if self.postgres else None
        self._wakes = Wakes(self._side)

    @classmethod
    async def open(cls, url: str, vault: Vault) -> Self:
        """Raises DatabaseAway where it cannot be reached, ValueError for another kind of database."""
        database = cls(make_engine(url), vault)
        try:
            await database.ping()
        except BaseException:
            await database.close()
            raise
        return database

    async def close(self) -> None:
        await self._wakes.close()
        await self._engine.dispose()
        if self._side is not None:
            await self._side.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Store]:
        """A Store whose changes are kept together if the block ends well, and not at all if it raises.

        Raises DatabaseAway. On SQLite there is one at a time: one begun inside another would wait for itself.
        """
        async with self.access(self._vault) as access:
            yield Store.of(access)

    @asynccontextmanager
    async def access(self, vault: Vault) -> AsyncIterator[Access]:
        """`transaction` below the Store, for work on all tables."""
        async with AsyncExitStack() as stack:
            with away():
                connection = await stack.enter_async_context(self._engine.connect())
                await connection.begin()
            yield Access(connection=connection, vault=vault, postgres=self.postgres)
            with away():
                await connection.commit()

    async def check_keys(self) -> None:
        """Raises SealError where the vault's keys are not those of this database: then nothing may be served.

        A note sealed at the first call stands for all; `rotation.reseal` seals it anew last.
        """
        async with self.transaction() as store:
            if await store.notes.get(_KEY_CHECK) is None:
                await store.notes.set(_KEY_CHECK, "opens")

    async def ping(self) -> None:
        """Raises DatabaseAway unless the database answers."""
        with away():
            async with self._engine.connect() as connection:
                await connection.execute(text("select 1"))

    @asynccontextmanager
    async def leader(self, name: str) -> AsyncIterator[Leadership]:
        """A seat that one process at a time has: ask `await seat.held()` before each round of work."""
        seat = Leadership(self._side, name)
        try:
            yield seat
        finally:
            await seat.give_up()

    def listen(self, channel: str) -> asyncio.Event:
        """An event set at every wake-up of *channel*, here or in a replica; who waits clears it."""
        return self._wakes.listen(channel)

    def notify(self, channel: str) -> None:
        """Wake all who listen to *channel*. Call it after the commit; it returns at once."""
        self._wakes.notify(channel)

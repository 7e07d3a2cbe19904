"""Wake-ups: who waits for work hears at once that there is some, in this process and in its replicas.

A wake-up may be lost with its connection, so whoever waits also looks by itself now and then.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.away import DatabaseAway, away

logger = logging.getLogger(__name__)
_CHANNEL = "waymark"
_AGAIN_SECONDS = 1.0


class Wakes:
    """*engine* gives the connection to other replicas (PostgreSQL); None: there is only this process."""

    def __init__(self, engine: AsyncEngine | None) -> None:
        self._engine = engine
        self._waiting: dict[str, list[asyncio.Event]] = {}
        self._unsent: set[str] = set()
        self._stirred = asyncio.Event()
        self._origin = secrets.token_hex(4)
        self._task = asyncio.create_task(self._join_replicas(engine)) if engine else None

    def listen(self, channel: str) -> asyncio.Event:
        """An event that is set at every wake-up of *channel*; who waits clears it."""
        event = asyncio.Event()
        self._waiting.setdefault(channel, []).append(event)
        return event

    def notify(self, channel: str) -> None:
        """Wake all who wait for *channel*; call it after the commit. Returns at once, raises nothing."""
        self._wake(channel)
        if self._task is not None:
            self._unsent.add(channel)
            self._stirred.set()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _wake(self, channel: str) -> None:
        for event in self._waiting.get(channel, ()):
            event.set()

    async def _join_replicas(self, engine: AsyncEngine) -> None:
        """Runs until it is cancelled; whatever breaks the connection, it joins again."""
        while True:
            try:
                await self._exchange(engine)
            except DatabaseAway:
                logger.warning("wake-up connection lost")
            except Exception:
                logger.exception("wake-up connection failed")
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _exchange(self, engine: AsyncEngine) -> None:
        """Hear and tell over one connection until it is lost. Raises DatabaseAway."""
        with away():
            async with engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.add_listener(_CHANNEL, self._heard)
                driver.add_termination_listener(lambda _: self._stirred.set())
                for channel in self._waiting:  # whatever was told while nobody heard
                    self._wake(channel)
                while not driver.is_closed():
                    await self._stirred.wait()
                    self._stirred.clear()
                    await self._tell(driver)

    async def _tell(self, driver: Any) -> None:
        """Many wake-ups of a busy moment go out as one."""
        channels, self._unsent = sorted(self._unsent), set()
        for channel in channels:
            if not driver.is_closed():
                await driver.execute("select pg_notify($1, $2)", _CHANNEL, f"{self._origin} {channel}")

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        origin, _, channel = str(payload).partition(" ")
        if origin != self._origin:
            self._wake(channel)

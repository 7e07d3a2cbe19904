"""Timers that are due, each fired in one transaction with what it leads to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.storage.database import Database, DatabaseAway, Store
from bot.storage.timers import Timer
from bot.workflows.ports import Clock
from bot.workflows.waiting import Waiting

logger = logging.getLogger(__name__)
AT_ONCE = 50
_TRY_AGAIN = timedelta(minutes=1)


class TimerWorker:
    def __init__(self, database: Database, waiting: Waiting, clock: Clock, fired: Callable[[], None]) -> None:
        self._database = database
        self._waiting = waiting
        self._clock = clock
        self._fired = fired
        self.wake = asyncio.Event()

    async def once(self) -> float:
        """Fire what is due; the seconds until the next."""
        now = self._clock.now()
        async with self._database.transaction() as store:
            due = await store.timers.due(now, AT_ONCE)
        for timer in due:
            await self._fire(timer)
        if due:
            self._fired()
            return 0.0
        async with self._database.transaction() as store:
            next_due = await store.timers.next_due()
        return 5.0 if next_due is None else max(0.005, (next_due - self._clock.now()).total_seconds())

    async def _fire(self, timer: Timer) -> None:
        try:
            await self._with(timer, self._waiting.fire)
        except DatabaseAway:
            raise  # nothing was kept: it is due still
        except Exception:
            logger.exception("timer failed", extra={"timer": timer.name})
            await self._failed(timer)

    async def _failed(self, timer: Timer) -> None:
        """A human hears of it; where even that fails it is tried again."""
        try:
            await self._with(timer, self._waiting.fail)
        except DatabaseAway:
            raise
        except Exception:
            logger.exception("failed timer not yet with a human", extra={"timer": timer.name})
            await self._with(timer, _again)

    async def _with(self, timer: Timer, act: Callable[[Store, Timer, datetime], Awaitable[None]]) -> None:
        async with self._database.transaction() as store:
            await self._waiting.hold(store, timer)
            if await store.timers.take(timer):
                await act(store, timer, self._clock.now())


async def _again(store: Store, timer: Timer, at: datetime) -> None:
    await store.timers.set(timer.owner, timer.name, at + _TRY_AGAIN)

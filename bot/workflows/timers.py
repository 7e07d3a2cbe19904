"""Timers that are due, each fired in one transaction with what it leads to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from bot.storage.database import Database
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
            async with self._database.transaction() as store:
                if await store.timers.take(timer):
                    await self._waiting.fire(store, timer, self._clock.now())
        except Exception:
            logger.exception("timer failed", extra={"timer": timer.name})
            async with self._database.transaction() as store:
                await store.timers.set(timer.owner, timer.name, self._clock.now() + _TRY_AGAIN)

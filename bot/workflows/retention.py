"""Erasing by the clock: idle conversations, closed cases, and what the queues no longer need."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from bot.storage.database import Database
from bot.workflows.ports import Clock
from knowledge.vocabulary import PersonId

logger = logging.getLogger(__name__)
EVERY = 3600.0
AT_ONCE = 200
QUEUES = timedelta(days=2)


class Retention:
    """*idle* is how long a conversation may rest, *closed* how long a closed case is kept."""

    def __init__(self, database: Database, clock: Clock, *, idle: timedelta, closed: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._idle = idle
        self._closed = closed
        self.wake = asyncio.Event()

    async def once(self) -> float:
        """One round; the seconds until the next. Nobody with an open case is erased."""
        now = self._clock.now()
        async with self._database.transaction() as store:
            idle = await store.sessions.idle_since(now - self._idle, AT_ONCE)
        erased = sum([await self._erase(person_id, now - self._idle) for person_id in idle])
        async with self._database.transaction() as store:
            cases = await store.cases.purge_closed(now - self._closed)
            await store.inbox.purge(now - QUEUES)
            await store.outbox.purge(now - QUEUES)
            await store.chat_log.purge(now - QUEUES)
        if erased or cases:
            logger.info("erased by the clock", extra={"people": erased, "cases": cases})
        return 0.0 if erased == AT_ONCE else EVERY

    async def _erase(self, person_id: PersonId, before: datetime) -> bool:
        """Unless they are back: asked again once nobody else has a turn with them."""
        async with self._database.transaction() as store:
            await store.sessions.lock(person_id)
            if person_id not in await store.sessions.idle_since(before, AT_ONCE):
                return False
            if await store.cases.open_of(person_id) is not None:
                return False
            await store.sessions.erase(person_id)
            await store.people.erase(person_id)
            return True

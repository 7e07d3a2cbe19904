"""Who is told when something changes: the page's open connections, and tests that wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.sandbox.records import Json

T = TypeVar("T")
ANYWHERE = 0
_LONGEST_BACKLOG = 2_000
Feed = asyncio.Queue[Json | None]


class Changes:
    """Changes as small JSON objects with a *kind* and a *chat_id*, to every feed; waiting by chat."""

    def __init__(self) -> None:
        self._feeds: set[Feed] = set()
        self._pulses: dict[int, asyncio.Event] = {}
        self.closed = False

    def publish(self, change: Json) -> None:
        for feed in tuple(self._feeds):
            if feed.qsize() >= _LONGEST_BACKLOG:
                self._end(feed)  # too slow a reader: it connects again and starts from the whole state
            else:
                feed.put_nowait(change)
        for place in (int(change["chat_id"]), ANYWHERE):
            pulse = self._pulses.pop(place, None)
            if pulse is not None:
                pulse.set()

    @contextmanager
    def feed(self) -> Iterator[Feed]:
        """Every change from now on; None means that no more will come."""
        feed: Feed = asyncio.Queue()
        self._feeds.add(feed)
        if self.closed:
            self._end(feed)
        try:
            yield feed
        finally:
            self._feeds.discard(feed)

    async def until(self, chat_id: int, found: Callable[[], T | None], timeout: float) -> T:  # noqa: ASYNC109
        """The first true answer of *found*, asked now and after every change in the chat, or ANYWHERE.

        Raises TimeoutError after *timeout* seconds.
        """
        async with asyncio.timeout(timeout):
            while not (answer := found()):
                await self._pulses.setdefault(chat_id, asyncio.Event()).wait()
        return answer

    def close(self) -> None:
        self.closed = True
        for feed in tuple(self._feeds):
            self._end(feed)

    def _end(self, feed: Feed) -> None:
        self._feeds.discard(feed)
        feed.put_nowait(None)

"""A loop that works while there is work, and otherwise waits for a wake-up or the next due time."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Protocol

logger = logging.getLogger(__name__)
LONGEST_WAIT = 5.0
_AFTER_FAULT = 1.0


class Worker(Protocol):
    """*once* does what there is to do, and gives back the seconds until there may be more (0: at once)."""

    wake: asyncio.Event

    async def once(self) -> float: ...


async def work(name: str, worker: Worker, stop: asyncio.Event) -> None:
    """Let *worker* work until *stop*.

    A fault is logged by its type and tried again: no worker ever dies of one bad row or an absent database.
    """
    while not stop.is_set():
        worker.wake.clear()
        try:
            seconds = await worker.once()
        except Exception:
            logger.exception("worker fault", extra={"worker": name})
            seconds = _AFTER_FAULT
        if seconds > 0:
            await _pause(stop, worker.wake, min(seconds, LONGEST_WAIT))


def note_fault(task: asyncio.Task[Any], what: str) -> bool:
    """Whether a task of *what* failed: logged by its kind, where asyncio would print the words in it."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        logger.error("task fault", exc_info=error, extra={"task": what})
    return error is not None


async def _pause(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    waiting = {asyncio.ensure_future(stop.wait()), asyncio.ensure_future(wake.wait())}
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()

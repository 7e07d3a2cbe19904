"""What the sandbox's tests start from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.sandbox.people import Participant
from tests.sandbox.support import Place, Start, running


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts as many sandboxes as asked for; all are closed after the test."""
    async with AsyncExitStack() as stack:

        async def begin(state: Path | None = None, *, forum: bool = True) -> Place:
            return await stack.enter_async_context(running(state, forum=forum))

        yield begin


@pytest.fixture
async def place(start: Start) -> Place:
    return await start()


@pytest.fixture
def robin(place: Place) -> Participant:
    """The young person, who has pressed Start."""
    person = place.sandbox.people["young_person"]
    person.start()
    return person

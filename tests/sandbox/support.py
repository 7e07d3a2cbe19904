"""A sandbox behind a real loopback server, python-telegram-bot's own client to speak to it, and a clock."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.sandbox import Sandbox

TOKEN = "100200:sandbox-token-for-tests"


@dataclass(slots=True)
class Clock:
    """Seconds since 1970, moved by hand."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True, slots=True)
class Place:
    """A running sandbox: *url* is the server's, *bot* a client that is ready."""

    sandbox: Sandbox
    url: str
    bot: Any  # its answers are all optional parts, which tests would have to narrow one by one
    clock: Clock

    def client(self, token: str = TOKEN) -> Any:
        """Another client, not yet initialised."""
        return Bot(token, base_url=f"{self.url}/bot", base_file_url=f"{self.url}/file/bot")


@asynccontextmanager
async def running(state: Path | None = None, *, forum: bool = True) -> AsyncIterator[Place]:
    clock = Clock()
    sandbox = await Sandbox.open(token=TOKEN, state=state, forum=forum, clock=clock)
    app = web.Application()
    app.add_routes(sandbox.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        bot = Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")
        async with bot:
            yield Place(sandbox, url, bot, clock)
    finally:
        await sandbox.close()
        await runner.cleanup()


def says(reason: str) -> re.Pattern[str]:
    """For `match`: the client turns Telegram's first letter into a capital."""
    return re.compile(re.escape(reason), re.IGNORECASE)


async def poll_waits(place: Place) -> None:
    """Returns once the server holds a long poll."""
    await place.sandbox.until(lambda: place.sandbox.updates.waiting)


Start = Callable[..., Awaitable[Place]]

"""A bot with real settings in this process, on a Telegram that lives on without it; and what chats hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot import app
from bot.app import Running
from bot.sandbox import Sandbox
from bot.sandbox.people import Participant, Seen
from bot.settings import Settings
from bot.storage.vault import Vault
from tests.support.process import TOKEN
from tests.support.serving import SetClock

DISCLOSURE = "i want to kill myself tonight"
LONG = 20.0
_CLOCK = re.compile(r"\d\d:\d\d on \w+ \d\d \w+|\(\d+ min\)")


@asynccontextmanager
async def real_bot(
    folder: Path, line: tuple[Sandbox, str], clock: SetClock | None = None, **settings: Any
) -> AsyncIterator[Running]:
    """The bot as it runs with a token, polling unless *settings* say otherwise."""
    sandbox, url = line
    chosen: dict[str, Any] = {
        "bot_token": TOKEN,
        "bot_api_url": url,
        "moderator_chat_id": sandbox.moderators_chat_id,
        "data_dir": folder,
        "data_keys": Vault.generate(),
        "web_port": 0,
        **settings,
    }
    async with app.serve(Settings(_env_file=None, **chosen), clock) as running:
        yield running


def from_bot(who: Participant) -> list[str]:
    """What the bot said in this chat, in order, without the time of day."""
    return [_CLOCK.sub("", seen.text) for seen in who.messages() if seen.from_bot]


def new_cards(who: Participant) -> list[Seen]:
    """The cards of cases that nobody has claimed, not what was told of them later."""
    return [seen for seen in who.messages() if "Claim" in seen.labels and "still waiting" not in seen.text]


async def card(who: Participant, number: int = 1, *parts: str) -> Seen:
    """The card of case *number*, as soon as it shows all of *parts*."""

    def fits(seen: Seen) -> bool:
        return f"case {number}\n" in seen.text and all(part in seen.text for part in parts)

    return await who.wait_for(fits, LONG)


class Balancer:
    """What stands before replicas: each webhook call goes to the next of them. *statuses* are their answers."""

    def __init__(self) -> None:
        self.url = ""
        self.replicas: list[str] = []
        self.statuses: list[int] = []
        self._session = aiohttp.ClientSession()
        self._turn = itertools.count()

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Balancer]:
        balancer = cls()
        site = web.Application()
        site.add_routes([web.post("/telegram/webhook", balancer._pass_on)])
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        balancer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield balancer
        finally:
            await balancer._session.close()
            await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        """503 while there is no replica, 502 where it is gone."""
        if not self.replicas:
            return web.Response(status=503)
        url = f"{self.replicas[next(self._turn) % len(self.replicas)]}/telegram/webhook"
        headers = {name: value for name, value in request.headers.items() if name.startswith("X-Telegram")}
        try:
            async with self._session.post(url, data=await request.read(), headers=headers) as answer:
                self.statuses.append(answer.status)
                return web.Response(status=answer.status)
        except aiohttp.ClientError:
            return web.Response(status=502)

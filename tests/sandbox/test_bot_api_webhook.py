"""Webhooks: updates carried to the bot, with its secret, in order for each chat, until it takes them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from telegram import Update
from telegram.error import BadRequest, Conflict

from tests.sandbox.support import Place, Start, poll_waits, says


@dataclass(slots=True)
class Receiver:
    """A bot's web server. It answers with *statuses* first, then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    texts: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        message = Update.de_json(await request.json(), None).effective_message
        await self.texts.put((message and message.text) or "")
        return web.Response()

    async def next(self, count: int) -> list[str]:
        async with asyncio.timeout(5):
            return [await self.texts.get() for _ in range(count)]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


async def test_updates_come_with_the_secret_and_in_order(place: Place, receiver: Receiver) -> None:
    robin = place.sandbox.people["young_person"]
    robin.send_text("before")
    assert await place.bot.set_webhook(receiver.url, secret_token="s3cret", allowed_updates=["message"])
    for number in range(5):
        robin.send_text(str(number))
    assert await receiver.next(6) == ["before", "0", "1", "2", "3", "4"]
    assert set(receiver.secrets) == {"s3cret"}
    await place.sandbox.until(lambda: place.sandbox.pending_updates == 0)
    info = await place.bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.allowed_updates) == (receiver.url, 0, ("message",))


async def test_a_failed_delivery_is_tried_again(place: Place, receiver: Receiver) -> None:
    place.sandbox.webhook.retry_seconds = 0.01
    receiver.statuses = [500, 403]
    await place.bot.set_webhook(receiver.url)
    place.sandbox.people["young_person"].send_text("keep trying")
    assert await receiver.next(1) == ["keep trying"]
    info = await place.bot.get_webhook_info()
    assert "403" in info.last_error_message
    assert info.last_error_date.timestamp() == place.clock.seconds


async def test_polling_is_refused_while_a_webhook_is_set(place: Place, receiver: Receiver) -> None:
    poll = asyncio.create_task(place.bot.get_updates(timeout=20))
    await poll_waits(place)
    await place.bot.set_webhook(receiver.url)
    with pytest.raises(Conflict, match=says("terminated by setWebhook")):
        await poll
    with pytest.raises(Conflict, match=says("while webhook is active")):
        await place.bot.get_updates()
    assert await place.bot.delete_webhook()
    place.sandbox.people["young_person"].send_text("polled")
    assert (await place.bot.get_updates())[0].message.text == "polled"
    assert (await place.bot.get_webhook_info()).url == ""


async def test_pending_updates_can_be_dropped(place: Place) -> None:
    place.sandbox.people["young_person"].send_text("old")
    assert await place.bot.delete_webhook(drop_pending_updates=True)
    assert await place.bot.get_updates() == ()


async def test_only_this_machine_is_called(place: Place) -> None:
    for url in ("https://example.org/hook", "ftp://127.0.0.1/x", "nonsense"):
        with pytest.raises(BadRequest, match=says("bad webhook")):
            await place.bot.set_webhook(url)


async def test_a_webhook_outlives_a_restart(start: Start, receiver: Receiver, tmp_path: Path) -> None:
    first = await start(tmp_path / "state")
    await first.bot.set_webhook(receiver.url, secret_token="s3cret")
    await first.sandbox.close()
    second = await start(tmp_path / "state")
    second.sandbox.people["parent"].send_text("after")
    assert await receiver.next(1) == ["after"]
    assert receiver.secrets == ["s3cret"]


async def test_duplicates_go_to_webhooks_too(place: Place, receiver: Receiver) -> None:
    place.sandbox.faults.twice = True
    await place.bot.set_webhook(receiver.url)
    place.sandbox.people["young_person"].send_text("again")
    assert await receiver.next(2) == ["again", "again"]

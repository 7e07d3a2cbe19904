"""Updates into the inbox: committed first, and only then acknowledged to Telegram."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.storage.database import Database, DatabaseAway
from bot.storage.inbox import Incoming
from bot.telegram import updates
from bot.telegram.failsafe import Failsafe
from bot.telegram.request import AiohttpRequest
from bot.workflows.ports import Clock

logger = logging.getLogger(__name__)
LONG_POLL = 25
BATCH = 100
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 a header's name


class Intake:
    """*source* names the bot, so that update ids of different bots never meet. *lane_of* hides chat ids."""

    def __init__(
        self,
        database: Database,
        failsafe: Failsafe,
        clock: Clock,
        *,
        source: str,
        lane_of: Callable[[int], str],
        stored: Callable[[], None],
    ) -> None:
        self._database = database
        self._failsafe = failsafe
        self._clock = clock
        self._source = source
        self._lane_of = lane_of
        self._stored = stored

    async def take(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Store updates. Raises DatabaseAway, and then none of them may be acknowledged."""
        incoming = [
            Incoming(
                update_id=int(raw["update_id"]),
                lane=self._lane_of(updates.chat_of(raw) or 0),
                payload=json.dumps(raw, ensure_ascii=False),
            )
            for raw in raws
        ]
        try:
            async with self._database.transaction() as store:
                await store.inbox.add(self._source, incoming, self._clock.now())
        except DatabaseAway:
            await self._failsafe.warn(raws)
            raise
        self._stored()

    async def only_warn(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """For updates that cannot be stored and are not acknowledged."""
        await self._failsafe.warn(raws)

    async def is_away(self) -> bool:
        """Whether the database is away."""
        try:
            await self._database.ping()
        except DatabaseAway:
            return True
        return False

    async def last_seen(self) -> int | None:
        async with self._database.transaction() as store:
            return await store.inbox.last_update_id(self._source)

    async def webhook(self, request: web.Request, secret: str) -> web.Response:
        """POST /telegram/webhook. 403 without the secret, 503 while nothing can be stored (Telegram retries)."""
        if not compare_digest(request.headers.get(_SECRET, "").encode(), secret.encode()):
            return web.Response(status=403)
        try:
            raw = await request.json()
            await self.take([raw])
        except (ValueError, KeyError, TypeError):
            logger.warning("webhook call that is no update")
            return web.Response(status=400)
        except DatabaseAway:
            return web.Response(status=503)
        return web.Response()


class Polling:
    """Long polls with the offset that the inbox has. One process at a time: a leader among replicas."""

    def __init__(self, intake: Intake, request: AiohttpRequest, base_url: str) -> None:
        self._intake = intake
        self._request = request
        self._url = f"{base_url}/getUpdates"

    async def lead(self, database: Database, stop: asyncio.Event) -> None:
        """Poll while this process leads; another replica takes over when it is gone.

        While the database is away nobody can lead: then the last leader goes on reading, for the failsafe.
        """
        led = False
        async with database.leader("polling") as seat:
            while not stop.is_set():
                led = await seat.held() or (led and await self._intake.is_away())
                seconds = await self._once(stop) if led else 2.0
                if seconds:
                    await _pause(stop, seconds)

    async def _once(self, stop: asyncio.Event) -> float:
        """One poll; seconds to wait before the next. Raises nothing: a bot that is deaf helps nobody."""
        try:
            await self._poll(stop)
        except DatabaseAway:
            logger.error("database away: nothing is acknowledged")
            return 1.0
        except RetryAfter as wait:
            seconds = wait.retry_after
            return seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
        except Conflict:
            logger.warning("another process is polling for this bot")
            return 5.0
        except InvalidToken:
            logger.error("Telegram does not know this bot token")
            return 30.0
        except NetworkError as error:
            logger.warning("Telegram not reached", extra={"error": type(error).__name__})
            return 1.0
        except TelegramError as error:
            logger.error("Telegram refused a poll", extra={"error": type(error).__name__})
            return 5.0
        except Exception:
            logger.exception("poll failed")
            return 5.0
        return 0.0

    async def _poll(self, stop: asyncio.Event) -> None:
        """Raises DatabaseAway: then nothing is acknowledged, but who writes of danger is answered."""
        try:
            last = await self._intake.last_seen()
        except DatabaseAway:
            await self._intake.only_warn(await self._until(stop, None))
            raise
        raws = await self._until(stop, None if last is None else last + 1)
        if raws:
            await self._intake.take(raws)

    async def _until(self, stop: asyncio.Event, offset: int | None) -> list[dict[str, Any]]:
        """What one poll brings; nothing where *stop* comes first. Only the waiting is ever cut short."""
        getting = asyncio.ensure_future(self._get(offset))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({getting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return getting.result() if getting.done() else []
        finally:
            stopping.cancel()
            getting.cancel()

    async def _get(self, offset: int | None) -> list[dict[str, Any]]:
        query = {"timeout": LONG_POLL, "limit": BATCH, "allowed_updates": json.dumps(updates.ALLOWED)}
        if offset is not None:
            query["offset"] = offset
        found = await self._request.post(f"{self._url}?{urlencode(query)}", read_timeout=LONG_POLL + 10)
        return [raw for raw in found if isinstance(raw, dict)] if isinstance(found, list) else []


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    waiting = asyncio.ensure_future(stop.wait())
    await asyncio.wait({waiting}, timeout=seconds)
    waiting.cancel()

"""Updates carried to the bot's own address: in order for each chat, chats side by side, until taken."""

from __future__ import annotations

import asyncio
import ipaddress
from collections import deque
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.errors import bad_request
from bot.sandbox.faults import Faults
from bot.sandbox.records import Json
from bot.sandbox.updates import Updates
from bot.sandbox.world import World

DEFAULT_CONNECTIONS = 40
_ANSWER_SECONDS = 60
_LONGEST_PAUSE = 5.0


class Webhook:
    """*retry_seconds* is the first pause after a failure; it doubles up to five seconds."""

    def __init__(self, world: World, updates: Updates, faults: Faults) -> None:
        self._world = world
        self._updates = updates
        self._faults = faults
        self._lanes: dict[int, deque[Json]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(DEFAULT_CONNECTIONS)
        self.retry_seconds = 0.5

    @property
    def settings(self) -> Json:
        """The url, secret_token, max_connections as set; empty where no webhook is."""
        return dict(self._world.ledger.table("settings").get("webhook") or {})

    async def set(self, url: str, secret: str, connections: int) -> None:
        """Raises ApiError for an address that is not on this machine: the sandbox calls nobody else."""
        if not _is_here(url):
            raise bad_request(
                "bad webhook: the sandbox delivers only to this machine, such as http://127.0.0.1"
            )
        await self.stop()
        settings = {"url": url, "secret_token": secret, "max_connections": connections or DEFAULT_CONNECTIONS}
        self._world.ledger.put("settings", "webhook", settings)
        self._world.commit()
        self._updates.end_poll("terminated by setWebhook request")
        self.start()

    async def delete(self) -> None:
        await self.stop()
        self._world.ledger.drop("settings", "webhook")
        self._world.commit()
        self._updates.webhook_set = False

    def start(self) -> None:
        """Deliver what waits and what comes, where a webhook is set."""
        settings = self.settings
        if not settings:
            return
        self._slots = asyncio.Semaphore(int(settings["max_connections"]))
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS))
        self._updates.webhook_set = True
        self._updates.on_new = self._add
        for update in self._updates.pending():
            self._add(update)

    async def stop(self) -> None:
        self._updates.on_new = None
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def info(self) -> Json:
        settings = self.settings
        failure = self._world.ledger.table("settings").get("webhook_failure") or {}
        info: Json = {
            "url": settings.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": self._updates.pending_count,
        }
        if settings:
            info |= {"max_connections": settings["max_connections"], "ip_address": "127.0.0.1", **failure}
        if self._updates.allowed:
            info["allowed_updates"] = self._updates.allowed
        return info

    def _add(self, update: Json) -> None:
        lane = _lane(update)
        if lane in self._lanes:
            self._lanes[lane].append(update)
            return
        self._lanes[lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._run(lane, self._lanes[lane]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: int, waiting: deque[Json]) -> None:
        while waiting:
            await self._deliver(waiting[0])
            if self._faults.twice:
                await self._deliver(waiting[0])
            self._updates.confirm(int(waiting.popleft()["update_id"]))
        del self._lanes[lane]

    async def _deliver(self, update: Json) -> None:
        pause = self.retry_seconds
        while (failure := await self._post(update)) is not None:
            told = {"last_error_date": self._world.now(), "last_error_message": failure}
            self._world.ledger.put("settings", "webhook_failure", told)
            self._world.commit()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _post(self, update: Json) -> str | None:
        """None where the bot took it, else why not."""
        settings = self.settings
        headers = {}
        if settings.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = settings["secret_token"]
        if self._session is None:
            return "Connection closed"
        try:
            async with (
                self._slots,
                self._session.post(settings["url"], json=update, headers=headers) as answer,
            ):
                taken = 200 <= answer.status < 300
                return None if taken else f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"


def _is_here(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https"):
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _lane(update: Json) -> int:
    """The chat that an update belongs to."""
    body: Json = next(part for name, part in update.items() if name != "update_id")
    message = body.get("message") or body
    return int((message.get("chat") or {}).get("id", 0))

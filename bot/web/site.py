"""The web site: /healthz (alive), /readyz (able to serve), the webhook, and what others add."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack

from aiohttp import web

from bot.storage.database import Database, DatabaseAway

Webhook = Callable[[web.Request], Awaitable[web.Response]]
MOST_BYTES = 1024**2


class PortTaken(Exception):
    """The address cannot be used; the message names the setting and the remedy."""


class Site:
    """*ready* is set once the bot serves, *receives* while updates can come, *webhook* where Telegram calls."""

    def __init__(self, database: Database, *, has_reader: bool) -> None:
        self._database = database
        self._has_reader = has_reader
        self.ready = False
        self.receives = False
        self.webhook: Webhook | None = None

    async def open(self, host: str, port: int, routes: Sequence[web.RouteDef], stack: AsyncExitStack) -> str:
        """Serve, until *stack* closes; the address. Raises PortTaken."""
        site = web.Application(client_max_size=MOST_BYTES)
        site.add_routes(
            [
                *routes,
                web.get("/healthz", self._healthz),
                web.get("/readyz", self._readyz),
                web.post("/telegram/webhook", self._webhook),
            ]
        )
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise PortTaken(
                f"WEB_PORT: {port} on {host} cannot be used ({error.strerror}); "
                "stop what uses it, or set WEB_PORT to another number"
            ) from error
        bound = runner.addresses[0]
        return f"http://{bound[0]}:{bound[1]}"

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _readyz(self, _: web.Request) -> web.Response:
        """503 while starting, while no update can come, and while the database is away."""
        try:
            async with self._database.transaction() as store:
                waiting = await store.outbox.waiting()
        except DatabaseAway:
            return web.json_response({"ready": False, "why": "database away"}, status=503)
        ready = self.ready and self.receives
        facts = {"ready": ready, "outbox_waiting": waiting, "reader_by_meaning": self._has_reader}
        return web.json_response(facts, status=200 if ready else 503)

    async def _webhook(self, request: web.Request) -> web.Response:
        if self.webhook is None:
            return web.Response(status=404)
        return await self.webhook(request)

"""The page's server side: the page itself, a stream of what changes, and what a visitor does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import ValidationError

from bot.sandbox import snapshot
from bot.sandbox.actions import ACTION, FaultsWanted, act, apply_faults, show_faults
from bot.sandbox.humans import CannotDoError
from bot.sandbox.services import Services

_FOLDER = Path(__file__).parent / "page"
_ASSETS = {
    "page.css": "text/css", "page.js": "text/javascript", "phone.js": "text/javascript",
    "composer.js": "text/javascript", "bubble.js": "text/javascript", "rich.js": "text/javascript",
    "dom.js": "text/javascript", "icon.svg": "image/svg+xml",
}  # fmt: skip
_STILL_HERE_SECONDS = 15
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Page:
    def __init__(self, services: Services, links: tuple[snapshot.Link, ...] = ()) -> None:
        self._services = services
        self._links = links

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.index),
            web.get("/sandbox/events", self.events, allow_head=False),
            web.post("/sandbox/actions", self.action),
            web.get("/sandbox/faults", self.faults),
            web.post("/sandbox/faults", self.set_faults),
            web.get("/sandbox/files/{file_id}", self.file),
            web.get("/sandbox/{asset}", self.asset),
        ]

    async def index(self, request: web.Request) -> web.Response:
        return await _asset("index.html", "text/html")

    async def asset(self, request: web.Request) -> web.Response:
        name = request.match_info["asset"]
        if name not in _ASSETS:
            raise web.HTTPNotFound
        return await _asset(name, _ASSETS[name])

    async def file(self, request: web.Request) -> web.Response:
        """A picture that was sent; nothing else is ever shown in the page."""
        record = self._services.files.record(request.match_info["file_id"])
        if record is None or record["mime"] not in ("image/png", "image/jpeg", "image/webp"):
            raise web.HTTPNotFound
        content = await self._services.files.read(record)
        return web.Response(body=content, content_type=record["mime"], headers=_HEADERS)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: first the whole state, then each change."""
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        with self._services.world.changes.feed() as feed:
            try:
                await response.prepare(request)
                await _write(response, snapshot.state(self._services, self._links))
                while True:
                    try:
                        change = await asyncio.wait_for(feed.get(), _STILL_HERE_SECONDS)
                    except TimeoutError:
                        await response.write(b": still here\n\n")
                        continue
                    if change is None:
                        break
                    if (shown := snapshot.change(self._services, change)) is not None:
                        await _write(response, shown)
            except ConnectionError:
                pass  # the page was closed
        return response

    async def action(self, request: web.Request) -> web.Response:
        _check_own_page(request)
        try:
            wanted = ACTION.validate_json(await request.read())
            return _json(act(self._services, wanted))
        except ValidationError:
            return _json({"error": "not an action that the sandbox knows"}, 400)
        except (CannotDoError, KeyError) as error:
            return _json({"error": str(error) if isinstance(error, CannotDoError) else "no such person"}, 400)

    async def faults(self, request: web.Request) -> web.Response:
        return _json(show_faults(self._services.faults))

    async def set_faults(self, request: web.Request) -> web.Response:
        _check_own_page(request)
        try:
            wanted = FaultsWanted.model_validate_json(await request.read())
        except ValidationError as error:
            return _json({"error": error.errors(include_url=False, include_input=False)}, 400)
        apply_faults(self._services.faults, wanted)
        return _json(show_faults(self._services.faults))


def _check_own_page(request: web.Request) -> None:
    """Refuses what another site's page sends from the visitor's browser."""
    origin = request.headers.get("Origin")
    if request.content_type != "application/json" or (
        origin is not None and urlsplit(origin).netloc != request.host
    ):
        raise web.HTTPForbidden


async def _asset(name: str, kind: str) -> web.Response:
    text = await asyncio.to_thread((_FOLDER / name).read_text, encoding="utf-8")
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=_HEADERS)


async def _write(response: web.StreamResponse, change: object) -> None:
    await response.write(f"retry: 1000\ndata: {json.dumps(change, ensure_ascii=False)}\n\n".encode())


def _json(body: object, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers=_HEADERS)

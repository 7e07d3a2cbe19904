"""The Bot API over HTTP: a call's token, method and body to its answer, or the fault that was asked for."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.sandbox import params
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault
from bot.sandbox.params import Params
from bot.sandbox.services import Method, Services

logger = logging.getLogger(__name__)
_NAMES = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
}  # fmt: skip


class BotApi:
    """Answers as api.telegram.org does: `{"ok": …}` with Telegram's statuses and descriptions."""

    def __init__(self, services: Services, token: str, methods: Mapping[str, Method]) -> None:
        self._services = services
        self._token = token
        self._methods = methods

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/bot{token}/{method}", self.call, allow_head=False),
            web.post("/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"].lower()
        try:
            self._check_token(request)
            method = self._methods.get(name)
            if method is None:
                raise ApiError(404, "Not Found")
            return await self._act(request, name, method)
        except ApiError as refused:
            return _answer(refused.body(), refused.code)

    async def _act(self, request: web.Request, name: str, method: Method) -> web.Response:
        sent = await params.read(request)
        if delay := self._services.faults.delay(name):
            await asyncio.sleep(delay)
        fault = self._services.faults.take(name)
        if fault is not None and not fault.after_acting:
            return _fail(request, fault)
        result = await self._result(method, sent)
        return _answer({"ok": True, "result": result}) if fault is None else _fail(request, fault)

    async def _result(self, method: Method, sent: Params) -> Any:
        try:
            return await method(self._services, sent)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # A structure of the wrong shape, such as a list where an object belongs.
            logger.warning("call could not be read", extra={"error": type(error).__name__})
            raise ApiError(400, "Bad Request: can't parse the parameters") from error

    async def download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
        except ApiError as refused:
            return _answer(refused.body(), refused.code)
        record = self._services.files.by_path(request.match_info["path"])
        if record is None:
            return _answer(ApiError(404, "Not Found").body(), 404)
        content = await self._services.files.read(record)
        return web.Response(body=content, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.match_info["token"].encode(), self._token.encode()):
            raise ApiError(401, "Unauthorized")


def _fail(request: web.Request, fault: Fault) -> web.Response:
    if fault.status == 0:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    description = fault.description or _NAMES.get(fault.status, "Error")
    if fault.status == 429 and not fault.description:
        description += f": retry after {fault.retry_after}"
    refused = ApiError(fault.status, description, retry_after=fault.retry_after)
    return _answer(refused.body(), fault.status)


def _answer(body: Any, status: int = 200) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(text=text, status=status, content_type="application/json")

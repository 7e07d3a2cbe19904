"""What a call carries: query, JSON, form or multipart body, read as Telegram reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from bot.sandbox.errors import ApiError, bad_request

LARGEST_UPLOAD = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Fields by name. In forms all are text, and structures are JSON in text."""

    fields: Mapping[str, Any] = field(repr=False)
    uploads: Mapping[str, Upload] = field(default_factory=dict, repr=False)

    def has(self, name: str) -> bool:
        return self.fields.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        value = self.fields.get(name, default)
        return value if isinstance(value, str) else default if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Raises ApiError where there is something else."""
        try:
            return int(self.fields[name]) if self.has(name) else default
        except (TypeError, ValueError) as error:
            raise bad_request(f'parameter "{name}" must be an integer') from error

    def optional_integer(self, name: str) -> int | None:
        return self.integer(name) if self.has(name) else None

    def boolean(self, name: str) -> bool:
        return str(self.fields.get(name, "")).lower() in ("true", "1", "yes")

    def structure(self, name: str) -> Any:
        """A list or object; None where there is none. Raises ApiError for text that is not JSON."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value:
            return value or None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """The file sent as *name*, in its own part or as attach://part."""
        attached = self.text(name)
        return self.uploads.get(
            attached.removeprefix("attach://") if attached.startswith("attach://") else name
        )


async def read(request: web.Request) -> Params:
    """Raises ApiError for a body that cannot be read."""
    fields: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json" and request.can_read_body:
        fields |= _object(await request.text())
    elif request.content_type == "multipart/form-data":
        try:
            await _read_parts(request, fields, uploads)
        except ValueError as error:
            raise bad_request("can't parse the multipart body") from error
    elif request.can_read_body:
        fields |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return Params(fields=fields, uploads=uploads)


def _object(body: str) -> dict[str, Any]:
    try:
        read = json.loads(body or "{}")
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(read, dict):
        raise bad_request("object expected")
    return read


async def _read_parts(request: web.Request, fields: dict[str, Any], uploads: dict[str, Upload]) -> None:
    # Not request.multipart(): the web application's limit is for its forms, far below Telegram's for files.
    async for part in MultipartReader(request.headers, request.content):
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read())
        if len(content) > LARGEST_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            fields[part.name] = content.decode("utf-8", errors="replace")
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(name=part.filename, mime=mime, content=content)

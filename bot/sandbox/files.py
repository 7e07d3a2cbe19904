"""Files that were sent: what getFile says of them, and their bytes."""

from __future__ import annotations

import asyncio
import struct
import zlib
from pathlib import Path, PurePosixPath
from typing import Literal

from bot.sandbox.records import Json
from bot.sandbox.world import World

Kind = Literal["photos", "documents", "voice", "stickers"]
StandIn = Literal["voice", "photo", "sticker"]
_PNG = b"\x89PNG\r\n\x1a\n"


class Files:
    """Bytes lie in *folder*, one file each, or in memory where there is none."""

    def __init__(self, world: World, folder: Path | None) -> None:
        self._world = world
        self._folder = folder
        self._memory: dict[str, bytes] = {}

    async def keep(self, kind: Kind, name: str, mime: str, content: bytes) -> Json:
        """The record of a new file, committed; its bytes are written first."""
        number = self._world.ledger.next_number("files")
        file_id = f"sandbox-file-{number}"
        if self._folder is None:
            self._memory[file_id] = content
        else:
            await asyncio.to_thread(_write, self._folder / file_id, content)
        record = self._record(file_id, kind, name, mime, content)
        self._world.commit()
        return record

    def stand_in(self, kind: StandIn) -> Json:
        """The record of a photo, voice message or sticker that shows nothing; not yet committed."""
        file_id = f"sandbox-{kind}"
        folder, name, mime, content = _STAND_INS[kind]
        if file_id in self._world.ledger.table("files"):
            return self.record(file_id) or {}
        return self._record(file_id, folder, name, mime, content)

    def record(self, file_id: str) -> Json | None:
        found: Json | None = self._world.ledger.table("files").get(file_id)
        return found

    def by_path(self, path: str) -> Json | None:
        records: list[Json] = list(self._world.ledger.table("files").values())
        return next((record for record in records if record["path"] == path), None)

    async def read(self, record: Json) -> bytes:
        file_id = str(record["file_id"])
        for kind, (_, _, _, content) in _STAND_INS.items():
            if file_id == f"sandbox-{kind}":
                return content
        if self._folder is None:
            return self._memory.get(file_id, b"")
        return await asyncio.to_thread((self._folder / file_id).read_bytes)

    def _record(self, file_id: str, kind: Kind, name: str, mime: str, content: bytes) -> Json:
        ending = PurePosixPath(name).suffix
        width, height = size_of_png(content)
        record = {
            "file_id": file_id, "path": f"{kind}/{file_id}{ending}", "name": PurePosixPath(name).name,
            "mime": mime, "size": len(content), "width": width, "height": height,
        }  # fmt: skip
        self._world.ledger.put("files", file_id, record)
        return record


def reference(record: Json) -> Json:
    """What every kind of attachment says of its file."""
    file_id = str(record["file_id"])
    return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": record["size"]}


def photo(record: Json) -> Json:
    return {"photo": [{**reference(record), "width": record["width"], "height": record["height"]}]}


def document(record: Json) -> Json:
    return {"document": {**reference(record), "file_name": record["name"], "mime_type": record["mime"]}}


def voice(record: Json) -> Json:
    return {"voice": {**reference(record), "duration": 4, "mime_type": record["mime"]}}


def sticker(record: Json) -> Json:
    shape: Json = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": {**reference(record), **shape, "emoji": "🙂", "set_name": "sandbox"}}


def size_of_png(content: bytes) -> tuple[int, int]:
    """Width and height in pixels; a common size for anything else."""
    if content[:8] != _PNG or len(content) < 24:
        return 800, 600
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def plain_png(width: int, height: int, shade: int = 200) -> bytes:
    """A picture of one grey."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\x00" + bytes([shade]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    image = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return _PNG + image


_STAND_INS: dict[StandIn, tuple[Kind, str, str, bytes]] = {
    "photo": ("photos", "photo.png", "image/png", plain_png(320, 240)),
    "sticker": ("stickers", "sticker.png", "image/png", plain_png(64, 64, 230)),
    "voice": ("voice", "voice.oga", "audio/ogg", b"OggS" + bytes(24)),
}

"""The text of a feed, from a file or over the web: never more than it should be, never for longer than it may."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

MOST_BYTES = 10 * 1024 * 1024
MOST_SECONDS = 30.0


class FeedError(Exception):
    """A feed that cannot be had; the message names it, what is wrong, and the remedy."""


async def fetch(where: str, *, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> str:
    """The text at *where*, a file or an address of http or https. Raises FeedError."""
    scheme = urlsplit(where).scheme if "://" in where else ""
    if scheme in ("http", "https"):
        raw = await _from_web(where, most_bytes, most_seconds)
    elif scheme:
        raise FeedError(f"{where}: {scheme} is not read; give a file, or an address of http or https")
    else:
        raw = _from_file(Path(where), most_bytes)
    if len(raw) > most_bytes:
        raise FeedError(f"{where}: larger than {most_bytes:,} bytes; import it page by page")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FeedError(f"{where}: byte {error.start} is not UTF-8; save or publish it as UTF-8") from error


def named(where: str) -> str:
    """How a feed is called in what we keep: an address without sign-in or query, a file by its name alone."""
    parts = urlsplit(where)
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return Path(where).name


def _from_file(path: Path, most_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most_bytes + 1)
    except OSError as error:
        raise FeedError(f"{path}: cannot be read ({error.strerror}); check the name") from error


async def _from_web(url: str, most_bytes: int, most_seconds: float) -> bytes:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=most_seconds)) as web,
            web.get(url, headers={"Accept": "application/json"}, max_redirects=3) as answer,
        ):
            if answer.status != 200:
                raise FeedError(f"{named(url)}: answered {answer.status}; open it in a browser")
            raw = bytearray()
            async for part in answer.content.iter_chunked(64 * 1024):
                raw += part
                if len(raw) > most_bytes:
                    break
            return bytes(raw)
    except TimeoutError as error:
        raise FeedError(f"{named(url)}: took longer than {most_seconds:g} seconds; try later") from error
    except (aiohttp.ClientError, ValueError) as error:
        kind = type(error).__name__
        raise FeedError(f"{named(url)}: cannot be fetched ({kind}); check the address") from error

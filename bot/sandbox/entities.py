"""Telegram's HTML to plain text and entities, refused where Telegram refuses it; and links found in text.

Offsets and lengths count UTF-16 units, as the Bot API's do. Error wording follows the Bot API server's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.records import Json

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)?([^<>]*)>?")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_FOUND = (
    ("url", re.compile(r"\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]']")),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("bot_command", re.compile(r"(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w.+-])@\w{5,32}\b")),
)


@dataclass(slots=True)
class _Open:
    tag: str
    byte: int
    start: int
    attributes: dict[str, str]


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Raises ApiError ("can't parse entities: ...") for an unknown, wrongly nested or unclosed tag."""
    parts: list[str] = []
    opened: list[_Open] = []
    entities: list[Json] = []
    length = position = 0
    while position < len(source):
        start = source.find("<", position)
        plain = _characters(source[position : len(source) if start < 0 else start])
        parts.append(plain)
        length += units(plain)
        if start < 0:
            break
        position = _read_tag(source, start, length, opened, entities)
    if opened:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return "".join(parts), _sorted(entities)


def _read_tag(source: str, start: int, length: int, opened: list[_Open], entities: list[Json]) -> int:
    """Open or close the tag at *start*; the position after it."""
    byte = len(source[:start].encode())
    tag = _TAG.match(source, start)
    if tag is None or not tag[0].endswith(">"):
        raise _unparsed(f"Unclosed {'end' if source[start + 1 : start + 2] == '/' else 'start'} tag", byte)
    name = (tag[2] or "").lower()
    if tag[1]:
        _close(name, byte, length, opened, entities)
    else:
        attributes = {
            found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
            for found in _ATTRIBUTE.finditer(tag[3])
        }
        if name not in _TAGS:
            raise _unparsed(f'Unsupported start tag "{name}"', byte)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsed('Tag "span" must have class "tg-spoiler"', byte)
        opened.append(_Open(name, byte, length, attributes))
    return tag.end()


def _close(name: str, byte: int, length: int, opened: list[_Open], entities: list[Json]) -> None:
    if not opened:
        raise _unparsed("Unexpected end tag", byte)
    tag = opened.pop()
    if name not in ("", tag.tag):
        raise _unparsed(
            f'Unmatched end tag at byte offset {byte}, expected "</{tag.tag}>", found "</{name}>"'
        )
    if length > tag.start:
        entity: Json = {"type": _TAGS[tag.tag], "offset": tag.start, "length": length - tag.start}
        _complete(entity, tag, opened, entities)


def _complete(entity: Json, tag: _Open, opened: list[_Open], entities: list[Json]) -> None:
    if tag.tag == "a":
        href = tag.attributes.get("href", "")
        if not href:
            return
        entity["url"] = href
    elif tag.tag == "blockquote" and "expandable" in tag.attributes:
        entity["type"] = "expandable_blockquote"
    elif tag.tag == "code" and opened and opened[-1].tag == "pre":
        language = tag.attributes.get("class", "")
        if language.startswith("language-"):
            opened[-1].attributes["language"] = language.removeprefix("language-")
        return  # <pre><code> is one entity
    elif tag.tag == "pre" and "language" in tag.attributes:
        entity["language"] = tag.attributes["language"]
    entities.append(entity)


def _characters(text: str) -> str:
    return _CHARACTER.sub(lambda found: unescape(found[0]), text)


def _unparsed(reason: str, byte: int | None = None) -> ApiError:
    place = "" if byte is None else f" at byte offset {byte}"
    return bad_request(f"can't parse entities: {reason}{place}")


def _sorted(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the white space at both ends, which Telegram removes."""
    lead = units(text) - units(text.lstrip())
    kept = text.strip()
    end = units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] - lead + entity["length"], end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return kept, moved


def with_links(text: str, entities: list[Json]) -> list[Json]:
    """The entities, with the addresses and commands that Telegram itself finds in text."""
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in entities]
    found = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            stop = start + units(match[0])
            if all(stop <= first or start >= last for first, last in taken):
                taken.append((start, stop))
                found.append({"type": kind, "offset": start, "length": stop - start})
    return _sorted([*entities, *found])

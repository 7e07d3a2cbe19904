"""reply_markup: is it one that Telegram would take?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.records import Json

LONGEST_CALLBACK_DATA = 64
MOST_BUTTONS = 100
_ACTIONS = ("callback_data", "url", "copy_text", "web_app", "switch_inline_query", "login_url", "pay")


def checked(markup: Any) -> Json | None:
    """The markup, its reply keys written as objects; None where there is none. Raises ApiError."""
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return {"inline_keyboard": _rows(markup["inline_keyboard"], _inline)}
    if "keyboard" in markup:
        return {**markup, "keyboard": _rows(markup["keyboard"], _key)}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad_request("can't parse reply markup JSON object")


def inline_only(markup: Json | None) -> Json | None:
    """For edits, which take nothing else. An empty keyboard is none. Raises ApiError."""
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup if markup and any(markup["inline_keyboard"]) else None


def buttons(message: Json) -> list[Json]:
    """The inline buttons under a message, row by row."""
    rows: Iterable[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def _rows(rows: Any, read: Any) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard: Field must be an Array of Arrays")
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return [[read(button) for button in row] for row in rows if row]


def _inline(button: Any) -> Json:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Text must be non-empty")
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if (
        actions == ["callback_data"]
        and not 1 <= len(button["callback_data"].encode()) <= LONGEST_CALLBACK_DATA
    ):
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"]:
        _check_url(button["url"])
    return dict(button)


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https", "tg", "ton", ""):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if (
        parts.scheme in ("http", "https")
        and "." not in (parts.hostname or "")
        and parts.hostname != "localhost"
    ):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _key(button: Any) -> Json:
    key = {"text": button} if isinstance(button, str) else button
    if not isinstance(key, dict) or not str(key.get("text", "")).strip():
        raise bad_request("can't parse keyboard button: Text must be non-empty")
    return dict(key)

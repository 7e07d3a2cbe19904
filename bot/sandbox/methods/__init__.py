"""The Bot API methods that the sandbox knows, by lower-case name."""

from __future__ import annotations

from bot.sandbox.methods import bot, chats, editing, sending, topics, updates
from bot.sandbox.services import Method


def all_methods() -> dict[str, Method]:
    """Telegram takes names in any case, so they are looked up in lower case."""
    tables = (updates.METHODS, bot.METHODS, chats.METHODS, sending.METHODS, editing.METHODS, topics.METHODS)
    return {name.lower(): method for table in tables for name, method in table.items()}

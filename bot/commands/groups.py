"""`run_bot.py groups`: the ids of the groups in which somebody just wrote, to find MODERATOR_CHAT_ID."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence

from telegram import Bot
from telegram.error import TelegramError

from bot.settings import TELEGRAM
from bot.telegram.request import AiohttpRequest


def main(_: Sequence[str]) -> int:
    """Reads BOT_TOKEN (and BOT_API_URL) from the environment; takes nothing out of Telegram's queue."""
    token = os.environ.get("BOT_TOKEN", "")
    if not token:
        sys.stderr.write("BOT_TOKEN: is missing; set it to the token from BotFather\n")
        return 1
    try:
        found = asyncio.run(_groups(token, os.environ.get("BOT_API_URL", TELEGRAM)))
    except TelegramError as error:
        sys.stderr.write(f"BOT_TOKEN: Telegram says: {error.message}\n")
        return 1
    for chat_id, title in found.items():
        sys.stdout.write(f"{chat_id}  {title}\n")
    if not found:
        sys.stdout.write("No group yet. Add the bot to the group, write a message there, and try again.\n")
    return 0


async def _groups(token: str, api_url: str) -> dict[int, str]:
    bot = Bot(
        token, base_url=f"{api_url}/bot", request=AiohttpRequest(), get_updates_request=AiohttpRequest()
    )
    async with bot:
        updates = await bot.get_updates(timeout=0, limit=100)
    chats = [update.effective_chat for update in updates]
    return {chat.id: chat.title or "" for chat in chats if chat is not None and chat.type != "private"}

"""The bot's line to Telegram: signed in, its command menu set; and out of groups that are none of the team's."""

from __future__ import annotations

import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass

from telegram import Bot, BotCommand
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.telegram.request import AiohttpRequest

logger = logging.getLogger(__name__)
MENU = (
    ("start", "Begin, or begin again"),
    ("now", "Help right now"),
    ("person", "Ask for a real person"),
    ("topics", "What I know about"),
    ("calm", "A breathing or grounding exercise"),
    ("plan", "Make your own safety plan"),
    ("privacy", "What is kept, and who sees it"),
    ("mydata", "What I hold about you"),
    ("forget", "Erase it"),
    ("hide", "Hide this chat"),
    ("stop", "I go quiet"),
    ("help", "What I can do"),
)
STRANGE_GROUP = (
    "Hello. I only talk with one person at a time, in a private chat, so I am leaving this group. "
    "Whoever runs me: the id of this group is {chat_id}."
)


class NotConnected(Exception):
    """Telegram cannot be used; the message names the setting and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """*polls* is the request object that long polls have to themselves; *forum*: the team's group has topics."""

    bot: Bot
    polls: AiohttpRequest
    forum: bool


async def connect(token: str, api_url: str, moderators: int, stack: AsyncExitStack) -> Line:
    """Raises NotConnected where the token, the address or the moderators' group cannot be used."""
    polls = AiohttpRequest(connections=4)
    bot = Bot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=polls,
    )
    try:
        await bot.initialize()
    except InvalidToken:
        raise NotConnected(
            "BOT_TOKEN: Telegram does not know this token; copy it again from BotFather"
        ) from None
    except TelegramError as error:
        raise _out_of_reach(api_url, error) from None
    stack.push_async_callback(bot.shutdown)
    try:
        group = await bot.get_chat(moderators)
    except (BadRequest, Forbidden, ChatMigrated):
        raise NotConnected(
            f"MODERATOR_CHAT_ID: the bot cannot see the chat {moderators}; add the bot to the moderators' group, "
            "or mend the id (python run_bot.py groups lists the groups it was written to)"
        ) from None
    except TelegramError as error:
        raise _out_of_reach(api_url, error) from None
    await _set_menu(bot)
    return Line(bot=bot, polls=polls, forum=bool(group.is_forum))


def _out_of_reach(api_url: str, error: TelegramError) -> NotConnected:
    return NotConnected(
        f"BOT_API_URL: {api_url} cannot be reached ({type(error).__name__}); "
        "mend the address or the network, or try again in a while"
    )


async def _set_menu(bot: Bot) -> None:
    """The menu of commands is a comfort: without it the bot serves all the same."""
    try:
        await bot.set_my_commands([BotCommand(name, what) for name, what in MENU])
    except TelegramError as error:
        logger.warning("menu not set", extra={"error": type(error).__name__})


async def leave(bot: Bot, chat_id: int) -> None:
    """Out of a strange group, with one line that says why."""
    try:
        await bot.send_message(chat_id, STRANGE_GROUP.format(chat_id=chat_id))
        await bot.leave_chat(chat_id)
    except TelegramError as error:
        logger.info("group not left", extra={"error": type(error).__name__})

"""Out to Telegram. Its errors are translated here, so that nobody else needs to know them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.outgoing import Content, EditCard, HideFromPerson, Keys, ToPerson, ToTeam
from bot.workflows.ports import Address, Delivery, Later, Rejected, Sent, Unreachable
from dialogues.talk import plain

T = TypeVar("T")
logger = logging.getLogger(__name__)
BACKOFF = timedelta(seconds=2)
_NEW_TOKEN = timedelta(seconds=30)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_GONE = (
    "chat not found",
    "user is deactivated",
    "bot was kicked",
    "group chat was upgraded",
    "peer_id_invalid",
)
_ALREADY = ("message is not modified", "message to edit not found", "message can't be edited")
_UNREADABLE = ("can't parse entities",)
_NO_TOPIC = ("thread not found", "topic_closed", "topic_deleted", "topic not found")


class TelegramMessenger:
    """Sends over one bot. *menu* are the labels of the lasting keyboard in private chats."""

    def __init__(self, bot: Bot, *, menu: tuple[str, ...], topics: bool = False) -> None:
        self._bot = bot
        self._menu = ReplyKeyboardMarkup(
            [[KeyboardButton(label) for label in menu]], resize_keyboard=True, is_persistent=True
        )
        self._topics = topics
        self._opened: dict[str, int] = {}

    async def deliver(self, content: Content, to: Address) -> Delivery:
        """Send once. What Telegram refuses for good is Rejected; what may pass later is Later."""
        return await _translated(lambda: self._deliver(content, to))

    async def answer(self, callback_id: str, text: str, *, alert: bool = False) -> None:
        try:
            await self._bot.answer_callback_query(callback_id, text=text[:200] or None, show_alert=alert)
        except TelegramError as error:
            logger.info("button not answered", extra={"error": type(error).__name__})

    async def _deliver(self, content: Content, to: Address) -> Delivery:
        match content:
            case ToPerson():
                return await self._to_person(content, to)
            case HideFromPerson():
                return await self._hide(content, to)
            case ToTeam():
                return await self._to_team(content, to)
            case EditCard():
                return await self._edit(content, to)

    async def _to_person(self, content: ToPerson, to: Address) -> Delivery:
        markup = _inline(content.keys) or (self._menu if content.menu else None)

        async def send(text: str, parse_mode: str | None) -> Message:
            return await self._bot.send_message(
                to.chat_id,
                text,
                parse_mode=parse_mode,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            )

        return _sent(await _marked(send, content.text))

    async def _hide(self, content: HideFromPerson, to: Address) -> Delivery:
        """Delete in hundreds, as Telegram allows; what is too old simply stays."""
        for start in range(0, len(to.old_message_ids), 100):
            try:
                await self._bot.delete_messages(to.chat_id, list(to.old_message_ids[start : start + 100]))
            except BadRequest:
                await self._delete_singly(to.chat_id, to.old_message_ids[start : start + 100])
        return _sent(await self._bot.send_message(to.chat_id, content.line, reply_markup=self._menu))

    async def _delete_singly(self, chat_id: int, message_ids: tuple[int, ...]) -> None:
        for message_id in message_ids:
            try:
                await self._bot.delete_message(chat_id, message_id)
            except BadRequest:
                continue  # older than 48 hours, or gone already

    async def _to_team(self, content: ToTeam, to: Address) -> Delivery:
        thread = to.thread_id
        if content.role == "card" and self._topics and thread is None and content.where == "moderators":
            thread = self._opened.get(to.case_id or "") or await self._open_topic(to, content.title)
        reply = None
        if content.role != "card" and to.card_message_id is not None:
            reply = ReplyParameters(to.card_message_id, allow_sending_without_reply=True)

        async def post(thread_id: int | None) -> Message:
            async def send(text: str, parse_mode: str | None) -> Message:
                return await self._bot.send_message(
                    to.chat_id,
                    text,
                    parse_mode=parse_mode,
                    message_thread_id=thread_id,
                    reply_parameters=reply,
                    reply_markup=_inline(content.keys),
                    link_preview_options=_NO_PREVIEW,
                )

            return await _marked(send, content.text)

        try:
            sent = _sent(await post(thread), thread)
        except BadRequest as error:
            if thread is None or not _says(error, _NO_TOPIC):
                raise
            sent = _sent(await post(None))
        self._opened.pop(to.case_id or "", None)
        return sent

    async def _open_topic(self, to: Address, name: str) -> int | None:
        """A topic for a case, opened once however often its card is tried; None where the group no longer
        allows it: the card must go out all the same."""
        try:
            topic = await self._bot.create_forum_topic(to.chat_id, name[:128])
        except BadRequest as error:
            logger.warning("no topic for a case", extra={"why": error.message[:80]})
            return None
        self._opened[to.case_id or ""] = topic.message_thread_id
        return topic.message_thread_id

    async def _edit(self, content: EditCard, to: Address) -> Delivery:
        if to.card_message_id is None:
            return Rejected(why="the card was never delivered")

        async def edit(text: str, parse_mode: str | None) -> object:
            return await self._bot.edit_message_text(
                text,
                chat_id=to.chat_id,
                message_id=to.card_message_id,
                parse_mode=parse_mode,
                reply_markup=_inline(content.keys),
                link_preview_options=_NO_PREVIEW,
            )

        try:
            await _marked(edit, content.text)
        except BadRequest as error:
            if not _says(error, _ALREADY):
                raise
        if content.over and to.thread_id is not None:
            try:
                await self._bot.close_forum_topic(to.chat_id, to.thread_id)
            except BadRequest as error:
                logger.info("topic not closed", extra={"why": error.message[:80]})
        return Sent(chat_id=to.chat_id, message_id=to.card_message_id, thread_id=to.thread_id)


async def _marked(send: Callable[[str, str | None], Awaitable[T]], text: str) -> T:
    """Send *text* with its markup; where Telegram cannot read that, its plain words must still arrive."""
    try:
        return await send(text, ParseMode.HTML)
    except BadRequest as error:
        if not _says(error, _UNREADABLE):
            raise
    logger.error("markup refused, sent as plain words")
    return await send(plain(text), None)


async def _translated(send: Callable[[], Awaitable[Delivery]]) -> Delivery:
    try:
        return await send()
    except RetryAfter as wait:
        seconds = wait.retry_after
        after = seconds if isinstance(seconds, timedelta) else timedelta(seconds=seconds)
        return Later(after=after, everything=True)
    except InvalidToken:  # a token exchanged at BotFather: nobody has blocked anything
        return Later(after=_NEW_TOKEN, everything=True)
    except (Forbidden, ChatMigrated):
        return Unreachable()
    except BadRequest as error:  # before NetworkError, its base class
        if _says(error, _ALREADY):
            return Sent()
        return Unreachable() if _says(error, _GONE) else Rejected(why=error.message[:120])
    except NetworkError:
        return Later(after=BACKOFF)
    except TelegramError as error:
        return Rejected(why=type(error).__name__)


def _says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    return any(phrase in error.message.casefold() for phrase in phrases)


def _sent(message: Message, thread_id: int | None = None) -> Sent:
    return Sent(
        chat_id=message.chat.id,
        message_id=message.message_id,
        thread_id=message.message_thread_id or thread_id,
    )


def _inline(keys: Keys) -> InlineKeyboardMarkup | None:
    if not keys:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(key.label, url=key.url)
                if key.url
                else InlineKeyboardButton(key.label, callback_data=key.data)
                for key in row
            ]
            for row in keys
        ]
    )

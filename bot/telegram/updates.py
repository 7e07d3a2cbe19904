"""A stored update to what it means here: a person's event, a moderator's move, or something to refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import Message, Update

from bot import callback_data
from bot.callback_data import PersonButton, TeamButton
from dialogues.events import ButtonPressed, CommandGiven, Event, MediaReceived, MessageReceived
from knowledge.vocabulary import EventId

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
_MEDIA = (
    "voice", "video_note", "audio", "photo", "sticker", "animation", "video", "document", "contact",
    "location", "venue", "poll", "dice", "game", "story", "paid_media", "checklist", "gift",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FromPerson:
    """An event in a private chat; *message_ids* are kept for /hide."""

    user_id: int
    event: Event
    message_id: int | None = None
    callback_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """The person blocked the bot, or let it in again."""

    user_id: int
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPressed:
    """A moderator pressed a button in a team chat."""

    chat_id: int
    user_id: int
    name: str = field(repr=False)
    button: TeamButton
    callback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamWrote:
    """A moderator wrote in a team chat; *reply_to* and *thread_id* tell what it belongs to.

    *attached* names what came with it or instead of words: only words can be passed on.
    """

    chat_id: int
    user_id: int
    name: str = field(repr=False)
    text: str = field(repr=False)
    reply_to: int | None
    thread_id: int | None
    edited: bool
    attached: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangeChat:
    """A group or channel that is none of the team's; *added* when the bot was just put there."""

    chat_id: int
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """An update that asks for nothing."""


Meaning = FromPerson | Reachable | TeamPressed | TeamWrote | StrangeChat | Nothing


def chat_of(raw: Mapping[str, Any]) -> int | None:
    """The chat in which a raw update happened; it names the update's place in the order."""
    for kind in ALLOWED:
        body = raw.get(kind)
        if isinstance(body, dict):
            message = body.get("message") if kind == "callback_query" else body
            chat = message.get("chat") if isinstance(message, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
            sender = body.get("from")
            if isinstance(sender, dict) and isinstance(sender.get("id"), int):
                return int(sender["id"])
    return None


def text_of(raw: Mapping[str, Any]) -> str:
    """The words of a raw private message, or none: enough to screen it where nothing can be stored."""
    for kind in ("message", "edited_message"):
        body = raw.get(kind)
        if isinstance(body, dict) and (body.get("chat") or {}).get("type") == "private":
            words = body.get("text") or body.get("caption") or ""
            return words if isinstance(words, str) else ""
    return ""


def read(payload: str, event_id: EventId, at: datetime, team_chats: frozenset[int]) -> Meaning:
    """What a stored update means. Raises nothing that a stored update can cause: the unreadable is Nothing
    only where it holds no words, and words that cannot be parsed otherwise are still an event."""
    raw = json.loads(payload)
    update = Update.de_json(raw, None)
    if update.callback_query is not None:
        return _pressed(update, event_id, at, team_chats)
    if update.my_chat_member is not None:
        member = update.my_chat_member
        here = member.new_chat_member.status not in ("left", "kicked")
        if member.chat.type == "private":
            return Reachable(user_id=member.chat.id, reachable=here)
        return (
            Nothing()
            if member.chat.id in team_chats or not here
            else StrangeChat(chat_id=member.chat.id, added=True)
        )
    message = update.message or update.edited_message
    if message is None:
        return Nothing()
    edited = update.edited_message is not None
    if message.chat.type == "private":
        event = _event(message, event_id, at, edited=edited)
        return (
            FromPerson(user_id=message.chat.id, event=event, message_id=message.message_id)
            if event
            else Nothing()
        )
    if message.chat.id in team_chats:
        return _team_wrote(message, edited=edited)
    return StrangeChat(chat_id=message.chat.id, added=False)


def unreadable(payload: str, event_id: EventId, at: datetime) -> Meaning:
    """What can be saved of an update that `read` failed on: a private message's sender and words."""
    raw = json.loads(payload)
    chat_id = chat_of(raw)
    words = text_of(raw)
    if chat_id is None or chat_id <= 0:
        return Nothing()
    return FromPerson(user_id=chat_id, event=MessageReceived(id=event_id, at=at, text=words))


def _pressed(update: Update, event_id: EventId, at: datetime, team_chats: frozenset[int]) -> Meaning:
    query = update.callback_query
    if query is None or query.message is None:
        return Nothing()
    button = callback_data.read(query.data or "")
    chat = query.message.chat
    if isinstance(button, TeamButton) and chat.id in team_chats:
        return TeamPressed(
            chat_id=chat.id,
            user_id=query.from_user.id,
            name=query.from_user.first_name,
            button=button,
            callback_id=query.id,
        )
    if chat.type != "private":
        return Nothing()
    pressed = button if isinstance(button, PersonButton) else PersonButton(turn=0, action="menu")
    event = ButtonPressed(id=event_id, at=at, action=pressed.action, turn=pressed.turn)
    return FromPerson(user_id=query.from_user.id, event=event, callback_id=query.id)


def _event(message: Message, event_id: EventId, at: datetime, *, edited: bool) -> Event | None:
    media = next((kind for kind in _MEDIA if getattr(message, kind, None)), "")
    text = message.text or message.caption or ""
    if text.startswith("/") and not media and not edited:
        head, _, rest = text[1:].partition(" ")
        command = head.partition("@")[0].partition("\n")[0].casefold()
        return CommandGiven(id=event_id, at=at, command=command, text=rest.strip())
    if text:
        return MessageReceived(id=event_id, at=at, text=text, edited=edited, attached=media)
    return MediaReceived(id=event_id, at=at, media=media) if media else None


def _team_wrote(message: Message, *, edited: bool) -> Meaning:
    sender = message.from_user
    if sender is None or sender.is_bot:
        return Nothing()
    attached = next((kind for kind in _MEDIA if getattr(message, kind, None)), "")
    text = message.text or message.caption or ""
    if not text and not attached:
        return Nothing()
    reply = message.reply_to_message
    topic_start = reply is not None and reply.forum_topic_created is not None
    return TeamWrote(
        chat_id=message.chat.id,
        user_id=sender.id,
        name=sender.first_name,
        text=text,
        reply_to=reply.message_id if reply is not None and not topic_start else None,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        edited=edited,
        attached=attached,
    )

"""How a message comes to be in a chat, whoever wrote it, and how it changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.records import Chat, Group, Json
from bot.sandbox.world import World

NOT_NESTED = ("reply_to_message", "reply_markup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """*content* is what the message carries: text and entities, or a photo and its caption, and so on."""

    content: Json = field(repr=False)
    thread_id: int | None = None
    reply_to: Json | None = field(default=None, repr=False)
    inline: Json | None = field(default=None, repr=False)
    protected: bool = False


def post(world: World, chat: Chat, sender: Json, draft: Draft) -> Json:
    """The new message, as the Bot API shows it. A reply goes to its thread; not yet committed."""
    message: Json = {
        "message_id": world.next_message_id(chat),
        "from": sender,
        "chat": chat.as_chat(),
        "date": world.now(),
        **_place(world, chat, draft),
        **draft.content,
    }
    if draft.inline is not None:
        message["reply_markup"] = draft.inline
    if draft.protected:
        message["has_protected_content"] = True
    world.put_message(message)
    return message


def _place(world: World, chat: Chat, draft: Draft) -> Json:
    thread_id = draft.thread_id
    if thread_id is None and draft.reply_to is not None and draft.reply_to.get("is_topic_message"):
        thread_id = int(draft.reply_to["message_thread_id"])
    replied = draft.reply_to
    place: Json = {}
    if thread_id is not None and isinstance(chat, Group) and chat.is_forum:
        place = {"message_thread_id": thread_id, "is_topic_message": True}
        # Telegram shows a topic's message as a reply to the message that opened the topic.
        replied = replied or world.message(chat.id, thread_id)
    if replied is not None:
        place["reply_to_message"] = {name: part for name, part in replied.items() if name not in NOT_NESTED}
    return place


def replace(world: World, message: Json, content: Json, inline: Json | None) -> Json:
    """The message with *content* instead of its words, and with these buttons or none; not yet committed."""
    kept = {
        name: part for name, part in message.items() if name not in ("entities", "reply_markup", *content)
    }
    edited = {**kept, **content, "edit_date": world.now()}
    if inline is not None:
        edited["reply_markup"] = inline
    world.put_message(edited)
    return edited

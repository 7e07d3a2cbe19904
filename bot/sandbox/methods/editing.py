"""What the bot changes in messages that are there: words, buttons, reactions, pins; and deletes."""

from __future__ import annotations

from typing import Any

from bot.sandbox import markup
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.reach import message_named, writable
from bot.sandbox.methods.sending import text_content
from bot.sandbox.params import Params
from bot.sandbox.posting import Draft, post, replace
from bot.sandbox.records import Chat, Human, Json, bot_as_sender
from bot.sandbox.services import Method, Services

DELETABLE_SECONDS = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
_REACTIONS = frozenset("👍👎❤🔥🥰👏😁🤔🎉🙏👌🕊😍💯🤗😢👀🤝✍🫡")


async def edit_message_text(services: Services, params: Params) -> Json:
    chat = writable(services, params)
    message = _own(services, params, chat)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(services, message, text_content(params), _inline(params))


async def edit_message_reply_markup(services: Services, params: Params) -> Json:
    chat = writable(services, params)
    message = _own(services, params, chat)
    content: Json = {name: message[name] for name in ("text", "entities") if name in message}
    return _edit(services, message, content, _inline(params))


def _inline(params: Params) -> Json | None:
    return markup.inline_only(markup.checked(params.structure("reply_markup")))


def _own(services: Services, params: Params, chat: Chat) -> Json:
    message = message_named(services, params, chat, "message to edit not found")
    if message["from"]["id"] != services.world.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _edit(services: Services, message: Json, content: Json, inline: Json | None) -> Json:
    same = all(message.get(name) == content.get(name) for name in ("text", "entities"))
    if same and message.get("reply_markup") == inline:
        raise bad_request(_NOT_MODIFIED)
    world = services.world
    edited = replace(world, message, content, inline)
    # Where only buttons change, Telegram's apps do not call the message edited.
    quiet = same and ("edit_date" not in message or world.edit_is_quiet(edited))
    world.ledger.put(f"quiet_edits:{edited['chat']['id']}", edited["message_id"], quiet or None)
    world.commit()
    return edited


async def delete_message(services: Services, params: Params) -> bool:
    chat = writable(services, params)
    _check_deletable(services, chat, message_named(services, params, chat, "message to delete not found"))
    services.world.drop_message(chat.id, params.integer("message_id"))
    services.world.commit()
    return True


async def delete_messages(services: Services, params: Params) -> bool:
    chat = writable(services, params)
    ids: Any = params.structure("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified, or more than 100")
    found = [message for name in ids if (message := services.world.message(chat.id, int(name))) is not None]
    for message in found:
        _check_deletable(services, chat, message)
    for message in found:
        services.world.drop_message(chat.id, int(message["message_id"]))
    services.world.commit()
    return True


def _check_deletable(services: Services, chat: Chat, message: Json) -> None:
    too_old = services.world.now() - message["date"] > DELETABLE_SECONDS
    # As a group's administrator the bot may delete what it likes, but for the start of a topic.
    if (isinstance(chat, Human) and too_old) or "forum_topic_created" in message:
        raise bad_request("message can't be deleted")


async def pin_chat_message(services: Services, params: Params) -> bool:
    chat = writable(services, params)
    message = message_named(services, params, chat, "message to pin not found")
    _set_pinned(services, chat, int(message["message_id"]))
    nested = {
        name: part for name, part in message.items() if name not in ("reply_to_message", "reply_markup")
    }
    draft = Draft(content={"pinned_message": nested}, thread_id=message.get("message_thread_id"))
    post(services.world, chat, bot_as_sender(services.world.bot), draft)
    services.world.commit()
    return True


async def unpin_chat_message(services: Services, params: Params) -> bool:
    chat = writable(services, params)
    _set_pinned(services, chat, None)
    services.world.commit()
    return True


def _set_pinned(services: Services, chat: Chat, message_id: int | None) -> None:
    services.world.ledger.put("pinned", chat.id, message_id)
    services.world.tell("chat", chat.id)


async def set_message_reaction(services: Services, params: Params) -> bool:
    chat = writable(services, params)
    message = message_named(services, params, chat, "message to react not found")
    reactions: Any = params.structure("reaction") or []
    emoji = [str(reaction.get("emoji", "")) for reaction in reactions]
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one not in _REACTIONS for one in emoji):
        raise bad_request("REACTION_INVALID")
    services.world.ledger.put(f"reactions:{chat.id}", message["message_id"], emoji or None)
    services.world.tell("message", chat.id, message_id=message["message_id"])
    services.world.commit()
    return True


def pinned_id(services: Services, chat: Chat) -> int | None:
    found: int | None = services.world.ledger.table("pinned").get(chat.id)
    return found


METHODS: dict[str, Method] = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "setMessageReaction": set_message_reaction,
}

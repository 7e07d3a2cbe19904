"""What people do in the sandbox, each with the update that Telegram would send the bot for it."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox import entities, files, markup
from bot.sandbox.files import StandIn
from bot.sandbox.posting import Draft, post
from bot.sandbox.posting import replace as replace_content
from bot.sandbox.records import BotStatus, Chat, Group, Human, Json, bot_as_sender, member
from bot.sandbox.services import Services

LONGEST_TEXT = 4096


class CannotDoError(ValueError):
    """Something that a Telegram app would not let a person do; the message says why."""


def say(
    services: Services, human_id: int, chat_id: int, text: str, *, reply_to: int | None, thread_id: int | None
) -> Json:
    """The message as sent. Raises CannotDoError."""
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_TEXT:
        raise CannotDoError(f"a message has 1 to {LONGEST_TEXT} characters")
    return _send(services, human_id, chat_id, _content(text), reply_to=reply_to, thread_id=thread_id)


def send_stand_in(
    services: Services, human_id: int, chat_id: int, kind: StandIn, *, caption: str, thread_id: int | None
) -> Json:
    """A voice message, photo or sticker that holds nothing. Raises CannotDoError."""
    content = {"voice": files.voice, "photo": files.photo, "sticker": files.sticker}[kind](
        services.files.stand_in(kind)
    )
    if caption and kind != "sticker":
        content["caption"] = caption
    return _send(services, human_id, chat_id, content, reply_to=None, thread_id=thread_id)


def edit(services: Services, human_id: int, chat_id: int, message_id: int, text: str) -> Json:
    """The message, edited. Raises CannotDoError where it is not the person's own or would stay the same."""
    _reachable(services, human_id, chat_id)
    message = _message(services, chat_id, message_id)
    if message["from"]["id"] != human_id or "text" not in message:
        raise CannotDoError("only an own text message can be edited")
    content = _content(text.strip())
    if not content["text"] or content["text"] == message["text"]:
        raise CannotDoError("nothing was changed")
    edited = replace_content(services.world, message, content, None)
    services.updates.add("edited_message", edited)
    services.world.commit()
    return edited


def press(services: Services, human_id: int, chat_id: int, message_id: int, place: int) -> str:
    """Press the inline button at *place*, counted row by row from 0; the id of the callback query.

    Raises CannotDoError for a button that is not there or that opens an address instead.
    """
    human, chat = _reachable(services, human_id, chat_id)
    message = _message(services, chat_id, message_id)
    buttons = markup.buttons(message)
    if not 0 <= place < len(buttons) or "callback_data" not in buttons[place]:
        raise CannotDoError("there is no such button to press")
    world = services.world
    query_id = str(world.ledger.next_number("callbacks", 4_000_000_000_000_001))
    _forget_old_callbacks(services)
    pressed = {"at": world.now(), "chat_id": chat_id, "human_id": human_id, "message_id": message_id}
    world.ledger.put("callbacks", query_id, pressed)
    services.updates.add(
        "callback_query",
        {
            "id": query_id, "from": human.as_user(), "message": message,
            "chat_instance": str(abs(chat.id) * 7919), "data": buttons[place]["callback_data"],
        },
    )  # fmt: skip
    world.commit()
    return query_id


def set_blocked(services: Services, human_id: int, blocked: bool) -> None:
    """The person blocks the bot or lets it in again; nothing where it is so already."""
    world = services.world
    human = world.human(human_id)
    if human.blocked == blocked:
        return
    world.put_human(replace(human, blocked=blocked, started=True))
    status = ("member", "kicked") if blocked else ("kicked", "member")
    _tell_of_bot(services, human, human, *status)
    world.commit()


def put_bot_in(services: Services, human_id: int, group: Group) -> None:
    """A member adds the bot to the group as its administrator."""
    was = group.bot_status
    now: BotStatus = "administrator"
    services.world.put_group(replace(group, bot_status=now))
    _tell_of_bot(services, group, services.world.human(human_id), was, now)
    services.world.commit()


def _tell_of_bot(services: Services, chat: Chat, human: Human, was: str, now: str) -> None:
    me = bot_as_sender(services.world.bot)
    services.updates.add(
        "my_chat_member",
        {
            "chat": chat.as_chat(), "from": human.as_user(), "date": services.world.now(),
            "old_chat_member": member(me, was), "new_chat_member": member(me, now),
        },
    )  # fmt: skip


def _send(
    services: Services,
    human_id: int,
    chat_id: int,
    content: Json,
    *,
    reply_to: int | None,
    thread_id: int | None,
) -> Json:
    human, chat = _reachable(services, human_id, chat_id)
    world = services.world
    if thread_id is not None and world.topic(chat_id, thread_id) is None:
        raise CannotDoError("there is no such topic")
    replied = _message(services, chat_id, reply_to) if reply_to is not None else None
    if isinstance(chat, Human) and not human.started:
        world.put_human(replace(human, started=True))
    draft = Draft(content=content, thread_id=thread_id, reply_to=replied)
    message = post(world, chat, human.as_user(), draft)
    services.updates.add("message", message)
    keyboard = world.keyboard(chat_id)
    if keyboard is not None and keyboard.get("one_time_keyboard"):
        world.set_keyboard(chat_id, None)
    world.commit()
    return message


def _reachable(services: Services, human_id: int, chat_id: int) -> tuple[Human, Chat]:
    human, chat = services.world.human(human_id), services.world.find_chat(chat_id)
    match chat:
        case Human() if chat.id == human_id and not chat.blocked:
            return human, chat
        case Human() if chat.id == human_id:
            raise CannotDoError("unblock the bot first")
        case Group() if human_id in chat.member_ids:
            return human, chat
        case _:
            raise CannotDoError("this person is not in that chat")


def _message(services: Services, chat_id: int, message_id: int) -> Json:
    message = services.world.message(chat_id, message_id)
    if message is None:
        raise CannotDoError("that message is gone")
    return message


def _content(text: str) -> Json:
    found = entities.with_links(text, [])
    return {"text": text, "entities": found} if found else {"text": text}


def _forget_old_callbacks(services: Services) -> None:
    oldest = services.world.now() - services.callback_seconds
    for query_id, pressed in list(services.world.ledger.table("callbacks").items()):
        if pressed["at"] >= oldest:
            break
        services.world.ledger.drop("callbacks", query_id)

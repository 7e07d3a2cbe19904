"""The sandbox's state and its changes as the page shows them. Messages keep the Bot API's shape."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.sandbox.methods.editing import pinned_id
from bot.sandbox.records import Chat, Group, Human, Json
from bot.sandbox.services import Services

_MOST_MESSAGES = 500
Link = tuple[str, str]


def state(services: Services, links: tuple[Link, ...] = ()) -> Json:
    """Everything: the bot, and each chat with its latest messages. *links*: labels and addresses."""
    world = services.world
    chats: list[Chat] = [human for human in world.humans() if _shows(services, human)]
    everyone = [*chats, *world.groups()]
    about = world.ledger.table("about")
    return {
        "kind": "state",
        "links": [list(link) for link in links],
        "bot": {
            "id": world.bot["id"],
            "name": world.bot["first_name"],
            "description": about.get("description:", ""),
        },
        "chats": [{**_chat(services, chat), "messages": _messages(services, chat)} for chat in everyone],
    }


def change(services: Services, told: Json) -> Json | None:
    """The change as it is now; None where there is nothing left to show."""
    chat = services.world.find_chat(told["chat_id"])
    if chat is None or not _shows(services, chat):
        return None
    match told["kind"]:
        case "chat":
            return {**told, "chat": _chat(services, chat)}
        case "message":
            message = services.world.message(chat.id, told["message_id"])
            if message is None:
                return None
            # The chat comes along: with its first message it may show for the first time.
            return {**told, "chat": _chat(services, chat), "message": _message(services, chat.id, message)}
        case _:
            return told


def _shows(services: Services, chat: Chat) -> bool:
    """A moderator's private chat shows once there is something in it."""
    if isinstance(chat, Group) or chat.part in ("young_person", "parent"):
        return True
    return bool(services.world.messages(chat.id))


def _chat(services: Services, chat: Chat) -> Json:
    world = services.world
    shown: dict[str, Any] = {
        "id": chat.id,
        "keyboard": world.keyboard(chat.id),
        "pinned": pinned_id(services, chat),
    }
    if isinstance(chat, Human):
        person = {"key": chat.key, "part": chat.part, "started": chat.started, "blocked": chat.blocked}
        members = [{"id": chat.id, "name": chat.name}]
        return {**shown, **person, "group": False, "title": chat.name, "members": members, "topics": []}
    members = [{"id": one, "name": world.human(one).name} for one in chat.member_ids]
    topics = [asdict(topic) for topic in world.topics(chat.id)] if chat.is_forum else []
    return {
        **shown, "key": f"group{chat.id}", "part": "group", "started": True, "blocked": False, "group": True,
        "title": chat.title, "members": members, "topics": topics, "forum": chat.is_forum,
        "bot_is_here": chat.bot_status != "left",
    }  # fmt: skip


def _messages(services: Services, chat: Chat) -> list[Json]:
    latest = list(services.world.messages(chat.id).values())[-_MOST_MESSAGES:]
    return [_message(services, chat.id, message) for message in latest]


def _message(services: Services, chat_id: int, message: Json) -> Json:
    reactions = services.world.ledger.table(f"reactions:{chat_id}").get(message["message_id"], [])
    edited = "edit_date" in message and not services.world.edit_is_quiet(message)
    return {**message, "reactions": reactions, "edited": edited}

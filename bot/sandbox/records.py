"""Who and what there is in the sandbox: people, groups, topics; and each as Telegram writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Part = Literal["young_person", "parent", "moderator", "lead"]
BotStatus = Literal["administrator", "left"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """Somebody who can write. *started*: the bot may write first; *blocked*: it may not write at all."""

    id: int
    key: str
    name: str
    part: Part
    started: bool = False
    blocked: bool = False

    def as_user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "en"}

    def as_chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A supergroup; *owner_id* made it."""

    id: int
    title: str
    member_ids: tuple[int, ...]
    owner_id: int
    is_forum: bool = False
    bot_status: BotStatus = "administrator"

    def as_chat(self) -> Json:
        chat: Json = {"id": self.id, "type": "supergroup", "title": self.title}
        return {**chat, "is_forum": True} if self.is_forum else chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A thread of a forum; its id is the id of the message that opened it."""

    id: int
    name: str
    icon_color: int
    closed: bool = False


Chat = Human | Group


def bot_user(token: str) -> Json:
    """The bot as getMe shows it; its id is the number in front of its token."""
    head = token.partition(":")[0]
    return {
        "id": int(head) if head.isdecimal() else 100_000,
        "is_bot": True,
        "first_name": "Waymark",
        "username": "waymark_sandbox_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def bot_as_sender(bot: Json) -> Json:
    return {name: bot[name] for name in ("id", "is_bot", "first_name", "username")}


def member(user: Json, status: str) -> Json:
    """A ChatMember of this status, with the rights that Telegram lists for it."""
    body: Json = {"user": user, "status": status}
    match status:
        case "creator":
            return {**body, "is_anonymous": False}
        case "administrator":
            return {**body, **_ADMINISTRATOR_RIGHTS}
        case "kicked":
            return {**body, "until_date": 0}
        case _:
            return body


_ADMINISTRATOR_RIGHTS: Json = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
    "can_manage_topics": True,
}

"""What the bot can learn of a chat and its members; leaving it; files."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.methods.editing import pinned_id
from bot.sandbox.methods.reach import chat_named, writable
from bot.sandbox.params import Params
from bot.sandbox.records import Chat, Group, Human, Json, bot_as_sender, member
from bot.sandbox.services import Method, Services


async def get_chat(services: Services, params: Params) -> Json:
    chat = _readable(services, params)
    full: Json = {
        **chat.as_chat(), "accent_color_id": 0, "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }  # fmt: skip
    pinned = services.world.message(chat.id, pinned_id(services, chat) or 0)
    if pinned is not None:
        full["pinned_message"] = {name: part for name, part in pinned.items() if name != "reply_to_message"}
    if isinstance(chat, Group):
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    return full


async def get_chat_member(services: Services, params: Params) -> Json:
    chat = _readable(services, params)
    found = _members(services, chat).get(params.integer("user_id"))
    if found is None:
        raise bad_request("member not found")
    return found


async def get_chat_administrators(services: Services, params: Params) -> list[Json]:
    chat = _readable(services, params)
    if isinstance(chat, Human):
        raise bad_request("there are no administrators in the private chat")
    everyone = _members(services, chat).values()
    return [one for one in everyone if one["status"] in ("creator", "administrator")]


async def get_chat_member_count(services: Services, params: Params) -> int:
    return len(_members(services, _readable(services, params)))


async def leave_chat(services: Services, params: Params) -> bool:
    chat = writable(services, params)
    if not isinstance(chat, Group):
        raise bad_request("chat member status can't be changed in private chats")
    world = services.world
    world.put_group(replace(chat, bot_status="left"))
    me = bot_as_sender(world.bot)
    services.updates.add(
        "my_chat_member",
        {
            "chat": chat.as_chat(), "from": me, "date": world.now(),
            "old_chat_member": member(me, chat.bot_status), "new_chat_member": member(me, "left"),
        },
    )  # fmt: skip
    world.commit()
    return True


async def get_file(services: Services, params: Params) -> Json:
    record = services.files.record(params.text("file_id"))
    if record is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    file_id = record["file_id"]
    return {
        "file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": record["size"],
        "file_path": record["path"],
    }  # fmt: skip


def _readable(services: Services, params: Params) -> Chat:
    chat = chat_named(services, params)
    if isinstance(chat, Group) and chat.bot_status == "left":
        raise forbidden("bot is not a member of the supergroup chat")
    return chat


def _members(services: Services, chat: Chat) -> dict[int, Json]:
    world = services.world
    me = bot_as_sender(world.bot)
    if isinstance(chat, Human):
        return {chat.id: member(chat.as_user(), "member"), int(me["id"]): member(me, "member")}
    found = {int(me["id"]): member(me, chat.bot_status)}
    for human_id in chat.member_ids:
        status = "creator" if human_id == chat.owner_id else "member"
        found[human_id] = member(world.human(human_id).as_user(), status)
    return found


_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics",
)  # fmt: skip

METHODS: dict[str, Method] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "getFile": get_file,
}

"""May the bot write there, and to what? Checks that most methods begin with."""

from __future__ import annotations

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.params import Params
from bot.sandbox.records import Chat, Group, Human, Json
from bot.sandbox.services import Services


def chat_named(services: Services, params: Params, name: str = "chat_id") -> Chat:
    """Raises ApiError where there is no such chat."""
    if not params.has(name):
        raise bad_request(f"{name} is empty")
    try:
        chat_id = int(params.text(name))
    except ValueError:
        raise bad_request("chat not found") from None
    return services.world.chat(chat_id)


def writable(services: Services, params: Params) -> Chat:
    """The chat. Raises ApiError where the person blocked the bot or never wrote, or the bot is not there."""
    chat = chat_named(services, params)
    match chat:
        case Human() if chat.blocked or chat.id in services.faults.blocked:
            raise forbidden("bot was blocked by the user")
        case Human() if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        case Group() if chat.bot_status == "left":
            raise forbidden("bot is not a member of the supergroup chat")
        case _:
            return chat


def message_named(services: Services, params: Params, chat: Chat, missing: str) -> Json:
    """The message *message_id*. Raises ApiError ("message to ... not found")."""
    message = services.world.message(chat.id, params.integer("message_id"))
    if message is None:
        raise bad_request(missing)
    return message

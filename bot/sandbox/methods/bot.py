"""The bot itself: who it is, its commands, how it describes itself; and answers to pressed buttons."""

from __future__ import annotations

import json
import re

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.records import Json
from bot.sandbox.services import Method, Services

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LONGEST_ANSWER = 200


async def get_me(services: Services, params: Params) -> Json:
    return services.world.bot


async def set_my_commands(services: Services, params: Params) -> bool:
    commands = params.structure("commands") or []
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", "")).lstrip("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    services.world.ledger.put("commands", _scope(params), commands)
    services.world.commit()
    return True


async def get_my_commands(services: Services, params: Params) -> list[Json]:
    found: list[Json] = services.world.ledger.table("commands").get(_scope(params), [])
    return found


async def delete_my_commands(services: Services, params: Params) -> bool:
    services.world.ledger.drop("commands", _scope(params))
    services.world.commit()
    return True


def _scope(params: Params) -> str:
    scope = params.structure("scope") or {"type": "default"}
    return json.dumps([scope, params.text("language_code")], sort_keys=True)


def _setter(name: str, longest: int) -> Method:
    async def set_text(services: Services, params: Params) -> bool:
        text = params.text(name)
        if len(text) > longest:
            raise bad_request(f"{name} is too long")
        services.world.ledger.put("about", f"{name}:{params.text('language_code')}", text)
        services.world.commit()
        return True

    return set_text


def _getter(name: str) -> Method:
    async def get_text(services: Services, params: Params) -> Json:
        about = services.world.ledger.table("about")
        default = services.world.bot["first_name"] if name == "name" else ""
        for language in (params.text("language_code"), ""):
            if found := about.get(f"{name}:{language}"):
                return {name: found}
        return {name: default}

    return get_text


async def answer_callback_query(services: Services, params: Params) -> bool:
    world = services.world
    query_id = params.text("callback_query_id")
    pressed = world.ledger.table("callbacks").get(query_id)
    if pressed is None or world.now() - pressed["at"] > services.callback_seconds:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if len(text) > _LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    world.ledger.drop("callbacks", query_id)
    answer = {
        "callback_id": query_id, "human_id": pressed["human_id"], "message_id": pressed["message_id"],
        "text": text, "alert": params.boolean("show_alert"),
    }  # fmt: skip
    world.answers.append({**answer, "chat_id": pressed["chat_id"]})
    world.tell("answer", pressed["chat_id"], **answer)
    world.commit()
    return True


async def chat_menu_button(services: Services, params: Params) -> Json | bool:
    return {"type": "commands"}


async def taken(services: Services, params: Params) -> bool:
    """For what would show nowhere in the sandbox."""
    return True


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description"),
    "answerCallbackQuery": answer_callback_query,
    "getChatMenuButton": chat_menu_button,
    "setChatMenuButton": taken,
}

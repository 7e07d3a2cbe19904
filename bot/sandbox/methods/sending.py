"""Messages that the bot sends: text, photo, document, a copy; and that it is writing."""

from __future__ import annotations

from typing import Any

from bot.sandbox import entities, files, markup
from bot.sandbox.errors import bad_request, too_many_requests
from bot.sandbox.files import Kind
from bot.sandbox.methods.reach import chat_named, writable
from bot.sandbox.params import Params
from bot.sandbox.posting import Draft, post
from bot.sandbox.records import Chat, Group, Json, bot_as_sender
from bot.sandbox.services import Method, Services

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
_COPIED = ("text", "entities", "caption", "caption_entities", "photo", "document", "voice", "sticker")


async def send_message(services: Services, params: Params) -> Json:
    chat = writable(services, params)
    content = text_content(params)
    if options := params.structure("link_preview_options"):
        content["link_preview_options"] = options
    return _send(services, params, chat, content)


async def send_photo(services: Services, params: Params) -> Json:
    chat = writable(services, params)
    caption = caption_content(params)
    return _send(
        services, params, chat, {**files.photo(await _file(services, params, "photo", "photos")), **caption}
    )


async def send_document(services: Services, params: Params) -> Json:
    chat = writable(services, params)
    caption = caption_content(params)
    record = await _file(services, params, "document", "documents")
    return _send(services, params, chat, {**files.document(record), **caption})


async def copy_message(services: Services, params: Params) -> Json:
    chat = writable(services, params)
    original = _original(services, params, "message to copy not found")
    if original.get("has_protected_content"):
        raise bad_request("message can't be copied")
    content = {name: original[name] for name in _COPIED if name in original}
    if params.has("caption"):
        content |= caption_content(params)
    return {"message_id": _send(services, params, chat, content)["message_id"]}


async def forward_message(services: Services, params: Params) -> Json:
    chat = writable(services, params)
    original = _original(services, params, "message to forward not found")
    if original.get("has_protected_content"):
        raise bad_request("message can't be forwarded")
    content = {name: original[name] for name in _COPIED if name in original}
    origin = {"type": "user", "date": original["date"], "sender_user": original["from"]}
    return _send(services, params, chat, {**content, "forward_origin": origin})


async def send_chat_action(services: Services, params: Params) -> bool:
    chat = writable(services, params)
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    services.world.tell(
        "typing", chat.id, action=action, thread_id=params.optional_integer("message_thread_id")
    )
    services.world.commit()
    return True


def text_content(params: Params) -> Json:
    """Text and entities. Raises ApiError for none, too much, or wrong HTML."""
    text, found = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return {"text": text, "entities": found} if found else {"text": text}


def caption_content(params: Params) -> Json:
    text, found = _formatted(params, "caption", "caption_entities")
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    content: Json = {"caption": text} if text else {}
    return {**content, "caption_entities": found} if found else content


def _formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    text, mode = params.text(name), params.text("parse_mode").lower()
    found: list[Json] = []
    if mode == "html":
        text, found = entities.parse_html(text)
    elif mode:
        raise bad_request("unsupported parse_mode")
    elif given := params.structure(entities_name):
        found = [dict(entity) for entity in given]
    text, found = entities.trimmed(text, found)
    return text, entities.with_links(text, found)


def _send(services: Services, params: Params, chat: Chat, content: Json) -> Json:
    world = services.world
    reply_markup = markup.checked(params.structure("reply_markup"))
    draft = Draft(
        content=content,
        thread_id=_thread(services, params, chat),
        reply_to=_replied(services, params, chat),
        inline=reply_markup if reply_markup and "inline_keyboard" in reply_markup else None,
        protected=params.boolean("protect_content"),
    )
    # Counted only now: what is refused for another reason was not sent.
    if wait := services.faults.wait_to_send(chat.id, world.now()):
        raise too_many_requests(wait)
    message = post(world, chat, bot_as_sender(world.bot), draft)
    if reply_markup is not None and "keyboard" in reply_markup:
        world.set_keyboard(chat.id, reply_markup)
    elif reply_markup is not None and "remove_keyboard" in reply_markup:
        world.set_keyboard(chat.id, None)
    world.commit()
    return message


def _thread(services: Services, params: Params, chat: Chat) -> int | None:
    thread_id = params.optional_integer("message_thread_id")
    if thread_id is None:
        return None
    if not isinstance(chat, Group) or services.world.topic(chat.id, thread_id) is None:
        raise bad_request("message thread not found")
    return thread_id


def _replied(services: Services, params: Params, chat: Chat) -> Json | None:
    wanted: Any = params.structure("reply_parameters")
    if not wanted:
        return None
    message = services.world.message(chat.id, int(wanted["message_id"]))
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _original(services: Services, params: Params, missing: str) -> Json:
    source = chat_named(services, params, "from_chat_id")
    message = services.world.message(source.id, params.integer("message_id"))
    if message is None:
        raise bad_request(missing)
    return message


async def _file(services: Services, params: Params, name: str, kind: Kind) -> Json:
    """The record of the file sent, or of one sent before and named by its id."""
    if (upload := params.upload(name)) is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return await services.files.keep(kind, upload.name, upload.mime, upload.content)
    record = services.files.record(params.text(name))
    if record is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return record


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
}

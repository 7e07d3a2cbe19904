"""Topics of a forum: opened, renamed, closed, opened again, deleted."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.reach import writable
from bot.sandbox.params import Params
from bot.sandbox.posting import Draft, post
from bot.sandbox.records import Group, Json, Topic, bot_as_sender
from bot.sandbox.services import Method, Services

DEFAULT_COLOUR = 7322096
_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
_LONGEST_NAME = 128


async def create_forum_topic(services: Services, params: Params) -> Json:
    group, world = _forum(services, params), services.world
    name, colour = _name(params), params.integer("icon_color", DEFAULT_COLOUR)
    if colour not in _COLOURS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    opened = {"forum_topic_created": {"name": name, "icon_color": colour}}
    message = post(world, group, bot_as_sender(world.bot), Draft(content=opened))
    thread_id = int(message["message_id"])
    world.put_message({**message, "message_thread_id": thread_id, "is_topic_message": True})
    world.put_topic(group.id, Topic(id=thread_id, name=name, icon_color=colour))
    world.commit()
    return {"message_thread_id": thread_id, "name": name, "icon_color": colour}


async def edit_forum_topic(services: Services, params: Params) -> bool:
    group = _forum(services, params)
    topic = _topic(services, params, group)
    name = _name(params) if params.has("name") else topic.name
    if name == topic.name and not params.has("icon_custom_emoji_id"):
        raise bad_request("TOPIC_NOT_MODIFIED")
    _change(services, group, replace(topic, name=name), {"forum_topic_edited": {"name": name}})
    return True


async def close_forum_topic(services: Services, params: Params) -> bool:
    return _set_closed(services, params, closed=True)


async def reopen_forum_topic(services: Services, params: Params) -> bool:
    return _set_closed(services, params, closed=False)


async def delete_forum_topic(services: Services, params: Params) -> bool:
    group, world = _forum(services, params), services.world
    topic = _topic(services, params, group)
    for message_id, message in list(world.messages(group.id).items()):
        if message.get("message_thread_id") == topic.id:
            world.drop_message(group.id, int(message_id))
    world.ledger.drop(f"topics:{group.id}", topic.id)
    world.tell("chat", group.id)
    world.commit()
    return True


def _set_closed(services: Services, params: Params, *, closed: bool) -> bool:
    group = _forum(services, params)
    topic = _topic(services, params, group)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    service: Json = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
    _change(services, group, replace(topic, closed=closed), service)
    return True


def _change(services: Services, group: Group, topic: Topic, service: Json) -> None:
    world = services.world
    world.put_topic(group.id, topic)
    post(world, group, bot_as_sender(world.bot), Draft(content=service, thread_id=topic.id))
    world.commit()


def _forum(services: Services, params: Params) -> Group:
    chat = writable(services, params)
    if not isinstance(chat, Group) or not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def _topic(services: Services, params: Params, group: Group) -> Topic:
    topic = services.world.topic(group.id, params.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not name:
        raise bad_request("topic name must be non-empty")
    if len(name) > _LONGEST_NAME:
        raise bad_request("topic name is too long")
    return name


METHODS: dict[str, Method] = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}

"""Topics of the moderators' group, and what moderators write there."""

from __future__ import annotations

import pytest
from telegram.error import BadRequest

from tests.sandbox.support import Place, Start, says


async def test_a_topic_from_opening_to_deletion(place: Place) -> None:
    bot, group = place.bot, place.sandbox.moderators_chat_id
    topic = await bot.create_forum_topic(group, "Case 1")
    thread = topic.message_thread_id
    sent = await bot.send_message(group, "card", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    assert await bot.edit_forum_topic(group, thread, name="Case 1, claimed")
    with pytest.raises(BadRequest, match=says("topic_not_modified")):
        await bot.edit_forum_topic(group, thread, name="Case 1, claimed")
    assert await bot.close_forum_topic(group, thread)
    with pytest.raises(BadRequest, match=says("topic_not_modified")):
        await bot.close_forum_topic(group, thread)
    assert await bot.reopen_forum_topic(group, thread)
    with pytest.raises(BadRequest, match=says("message can't be deleted")):
        await bot.delete_message(group, thread)
    assert await bot.delete_forum_topic(group, thread)
    with pytest.raises(BadRequest, match=says("message thread not found")):
        await bot.send_message(group, "x", message_thread_id=thread)
    assert place.sandbox.moderators["lead"].messages() == ()


async def test_moderators_write_in_topics_and_reply(place: Place) -> None:
    bot, group = place.bot, place.sandbox.moderators_chat_id
    thread = (await bot.create_forum_topic(group, "Case 2")).message_thread_id
    card = await bot.send_message(group, "card", message_thread_id=thread)
    amina, tom = place.sandbox.moderators["moderator"], place.sandbox.moderators["second_moderator"]
    amina.send_text("in the topic", thread_id=thread)
    tom.send_text("to the card", reply_to=card.message_id)
    tom.send_text("in general")
    plain, reply, general = [update.message for update in await bot.get_updates()]
    # As on Telegram, a topic's message answers the message that opened the topic.
    assert plain.reply_to_message.forum_topic_created.name == "Case 2"
    assert (plain.message_thread_id, plain.is_topic_message, plain.from_user.id) == (thread, True, amina.id)
    assert (reply.reply_to_message.message_id, reply.message_thread_id) == (card.message_id, thread)
    assert (general.message_thread_id, general.is_topic_message, general.from_user.id) == (None, None, tom.id)
    assert amina.last.text == "in general"


async def test_a_group_without_topics(start: Start) -> None:
    place = await start(forum=False)
    group = place.sandbox.moderators_chat_id
    assert not (await place.bot.get_chat(group)).is_forum
    with pytest.raises(BadRequest, match=says("the chat is not a forum")):
        await place.bot.create_forum_topic(group, "Case 1")
    with pytest.raises(BadRequest, match=says("message thread not found")):
        await place.bot.send_message(group, "x", message_thread_id=1)


async def test_private_chats_have_no_topics(place: Place) -> None:
    place.sandbox.people["parent"].start()
    with pytest.raises(BadRequest, match=says("not a forum")):
        await place.bot.create_forum_topic(place.sandbox.people["parent"].id, "x")
    for name in ("", "x" * 129):
        with pytest.raises(BadRequest, match=says("topic name")):
            await place.bot.create_forum_topic(place.sandbox.moderators_chat_id, name)

"""A moderators' group with topics: one topic a case, words in it reach the person, closed with the case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.people import Seen
from bot.sandbox.records import Topic
from bot.telegram import messenger
from bot.workflows import delivery
from tests.support.serving import Serving, says, serving

DISCLOSURE = "i want to kill myself tonight"


@pytest.fixture
async def forum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Serving]:
    monkeypatch.setattr(delivery, "FIRST_BACKOFF", timedelta(milliseconds=10))
    monkeypatch.setattr(messenger, "BACKOFF", timedelta(milliseconds=10))
    async with serving(tmp_path / "forum", sandbox_forum=True) as running:
        yield running


def _topics(bot: Serving) -> list[Topic]:
    return bot.sandbox.world.topics(bot.sandbox.moderators_chat_id)


async def _card(bot: Serving, number: int, *parts: str) -> Seen:
    def fits(seen: Seen) -> bool:
        return f"case {number}\n" in seen.text and all(part in seen.text for part in parts)

    return await bot.amina.wait_for(fits)


async def test_each_case_has_a_topic_of_its_own(bot: Serving, forum: Serving) -> None:
    for who in (forum.young, forum.parent):
        who.send_text(DISCLOSURE)
    cards = [await _card(forum, 1), await _card(forum, 2)]
    assert len({shown.thread_id for shown in cards}) == 2
    assert sorted(topic.name for topic in _topics(forum)) == [
        "🔴 EMERGENCY · case 1",
        "🔴 EMERGENCY · case 2",
    ]
    assert not _topics(bot), "a group without topics gets none"


async def test_words_in_the_topic_reach_the_person_and_theirs_the_topic(forum: Serving) -> None:
    forum.young.send_text(DISCLOSURE)
    shown = await _card(forum, 1)
    forum.amina.press(shown, "Claim")
    await _card(forum, 1, "Amina has it")
    forum.amina.send_text("I'm here with you", thread_id=shown.thread_id)
    await forum.young.wait_for(lambda seen: seen.text == "Amina: I'm here with you")
    forum.young.send_text("thank you for that")
    relayed = await forum.amina.wait_for(lambda seen: seen.from_bot and "thank you for that" in seen.text)
    assert relayed.thread_id == shown.thread_id


async def test_talk_outside_the_topics_stays_among_the_team(forum: Serving) -> None:
    forum.young.send_text(DISCLOSURE)
    forum.amina.press(await _card(forum, 1), "Claim")
    await _card(forum, 1, "Amina has it")
    forum.amina.send_text("anyone for biscuits?")
    await says(forum.amina, "/cases", "Amina has it")
    assert not [seen for seen in forum.young.messages() if "biscuits" in seen.text]


@pytest.mark.parametrize("fault", ["", "closeForumTopic", "editMessageText"])
async def test_the_topic_is_closed_with_the_case_whatever_fails_on_the_way(
    forum: Serving, fault: str
) -> None:
    forum.young.send_text(DISCLOSURE)
    shown = await _card(forum, 1)
    forum.amina.press(shown, "Claim")
    forum.amina.press(await _card(forum, 1, "Amina has it"), "Close")
    asked = await forum.amina.wait_for(lambda seen: "How did case 1 end?" in seen.text)
    if fault:
        forum.sandbox.faults.fail(fault, status=502)
    forum.amina.press(asked, "Shown where help is")
    await _card(forum, 1, "Closed by Amina")
    await forum.amina.until(lambda: _topics(forum)[0].closed or None)


async def test_a_card_that_is_tried_again_opens_no_second_topic(forum: Serving) -> None:
    forum.sandbox.faults.fail("sendMessage", times=4, status=502)
    forum.young.send_text(DISCLOSURE)
    shown = await _card(forum, 1)
    assert [topic.id for topic in _topics(forum)] == [shown.thread_id]


async def test_without_the_right_to_open_topics_the_card_comes_all_the_same(forum: Serving) -> None:
    why = "Bad Request: not enough rights to create a topic"
    forum.sandbox.faults.fail("createForumTopic", status=400, description=why)
    forum.young.send_text(DISCLOSURE)
    assert (await _card(forum, 1)).labels == ("Claim",)
    assert not _topics(forum)


async def test_a_deleted_topic_loses_no_words(forum: Serving) -> None:
    forum.young.send_text(DISCLOSURE)
    forum.amina.press(await _card(forum, 1), "Claim")
    await forum.young.wait_for(lambda seen: "Amina from our team" in seen.text)
    why = "Bad Request: message thread not found"
    forum.sandbox.faults.fail("sendMessage", status=400, description=why)
    forum.young.send_text("are you still there")
    relayed = await forum.amina.wait_for(lambda seen: "are you still there" in seen.text)
    assert relayed.from_bot

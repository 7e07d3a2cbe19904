"""Everything a person can send gets a sensible answer and breaks nothing."""

from __future__ import annotations

import pytest

from tests.support.serving import Serving, presses, says


async def begin(bot: Serving) -> None:
    await says(bot.young, "/start", "Before we start")
    await presses(bot.young, "Yes, that's OK", "What would help most?")


@pytest.mark.parametrize(
    ("kind", "words"),
    [("voice", "can't hear it"), ("photo", "can't see it"), ("sticker", "can't see stickers")],
)
async def test_what_cannot_be_read_is_answered_kindly(bot: Serving, kind: str, words: str) -> None:
    sent = bot.young.send_stand_in(kind)  # type: ignore[arg-type]
    reply = await bot.young.wait_for_reply(after=sent)
    assert words in reply.text
    assert "Talk to a person" in reply.labels


async def test_a_caption_is_screened(bot: Serving) -> None:
    bot.young.send_stand_in("photo", caption="i want to kill myself")
    await bot.amina.wait_for(lambda seen: "case 1" in seen.text)


async def test_an_edited_message_is_screened(bot: Serving) -> None:
    sent = bot.young.send_text("hello")
    await bot.young.wait_for_reply(after=sent)
    bot.young.edit(sent, "i want to kill myself")
    await bot.amina.wait_for(lambda seen: "case 1" in seen.text)


async def test_an_old_button_still_works_and_breaks_nothing(bot: Serving) -> None:
    await begin(bot)
    await presses(bot.young, "Check in (about 2 minutes)", "Who am I talking with?")
    await presses(bot.young, "A young person", "How old are you?")
    last = await presses(bot.young, "A parent or carer", "I've changed that")
    assert last.from_bot


async def test_free_text_where_buttons_are_offered(bot: Serving) -> None:
    await begin(bot)
    await presses(bot.young, "Check in (about 2 minutes)", "Who am I talking with?")
    await says(bot.young, "young person", "How old are you?")
    await says(bot.young, "im fifteen", "nearest")
    await says(bot.young, "15", "Where do you live?")
    await says(bot.young, "kettering", "How have you been feeling")


async def test_a_very_long_text_is_read_to_its_end(bot: Serving) -> None:
    bot.young.send_text("school is boring and " * 150 + "i want to kill myself")
    await bot.amina.wait_for(lambda seen: "case 1" in seen.text)


async def test_two_messages_at_once_are_answered_in_order(bot: Serving) -> None:
    await begin(bot)
    first = bot.young.send_text("/calm")
    bot.young.send_text("/privacy")
    await bot.young.wait_for(lambda seen: "Your privacy, in plain words" in seen.text, after=first)
    said = [seen.text for seen in bot.young.messages() if seen.from_bot and seen.id > first.id]
    assert "privacy" not in said[0]


async def test_a_strange_group_is_left_with_a_word(bot: Serving) -> None:
    group = bot.sandbox.add_group("Year 9", bot.young)
    there = bot.sandbox.at("young_person", group)
    await there.wait_for(lambda seen: "I am leaving this group" in seen.text)


async def test_hide_clears_the_chat_on_both_sides(bot: Serving) -> None:
    await begin(bot)
    await says(bot.young, "/hide", "Write when you want to go on")
    assert [seen.text for seen in bot.young.messages()] == ["Hello. Write when you want to go on."]


async def test_stop_and_mydata_and_forget(bot: Serving) -> None:
    await begin(bot)
    await says(bot.young, "/mydata", "What I hold about you", "locked link")
    await says(bot.young, "/forget", "Shall I erase")
    await presses(bot.young, "Yes, erase it", "Done. It's erased.")
    await says(bot.young, "/stop", "I'll be quiet")


async def test_an_unknown_command_is_answered(bot: Serving) -> None:
    await says(bot.young, "/banana", "I don't know that one")


async def test_help_now_works_from_the_lasting_keyboard(bot: Serving) -> None:
    await begin(bot)
    pressed = bot.young.press_key("🆘 Help now")
    reply = await bot.young.wait_for_reply(after=pressed)
    assert "999" in reply.text
    assert "0800 1111" in reply.text

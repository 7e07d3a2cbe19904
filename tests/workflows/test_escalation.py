"""A disclosure reaches a moderator, who speaks with the person; and the truth is told at each step."""

from __future__ import annotations

from bot.sandbox.people import Participant, Seen
from tests.support.serving import Serving, says

DISCLOSURE = "i want to kill myself tonight"


async def card(who: Participant, *parts: str) -> Seen:
    """The case card, as soon as it shows all of *parts*."""
    return await who.wait_for(lambda seen: "case 1" in seen.text and all(part in seen.text for part in parts))


async def test_a_disclosure_before_consent_opens_a_case_and_gives_999(bot: Serving) -> None:
    crisis = await says(bot.young, DISCLOSURE, "999")
    assert "Please call 999 now" in crisis.text
    shown = await card(bot.amina, "EMERGENCY", "Waiting since", DISCLOSURE)
    assert shown.labels == ("Claim",)


async def test_the_card_names_nobody(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    shown = await card(bot.amina)
    assert bot.young.human.name not in shown.text
    assert str(bot.young.id) not in shown.text


async def test_words_go_both_ways_and_the_bot_is_silent(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    shown = await card(bot.amina)
    bot.amina.press(shown, "Claim")
    await bot.young.wait_for(lambda seen: "Amina from our team" in seen.text)
    bot.amina.send_text("I'm here. Are you on your own?", reply_to=shown)
    reply = await bot.young.wait_for(lambda seen: "Are you on your own?" in seen.text)
    assert reply.text.startswith("Amina:")
    answer = bot.young.send_text("yeah mum is out")
    await bot.amina.wait_for(lambda seen: "yeah mum is out" in seen.text and seen.from_bot)
    assert not [seen for seen in bot.young.messages() if seen.from_bot and seen.id > answer.id]


async def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    shown = await card(bot.amina)
    one, two = bot.amina.press(shown, "Claim"), bot.tom.press(shown, "Claim")
    told = [(await bot.amina.wait_for_answer(one)).text, (await bot.tom.wait_for_answer(two)).text]
    assert sorted(told) in (
        ["Amina has case 1.", "Case 1 is yours."],
        ["Case 1 is yours.", "Tom has case 1."],
    )
    await card(bot.amina, "has it")


async def test_a_reply_without_a_claim_is_not_sent_and_that_is_said(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    shown = await card(bot.amina)
    bot.tom.send_text("hello there", reply_to=shown)
    await bot.tom.wait_for(lambda seen: "Not sent. Claim case 1 first" in seen.text)
    assert not [seen for seen in bot.young.messages() if "hello there" in seen.text]


async def test_a_private_note_stays_with_the_team(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    shown = await card(bot.amina)
    bot.amina.press(shown, "Claim")
    bot.amina.send_text("/note school called, all aware", reply_to=shown)
    await bot.amina.wait_for(lambda seen: "Noted on case 1" in seen.text)
    assert not [seen for seen in bot.young.messages() if "school called" in seen.text]


async def test_an_unclaimed_case_is_announced_again_then_to_the_lead(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    await card(bot.amina)
    bot.later(minutes=3)
    await bot.amina.wait_for(lambda seen: "is still waiting" in seen.text)
    await bot.young.wait_for(lambda seen: "Nobody from our team has been able to answer yet" in seen.text)
    bot.later(minutes=4)
    await bot.lead.wait_for(lambda seen: "nobody has claimed it" in seen.text)
    await bot.young.wait_for(lambda seen: "I'm sorry, this is taking longer" in seen.text)


async def test_a_claimed_case_is_not_announced_again(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    bot.amina.press(await card(bot.amina), "Claim")
    await card(bot.amina, "Amina has it")
    bot.later(minutes=20)
    bot.amina.send_text("/cases")
    await bot.amina.wait_for(lambda seen: seen.from_bot and "Amina has it" in seen.text and not seen.labels)
    assert not [seen for seen in bot.amina.messages() if "still waiting" in seen.text]


async def test_hand_back_and_close_let_the_bot_speak_again(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    shown = await card(bot.amina)
    bot.amina.press(shown, "Claim")
    claimed = await card(bot.amina, "Amina has it")
    bot.amina.press(claimed, "Hand back to bot")
    await bot.young.wait_for(lambda seen: "It's Waymark, the bot" in seen.text)
    back = await card(bot.amina, "the bot is talking again")
    bot.amina.press(back, "Close")
    asked = await bot.amina.wait_for(lambda seen: "How did case 1 end?" in seen.text)
    bot.amina.press(asked, "Shown where help is")
    await card(bot.amina, "Closed by Amina")
    await bot.young.wait_for(lambda seen: "has finished for now" in seen.text)


async def test_a_case_given_up_waits_for_somebody_else(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    bot.amina.press(await card(bot.amina), "Claim")
    bot.amina.press(await card(bot.amina, "Amina has it"), "Give it up")
    await bot.young.wait_for(lambda seen: "asked the team for someone else" in seen.text)
    bot.tom.press(await card(bot.tom, "Waiting since"), "Claim")
    await bot.young.wait_for(lambda seen: "Tom from our team" in seen.text)


async def test_whoever_asks_for_a_person_gets_a_case_and_no_false_promise(bot: Serving) -> None:
    told = await says(bot.parent, "can i talk to a real person please", "I have passed that on")
    assert "can't promise how soon" in told.text
    await card(bot.amina, "asked for a person")


async def test_a_blocked_bot_is_seen_by_the_moderators(bot: Serving) -> None:
    bot.young.send_text(DISCLOSURE)
    bot.amina.press(await card(bot.amina), "Claim")
    await bot.young.wait_for(lambda seen: "Amina from our team" in seen.text)
    bot.young.block()
    bot.amina.send_text("are you there?", reply_to=await card(bot.amina))
    await bot.amina.wait_for(lambda seen: "blocked the bot" in seen.text)


async def test_an_unclear_message_unanswered_reaches_a_human(bot: Serving) -> None:
    await says(bot.young, "whats the point anymore", "ask straight out")
    bot.later(minutes=11)
    await card(bot.amina, "no answer when asked about safety")

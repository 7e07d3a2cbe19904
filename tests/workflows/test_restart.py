"""A restart in the middle of things: clocks, claims and the talk go on where they were."""

from __future__ import annotations

from pathlib import Path

from tests.support.serving import Serving, presses, says, serving

DISCLOSURE = "i want to kill myself tonight"


def _told_again(bot: Serving) -> bool:
    return any("still waiting" in seen.text for seen in bot.amina.messages())


async def test_a_waiting_case_keeps_its_clock(tmp_path: Path) -> None:
    async with serving(tmp_path) as bot:
        bot.young.send_text(DISCLOSURE)
        await bot.amina.wait_for(lambda seen: "case 1\n" in seen.text)
    async with serving(tmp_path) as bot:
        bot.later(minutes=1)
        await says(bot.amina, "/cases", "(1 min)")
        assert not _told_again(bot), "a restart sets no clock off"
        bot.later(minutes=1, seconds=5)
        await bot.amina.wait_for(lambda seen: "is still waiting" in seen.text)
    async with serving(tmp_path) as bot:
        bot.later(minutes=6)
        await bot.lead.wait_for(lambda seen: "nobody has claimed it" in seen.text)


async def test_a_button_from_before_the_restart_works(tmp_path: Path) -> None:
    async with serving(tmp_path) as bot:
        await says(bot.young, "/start", "Before we start")
    async with serving(tmp_path) as bot:
        await presses(bot.young, "Yes, that's OK", "What would help most?")


async def test_a_claimed_case_is_still_claimed(tmp_path: Path) -> None:
    async with serving(tmp_path) as bot:
        bot.young.send_text(DISCLOSURE)
        shown = await bot.amina.wait_for(lambda seen: "case 1\n" in seen.text)
        bot.amina.press(shown, "Claim")
        await bot.young.wait_for(lambda seen: "Amina from our team" in seen.text)
    async with serving(tmp_path) as bot:
        bot.later(minutes=30)
        said = bot.young.send_text("are you there amina")
        await bot.amina.wait_for(lambda seen: seen.from_bot and "are you there amina" in seen.text)
        bot.amina.send_text("yes, still here", reply_to=shown)
        await bot.young.wait_for(lambda seen: seen.text == "Amina: yes, still here", after=said)
        assert not _told_again(bot)

"""Telegram says wait, fails, hangs up or repeats itself: everything arrives, in order, and no case is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.faults import Faults
from bot.sandbox.people import Seen
from tests.faults.support import DISCLOSURE, LONG, card, from_bot, new_cards, real_bot
from tests.support.serving import Serving, presses, says, serving

Fault = Callable[[Faults], None]


async def _talk(bot: Serving) -> tuple[list[str], list[str]]:
    """A disclosure, a question, a look at the queue; what the person and the team were told."""
    last = bot.young.send_text(DISCLOSURE)
    await card(bot.amina, 1, DISCLOSURE)
    await bot.young.wait_for(lambda seen: "safe for now" in " ".join(seen.labels), LONG, after=last)
    last = bot.young.send_text("/privacy")
    await bot.young.wait_for(lambda seen: "privacy, in plain words" in seen.text, LONG, after=last)
    asked = bot.amina.send_text("/cases")
    await bot.amina.wait_for(lambda seen: seen.from_bot and "Waiting since" in seen.text, LONG, after=asked)
    return from_bot(bot.young), from_bot(bot.amina)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[str]]:
    """The same talk where nothing goes wrong."""

    async def talk() -> tuple[list[str], list[str]]:
        async with serving(tmp_path_factory.mktemp("calm")) as bot:
            return await _talk(bot)

    with ThreadPoolExecutor(max_workers=1) as pool:  # a test's own loop runs here already
        return pool.submit(asyncio.run, talk()).result()


def _entities(seen: Seen) -> set[str]:
    return {entity["type"] for entity in seen.raw.get("entities", ())}


def _twice(faults: Faults) -> None:
    faults.twice = True


FAULTS: dict[str, Fault] = {
    "every update twice": _twice,
    "429 with retry_after": lambda f: f.fail("sendMessage", times=2, status=429, retry_after=1),
    "500 before acting": lambda f: f.fail("sendMessage", times=3),
    "502 before acting": lambda f: f.fail("sendMessage", times=2, status=502),
    "hangs up before acting": lambda f: f.drop("sendMessage", times=3),
    "polls that fail": lambda f: f.fail("getUpdates", times=2, status=502),
    "polls that are cut after acting": lambda f: f.drop("getUpdates", times=2, after_acting=True),
}


@pytest.mark.usefixtures("quick_retries")
@pytest.mark.parametrize("name", FAULTS)
async def test_all_arrives_once_and_in_order(
    name: str, tmp_path: Path, calm: tuple[list[str], list[str]]
) -> None:
    async with serving(tmp_path / "faulty") as bot:
        FAULTS[name](bot.sandbox.faults)
        assert await _talk(bot) == calm
        assert len(new_cards(bot.amina)) == 1


@pytest.mark.usefixtures("quick_retries")
@pytest.mark.parametrize("how", ["500", "hang-up"])
async def test_what_was_sent_but_not_confirmed_may_come_twice_and_never_not_at_all(
    how: str, tmp_path: Path, calm: tuple[list[str], list[str]]
) -> None:
    async with serving(tmp_path / "faulty") as bot:
        if how == "500":
            bot.sandbox.faults.fail("sendMessage", times=2, after_acting=True)
        else:
            bot.sandbox.faults.drop("sendMessage", times=2, after_acting=True)
        found = await _talk(bot)
        assert tuple(list(dict.fromkeys(said)) for said in found) == calm
        assert sum(map(len, found)) == sum(map(len, calm)) + 2


async def test_what_telegram_cannot_read_as_html_arrives_as_plain_words(bot: Serving) -> None:
    why = "Bad Request: can't parse entities: Unsupported start tag"
    bot.sandbox.faults.fail("sendMessage", status=400, description=why)
    told = await says(bot.young, "/privacy", "privacy, in plain words")
    assert "bold" not in _entities(told)
    assert not set("<>&") & set(told.text)
    assert "bold" in _entities(await says(bot.young, "/privacy", "privacy, in plain words"))


async def test_a_person_who_blocked_the_bot_silently_is_known_to_the_team(bot: Serving) -> None:
    bot.sandbox.faults.blocked.add(bot.young.id)
    bot.young.send_text(DISCLOSURE)
    await card(bot.amina, 1, DISCLOSURE)
    await bot.amina.wait_for(lambda seen: "blocked the bot or is gone" in seen.text)


@pytest.mark.usefixtures("quick_retries")
async def test_a_group_that_the_bot_was_taken_from_gets_its_cards_when_it_is_back(bot: Serving) -> None:
    why = "Forbidden: bot was kicked from the supergroup chat"
    bot.sandbox.faults.blocked.add(bot.young.id)  # so that only the team's card is really sent
    bot.sandbox.faults.fail("sendMessage", times=4, status=403, description=why)
    bot.young.send_text(DISCLOSURE)
    shown = await card(bot.amina, 1, DISCLOSURE)
    assert shown.labels == ("Claim",)


async def test_hide_works_where_deleting_many_at_once_fails(bot: Serving) -> None:
    await says(bot.young, "hi", "Before we start")
    bot.sandbox.faults.fail("deleteMessages", status=400)
    bot.young.send_text("/hide")
    left = await bot.young.wait_for(lambda seen: "Write when you want to go on" in seen.text)
    assert bot.young.messages() == (left,)


async def test_a_button_that_cannot_be_answered_still_counts(bot: Serving) -> None:
    await says(bot.young, "/start", "Before we start")
    bot.sandbox.faults.fail("answerCallbackQuery", status=400)
    await presses(bot.young, "Yes, that's OK", "What would help most?")


async def test_a_slow_answer_to_a_button_holds_up_no_help(bot: Serving) -> None:
    bot.sandbox.faults.latency_seconds["answercallbackquery"] = 2.0
    await says(bot.young, "/start", "Before we start")
    await presses(bot.young, "Yes, that's OK", "What would help most?")
    await says(bot.young, DISCLOSURE, "999")
    assert not bot.young.answers


@pytest.mark.parametrize("method", ["deleteWebhook", "setMyCommands"])
async def test_a_fault_at_the_start_leaves_no_deaf_bot(
    method: str, tmp_path: Path, line: tuple[Sandbox, str]
) -> None:
    sandbox, _ = line
    sandbox.faults.fail(method, status=500)
    async with real_bot(tmp_path, line):
        young = sandbox.people["young_person"]
        young.send_text("hi")
        await young.wait_for(lambda seen: "Before we start" in seen.text, LONG)

"""Telegram calls the bot: only with the secret, and any number of replicas answer as one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.app import Running
from bot.sandbox import Sandbox
from bot.sandbox.people import Participant
from bot.storage.vault import Vault
from tests.faults.support import DISCLOSURE, LONG, Balancer, card, from_bot, new_cards, real_bot

SECRET = "only-telegram-knows"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
ASKED = ("/privacy", "/calm", "/help")
ANSWERS = ("privacy, in plain words", "do something small together", "not an emergency service")
UPDATE = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1,
        "text": "hi",
        "chat": {"id": 77, "type": "private", "first_name": "R"},
        "from": {"id": 77, "is_bot": False, "first_name": "R"},
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicas:
    """Bots on one database, behind one address that Telegram calls."""

    sandbox: Sandbox
    balancer: Balancer
    running: tuple[Running, ...]


@pytest.fixture
async def two(tmp_path: Path, line: tuple[Sandbox, str], postgres_url: str) -> AsyncIterator[Replicas]:
    line[0].webhook.retry_seconds = 0.05
    keys = Vault.generate()
    async with AsyncExitStack() as stack:
        balancer = await stack.enter_async_context(Balancer.open())
        running = [
            await stack.enter_async_context(
                real_bot(
                    tmp_path / name,
                    line,
                    database_url=postgres_url,
                    data_keys=keys,
                    public_url=balancer.url,
                    webhook_secret=SECRET,
                )
            )
            for name in ("one", "two")
        ]
        balancer.replicas = [one.address for one in running]
        yield Replicas(sandbox=line[0], balancer=balancer, running=tuple(running))


async def test_a_call_without_the_secret_is_turned_away(tmp_path: Path, line: tuple[Sandbox, str]) -> None:
    async with (
        Balancer.open() as balancer,
        real_bot(tmp_path, line, public_url=balancer.url, webhook_secret=SECRET) as running,
        aiohttp.ClientSession() as session,
    ):
        balancer.replicas = [running.address]
        young = line[0].people["young_person"]
        young.send_text("hi")
        await young.wait_for(lambda seen: "Before we start" in seen.text, LONG)
        url = f"{running.address}/telegram/webhook"
        for headers, body, status in (
            ({}, UPDATE, 403),
            ({HEADER: "guessed"}, UPDATE, 403),
            ({HEADER: SECRET}, ["no update"], 400),
            ({HEADER: SECRET}, {"update_id": "x"}, 400),
            ({HEADER: SECRET}, UPDATE, 200),
            ({HEADER: SECRET}, UPDATE, 200),
        ):
            async with session.post(url, json=body, headers=headers) as answer:
                assert answer.status == status, (headers, body)


async def test_setting_the_webhook_is_tried_until_it_works(tmp_path: Path, line: tuple[Sandbox, str]) -> None:
    line[0].faults.fail("setWebhook", status=502)
    line[0].webhook.retry_seconds = 0.05
    async with (
        Balancer.open() as balancer,
        real_bot(tmp_path, line, public_url=balancer.url, webhook_secret=SECRET) as running,
        aiohttp.ClientSession() as session,
    ):
        balancer.replicas = [running.address]
        async with session.get(f"{running.address}/readyz") as answer:
            assert answer.status == 503, "a bot that nobody can call must not look well"
        young = line[0].people["young_person"]
        young.send_text("hi")
        await young.wait_for(lambda seen: "Before we start" in seen.text, LONG)
        async with session.get(f"{running.address}/readyz") as answer:
            assert answer.status == 200


async def test_replicas_answer_each_message_once_and_each_person_in_order(two: Replicas) -> None:
    people = [two.sandbox.add_person(f"P{n}") for n in range(6)]
    for words in ASKED:
        for who in people:
            who.send_text(words)
    for who in people:
        for part in ANSWERS:
            await _sees(who, part)
    await two.sandbox.until(lambda: two.sandbox.pending_updates == 0 or None, LONG)
    for who in people:
        said = from_bot(who)
        assert [next(p for p in ANSWERS if p in text) for text in said] == list(ANSWERS), said
    assert set(two.balancer.statuses) == {200}


async def test_replicas_open_one_case_each_and_one_claim_wins(two: Replicas) -> None:
    people = [two.sandbox.add_person(f"P{n}") for n in range(4)]
    for who in people:
        who.send_text(DISCLOSURE)
        who.send_text("please")
    amina, tom = two.sandbox.moderators["moderator"], two.sandbox.moderators["second_moderator"]
    cards = [await card(amina, number) for number in range(1, len(people) + 1)]
    assert len(new_cards(amina)) == len(people)
    for shown in cards:
        presses = amina.press(shown, "Claim"), tom.press(shown, "Claim")
        told = [
            (await one.wait_for_answer(press, LONG)).text
            for one, press in zip((amina, tom), presses, strict=True)
        ]
        assert sum("is yours" in text for text in told) == 1, told
    for who in people:
        await _sees(who, "from our team")
        assert sum("from our team" in text and "here" in text for text in from_bot(who)) <= 1


async def test_another_replica_goes_on_where_one_stops(
    tmp_path: Path, line: tuple[Sandbox, str], postgres_url: str
) -> None:
    """By polling, where one leads: the other takes the lead, and the case's clock."""
    sandbox, _ = line
    young, team = sandbox.people["young_person"], sandbox.moderators["moderator"]
    keys = Vault.generate()
    async with AsyncExitStack() as first, AsyncExitStack() as second:
        for name, stack in (("one", first), ("two", second)):
            bot = real_bot(tmp_path / name, line, database_url=postgres_url, data_keys=keys)
            await stack.enter_async_context(bot)
        young.send_text(DISCLOSURE)
        await card(team)
        await first.aclose()
        sent = young.send_text("/privacy")
        await young.wait_for(lambda seen: "privacy, in plain words" in seen.text, LONG, after=sent)
        assert len(new_cards(team)) == 1


async def _sees(who: Participant, part: str) -> None:
    await who.wait_for(lambda seen: seen.from_bot and part in seen.text, LONG)

"""Faults that can be asked for, as the bot's client meets them."""

from __future__ import annotations

import time

import aiohttp
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox.people import Participant
from tests.sandbox.support import Place, says


async def test_429_says_how_long_to_wait(place: Place, robin: Participant) -> None:
    place.sandbox.faults.fail("sendMessage", times=2, status=429, retry_after=7)
    for _ in range(2):
        with pytest.raises(RetryAfter) as refused:
            await place.bot.send_message(robin.id, "x")
        assert refused.value._retry_after.total_seconds() == 7
    assert await place.bot.send_message(robin.id, "x")


async def test_500_before_and_after_acting(place: Place, robin: Participant) -> None:
    place.sandbox.faults.fail("sendMessage", status=500)
    with pytest.raises(NetworkError, match=says("Internal Server Error")):
        await place.bot.send_message(robin.id, "not sent")
    place.sandbox.faults.fail("sendMessage", status=502, after_acting=True)
    with pytest.raises(NetworkError, match=says("Bad Gateway")):
        await place.bot.send_message(robin.id, "sent all the same")
    assert [message.text for message in robin.messages()] == ["/start", "sent all the same"]


async def test_cut_connections_before_and_after_acting(place: Place, robin: Participant) -> None:
    place.sandbox.faults.drop("sendMessage")
    with pytest.raises(NetworkError):
        await place.bot.send_message(robin.id, "not sent")
    place.sandbox.faults.drop("sendMessage", after_acting=True)
    with pytest.raises(NetworkError):
        await place.bot.send_message(robin.id, "sent all the same")
    assert robin.last.text == "sent all the same"
    assert len(robin.messages()) == 2


async def test_any_method_and_own_words(place: Place, robin: Participant) -> None:
    place.sandbox.faults.fail("*", status=400, description="Bad Request: not enough rights")
    with pytest.raises(BadRequest, match=says("not enough rights")):
        await place.bot.get_me()
    assert await place.bot.get_me()


async def test_latency(place: Place, robin: Participant) -> None:
    place.sandbox.faults.latency_seconds["sendmessage"] = 0.3
    began = time.monotonic()
    await place.bot.send_message(robin.id, "slow")
    assert time.monotonic() - began >= 0.3
    with pytest.raises(TimedOut):
        await place.bot.send_message(robin.id, "too slow", read_timeout=0.05)


async def test_every_update_twice(place: Place, robin: Participant) -> None:
    robin.send_text("once")
    place.sandbox.faults.twice = True
    texts = [update.message.text for update in await place.bot.get_updates()]
    assert texts == ["/start", "/start", "once", "once"]


async def test_blocked_without_a_word(place: Place, robin: Participant) -> None:
    place.sandbox.faults.blocked.add(robin.id)
    with pytest.raises(Forbidden, match=says("blocked by the user")):
        await place.bot.send_message(robin.id, "x")
    assert len(await place.bot.get_updates()) == 1


async def test_telegrams_own_limits(place: Place, robin: Participant) -> None:
    place.sandbox.faults.limits = True
    group = place.sandbox.moderators_chat_id
    await place.bot.send_message(robin.id, "one")
    with pytest.raises(RetryAfter):
        await place.bot.send_message(robin.id, "two, too soon")
    for _ in range(20):
        await place.bot.send_message(group, "x")
        place.clock.seconds += 1
    with pytest.raises(RetryAfter) as refused:
        await place.bot.send_message(group, "the 21st in a minute")
    place.clock.seconds += refused.value._retry_after.total_seconds()
    assert await place.bot.send_message(group, "x")


async def test_faults_over_http(place: Place, robin: Participant) -> None:
    wanted = {
        "twice": True,
        "fail": [{"method": "sendMessage", "status": 429, "retry_after": 3}],
        "blocked": [1],
    }
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{place.url}/sandbox/faults", json=wanted) as answer:
            assert answer.status == 200
        async with session.get(f"{place.url}/sandbox/faults") as answer:
            shown = await answer.json()
        assert (shown["twice"], shown["blocked"], shown["planned"][0]["retry_after"]) == (True, [1], 3)
        with pytest.raises(RetryAfter):
            await place.bot.send_message(robin.id, "x")
        async with session.post(f"{place.url}/sandbox/faults", json={"fail": [{"status": "x"}]}) as answer:
            assert answer.status == 400
        async with session.post(f"{place.url}/sandbox/faults", json={"clear": True}) as answer:
            assert (await answer.json())["twice"] is False

"""getUpdates: what the bot is told, in which order, until it says that it has it."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from telegram.error import Conflict, InvalidToken

from tests.sandbox.support import TOKEN, Place, poll_waits, says


async def test_updates_stay_until_confirmed_and_ids_rise(place: Place) -> None:
    robin = place.sandbox.people["young_person"]
    for text in ("one", "two", "three"):
        robin.send_text(text)
    first = await place.bot.get_updates(limit=2)
    assert [update.message.text for update in first] == ["one", "two"]
    assert [update.message.text for update in await place.bot.get_updates()] == ["one", "two", "three"]
    assert first[1].update_id == first[0].update_id + 1
    rest = await place.bot.get_updates(offset=first[1].update_id + 1)
    assert [update.message.text for update in rest] == ["three"]
    assert len(await place.bot.get_updates()) == 1
    assert await place.bot.get_updates(offset=rest[0].update_id + 1) == ()
    assert place.sandbox.pending_updates == 0


async def test_a_negative_offset_keeps_only_the_last(place: Place) -> None:
    for text in ("one", "two", "three"):
        place.sandbox.people["young_person"].send_text(text)
    assert [update.message.text for update in await place.bot.get_updates(offset=-1)] == ["three"]
    assert place.sandbox.pending_updates == 1


async def test_a_long_poll_ends_with_the_first_update(place: Place) -> None:
    poll = asyncio.create_task(place.bot.get_updates(timeout=20))
    began = time.monotonic()
    await poll_waits(place)
    place.sandbox.people["young_person"].send_text("now")
    assert [update.message.text for update in await poll] == ["now"]
    assert time.monotonic() - began < 5


async def test_a_long_poll_with_nothing_to_say_ends_in_time(place: Place) -> None:
    began = time.monotonic()
    assert await place.bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 3


async def test_of_two_pollers_the_first_is_told_of_the_conflict(place: Place) -> None:
    async with place.client() as second:
        older = asyncio.create_task(place.bot.get_updates(timeout=20))
        await poll_waits(place)
        newer = asyncio.create_task(second.get_updates(timeout=20))
        with pytest.raises(Conflict, match=says("terminated by other getUpdates request")):
            await older
        await poll_waits(place)
        place.sandbox.people["young_person"].send_text("for the second")
        assert [update.message.text for update in await newer] == ["for the second"]


async def test_only_kinds_that_were_asked_for(place: Place) -> None:
    robin = place.sandbox.people["young_person"]
    await place.bot.get_updates(allowed_updates=["callback_query", "edited_message"])
    said = robin.send_text("not wanted")
    robin.edit(said, "wanted")
    # Left out, the choice stays.
    (update,) = await place.bot.get_updates()
    assert (update.edited_message.text, update.edited_message.edit_date is not None) == ("wanted", True)
    await place.bot.get_updates(offset=update.update_id + 1, allowed_updates=[])
    robin.send_text("wanted again")
    assert (await place.bot.get_updates())[0].message.text == "wanted again"


async def test_commands_carry_their_entity(place: Place) -> None:
    place.sandbox.people["young_person"].send_text("/start from-a-poster")
    (update,) = await place.bot.get_updates()
    assert [(entity.type, entity.offset, entity.length) for entity in update.message.entities] == [
        ("bot_command", 0, 6)
    ]


async def test_a_wrong_token_and_an_unknown_method(place: Place) -> None:
    with pytest.raises(InvalidToken):
        await place.client("100200:another").initialize()
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{place.url}/bot{TOKEN}/sendGift") as answer:
            assert (answer.status, await answer.json()) == (
                404,
                {"ok": False, "error_code": 404, "description": "Not Found"},
            )
        async with session.get(f"{place.url}/bot1:x/getMe") as answer:
            assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
        async with session.get(f"{place.url}/file/bot1:x/photos/a.png") as answer:
            assert answer.status == 401


@pytest.mark.parametrize("how", ["query", "json", "form", "multipart"])
async def test_every_kind_of_body(place: Place, how: str) -> None:
    place.sandbox.people["young_person"].start()
    chat_id = place.sandbox.people["young_person"].id
    fields = {"chat_id": str(chat_id), "text": "<b>hé</b>", "parse_mode": "HTML"}
    url = f"{place.url}/bot{TOKEN}/SENDMESSAGE"
    async with aiohttp.ClientSession() as session:
        match how:
            case "query":
                call = session.get(url, params=fields)
            case "json":
                call = session.post(url, json={**fields, "chat_id": chat_id})
            case "form":
                call = session.post(url, data=fields)
            case _:
                form = aiohttp.FormData(fields, default_to_multipart=True)
                call = session.post(url, data=form)
        async with call as answer:
            assert answer.status == 200
            body = await answer.json()
    assert body["result"]["text"] == "hé"
    assert body["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]


@pytest.mark.parametrize("body", ["[1]", "{", '{"chat_id": 5100001, "text": "x", "reply_markup": [1]}'])
async def test_bodies_that_cannot_be_read_are_400(place: Place, body: str) -> None:
    place.sandbox.people["young_person"].start()
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{place.url}/bot{TOKEN}/sendMessage", data=body, headers=headers) as answer,
    ):
        assert answer.status == 400
        assert (await answer.json())["error_code"] == 400

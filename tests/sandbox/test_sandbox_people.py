"""Taking part from Python: waiting without sleeping, and what an app would not let one do."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.humans import CannotDoError
from tests.sandbox.support import Place, poll_waits, says


async def test_waiting_for_a_message_and_for_an_edit(place: Place) -> None:
    robin = place.sandbox.people["young_person"]
    said = robin.start()
    waiting = asyncio.create_task(robin.wait_for_reply(after=said))
    sent = await place.bot.send_message(robin.id, "first")
    assert (await waiting).text == "first"
    edit = asyncio.create_task(robin.wait_for(lambda message: message.text == "changed"))
    await sent.edit_text("changed")
    assert (await edit).edited


async def test_waiting_in_vain_tells_what_was_there(place: Place) -> None:
    robin = place.sandbox.people["young_person"]
    robin.send_text("only this")
    with pytest.raises(TimeoutError, match=says("only this")):
        await robin.wait_for(lambda message: message.from_bot, 0.02)


async def test_a_closed_sandbox_ends_the_wait_of_a_poll(place: Place) -> None:
    poll = asyncio.create_task(place.bot.get_updates(timeout=30))
    await poll_waits(place)
    await place.sandbox.close()
    with pytest.raises(Exception, match=says("restart")):
        await poll


async def test_everyone_sees_the_same_group(place: Place) -> None:
    amina, tom = place.sandbox.moderators["moderator"], place.sandbox.moderators["second_moderator"]
    said = amina.send_text("mine")
    assert tom.last == said
    with pytest.raises(CannotDoError, match=says("own")):
        tom.edit(said, "not mine")
    with pytest.raises(CannotDoError, match=says("not in that chat")):
        place.sandbox.at("parent", place.sandbox.moderators_chat_id).send_text("x")
    with pytest.raises(CannotDoError, match=says("1 to 4096")):
        amina.send_text(" ")
    new = place.sandbox.add_person("Ade", "moderator", key="ade")
    assert place.sandbox.moderators["ade"].send_text("hello").sender == "Ade"
    assert new.messages() == ()


async def test_the_lead_can_be_written_to_at_once(place: Place) -> None:
    assert await place.bot.send_message(place.sandbox.lead_chat_id, "unclaimed")
    assert place.sandbox.people["lead"].last.text == "unclaimed"

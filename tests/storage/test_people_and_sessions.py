"""People are random ids; sessions come back as they were saved."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.storage.database import Database
from dialogues.session import CheckingIn, Heard, Session
from knowledge.vocabulary import PersonId, Speaker

AT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


async def test_a_person_is_found_again_by_their_telegram_id(database: Database) -> None:
    async with database.transaction() as store:
        first = await store.people.find_or_add(2**52, AT)
        other = await store.people.find_or_add(8, AT)
    async with database.transaction() as store:
        assert await store.people.find_or_add(2**52, AT) == first != other
        assert await store.people.user_id(first) == 2**52
    assert str(2**52) not in first


async def test_two_sightings_at_once_are_one_person(database: Database) -> None:
    async def see() -> PersonId:
        async with database.transaction() as store:
            return await store.people.find_or_add(7, AT)

    assert len(set(await asyncio.gather(*(see() for _ in range(8))))) == 1


async def test_an_erased_person_is_somebody_new(database: Database) -> None:
    async with database.transaction() as store:
        first = await store.people.find_or_add(7, AT)
        await store.people.erase(first)
        assert await store.people.user_id(first) is None
        assert not await store.people.reachable(first)
        assert await store.people.find_or_add(7, AT) != first


async def test_reachable_is_remembered(database: Database) -> None:
    async with database.transaction() as store:
        person = await store.people.find_or_add(7, AT)
        assert await store.people.reachable(person)
        await store.people.set_reachable(person, False, AT)
    async with database.transaction() as store:
        assert not await store.people.reachable(person)


async def test_a_session_comes_back_equal(database: Database) -> None:
    session = replace(
        Session().with_answers(speaker=Speaker.PARENT).at_stage(CheckingIn(question="worry")),
        heard=(Heard(at=AT, text="I can’t sleep 😴"),),
        turn=3,
    )
    person = PersonId("p1")
    async with database.transaction() as store:
        await store.sessions.lock(person)
        assert await store.sessions.load(person) == Session()
        await store.sessions.save(person, session, AT)
        await store.sessions.save(person, replace(session, turn=4), AT)
    async with database.transaction() as store:
        assert await store.sessions.load(person) == replace(session, turn=4)
        await store.sessions.erase(person)
        assert await store.sessions.load(person) == Session()


async def test_idle_sessions_are_listed_longest_idle_first(database: Database) -> None:
    async with database.transaction() as store:
        for hours, name in enumerate(("new", "old", "older")):
            await store.sessions.save(PersonId(name), Session(), AT - timedelta(hours=hours))
        assert await store.sessions.idle_since(AT, 10) == ["older", "old"]
        assert await store.sessions.idle_since(AT, 1) == ["older"]


async def test_one_person_has_one_turn_at_a_time(database: Database) -> None:
    person = PersonId("p1")

    async def turn() -> None:
        async with database.transaction() as store:
            await store.sessions.lock(person)
            session = await store.sessions.load(person)
            await asyncio.sleep(0)
            await store.sessions.save(person, replace(session, turn=session.turn + 1), AT)

    await asyncio.gather(*(turn() for _ in range(8)))
    async with database.transaction() as store:
        assert (await store.sessions.load(person)).turn == 8


async def test_a_time_in_another_zone_comes_back_in_utc(database: Database) -> None:
    east = AT.astimezone(timezone(timedelta(hours=5)))
    async with database.transaction() as store:
        await store.timers.set("p1", "reminder", east)
        due = await store.timers.next_due()
    assert due == AT
    assert due is not None
    assert due.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="aware datetime"):
        async with database.transaction() as store:
            await store.timers.set("p1", "reminder", AT.replace(tzinfo=None))

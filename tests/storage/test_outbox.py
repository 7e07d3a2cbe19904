"""The outbox: urgent first, a lane in order, leased, and nothing added or sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.database import Database
from bot.storage.outbox import Outgoing, State
from bot.storage.store import Store
from bot.storage.vault import Vault
from knowledge.vocabulary import CaseId, PersonId

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


def message(name: str, lane: str = "person:p1", priority: int = 5, due_at: datetime = AT) -> Outgoing:
    return Outgoing(
        id=name,
        lane=lane,
        priority=priority,
        kind="to_person",
        payload=f"words of {name}",
        person_id=PersonId("p1"),
        case_id=CaseId("c1"),
        due_at=due_at,
    )


async def add(store: Store, *messages: Outgoing) -> None:
    for each in messages:
        await store.outbox.add(each)


async def take(store: Store, now: datetime = AT, limit: int = 10, busy: Sequence[str] = ()) -> list[str]:
    return [taken.id for taken in await store.outbox.take(now, LEASE, limit, busy)]


async def test_the_most_urgent_goes_first(database: Database) -> None:
    async with database.transaction() as store:
        await add(
            store, message("a", "1", 5), message("b", "2", 0), message("c", "3", 5), message("d", "4", 0)
        )
        assert await take(store, limit=3) == ["b", "d", "a"]
        assert await take(store) == ["c"]


async def test_a_lane_stays_in_order_even_against_urgency(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a", priority=5), message("b", priority=0))
        assert await take(store) == ["a"]
        assert await take(store) == []
        await store.outbox.sent("a", AT, 10)
        assert await take(store) == ["b"]


async def test_busy_lanes_are_left_alone(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a", "1"), message("b", "2"))
        assert await take(store, busy=["1"]) == ["b"]


async def test_what_is_put_off_holds_its_lane(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a"), message("b"), message("c", "other"))
        assert await take(store, limit=1) == ["a"]
        await store.outbox.later("a", AT + 5 * SECOND)
        assert await take(store) == ["c"]
        assert await store.outbox.next_due() == AT + 5 * SECOND
        (again,) = await store.outbox.take(AT + 5 * SECOND, LEASE, 10, [])
        assert (again.id, again.attempts, again.payload) == ("a", 2, "words of a")


async def test_what_is_meant_for_later_holds_nothing_up(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("tomorrow", due_at=AT + timedelta(days=1)), message("now"))
        assert await store.outbox.next_due() == AT
        assert await take(store) == ["now"]
        assert await take(store, AT + timedelta(days=1)) == ["tomorrow"]


async def test_a_lease_runs_out(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a"), message("b"))
        assert await take(store) == ["a"]
        assert await take(store, AT + LEASE - SECOND) == []
        assert await store.outbox.next_due() == AT + LEASE
        assert await take(store, AT + LEASE) == ["a"]


async def test_adding_twice_is_once_whatever_became_of_it(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a"), replace(message("a"), payload="other words"))
        assert await store.outbox.waiting() == 1
        waiting = await store.outbox.get("a")
        assert waiting is not None
        assert waiting.payload == "words of a"
        await store.outbox.sent("a", AT, 10)
        await add(store, message("a"))
        assert await store.outbox.waiting() == 0
        assert await store.outbox.next_due() is None
        assert await store.outbox.get("a") is None
        assert await take(store) == []


async def test_what_never_arrives_stays_to_be_seen(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a", "1"), message("b", "2"), message("c", "3"))
        await store.outbox.sent("a", AT, 10)
        await store.outbox.ended("b", "unreachable", AT)
        await store.outbox.later("b", AT)
        undelivered = await store.outbox.undelivered(CaseId("c1"))
        assert [(each.id, each.state) for each in undelivered] == [
            ("b", State.UNREACHABLE),
            ("c", State.WAITING),
        ]
        assert undelivered[0].payload == "words of b"
        with pytest.raises(ValueError, match="lost"):
            await store.outbox.ended("c", "lost", AT)


async def test_a_persons_messages_are_dropped(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a"), replace(message("b"), person_id=PersonId("p2"), lane="p2"))
        assert await store.outbox.drop_for_person(PersonId("p1"), AT) == 1
        assert await take(store) == ["b"]


async def test_purging_leaves_what_waits(database: Database) -> None:
    async with database.transaction() as store:
        await add(store, message("a", "1"), message("b", "2"))
        await store.outbox.sent("a", AT, 10)
        assert await store.outbox.purge(AT) == 0
        assert await store.outbox.purge(AT + SECOND) == 1
        assert await store.outbox.waiting() == 1


async def test_many_takers_share_the_work_and_nobody_takes_twice(database: Database) -> None:
    lanes, each = 6, 4
    async with database.transaction() as store:
        for n in range(lanes * each):
            await store.outbox.add(message(f"{n:02}", lane=str(n % lanes)))
    taken: list[str] = []

    async def work() -> None:
        while len(taken) < lanes * each:
            async with database.transaction() as store:
                got = await take(store, limit=2)
            taken.extend(got)
            for name in got:
                async with database.transaction() as store:
                    await store.outbox.sent(name, AT, 1)

    await asyncio.wait_for(asyncio.gather(work(), work(), work()), 20)
    assert sorted(taken) == [f"{n:02}" for n in range(lanes * each)]
    for lane in range(lanes):
        ours = [name for name in taken if int(name) % lanes == lane]
        assert ours == sorted(ours)


async def test_a_row_that_another_process_is_taking_is_skipped(postgres_url: str, vault: Vault) -> None:
    one, two = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    try:
        async with one.transaction() as store:
            await add(store, message("a", "1"), message("b", "1"), message("c", "2"))
        async with one.transaction() as first, two.transaction() as second:
            assert await take(first, limit=1) == ["a"]
            assert await take(second) == ["c"]
    finally:
        await one.close()
        await two.close()

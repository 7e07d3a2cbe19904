"""The inbox: every update once, every lane in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.storage.database import Database
from bot.storage.inbox import Incoming, Received
from bot.storage.store import Store
from bot.storage.vault import Vault

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOON = AT + timedelta(seconds=30)


def incoming(update_id: int, lane: str = "a", payload: str = "{}") -> Incoming:
    return Incoming(update_id=update_id, lane=lane, payload=payload)


async def head(store: Store, lane: str, now: datetime = AT) -> Received:
    received = await store.inbox.next_of(lane, now)
    assert received is not None
    return received


async def test_an_update_is_stored_once(database: Database) -> None:
    async with database.transaction() as store:
        assert await store.inbox.add("bot", [incoming(1), incoming(2), incoming(2)], AT) == 2
    async with database.transaction() as store:
        assert await store.inbox.add("bot", [incoming(2), incoming(3)], AT) == 1
        assert await store.inbox.add("other bot", [incoming(2)], AT) == 1
        assert await store.inbox.add("bot", [], AT) == 0
        assert await store.inbox.last_update_id("bot") == 3
        assert await store.inbox.last_update_id("third bot") is None


async def test_a_large_batch_keeps_its_order(database: Database) -> None:
    async with database.transaction() as store:
        batch = [incoming(n, payload=str(n)) for n in range(1, 101)]
        assert await store.inbox.add("bot", batch, AT) == 100
        assert (await head(store, "a")).update_id == 1
        assert await store.inbox.last_update_id("bot") == 100


async def test_a_lane_is_worked_in_order(database: Database) -> None:
    async with database.transaction() as store:
        await store.inbox.add(
            "bot", [incoming(1, "a", "first"), incoming(2, "b"), incoming(3, "a", "third")], AT
        )
        assert await store.inbox.lanes(10, AT) == ["a", "b"]
        assert await store.inbox.lanes(1, AT) == ["a"]
        assert await store.inbox.lock_lane("a")
        received = await head(store, "a")
        assert (received.payload, received.received_at, received.source) == ("first", AT, "bot")
        await store.inbox.handled(received.id, AT)
        assert await store.inbox.lanes(10, AT) == ["b", "a"]
        received = await head(store, "a")
        assert received.payload == "third"
        await store.inbox.handled(received.id, AT)
        assert await store.inbox.next_of("a", AT) is None


async def test_a_failed_update_holds_its_lane_until_it_is_due(database: Database) -> None:
    async with database.transaction() as store:
        await store.inbox.add("bot", [incoming(1), incoming(2), incoming(3, "b")], AT)
        first = await head(store, "a")
        await store.inbox.failed(first.id, "ValueError", AT, SOON)
        assert await store.inbox.lanes(10, AT) == ["b"]
        assert await store.inbox.next_of("a", AT) is None
        assert await store.inbox.lanes(10, SOON) == ["a", "b"]
        again = await head(store, "a", SOON)
        assert (again.id, again.attempts) == (first.id, 1)
        await store.inbox.failed(first.id, "ValueError", SOON, None)
        assert (await head(store, "a")).update_id == 2


async def test_the_oldest_wait_is_known(database: Database) -> None:
    async with database.transaction() as store:
        assert await store.inbox.oldest_waiting(AT) is None
        await store.inbox.add("bot", [incoming(1)], AT)
        await store.inbox.add("bot", [incoming(2)], SOON)
        assert await store.inbox.oldest_waiting(SOON) == SOON - AT


async def test_purging_keeps_the_last_number_and_what_waits(database: Database) -> None:
    async with database.transaction() as store:
        await store.inbox.add("bot", [incoming(n, str(n)) for n in (1, 2, 3)], AT)
        await store.inbox.add("other bot", [incoming(9, "other")], AT)
        for lane in ("2", "3", "other"):
            await store.inbox.handled((await head(store, lane)).id, AT)
        assert await store.inbox.purge(SOON) == 1
        assert await store.inbox.last_update_id("bot") == 3
        assert await store.inbox.last_update_id("other bot") == 9
        assert await store.inbox.lanes(10, AT) == ["1"]
        assert await store.inbox.add("bot", [incoming(3)], AT) == 0


async def test_two_processes_do_not_work_on_one_lane(postgres_url: str, vault: Vault) -> None:
    one, two = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    try:
        async with one.transaction() as first, two.transaction() as second:
            assert await first.inbox.lock_lane("a")
            assert not await second.inbox.lock_lane("a")
            assert await second.inbox.lock_lane("b")
        async with two.transaction() as second:
            assert await second.inbox.lock_lane("a")
    finally:
        await one.close()
        await two.close()

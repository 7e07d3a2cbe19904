"""Transactions, wake-ups, leadership, a database that goes away."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.storage.access import Access
from bot.storage.database import Database, DatabaseAway
from bot.storage.tables import people
from bot.storage.vault import SealError, Vault
from dialogues.session import Session
from knowledge.vocabulary import PersonId
from tests.support.databases import PostgresServer, running_postgres, sqlite_address

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
P1 = PersonId("p1")


@pytest.fixture
async def replica(database: Database, database_url: str, vault: Vault) -> AsyncIterator[Database]:
    """A second process's view of the same database."""
    opened = await Database.open(database_url, vault)
    yield opened
    await opened.close()


async def test_all_of_it_or_none(database: Database) -> None:
    async with database.transaction() as store:
        await store.notes.set("kept", "yes")

    async def save_and_fail() -> None:
        async with database.transaction() as store:
            await store.notes.set("lost", "yes")
            await store.sessions.save(P1, Session(turn=1), AT)
            raise KeyError

    with pytest.raises(KeyError):
        await save_and_fail()
    async with database.transaction() as store:
        assert await store.notes.get("kept") == "yes"
        assert await store.notes.get("lost") is None
        assert await store.sessions.load(P1) == Session()


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_works(database: Database) -> None:
    begun = asyncio.Event()

    async def never_ends() -> None:
        async with database.transaction() as store:
            await store.notes.set("lost", "yes")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as store:
        assert await store.notes.get("lost") is None


async def test_cancelling_at_any_moment_harms_nobody_else(database: Database) -> None:
    async def work(name: str) -> None:
        async with database.transaction() as store:
            await store.notes.set(name, "yes")
            await store.notes.get(name)

    for turns in range(12):
        task = asyncio.create_task(work("cancelled"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await work("kept")
    async with database.transaction() as store:
        assert await store.notes.get("kept") == "yes"


async def test_many_transactions_at_once(database: Database) -> None:
    async def count() -> None:
        async with database.transaction() as store:
            await store.tallies.count(AT.date(), "turns", ())

    await asyncio.gather(*(count() for _ in range(40)))
    async with database.transaction() as store:
        (tally,) = await store.tallies.totals(AT.date())
    assert tally.total == 40


async def test_waiting_for_another_process_does_not_hold_up_the_loop(sqlite_url: str, vault: Vault) -> None:
    database = await Database.open(sqlite_url, vault)
    other = sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(database.check_keys())
    try:
        await asyncio.wait({waiting}, timeout=0.05)  # comes back: the loop is free
        assert not waiting.done()
    finally:
        other.execute("COMMIT")
        other.close()
        await waiting
        await database.close()


async def test_parameters_are_never_in_an_error(database: Database, vault: Vault) -> None:
    row = {"id": "same", "sealed_user_id": b"0123456789", "reachable": True, "reachable_at": AT}
    two = [{**row, "added_at": AT, "lookup": lookup} for lookup in (b"one", b"two")]
    async with database.access(vault) as access:
        with pytest.raises(IntegrityError) as caught:
            await access.run(people.insert(), two)
    assert "0123456789" not in str(caught.value)
    assert "parameters hidden" in str(caught.value)


async def test_a_broken_rule_is_not_the_database_away(database: Database, vault: Vault) -> None:
    with pytest.raises(DBAPIError):
        async with database.access(vault) as access:
            await access.run(people.insert(), {"id": "x"})


async def test_wake_ups_reach_every_listener(database: Database, replica: Database) -> None:
    await _joined(database, replica)
    here, other = database.listen("outbox"), database.listen("inbox")
    there = replica.listen("outbox") if database.postgres else here
    for _ in range(3):
        database.notify("outbox")
    await asyncio.wait_for(here.wait(), 20)
    await asyncio.wait_for(there.wait(), 20)
    assert not other.is_set()


async def _joined(one: Database, two: Database) -> None:
    """Each hears the other (or each is alone, on SQLite)."""
    if one.postgres:
        for tells, hears in ((one, two), (two, one)):
            await asyncio.wait_for(_notify_until(tells, hears.listen("probe"), "probe"), 20)


async def _notify_until(database: Database, heard: asyncio.Event, channel: str) -> None:
    waiting = asyncio.create_task(heard.wait())
    while not waiting.done():
        database.notify(channel)
        await asyncio.wait({waiting}, timeout=0.1)


async def test_wake_ups_are_heard_again_after_the_connection_broke(
    postgres_server: PostgresServer, postgres_url: str, vault: Vault
) -> None:
    one, two = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    try:
        await _joined(one, two)
        heard = two.listen("outbox")
        await _break_connections(postgres_server, postgres_url)
        await asyncio.wait_for(heard.wait(), 20)  # joined again: it may have missed something
        await _joined(one, two)
    finally:
        await one.close()
        await two.close()


async def _break_connections(server: PostgresServer, url: str) -> None:
    name = make_url(url).database
    await server.command(
        f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"  # noqa: S608
    )


async def test_one_process_leads(database: Database, replica: Database) -> None:
    async with database.leader("polling") as first:
        assert await first.held()
        assert await first.held()
        async with replica.leader("polling") as second, replica.leader("else") as other:
            assert await second.held() is not database.postgres
            assert await other.held()
            await first.give_up()
            assert await second.held()


async def test_a_leader_who_lost_the_connection_does_not_lead(
    postgres_server: PostgresServer, postgres_url: str, vault: Vault
) -> None:
    one, two = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    try:
        async with one.leader("polling") as first, two.leader("polling") as second:
            assert await first.held()
            await _break_connections(postgres_server, postgres_url)
            assert await second.held()
            assert not await first.held()
            assert not await first.held()
    finally:
        await one.close()
        await two.close()


async def test_a_connection_lost_within_a_transaction(
    postgres_server: PostgresServer, postgres_url: str, vault: Vault
) -> None:
    database = await Database.open(postgres_url, vault)
    try:

        async def lose() -> None:
            async with database.transaction() as store:
                await store.notes.set("lost", "yes")
                await _break_connections(postgres_server, postgres_url)
                await store.notes.get("lost")

        with pytest.raises(DatabaseAway):
            await lose()
        async with database.transaction() as store:
            assert await store.notes.get("lost") is None
    finally:
        await database.close()


async def test_a_server_that_goes_away_and_is_gone(vault: Vault) -> None:
    with running_postgres() as server:
        database = await Database.open(server.address("postgres"), vault)
    try:
        with pytest.raises(DatabaseAway):
            await database.ping()
        with pytest.raises(DatabaseAway):
            async with database.transaction() as store:
                await store.notes.get("x")
        async with database.leader("polling") as seat:
            assert not await seat.held()
    finally:
        await database.close()
    with pytest.raises(DatabaseAway):
        await Database.open(server.address("postgres"), vault)


async def test_nobody_there(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(DatabaseAway):
        await Database.open("postgresql+asyncpg://nobody@127.0.0.1:1/none", vault)
    with pytest.raises(DatabaseAway):
        await Database.open(sqlite_address(tmp_path), vault)  # a folder


async def test_another_kind_of_database_is_refused(vault: Vault) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        await Database.open("sqlite:///x.db", vault)


async def test_a_file_that_is_no_database(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "waymark.db"
    path.write_bytes(b"not a database, " * 400)
    with pytest.raises(DatabaseAway):
        await Database.open(sqlite_address(path), vault)


async def test_keys_that_do_not_fit_are_told_at_the_start(database: Database, database_url: str) -> None:
    await database.check_keys()
    await database.check_keys()
    other = await Database.open(database_url, Vault.from_setting(Vault.generate()))
    try:
        with pytest.raises(SealError, match="add that key"):
            await other.check_keys()
    finally:
        await other.close()


async def test_access_shows_no_vault(database: Database, vault: Vault) -> None:
    async with database.access(vault) as access:
        assert isinstance(access, Access)
        assert "vault" not in repr(access)


async def test_asyncpg_reaches_the_server(postgres_server: PostgresServer) -> None:
    """The fixture's server is the real one, not a stand-in."""
    connection = await asyncpg.connect(postgres_server.url)
    assert "PostgreSQL" in await connection.fetchval("select version()")
    await connection.close()

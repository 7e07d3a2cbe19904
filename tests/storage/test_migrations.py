"""The tables' history: from nothing, from every revision, up and down, and equal to tables.py."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from bot.storage.engines import make_engine
from bot.storage.migrations import HEAD, MigrationError, migrate
from bot.storage.migrations.moving import revisions
from bot.storage.tables import metadata
from tests.support.databases import PostgresServer, sqlite_address


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "sqlite":
        yield sqlite_address(tmp_path / "new" / "folder" / "waymark.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = await server.new_database()
    yield url
    await server.drop(url)


async def run(url: str, work: Any) -> Any:
    engine = make_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def differences(connection: Connection) -> list[Any]:
    found: list[Any] = compare_metadata(MigrationContext.configure(connection), metadata)
    return found


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def index_conditions(connection: Connection) -> dict[str, bool]:
    """Which indexes are partial: that comparison leaves it out."""
    found = {}
    for table in metadata.tables:
        for index in inspect(connection).get_indexes(table):
            options = index.get("dialect_options", {})
            found[str(index["name"])] = any(name.endswith("_where") for name in options)
    return found


async def test_a_new_database_has_the_tables_of_the_code(empty_url: str) -> None:
    assert await migrate(empty_url)
    assert await run(empty_url, differences) == []
    partial = {name for name, is_partial in (await run(empty_url, index_conditions)).items() if is_partial}
    assert partial >= {"uq_cases_one_open", "ix_inbox_waiting", "ix_outbox_waiting_lane"}
    assert not await migrate(empty_url)


async def test_every_step_goes_down_and_up_again(empty_url: str) -> None:
    for revision in revisions():
        await migrate(empty_url, revision)
    assert await run(empty_url, differences) == []
    for revision in (*reversed(revisions()), "base"):
        await migrate(empty_url, revision)
    assert await run(empty_url, tables) == set()
    await migrate(empty_url)
    assert await run(empty_url, differences) == []


async def test_a_newer_database_is_refused(empty_url: str) -> None:
    await migrate(empty_url)
    newer = text("update alembic_version set version_num = '9999'")
    await run(empty_url, lambda connection: connection.execute(newer))
    with pytest.raises(MigrationError, match="9999"):
        await migrate(empty_url)


def test_head_is_the_last_revision() -> None:
    assert revisions()[-1] == HEAD


def test_alembic_is_not_imported_when_there_is_nothing_to_do(sqlite_url: str) -> None:
    code = (
        "import asyncio, sys\n"
        "from bot.storage.migrations import migrate\n"
        "assert not asyncio.run(migrate(sys.argv[1]))\n"
        "assert 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, sqlite_url], check=True, timeout=20)

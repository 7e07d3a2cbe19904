"""What a turn costs does not grow with the number of people: every statement finds its rows by an index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.storage.database import Database
from tests.storage.filled import ask, fill

Statement = tuple[str, Any]
_SMALL = ("ix_inbox_waiting", "ix_outbox_waiting", "ix_cases_queue", "ix_timers_due_at", "CONSTANT ROW")


@contextmanager
def recorded(database: Database) -> Iterator[list[Statement]]:
    """Every statement that reads or changes a table, as the driver gets it."""
    said: list[Statement] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if not many and statement.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            said.append((statement, parameters))

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def statements(database: Database) -> list[Statement]:
    with recorded(database) as said:
        async with database.transaction() as store:
            person = await fill(store)
            await ask(store, person)
    assert len(said) > 60
    return said


async def test_no_statement_scans_a_table_of_sqlite(sqlite_url: str, vault: Any) -> None:
    database = await Database.open(sqlite_url, vault)
    try:
        said = await statements(database)
        async with database.access(vault) as access:
            for statement, parameters in said:
                explained = await access.connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {statement}", parameters
                )
                steps = [row.detail for row in explained]
                scans = [step for step in steps if step.startswith("SCAN") and not _small(step)]
                assert not scans, f"{scans}: {statement}"
    finally:
        await database.close()


def _small(step: str) -> bool:
    """A walk along a partial index touches only what waits; one along a key stops at its limit."""
    return any(name in step for name in _SMALL)


async def test_no_statement_scans_a_table_of_postgres(postgres_url: str, vault: Any) -> None:
    database = await Database.open(postgres_url, vault)
    try:
        said = await statements(database)
        async with database.access(vault) as access:
            await access.connection.exec_driver_sql("set local enable_seqscan = off")
            await access.connection.exec_driver_sql("set local plan_cache_mode = force_generic_plan")
            for statement, parameters in said:
                explained = await access.connection.exec_driver_sql(
                    f"EXPLAIN (FORMAT JSON) {statement}", parameters
                )
                plan = explained.scalar_one()
                plan = plan if isinstance(plan, str) else json.dumps(plan)
                assert "Seq Scan" not in plan, statement
    finally:
        await database.close()

"""The tables' history: makes a new database, or brings an older one up to date.

A new revision is a file in versions/ that names the one before it (`down_revision`); HEAD here names
the last. A test compares the outcome of all revisions with tables.py.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from bot.storage.access import lock_number
from bot.storage.away import away
from bot.storage.engines import make_engine

HEAD = "0001"
_VERSION_TABLE = "alembic_version"


class MigrationError(Exception):
    """The database is of another version than this program; the message says which and what to do."""


async def migrate(url: str, revision: str = HEAD) -> bool:
    """Bring the database at *url* to *revision* ("base": no tables at all); True where it was not there yet.

    Replicas that start together wait for the first. Raises DatabaseAway, MigrationError.
    """
    engine = make_engine(url)
    try:
        with away():
            async with engine.begin() as connection:
                if await connection.run_sync(_revision) == revision:
                    return False
                await connection.run_sync(_move, revision)
                return True
    finally:
        await engine.dispose()


def _revision(connection: Connection) -> str | None:
    """Where the database is now; None for an empty one. Alembic is slow to import and not needed for that."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"select version_num from {_VERSION_TABLE}")).scalar()  # noqa: S608
    return found


def _move(connection: Connection, revision: str) -> None:
    from bot.storage.migrations import moving

    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": lock_number("migrate")})
    known = moving.revisions()
    current = _revision(connection)
    if current is not None and current not in known:
        raise MigrationError(
            f"the database is at revision {current}, which this version of Waymark does not know (it knows "
            f"up to {HEAD}): run the newer version, or bring the database back to {HEAD} with that one first"
        )
    moving.move(connection, current, revision)

"""Which faults mean that the database is away, and the one exception that says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_POSTGRES_CLASSES = (
    "08",  # connection lost or refused
    "53",  # out of connections, memory or disk
    "57",  # shutting down, starting up, statement cancelled by its timeout
    "58",  # input or output of the server itself
    "40",  # serialisation or deadlock: this transaction lost and may be tried again
    "25006",  # a standby after a fail-over: read only
    "55P03",  # a lock was not had in time
)
_SQLITE_ERRORS = ("BUSY", "LOCKED", "IOERR", "FULL", "CANTOPEN", "READONLY", "CORRUPT", "NOTADB", "NOMEM")


class DatabaseAway(Exception):
    """The database could not be reached, or was lost: try again later.

    Nothing of the transaction is kept, save where the connection broke during the commit itself;
    everything that the storage offers may therefore be done again.
    """


@contextmanager
def away() -> Iterator[None]:
    """Raises DatabaseAway for a fault that may pass; a bug (a bad statement, a broken rule) goes through."""
    try:
        yield
    except (PoolTimeout, OSError) as error:
        raise DatabaseAway(type(error).__name__) from error
    except Exception as error:
        if not _may_pass(error):
            raise
        raise DatabaseAway(type(getattr(error, "orig", error)).__name__) from error


def _may_pass(error: Exception) -> bool:
    """Of a fault as SQLAlchemy wraps it, or as asyncpg raises it where SQLAlchemy does not look."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _driver_may_pass(error.orig)
    return type(error).__module__.startswith("asyncpg.") and _driver_may_pass(error)


def _driver_may_pass(origin: BaseException | None) -> bool:
    if isinstance(origin, sqlite3.Error):
        name = getattr(
            origin, "sqlite_errorname", "SQLITE_CANTOPEN"
        )  # without a name: the connection is closed
        return name.removeprefix("SQLITE_").startswith(_SQLITE_ERRORS)
    state = getattr(origin, "sqlstate", None)
    if state is None:  # asyncpg's own: a connection that broke in the middle, or a value it cannot send
        return type(origin).__name__ == "InternalClientError" or "closed" in str(origin)
    return str(state).startswith(_POSTGRES_CLASSES)

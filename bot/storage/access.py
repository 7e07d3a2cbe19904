"""What every part of the store works with: one transaction's connection, the vault, and locks."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    CursorResult,
    Executable,
    Row,
    Table,
    bindparam,
    select,
)
from sqlalchemy import func as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.away import away
from bot.storage.vault import Vault

Values = Mapping[str, Any]
Insert = postgresql.Insert | sqlite.Insert


def random_id() -> str:
    """A name that tells nothing: 128 random bits."""
    return secrets.token_hex(16)


def about(column: Column[Any], *row: object) -> str:
    """What a sealed value is bound to: its table, column and row."""
    return f"{column.table}.{column.name}/{'/'.join(map(str, row))}"


def lock_number(name: str) -> int:
    """A name as PostgreSQL takes it for an advisory lock: 64 bits, signed."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One transaction. Every statement goes through `run`, which raises DatabaseAway where it is lost."""

    connection: AsyncConnection
    vault: Vault = field(repr=False)
    postgres: bool

    async def run(
        self, statement: Executable, values: Values | Sequence[Values] | None = None
    ) -> CursorResult[Any]:
        with away():
            return await self.connection.execute(statement, values)

    async def one(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        return (await self.run(statement, values)).one_or_none()

    async def scalar(self, statement: Executable, values: Values | None = None) -> Any:
        return (await self.run(statement, values)).scalar()

    async def add_once(self, table: Table, values: Values) -> bool:
        """Insert, or nothing where a unique value is there already. True where it was new."""
        return (await self.run(_add_once(self.postgres, table), values)).rowcount > 0

    async def put(self, table: Table, values: Values, *changes: str) -> None:
        """Insert, or with the same primary key there already update the columns *changes*."""
        await self.run(_put(self.postgres, table, changes), values)

    def insert(self, table: Table) -> Insert:
        return postgresql.insert(table) if self.postgres else sqlite.insert(table)

    async def lock(self, name: str) -> None:
        """Wait for *name*, held until the transaction ends. SQLite's one writer holds everything anyway."""
        if self.postgres:
            await self.run(_LOCK, {"number": lock_number(name)})

    async def try_lock(self, name: str) -> bool:
        """`lock` without the wait: False where another transaction holds *name*."""
        return not self.postgres or bool(await self.scalar(_TRY_LOCK, {"number": lock_number(name)}))

    def seal(self, text: str, column: Column[Any], *row: object) -> bytes:
        return self.vault.seal(text, about(column, *row))

    def unseal(self, sealed: bytes, column: Column[Any], *row: object) -> str:
        return self.vault.open(sealed, about(column, *row))

    def lookup(self, table: Table, value: str) -> bytes:
        """The keyed hash under which *table* has *value*; another table's differs."""
        return self.vault.lookup(f"{table.name}/{value}")

    def lookups(self, table: Table, value: str) -> tuple[bytes, ...]:
        """The same under every key, newest first."""
        return self.vault.lookups(f"{table.name}/{value}")


_NUMBER: BindParameter[int] = bindparam("number", type_=BigInteger)
_LOCK = select(sql.pg_advisory_xact_lock(_NUMBER))
_TRY_LOCK = select(sql.pg_try_advisory_xact_lock(_NUMBER))


# Statements are built once: building one costs as much as running it.
@cache
def _add_once(postgres: bool, table: Table) -> Insert:
    new = postgresql.insert(table) if postgres else sqlite.insert(table)
    return new.on_conflict_do_nothing()


@cache
def _put(postgres: bool, table: Table, changes: tuple[str, ...]) -> Insert:
    new: Any = postgresql.insert(table) if postgres else sqlite.insert(table)
    return new.on_conflict_do_update(  # type: ignore[no-any-return]
        index_elements=list(table.primary_key.columns),
        set_={name: new.excluded[name] for name in changes},
    )

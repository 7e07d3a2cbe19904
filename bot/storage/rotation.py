"""Everything sealed with an older key is sealed anew with the newest, and found by its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, bindparam, select, tuple_, update

from bot.storage.access import Access
from bot.storage.database import Database
from bot.storage.tables import (
    case_entries,
    case_messages,
    case_raises,
    cases,
    inbox,
    moderators,
    notes,
    outbox,
    people,
    sessions,
    timers,
)
from bot.storage.vault import Vault

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """A sealed *column*, the columns that name its row in the seal, and the hash made of its text."""

    column: Column[Any]
    row: tuple[Column[Any], ...]
    lookup: Column[Any] | None = None

    @property
    def table(self) -> Table:
        return self.column.table


SEALED = (
    _Sealed(column=people.c.sealed_user_id, row=(people.c.id,), lookup=people.c.lookup),
    _Sealed(column=moderators.c.sealed_user_id, row=(moderators.c.id,), lookup=moderators.c.lookup),
    _Sealed(column=moderators.c.sealed_alias, row=(moderators.c.id,)),
    _Sealed(column=sessions.c.sealed, row=(sessions.c.person_id,)),
    _Sealed(column=inbox.c.sealed, row=(inbox.c.source, inbox.c.update_id)),
    _Sealed(column=cases.c.sealed_alias, row=(cases.c.id,)),
    _Sealed(column=case_raises.c.sealed, row=(case_raises.c.id,)),
    _Sealed(column=case_entries.c.sealed, row=(case_entries.c.id,)),
    _Sealed(column=case_messages.c.sealed, row=(case_messages.c.id,), lookup=case_messages.c.lookup),
    _Sealed(column=outbox.c.sealed, row=(outbox.c.id,)),
    _Sealed(column=timers.c.sealed, row=(timers.c.owner, timers.c.name)),
    _Sealed(column=notes.c.sealed, row=(notes.c.key,)),  # last: Database.check_keys goes by a note
)


async def reseal(database: Database, vault: Vault) -> int:
    """Seal anew whatever is not under *vault*'s newest key; how many values that were.

    Goes in batches, each its own transaction, while the bot may be serving. Stopped half-way it can
    be run again. Raises SealError where a key is missing, DatabaseAway.
    """
    return sum([await _reseal_column(database, vault, sealed) for sealed in SEALED])


async def _reseal_column(database: Database, vault: Vault, sealed: _Sealed) -> int:
    done = 0
    after: Sequence[Any] = ()
    while True:
        async with database.access(vault) as access:
            rows = (await access.run(_page(sealed, after))).all()
            changes = [_change(access, sealed, row) for row in rows if not row.old.startswith(vault.header)]
            if changes:
                await access.run(_rewrite(sealed), changes)
        done += len(changes)
        if len(rows) < _BATCH:
            return done
        after = _key(sealed, rows[-1])


def _page(sealed: _Sealed, after: Sequence[Any]) -> Any:
    """The next rows by primary key: the key, the row's names and the old value."""
    key = list(sealed.table.primary_key.columns)
    columns = [column.label(f"key_{place}") for place, column in enumerate(key)]
    names = [column.label(f"row_{place}") for place, column in enumerate(sealed.row)]
    page = select(*columns, *names, sealed.column.label("old")).where(sealed.column.is_not(None))
    if after:
        page = page.where(tuple_(*key) > tuple_(*after))
    return page.order_by(*key).limit(_BATCH)


def _key(sealed: _Sealed, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row._mapping[f"key_{place}"] for place in range(len(sealed.table.primary_key.columns)))


def _change(access: Access, sealed: _Sealed, row: Row[Any]) -> dict[str, Any]:
    names = tuple(row._mapping[f"row_{place}"] for place in range(len(sealed.row)))
    text = access.unseal(row.old, sealed.column, *names)
    change = {f"key_{place}": value for place, value in enumerate(_key(sealed, row))}
    change |= {"old_value": row.old, "new_value": access.seal(text, sealed.column, *names)}
    if sealed.lookup is not None:
        change["new_lookup"] = access.lookup(sealed.table, text)
    return change


def _rewrite(sealed: _Sealed) -> Any:
    """Only where the old value still stands: whatever was saved meanwhile is under the newest key already."""
    key = sealed.table.primary_key.columns
    values: dict[str, Any] = {sealed.column.name: bindparam("new_value")}
    if sealed.lookup is not None:
        values[sealed.lookup.name] = bindparam("new_lookup")
    return (
        update(sealed.table)
        .where(
            *(column == bindparam(f"key_{place}") for place, column in enumerate(key)),
            sealed.column == bindparam("old_value"),
        )
        .values(values)
    )

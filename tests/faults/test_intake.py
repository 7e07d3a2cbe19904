"""The way in: chats that rest instead of spinning, and people who stay forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import vault_file
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.tables import people
from bot.storage.vault import SealError, Vault
from bot.telegram import handling
from tests.faults.support import LONG
from tests.support.databases import sqlite_address
from tests.support.serving import Serving, presses, says


async def _people_known(folder: Path) -> int:
    vault = Vault.from_setting(vault_file.keys_of(folder))
    database = await Database.open(sqlite_address(folder / "waymark.db"), vault)
    async with database.access(vault) as access:
        known = len((await access.run(people.select())).all())
    await database.close()
    return known


async def test_whoever_was_forgotten_and_then_blocks_the_bot_stays_forgotten(
    bot: Serving, tmp_path: Path
) -> None:
    await says(bot.young, "/forget", "Shall I erase")
    await presses(bot.young, "Yes, erase it", "Done. It's erased.")
    bot.later(minutes=11)
    bot.young.block()
    await bot.sandbox.until(lambda: bot.sandbox.pending_updates == 0 or None)
    await says(bot.parent, "/privacy", "privacy, in plain words")
    bot.young.unblock()
    await bot.sandbox.until(lambda: bot.sandbox.pending_updates == 0 or None)
    await says(bot.parent, "/help", "not an emergency service")
    assert await _people_known(tmp_path) == 1


@pytest.mark.parametrize("trouble", ["taken elsewhere", "cannot be opened"])
async def test_a_chat_that_cannot_be_worked_on_rests(
    bot: Serving, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    tries = 0

    async def no_lock(*_: object) -> bool:
        nonlocal tries
        tries += 1
        return False

    async def sealed(*_: object) -> None:
        nonlocal tries
        tries += 1
        raise SealError("no key")

    with monkeypatch.context() as patched:
        name, instead = ("lock_lane", no_lock) if trouble == "taken elsewhere" else ("next_of", sealed)
        patched.setattr(Inbox, name, instead)
        patched.setattr(handling, "_AFTER_FAULT", 0.1)
        sent = bot.young.send_text("/privacy")
        with pytest.raises(TimeoutError):
            await bot.young.wait_for(lambda seen: seen.from_bot, 0.6, after=sent)
        assert 2 <= tries <= 12
    await bot.young.wait_for(lambda seen: "privacy, in plain words" in seen.text, LONG)

"""`run_bot.py keys new | rotate`: a new data key; everything sealed anew with the newest."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from bot import settings, vault_file
from bot.storage.database import Database
from bot.storage.rotation import reseal
from bot.storage.vault import Vault


def main(arguments: Sequence[str]) -> int:
    match list(arguments):
        case ["new"]:
            sys.stdout.write(
                f"{Vault.generate()}\n"
                "Put it first in DATA_KEYS (commas between keys, newest first), then: python run_bot.py keys rotate\n"
            )
            return 0
        case ["rotate"]:
            return asyncio.run(_rotate())
    sys.stderr.write("keys new, or keys rotate\n")
    return 2


async def _rotate() -> int:
    found = settings.load()
    stored = found.data_keys.get_secret_value() if found.data_keys else vault_file.keys_of(found.data_dir)
    vault = Vault.from_setting(stored)
    database = await Database.open(found.database, vault)
    try:
        sys.stdout.write(f"{await reseal(database, vault)} values sealed anew with the newest key.\n")
    finally:
        await database.close()
    return 0

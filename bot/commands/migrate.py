"""`run_bot.py migrate`: make the database, or bring it up to date."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from bot import settings
from bot.storage.migrations import migrate


def main(_: Sequence[str]) -> int:
    try:
        found = settings.load()
    except settings.SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    found.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(migrate(found.database))
    sys.stdout.write("The database is up to date.\n")
    return 0

"""`run_bot.py`: serve until stopped (Ctrl+C, or SIGTERM)."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence

from bot import logs, settings
from bot.settings import Settings, SettingsError


def main(_: Sequence[str]) -> int:
    """1 where a setting or some content cannot be used: one line each, before anything starts."""
    try:
        found = settings.load()
    except SettingsError as error:
        return _said(str(error))
    logs.set_up(found.log_level if not found.sandbox else "WARNING")
    from bot.duty import RotaError
    from bot.storage.database import DatabaseAway
    from bot.storage.migrations import MigrationError
    from bot.storage.vault import KeysError, SealError
    from bot.telegram.connection import NotConnected
    from bot.web.site import PortTaken
    from dialogues.script import WordingError
    from knowledge.faults import ContentError

    try:
        asyncio.run(_serve(found))
    except (RotaError, KeysError, ContentError, WordingError, PortTaken, NotConnected) as error:
        return _said(str(error))
    except MigrationError as error:
        return _said(f"DATABASE_URL: {error}")
    except DatabaseAway as error:
        return _said(f"DATABASE_URL: the database cannot be reached ({error}); start it, or mend the address")
    except SealError:
        return _said(
            "DATA_KEYS: these keys are not those that the database was sealed with; set the right ones"
        )
    return 0


def _said(what: str) -> int:
    sys.stderr.write(f"{what}\n")
    return 1


async def _serve(found: Settings) -> None:
    from bot import app

    async with app.serve(found) as running:
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, running.stop.set)
        if running.sandbox is not None:
            sys.stdout.write(
                "Waymark runs in the sandbox: nothing leaves this machine, and nobody is on duty.\n"
                f"Open {running.address} in a browser. Ctrl+C stops it.\n"
            )
        else:
            sys.stdout.write(f"Waymark serves. Health: {running.address}/readyz\n")
        sys.stdout.flush()
        await running.stop.wait()

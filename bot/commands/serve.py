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
    from bot.duty import RotaError
    from bot.storage.vault import KeysError
    from bot.telegram.connection import NotConnected
    from bot.web.site import PortTaken
    from dialogues.script import WordingError
    from knowledge.faults import ContentError

    try:
        found = settings.load()
        logs.set_up(found.log_level if not found.sandbox else "WARNING")
        asyncio.run(_serve(found))
    except (
        SettingsError, RotaError, KeysError, ContentError, WordingError, PortTaken, NotConnected
    ) as error:  # fmt: skip
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


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

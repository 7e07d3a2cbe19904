"""The real bot as a process of its own, which can be killed; and a Telegram of its own, which lives on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot.sandbox import Sandbox
from bot.storage.vault import Vault

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "100200:a-token-for-tests-only-0000"
_READY_SECONDS = 30.0


@asynccontextmanager
async def telegram() -> AsyncIterator[tuple[Sandbox, str]]:
    """A Bot API server in this process, and its address."""
    sandbox = await Sandbox.open(token=TOKEN, state=None, forum=False)
    site = web.Application()
    site.add_routes(sandbox.routes())
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield sandbox, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await sandbox.close()
        await runner.cleanup()


class BotProcess:
    """`python run_bot.py` in *folder*, with the settings of a real bot."""

    def __init__(self, folder: Path, api_url: str, moderators: int, **settings: str) -> None:
        self._folder = folder
        self._environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": api_url,
            "MODERATOR_CHAT_ID": str(moderators),
            "DATA_KEYS": Vault.generate(),
            "WEB_PORT": "0",
            "LOG_LEVEL": "INFO",
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self.log = folder / "log.jsonl"

    async def start(self) -> None:
        """Returns once it serves. Raises AssertionError with what it said where it does not."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(ROOT / "run_bot.py"),
                cwd=self._folder,
                env=self._environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), _READY_SECONDS)
        assert b"serves" in line, (line, self.log.read_text(encoding="utf-8")[-2000:])

    async def kill(self) -> None:
        """kill -9: no goodbye of any kind."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, as an ordinary restart; the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await self._process.wait()
        self._process = None
        return code

"""What the faults' tests share: one bot for each test, real databases, a Telegram that outlives the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app
from bot.sandbox import Sandbox
from bot.telegram import messenger
from bot.workflows import delivery
from dialogues.guide import Guide
from tests.support.databases import postgres_server, postgres_url, sqlite_template
from tests.support.process import telegram
from tests.support.serving import Serving, serving

__all__ = ["postgres_server", "postgres_url", "sqlite_template"]


@pytest.fixture(scope="package", autouse=True)
def signals_alone(guide: Guide) -> Iterator[None]:
    """Faults are the same with and without the reader by meaning, and seen sooner without it; the content is
    read once for all these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "load_reader", lambda: None)
        patch.setattr(app, "load_guide", lambda _: guide)
        yield


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Serving]:
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Telegram failed on is tried again at once; how long it waits otherwise has tests of its own."""
    monkeypatch.setattr(delivery, "FIRST_BACKOFF", timedelta(milliseconds=10))
    monkeypatch.setattr(messenger, "BACKOFF", timedelta(milliseconds=10))


@pytest.fixture
async def line() -> AsyncIterator[tuple[Sandbox, str]]:
    """A Telegram of its own, and its address."""
    async with telegram() as (sandbox, url):
        yield sandbox, url

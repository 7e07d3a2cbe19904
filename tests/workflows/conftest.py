"""One running bot for each test, or a database of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest

from bot import app
from bot.reader import load_reader
from dialogues.loading import load_guide
from tests.support.databases import (
    database,
    database_url,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
    vault,
)
from tests.support.serving import Serving, serving

__all__ = [
    "database",
    "database_url",
    "postgres_server",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "vault",
]


@pytest.fixture(scope="package", autouse=True)
def read_once() -> Iterator[None]:
    """The content, and the reader by meaning where there is one, are the real ones, read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "load_reader", cache(load_reader))
        patch.setattr(app, "load_guide", cache(load_guide))
        yield


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Serving]:
    async with serving(tmp_path) as running:
        yield running

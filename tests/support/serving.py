"""The whole bot in this process, with its sandbox, over real HTTP; and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.app import Running
from bot.sandbox import Sandbox
from bot.sandbox.people import Participant, Seen
from bot.settings import Settings


@dataclass(slots=True)
class SetClock:
    """The real time, moved on by hand."""

    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class Serving:
    """A running bot, and the people at its chats."""

    running: Running
    clock: SetClock

    @property
    def sandbox(self) -> Sandbox:
        assert self.running.sandbox is not None
        return self.running.sandbox

    @property
    def young(self) -> Participant:
        return self.sandbox.people["young_person"]

    @property
    def parent(self) -> Participant:
        return self.sandbox.people["parent"]

    @property
    def amina(self) -> Participant:
        return self.sandbox.moderators["moderator"]

    @property
    def tom(self) -> Participant:
        return self.sandbox.moderators["second_moderator"]

    @property
    def lead(self) -> Participant:
        return self.sandbox.people["lead"]

    def later(self, **much: float) -> None:
        """Time passes, and everything that is due is looked at."""
        self.clock.ahead += timedelta(**much)
        self.running.look()


@asynccontextmanager
async def serving(folder: Path, **settings: Any) -> AsyncIterator[Serving]:
    """The bot of *folder*: what it kept there, it finds again."""
    clock = SetClock()
    chosen = Settings(_env_file=None, data_dir=folder, web_port=0, **settings)
    async with app.serve(chosen, clock) as running:
        yield Serving(running=running, clock=clock)


async def says(who: Participant, words: str, *parts: str, after: Seen | int | None = None) -> Seen:
    """*who* writes *words*; the bot's first message after it that holds every one of *parts*."""
    sent = who.send_text(words)
    return await who.wait_for(
        lambda seen: seen.from_bot and all(part in seen.text for part in parts), after=after or sent
    )


async def presses(who: Participant, label: str, *parts: str) -> Seen:
    """*who* presses the latest button with *label*; the bot's first message after it that holds *parts*."""
    shown, last = _with(who, label), who.last
    who.press(shown, label)
    return await who.wait_for(
        lambda seen: seen.from_bot and all(part in seen.text for part in parts), after=last
    )


def _with(who: Participant, label: str) -> Seen:
    found = [seen for seen in who.messages() if label in seen.labels]
    assert found, f"no button {label!r}; last: {who.last.text!r} {who.last.labels}"
    return found[-1]

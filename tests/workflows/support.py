"""The workflows on a real database without Telegram: a clock that stands, a Messenger that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import outgoing
from bot.outgoing import Content, ToPerson, ToTeam
from bot.storage.database import Database
from bot.storage.outbox import Outgoing
from bot.workflows.delivery import DeliveryWorker
from bot.workflows.ports import Address, Delivery, Sent
from bot.workflows.promises import Promises
from bot.workflows.receipts import Receipts
from bot.workflows.timers import TimerWorker
from bot.workflows.turns import Turns
from bot.workflows.waiting import Waiting
from dialogues.events import Event
from dialogues.guide import Guide
from knowledge.vocabulary import CaseId, PersonId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEAM, LEAD, USER = -100, 900, 42
Answering = Callable[[Content, Address], Delivery]


@dataclass(slots=True)
class StandingClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def pass_(self, **much: float) -> None:
        self.at += timedelta(**much)


@dataclass(slots=True)
class RecordingMessenger:
    """*answering* decides what becomes of each message; *sent* holds those that arrived."""

    answering: Answering = lambda _, __: Sent(message_id=1)
    sent: list[tuple[int, Content]] = field(default_factory=list)
    tried: int = 0

    async def deliver(self, content: Content, to: Address) -> Delivery:
        self.tried += 1
        outcome = self.answering(content, to)
        if isinstance(outcome, Sent):
            self.sent.append((to.chat_id, content))
            return Sent(chat_id=to.chat_id, message_id=len(self.sent))
        return outcome

    async def answer(self, callback_id: str, text: str, *, alert: bool = False) -> None:
        raise NotImplementedError

    @property
    def texts(self) -> list[str]:
        return [content.text for _, content in self.sent if not isinstance(content, outgoing.HideFromPerson)]


@dataclass(slots=True)
class Desk:
    """Everything that works on the database, run by hand."""

    database: Database
    clock: StandingClock
    messenger: RecordingMessenger
    delivery: DeliveryWorker
    timers: TimerWorker
    turns: Turns

    async def event(self, person_id: PersonId, event: Event) -> None:
        async with self.database.transaction() as store:
            await self.turns.take(store, person_id, event)

    async def person(self, user_id: int = USER) -> PersonId:
        async with self.database.transaction() as store:
            return await store.people.find_or_add(user_id, self.clock.now())

    async def post(self, *messages: Outgoing) -> None:
        async with self.database.transaction() as store:
            for message in messages:
                await store.outbox.add(message)

    async def deliver(self) -> None:
        """Until nothing more can go at this moment."""
        while await self.delivery.once() == 0.0 or self.delivery._running:
            await self.delivery.drain()
            await asyncio.sleep(0)  # what is done is noted in the loop's next step


@contextmanager
def desk(database: Database, guide: Guide, folder: Path) -> Iterator[Desk]:
    clock, messenger = StandingClock(), RecordingMessenger()
    receipts = Receipts(folder / "receipts")
    with ThreadPoolExecutor(max_workers=1) as pool:
        turns = Turns(guide=guide, promises=Promises(rota=None), pool=pool)
        delivery = DeliveryWorker(database, messenger, clock, receipts, moderators=TEAM, lead=LEAD)
        waiting = Waiting(turns=turns, has_lead=True)
        timers = TimerWorker(database, waiting, clock, fired=delivery.wake.set)
        yield Desk(database, clock, messenger, delivery, timers, turns)
    receipts.close()


def to_person(name: str, person_id: PersonId, *, urgent: bool = False, lane: str = "") -> Outgoing:
    return _outgoing(name, ToPerson(text=name), lane or f"person:{person_id}", 0 if urgent else 5, person_id)


def to_team(name: str, content: ToTeam, *, priority: int = 0, case_id: CaseId | None = None) -> Outgoing:
    lane = f"team:{content.where}:{case_id}" if case_id else f"team:{content.where}"
    return _outgoing(name, content, lane, priority, None, case_id)


def _outgoing(
    name: str,
    content: Content,
    lane: str,
    priority: int,
    person_id: PersonId | None,
    case_id: CaseId | None = None,
) -> Outgoing:
    return Outgoing(
        id=name,
        lane=lane,
        priority=priority,
        kind=content.kind,
        payload=outgoing.to_json(content),
        person_id=person_id,
        case_id=case_id,
        due_at=NOON,
    )

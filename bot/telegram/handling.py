"""Stored updates to turns and moves: one chat in order, chats at the same time, each in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.storage.database import Database, DatabaseAway, Store
from bot.storage.inbox import Received
from bot.telegram import updates
from bot.telegram.failing import Failing
from bot.telegram.failsafe import Failsafe
from bot.telegram.team import Team
from bot.telegram.updates import FromPerson, Nothing, Reachable, StrangeChat, TeamPressed, TeamWrote
from bot.workflows.moderation import Told
from bot.workflows.ports import Clock, Messenger
from bot.workflows.turns import Turns
from bot.workflows.worker import note_fault
from dialogues.session import Session
from knowledge.vocabulary import EventId

logger = logging.getLogger(__name__)
AT_ONCE = 16
LOST_BEFORE_A_HUMAN = 3
STUCK_AFTER = 1
_AFTER_FAULT = 1.0
_TAKEN_ELSEWHERE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said at once and outside the outbox: to a pressed button, or a strange chat that is left."""

    callback_id: str = ""
    told: Told | None = None
    leave: int | None = None


class InboxWorker:
    """Works through the inbox. *leave* is called with the id of a strange group, *after_turn* when there
    may be something to send."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        team: Team,
        messenger: Messenger,
        clock: Clock,
        failsafe: Failsafe,
        leave: Callable[[int], Awaitable[None]],
        after_turn: Callable[[], None],
    ) -> None:
        self._database = database
        self._turns = turns
        self._team = team
        self._failing = Failing(turns=turns, team=team, failsafe=failsafe)
        self._messenger = messenger
        self._clock = clock
        self._leave = leave
        self._running: dict[str, asyncio.Task[float]] = {}
        self._resting: dict[str, float] = {}
        self._saying: set[asyncio.Task[None]] = set()
        self.wake = asyncio.Event()
        self._after_turn = after_turn

    async def once(self) -> float:
        """Start every chat that has something waiting; the seconds until to look again."""
        now = asyncio.get_running_loop().time()
        self._resting = {lane: until for lane, until in self._resting.items() if until > now}
        async with self._database.transaction() as store:
            lanes = await store.inbox.lanes(AT_ONCE * 2, self._clock.now())
        for lane in lanes:
            if lane in self._running or lane in self._resting or len(self._running) >= AT_ONCE:
                continue
            task = asyncio.create_task(self._drain_lane(lane))
            self._running[lane] = task
            task.add_done_callback(partial(self._done, lane))
        return min([1.0, *(until - now for until in self._resting.values())])

    async def drain(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        await asyncio.gather(*self._saying, return_exceptions=True)

    def _done(self, lane: str, task: asyncio.Task[float]) -> None:
        """A chat that another process works on, or that failed, is left alone for a moment."""
        self._running.pop(lane, None)
        seconds = _AFTER_FAULT if note_fault(task, "lane") or task.cancelled() else task.result()
        if seconds:
            self._resting[lane] = asyncio.get_running_loop().time() + seconds
        self.wake.set()

    async def _drain_lane(self, lane: str) -> float:
        """Every waiting update of one chat, oldest first; the seconds to leave the chat alone after it."""
        while (rest := await self._one(lane)) is None:
            self._after_turn()
        return rest

    async def _one(self, lane: str) -> float | None:
        """None where there may be more, else the seconds to leave the chat alone."""
        received: Received | None = None
        try:
            async with self._database.transaction() as store:
                if not await store.inbox.lock_lane(lane):
                    return _TAKEN_ELSEWHERE
                received = await store.inbox.next_of(lane, self._clock.now())
                if received is None:
                    return 0.0
                answer = await self._handle(store, received)
                await store.inbox.handled(received.id, self._clock.now())
        except Exception as error:
            if received is None:
                raise
            if isinstance(error, DatabaseAway) and received.attempts < LOST_BEFORE_A_HUMAN:
                await self._lost(received)
                return None
            logger.exception(
                "turn failed", extra={"update": received.update_id, "attempts": received.attempts}
            )
            await self._failed(received, type(error).__name__)
            return None
        self._say_now(answer)
        return None

    async def _handle(self, store: Store, received: Received) -> Answer:
        event_id = EventId(f"{received.source}-{received.update_id}")
        meaning = updates.read(received.payload, event_id, received.received_at, self._team.chats)
        match meaning:
            case FromPerson():
                return await self._from_person(store, meaning, received.received_at)
            case Reachable():
                await _set_reachable(store, meaning, received.received_at)
                return Answer()
            case TeamPressed():
                told = await self._team.pressed(store, meaning, event_id, received.received_at)
                return Answer(callback_id=meaning.callback_id, told=told)
            case TeamWrote():
                await self._team.wrote(store, meaning, event_id, received.received_at)
                return Answer()
            case StrangeChat():
                return Answer(leave=meaning.chat_id)
            case Nothing():
                return Answer()

    async def _from_person(self, store: Store, meaning: FromPerson, at: datetime) -> Answer:
        person_id = await store.people.find_or_add(meaning.user_id, at)
        await store.sessions.lock(person_id)
        if not await store.people.reachable(person_id):
            person_id = await store.people.find_or_add(meaning.user_id, at)  # erased just now: somebody new
            await store.people.set_reachable(person_id, True, at)
        if meaning.message_id is not None:
            await store.chat_log.remember(person_id, meaning.message_id, True, at)
        await self._turns.take(store, person_id, meaning.event)
        return Answer(callback_id=meaning.callback_id)

    async def _lost(self, received: Received) -> None:
        """The database was lost in the middle of a turn that may be all right: once more."""
        now = self._clock.now()
        try:
            async with self._database.transaction() as store:
                await store.inbox.failed(received.id, "DatabaseAway", now, now)
        except DatabaseAway:
            await self._failing.warn(received)
            raise

    async def _failed(self, received: Received, why: str) -> None:
        """A human gets what could not be handled; where even that fails it is tried again, never dropped."""
        now = self._clock.now()
        try:
            async with self._database.transaction() as store:
                if await self._is_first(store, received, now):
                    await self._failing.to_human(store, received, now)
                    await store.inbox.failed(received.id, why, now, None)
                    await store.inbox.handled(received.id, now)
        except Exception:
            logger.exception("failed turn not yet with a human", extra={"update": received.update_id})
            await self._failing.warn(received)
            retry = now + timedelta(seconds=min(60, 2**received.attempts))
            async with self._database.transaction() as store:
                await store.inbox.failed(received.id, why, now, retry)
                if received.attempts >= STUCK_AFTER:
                    await self._failing.tell_stuck(store, received, now)

    async def _is_first(self, store: Store, received: Received, now: datetime) -> bool:
        """Whether it still waits, and this process has its chat: another may have handled it meanwhile."""
        if not await store.inbox.lock_lane(received.lane):
            return False
        first = await store.inbox.next_of(received.lane, now)
        return first is not None and first.id == received.id

    def _say_now(self, answer: Answer) -> None:
        """In the background: the chat's next message must not wait for it."""
        if answer == Answer():
            return
        task = asyncio.create_task(self._say(answer))
        self._saying.add(task)
        task.add_done_callback(self._said)

    def _said(self, task: asyncio.Task[None]) -> None:
        self._saying.discard(task)
        note_fault(task, "answer")

    async def _say(self, answer: Answer) -> None:
        if answer.callback_id:
            told = answer.told or Told(text="")
            await self._messenger.answer(answer.callback_id, told.text, alert=told.alert)
        if answer.leave is not None:
            await self._leave(answer.leave)


async def _set_reachable(store: Store, meaning: Reachable, at: datetime) -> None:
    """Noted of whoever is known here; who was erased and then blocks the bot stays forgotten."""
    person_id = await store.people.find_or_add(meaning.user_id, at)
    await store.people.set_reachable(person_id, meaning.reachable, at)
    if await store.sessions.load(person_id) == Session():
        await store.people.erase(person_id)

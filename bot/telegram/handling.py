"""Stored updates to turns and moves: one chat in order, chats at the same time, each in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.storage.database import Database, Store
from bot.storage.inbox import Received
from bot.telegram import updates
from bot.telegram.team import Team
from bot.telegram.updates import FromPerson, Nothing, Reachable, StrangeChat, TeamPressed, TeamWrote
from bot.workflows.moderation import Told
from bot.workflows.ports import Clock, Messenger
from bot.workflows.turns import Turns
from dialogues.events import CommandGiven, MessageReceived
from knowledge.vocabulary import EventId

logger = logging.getLogger(__name__)
AT_ONCE = 16


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
        leave: Callable[[int], Awaitable[None]],
        after_turn: Callable[[], None],
    ) -> None:
        self._database = database
        self._turns = turns
        self._team = team
        self._messenger = messenger
        self._clock = clock
        self._leave = leave
        self._running: dict[str, asyncio.Task[None]] = {}
        self.wake = asyncio.Event()
        self._after_turn = after_turn

    async def once(self) -> float:
        """Start every chat that has something waiting; the seconds until to look again."""
        async with self._database.transaction() as store:
            lanes = await store.inbox.lanes(AT_ONCE * 2, self._clock.now())
        for lane in lanes:
            if lane in self._running or len(self._running) >= AT_ONCE:
                continue
            task = asyncio.create_task(self._drain_lane(lane))
            self._running[lane] = task
            task.add_done_callback(partial(self._done, lane))
        return 1.0

    async def drain(self) -> None:
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _done(self, lane: str, _: asyncio.Task[None]) -> None:
        self._running.pop(lane, None)
        self.wake.set()

    async def _drain_lane(self, lane: str) -> None:
        """Every waiting update of one chat, oldest first; stops where one has to be tried again later."""
        while await self._one(lane):
            self._after_turn()

    async def _one(self, lane: str) -> bool:
        received: Received | None = None
        try:
            async with self._database.transaction() as store:
                if not await store.inbox.lock_lane(lane):
                    return False
                received = await store.inbox.next_of(lane, self._clock.now())
                if received is None:
                    return False
                answer = await self._handle(store, received)
                await store.inbox.handled(received.id, self._clock.now())
        except Exception as error:
            if received is None:
                raise
            logger.exception(
                "turn failed", extra={"update": received.update_id, "attempts": received.attempts}
            )
            await self._failed(received, type(error).__name__)
            return True
        await self._say_now(answer)
        return True

    async def _handle(self, store: Store, received: Received) -> Answer:
        event_id = EventId(f"{received.source}-{received.update_id}")
        meaning = updates.read(received.payload, event_id, received.received_at, self._team.chats)
        match meaning:
            case FromPerson():
                return await self._from_person(store, meaning, received.received_at)
            case Reachable():
                person_id = await store.people.find_or_add(meaning.user_id, received.received_at)
                await store.people.set_reachable(person_id, meaning.reachable, received.received_at)
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
        if not await store.people.reachable(person_id):
            await store.people.set_reachable(person_id, True, at)
        if meaning.message_id is not None:
            await store.chat_log.remember(person_id, meaning.message_id, True, at)
        await self._turns.take(store, person_id, meaning.event)
        return Answer(callback_id=meaning.callback_id)

    async def _failed(self, received: Received, why: str) -> None:
        """A human gets what could not be handled; where even that fails it is tried again, never dropped."""
        now = self._clock.now()
        try:
            async with self._database.transaction() as store:
                await self._to_human(store, received, now)
                await store.inbox.failed(received.id, why, now, None)
                await store.inbox.handled(received.id, now)
        except Exception:
            logger.exception("failed turn not yet with a human", extra={"update": received.update_id})
            retry = now + timedelta(seconds=min(60, 2**received.attempts))
            async with self._database.transaction() as store:
                await store.inbox.failed(received.id, why, now, retry)

    async def _to_human(self, store: Store, received: Received, now: datetime) -> None:
        event_id = EventId(f"{received.source}-{received.update_id}")
        try:
            meaning = updates.read(received.payload, event_id, received.received_at, self._team.chats)
        except Exception as error:  # noqa: BLE001 an update that cannot even be read; its words still count
            meaning = updates.unreadable(received.payload, event_id, received.received_at)
            logger.warning(
                "update not readable", extra={"update": received.update_id, "error": type(error).__name__}
            )
        match meaning:
            case FromPerson(event=MessageReceived(text=text) | CommandGiven(text=text)):
                person_id = await store.people.find_or_add(meaning.user_id, now)
                await self._turns.fail(store, person_id, event_id, text, now)
            case FromPerson():
                person_id = await store.people.find_or_add(meaning.user_id, now)
                await self._turns.fail(store, person_id, event_id, "", now)
            case TeamPressed() | TeamWrote():
                await self._team.could_not(store, meaning, event_id, now)
            case _:
                return

    async def _say_now(self, answer: Answer) -> None:
        if answer.callback_id:
            told = answer.told or Told(text="")
            await self._messenger.answer(answer.callback_id, told.text, alert=told.alert)
        if answer.leave is not None:
            await self._leave(answer.leave)

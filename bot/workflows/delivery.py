"""The outbox, delivered: most urgent first, in order to each chat, at Telegram's pace, never lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from pydantic import ValidationError

from bot import outgoing
from bot.outgoing import Content, EditCard, HideFromPerson, ToTeam
from bot.storage.database import Database, DatabaseAway, Store
from bot.storage.outbox import Outgoing
from bot.workflows import team_chats
from bot.workflows.pace import Pace
from bot.workflows.ports import Address, Clock, Delivery, Later, Messenger, Rejected, Sent, Unreachable
from bot.workflows.receipts import Receipts
from bot.workflows.worker import note_fault

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
AT_ONCE = 32
FIRST_BACKOFF = timedelta(seconds=0.5)
_MAX_BACKOFF = timedelta(minutes=5)
_MAX_URGENT_BACKOFF = timedelta(seconds=15)
_DELETABLE = timedelta(hours=47, minutes=30)


class DeliveryWorker:
    """*moderators* and *lead* are chat ids; None for a lead who is not set."""

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        clock: Clock,
        receipts: Receipts,
        *,
        moderators: int,
        lead: int | None,
    ) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._receipts = receipts
        self._chats = {"moderators": moderators, "lead": lead or moderators}
        self._pace = Pace(clock.now())
        self._held: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._unrecorded: dict[str, tuple[Outgoing, Content, Sent]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self.wake = asyncio.Event()

    async def settle(self) -> None:
        """What the last run had confirmed but not yet recorded is recorded, before anything is sent.

        On SQLite there is only this process: what a crash left taken is free again at once.
        """
        left = self._receipts.left_over()
        for outbox_id, sent in left.items():
            async with self._database.transaction() as store:
                message = await store.outbox.get(outbox_id)
                if message is not None:
                    await self._record(store, message, outgoing.from_json(message.payload), sent)
        self._receipts.clear_all()
        if not self._database.postgres:
            async with self._database.transaction() as store:
                await store.outbox.free(self._clock.now())

    async def once(self) -> float:
        """Start what may go now; the seconds until more may."""
        await self._record_left()
        now = self._clock.now()
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return 0.05
        self._held = {lane: until for lane, until in self._held.items() if until > now}
        busy = [*self._running, *self._held]
        async with self._database.transaction() as store:
            taken = await store.outbox.take(now, LEASE, room, busy)
            next_due = None if taken else await store.outbox.next_due()
        for message in taken:
            task = asyncio.create_task(self._deliver(message))
            self._running[message.lane] = task
            task.add_done_callback(partial(self._done, message.lane))
        if taken:
            return 0.0
        waits = [*self._held.values(), *([next_due] if next_due else [])]
        return max(0.005, (min(waits) - now).total_seconds()) if waits else 5.0

    async def drain(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _done(self, lane: str, task: asyncio.Task[None]) -> None:
        self._running.pop(lane, None)
        note_fault(task, "delivery")
        self.wake.set()

    async def _record_left(self) -> None:
        """What was confirmed while the database was away is recorded before it could be sent again."""
        left = [one for one in self._unrecorded.values() if one[0].lane not in self._running]
        for message, content, sent in left:
            try:
                await self._sent(message, content, sent)
            except DatabaseAway:
                raise
            except Exception:
                logger.exception("confirmed message not recorded whole", extra={"outbox": message.id})
                async with self._database.transaction() as store:
                    await store.outbox.sent(message.id, self._clock.now(), sent.message_id)
                self._recorded(message)

    async def _deliver(self, message: Outgoing) -> None:
        try:
            content = outgoing.from_json(message.payload)
        except ValidationError:
            logger.error("message not readable", extra={"outbox": message.id})
            await self._end(message, "rejected", readable=False)
            return
        lane = _pace_lane(content, message.lane)
        wait = self._pace.wait(
            lane, self._clock.now(), group=message.person_id is None, urgent=message.priority <= 1
        )
        if wait:
            await self._postpone(message, self._clock.now() + wait)
            return
        async with self._database.transaction() as store:
            to = await self._address(store, message, content)
        if to is None:
            await self._end(message, "unreachable")
            return
        delivery = await self._messenger.deliver(content, to)
        await self._settle(message, content, delivery)

    async def _settle(self, message: Outgoing, content: Content, delivery: Delivery) -> None:
        now = self._clock.now()
        match delivery:
            case Sent():
                self._receipts.note(message.id, delivery)
                self._unrecorded[message.id] = (message, content, delivery)
                await self._sent(message, content, delivery)
            case Later():
                if delivery.everything:
                    self._pace.hold(now + delivery.after, _pace_lane(content, message.lane))
                await self._postpone(message, now + max(delivery.after, self._backoff(message)))
            case Unreachable() if message.person_id is None and not self._is_lead_alone(content):
                logger.error("team chat not reached", extra={"outbox": message.id})
                await self._postpone(message, now + self._backoff(message))
            case Unreachable():
                await self._end(message, "unreachable", team_chats.instead(message, content, now))
            case Rejected():
                logger.error("message rejected", extra={"outbox": message.id, "why": delivery.why})
                await self._end(message, "rejected", team_chats.shorter(message, content, now))

    async def _sent(self, message: Outgoing, content: Content, sent: Sent) -> None:
        async with self._database.transaction() as store:
            await self._record(store, message, content, sent)
        self._recorded(message)

    def _recorded(self, message: Outgoing) -> None:
        self._failures.pop(message.lane, None)
        self._unrecorded.pop(message.id, None)
        self._receipts.clear(message.id)

    def _is_lead_alone(self, content: Content) -> bool:
        """Whether it goes to a lead who has a chat of their own."""
        to_lead = isinstance(content, ToTeam) and content.where == "lead"
        return to_lead and self._chats["lead"] != self._chats["moderators"]

    def _backoff(self, message: Outgoing) -> timedelta:
        """Twice as long after every failure in a row; what is urgent is tried again soon."""
        self._failures[message.lane] = failures = self._failures.get(message.lane, 0) + 1
        most = _MAX_URGENT_BACKOFF if message.priority <= 1 else _MAX_BACKOFF
        return min(most, FIRST_BACKOFF * float(2 ** min(failures, 12)))

    async def _postpone(self, message: Outgoing, until: datetime) -> None:
        self._held[message.lane] = until
        async with self._database.transaction() as store:
            await store.outbox.later(message.id, until)

    async def _end(
        self, message: Outgoing, state: str, instead: Outgoing | None = None, *, readable: bool = True
    ) -> None:
        """It will never arrive: *instead* goes out, or it is said where a moderator can see it."""
        now = self._clock.now()
        self._failures.pop(message.lane, None)
        async with self._database.transaction() as store:
            await store.outbox.ended(message.id, state, now)
            if instead is not None:
                await store.outbox.add(instead)
            if message.person_id is not None and state == "unreachable":
                await store.people.set_reachable(message.person_id, False, now)
            tell = team_chats.tell_lost if readable else team_chats.tell_unreadable
            await tell(store, message, state, now)

    async def _record(self, store: Store, message: Outgoing, content: Content, sent: Sent) -> None:
        now = self._clock.now()
        await store.outbox.sent(message.id, now, sent.message_id)
        if message.person_id is not None:
            if isinstance(content, HideFromPerson):
                await store.chat_log.forget_all(message.person_id)
            await store.chat_log.remember(message.person_id, sent.message_id, False, now)
        elif message.case_id is not None and sent.message_id and isinstance(content, ToTeam):
            if content.role == "card" and sent.thread_id is not None:
                await store.cases.set_thread(message.case_id, sent.thread_id)
            await store.cases.remember_message(message.case_id, sent.chat_id, sent.message_id, content.role)

    async def _address(self, store: Store, message: Outgoing, content: Content) -> Address | None:
        if message.person_id is not None:
            user_id = await store.people.user_id(message.person_id)
            if user_id is None:
                return None
            old: Iterable[int] = ()
            if isinstance(content, HideFromPerson):
                old = await store.chat_log.since(message.person_id, self._clock.now() - _DELETABLE)
            return Address(chat_id=user_id, person_id=message.person_id, old_message_ids=tuple(old))
        where = content.where if isinstance(content, ToTeam) else "moderators"
        chat_id = self._chats[where]
        if message.case_id is None or (where == "lead" and chat_id != self._chats["moderators"]):
            return Address(chat_id=chat_id)
        case = await store.cases.get(message.case_id)
        card = await store.cases.card(message.case_id)
        needs_card = isinstance(content, EditCard) or (isinstance(content, ToTeam) and content.role != "card")
        return Address(
            chat_id=chat_id,
            case_id=message.case_id,
            thread_id=case.thread_id if case else None,
            card_message_id=card[1] if card and needs_card else None,
        )


def _pace_lane(content: Content, lane: str) -> str:
    if isinstance(content, ToTeam):
        return f"team:{content.where}"
    return "team:moderators" if isinstance(content, EditCard) else lane

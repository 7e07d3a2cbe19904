"""A moderator's moves: claim, reply, note, release, hand back, close. Each is one transaction.

Every move first wins or loses on the case itself; only then is the person's conversation moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import case_card
from bot.case_card import OUTCOMES
from bot.cases import Case, HeldBy, ModeratorId, Outcome, Refused, Status
from bot.outgoing import ToTeam
from bot.storage.database import Store
from bot.workflows import raising
from bot.workflows.turns import Turns
from dialogues.events import CaseClaimed, CaseClosed, CaseReleased, Event, HandedBack, ModeratorReplied
from knowledge.vocabulary import EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the moderator is told at once; *alert* where it must not be missed."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """Who moves: *alias* is the first name that the person is shown."""

    id: ModeratorId
    alias: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    turns: Turns

    async def claim(self, store: Store, case: Case, by: Moderator, event_id: EventId, at: datetime) -> Told:
        outcome = await store.cases.claim(case.id, by.id, by.alias, at)
        if isinstance(outcome, HeldBy | Refused):
            return _refused(case, outcome)
        await self._moved(store, case, by, "case_claimed", event_id, at)
        await store.timers.cancel(case.id, raising.UNCLAIMED)
        await self._tell(store, case, CaseClaimed(id=event_id, at=at, case_id=case.id, alias=by.alias))
        text = (
            f"👤 {_name(by)} has case {case.number}. Reply to a message of this case to write to the person."
        )
        await _notice(store, case, text, at, event_id)
        return Told(text=f"Case {case.number} is yours.")

    async def release(self, store: Store, case: Case, by: Moderator, event_id: EventId, at: datetime) -> Told:
        outcome = await store.cases.release(case.id, by.id, at)
        if isinstance(outcome, HeldBy | Refused):
            return _refused(case, outcome)
        await self._moved(store, case, by, "case_released", event_id, at)
        await raising.watch(store, outcome, at)
        await self._tell(store, case, CaseReleased(id=event_id, at=at, case_id=case.id))
        await _notice(
            store, case, f"⏳ {_name(by)} gave up case {case.number}. Please claim it.", at, event_id
        )
        return Told(text=f"Case {case.number} waits for somebody else.")

    async def hand_back(
        self, store: Store, case: Case, by: Moderator, event_id: EventId, at: datetime
    ) -> Told:
        outcome = await store.cases.hand_back(case.id, by.id, at)
        if isinstance(outcome, HeldBy | Refused):
            return _refused(case, outcome)
        await self._moved(store, case, by, "case_handed_back", event_id, at)
        await self._tell(store, case, HandedBack(id=event_id, at=at, case_id=case.id))
        return Told(text=f"The bot is talking again. Case {case.number} stays yours until you close it.")

    async def close(
        self, store: Store, case: Case, by: Moderator, outcome: Outcome, event_id: EventId, at: datetime
    ) -> Told:
        closed = await store.cases.close(case.id, by.id, outcome, at)
        if isinstance(closed, HeldBy | Refused):
            return _refused(case, closed)
        await self._moved(store, case, by, "case_closed", event_id, at)
        await store.timers.cancel(case.id, raising.UNCLAIMED)
        await self._tell(store, case, CaseClosed(id=event_id, at=at, case_id=case.id, outcome=outcome))
        return Told(text=f"Case {case.number} is closed: {OUTCOMES[outcome]}.")

    async def reply(
        self, store: Store, case: Case, by: Moderator, text: str, event_id: EventId, at: datetime
    ) -> Told | None:
        """The moderator's words go to the person; None where all is well and nothing need be said."""
        await store.sessions.lock(case.person_id)  # before looking: another move may be under way
        case = await store.cases.get(case.id) or case
        if case.status is Status.CLOSED:
            return Told(text=f"Case {case.number} is closed: the person was not told that.")
        if case.status is Status.WAITING:
            return Told(text=f"Not sent. Claim case {case.number} first, then reply again.")
        if case.moderator_id != by.id:
            return Told(text=f"Not sent. {case.alias} has case {case.number}.")
        if not await store.people.reachable(case.person_id):
            return Told(text=f"Not sent. The person of case {case.number} has blocked the bot.")
        await store.cases.add_entry(case.id, f"moderator:{by.alias}", text, at, f"{event_id}.reply")
        event = ModeratorReplied(id=event_id, at=at, case_id=case.id, alias=by.alias, text=text)
        await self._tell(store, case, event)
        return None

    async def note(
        self, store: Store, case: Case, by: Moderator, text: str, event_id: EventId, at: datetime
    ) -> Told:
        """A private note on the case; the person never sees it."""
        await store.cases.add_entry(case.id, f"note:{by.alias}", text, at, f"{event_id}.note")
        return Told(text=f"Noted on case {case.number}. The person does not see it.")

    async def _tell(self, store: Store, case: Case, event: Event) -> None:
        await self.turns.take(store, case.person_id, event)

    async def _moved(
        self, store: Store, case: Case, by: Moderator, action: str, event_id: EventId, at: datetime
    ) -> None:
        await store.audit.add(by.id, action, case.id, at)
        moved = await store.cases.get(case.id)
        if moved is not None:
            await raising.refresh_card(store, moved, at, f"{event_id}.card")


async def ask_outcome(store: Store, case: Case, by: Moderator, event_id: EventId, at: datetime) -> Told:
    """How did it end? One button an outcome, for whoever holds the case."""
    if case.moderator_id != by.id:
        return _refused(case, _holder(case))
    content = ToTeam(
        text=f"How did case {case.number} end?", keys=case_card.outcome_keys(case), role="notice"
    )
    await raising.to_team(store, case, content, at, f"{event_id}.ask")
    return Told(text="Choose how it ended.")


async def ask_words(store: Store, case: Case, by: Moderator, event_id: EventId, at: datetime) -> Told:
    """A message to reply to: what is written as its reply goes to the person."""
    if case.moderator_id != by.id:
        return _refused(case, _holder(case))
    text = f"✍️ {_name(by)}, reply to this message: your words go to the person of case {case.number}."
    await raising.to_team(store, case, ToTeam(text=text, role="ask"), at, f"{event_id}.ask")
    return Told(text="Reply to the message below.")


async def _notice(store: Store, case: Case, text: str, at: datetime, event_id: EventId) -> None:
    await raising.to_team(store, case, ToTeam(text=text, role="notice"), at, f"{event_id}.notice")


def _holder(case: Case) -> HeldBy | Refused:
    if case.moderator_id is None:
        return Refused(why="not_claimed")
    return HeldBy(alias=case.alias, moderator_id=case.moderator_id)


def _refused(case: Case, outcome: HeldBy | Refused) -> Told:
    if isinstance(outcome, HeldBy):
        return Told(text=f"{outcome.alias} has case {case.number}.", alert=True)
    if case.status is Status.CLOSED:
        return Told(text=f"Case {case.number} is closed already.", alert=True)
    return Told(text=f"Claim case {case.number} first.", alert=True)


def _name(by: Moderator) -> str:
    from html import escape

    return escape(by.alias)

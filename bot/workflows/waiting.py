"""What is due: a person's timers, and cases that nobody has claimed in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import case_card
from bot.cases import Case, Status, waits
from bot.outgoing import ToTeam
from bot.storage.database import Store
from bot.storage.timers import Timer
from bot.workflows import data_held, raising
from bot.workflows.turns import Turns
from dialogues.events import CaseWaited, TimerFired
from knowledge.vocabulary import CaseId, EventId, PersonId

AGAIN_AND_AGAIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    turns: Turns
    has_lead: bool

    async def hold(self, store: Store, timer: Timer) -> None:
        """Lock the person before their timer is taken, as a turn does: in two orders they could wait
        for each other."""
        person_id = PersonId(timer.owner)
        if timer.name == raising.UNCLAIMED:
            case = await store.cases.get(CaseId(timer.owner))
            if case is None:
                return
            person_id = case.person_id
        await store.sessions.lock(person_id)

    async def fire(self, store: Store, timer: Timer, at: datetime) -> None:
        """What a due timer leads to, in the transaction that took it."""
        event_id = _event_id(timer)
        if timer.name == raising.UNCLAIMED:
            await self._unclaimed(store, CaseId(timer.owner), event_id, at)
            return
        if timer.name == data_held.FORGET_CONTACT:
            await data_held.forget_contact(store, PersonId(timer.owner))
            return
        event = TimerFired(id=event_id, at=at, name=timer.name)
        await self.turns.take(store, PersonId(timer.owner), event)

    async def fail(self, store: Store, timer: Timer, at: datetime) -> None:
        """What a timer leads to whose turn fails: the team hears of it all the same."""
        if timer.name == raising.UNCLAIMED:
            await self._unclaimed(store, CaseId(timer.owner), _event_id(timer), at, tell_person=False)
        elif timer.name != data_held.FORGET_CONTACT:
            await self.turns.fail(store, PersonId(timer.owner), _event_id(timer), "", at)

    async def _unclaimed(
        self, store: Store, case_id: CaseId, event_id: EventId, at: datetime, *, tell_person: bool = True
    ) -> None:
        """Announced again; then the lead; then again and again, until somebody claims it."""
        case = await store.cases.get(case_id)
        if case is None or case.status is not Status.WAITING:
            return
        step = case.waited_step + 1
        await store.cases.set_waited(case.id, step, at)
        again = ToTeam(text=case_card.still_waiting(case, at), keys=case_card.keys(case), role="repeat")
        await raising.to_team(store, case, again, at, f"{event_id}.again")
        if step >= 2 and self.has_lead:
            told = ToTeam(text=case_card.for_lead(case, at), keys=case_card.keys(case), where="lead")
            await raising.to_team(store, case, told, at, f"{event_id}.lead")
            await store.audit.add("bot", "lead_told", case.id, at)
        if step <= 2 and tell_person:
            waited = CaseWaited(id=event_id, at=at, case_id=case.id, step=step)
            await self.turns.take(store, case.person_id, waited)
        await store.timers.set(case.id, raising.UNCLAIMED, at + _until_next(case, step))


def _event_id(timer: Timer) -> EventId:
    return EventId(f"{timer.owner}.{timer.name}.{timer.due_at.timestamp():.3f}")


def _until_next(case: Case, step: int) -> timedelta:
    again, lead = waits(case.level)
    return lead - again if step == 1 else AGAIN_AND_AGAIN

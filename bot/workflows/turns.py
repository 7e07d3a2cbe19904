"""An event, end to end: lock the person, load, step, save; everything that follows in the same transaction."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from bot.cases import Status
from bot.storage.database import DatabaseAway, Store
from bot.workflows.acting import act
from bot.workflows.promises import Promises
from dialogues.events import Event, TurnFailed
from dialogues.guide import Guide
from dialogues.session import CaseLink, ChoosingPath, Session, WaitingForPerson, WithModerator
from dialogues.step import step
from dialogues.turn import Turn
from knowledge.vocabulary import EventId, PersonId

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Turns run in *pool*, off the event loop: the step is pure and may take milliseconds."""

    guide: Guide
    promises: Promises
    pool: Executor

    async def take(self, store: Store, person_id: PersonId, event: Event) -> Turn:
        """The turn for *event*, saved in *store*'s transaction. Raises whatever the turn raises."""
        await store.sessions.lock(person_id)
        session = await store.sessions.load(person_id)
        return await self._turn(store, person_id, session, event)

    async def fail(self, store: Store, person_id: PersonId, failed: EventId, text: str, at: datetime) -> Turn:
        """What a failed turn leads to: a case with the person's words, and an honest line to them."""
        event = TurnFailed(id=EventId(f"{failed}-failed"), at=at, failed=failed, text=text)
        await store.sessions.lock(person_id)
        session = await _readable(store, person_id)
        return await self._turn(store, person_id, session, event)

    async def _turn(self, store: Store, person_id: PersonId, session: Session, event: Event) -> Turn:
        turn = await self._step(store, session, event)
        await act(store, self.guide, person_id, event, turn)
        await store.sessions.save(person_id, turn.session, event.at)
        _log(person_id, event, turn)
        return turn

    async def _step(self, store: Store, session: Session, event: Event) -> Turn:
        duty = await self.promises.duty(store, event.at)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, step, session, event, self.guide, duty)


async def _readable(store: Store, person_id: PersonId) -> Session:
    """The session; where it cannot be read (another version's), or names a case that is gone, a new one
    with the open case.

    Otherwise every turn of this person would fail for ever, the one that calls a human too.
    """
    try:
        session = await store.sessions.load(person_id)
        if session.case is None or await store.cases.get(session.case.case_id) is not None:
            return session
    except DatabaseAway:
        raise
    except Exception:
        logger.exception("session unreadable", extra={"person": person_id})
    case = await store.cases.open_of(person_id)
    if case is None:
        return Session()
    back = case.status is Status.HANDED_BACK
    link = CaseLink(case_id=case.id, opened_at=case.opened_at, claimed_by=case.alias, handed_back=back)
    if case.status is Status.CLAIMED:
        return Session(case=link, stage=WithModerator(case_id=case.id))
    return Session(case=link, stage=ChoosingPath() if back else WaitingForPerson())


def _log(person_id: PersonId, event: Event, turn: Turn) -> None:
    logger.info(
        "turn",
        extra={
            "person": person_id,
            "kind": event.kind,
            "stage": turn.session.stage.kind,
            "risk": turn.session.episode.level.name.lower(),
            "effects": len(turn.effects),
        },
    )

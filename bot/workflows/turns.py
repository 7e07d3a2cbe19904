"""An event, end to end: lock the person, load, step, save; everything that follows in the same transaction."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Store
from bot.workflows.acting import act
from bot.workflows.promises import Promises
from dialogues.events import Event, TurnFailed
from dialogues.guide import Guide
from dialogues.session import Session
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
        turn = await self._step(store, session, event)
        await act(store, self.guide, person_id, event, turn)
        await store.sessions.save(person_id, turn.session, event.at)
        _log(person_id, event, turn)
        return turn

    async def fail(self, store: Store, person_id: PersonId, failed: EventId, text: str, at: datetime) -> Turn:
        """What a failed turn leads to: a case with the person's words, and an honest line to them."""
        event = TurnFailed(id=EventId(f"{failed}-failed"), at=at, failed=failed, text=text)
        return await self.take(store, person_id, event)

    async def _step(self, store: Store, session: Session, event: Event) -> Turn:
        duty = await self.promises.duty(store, event.at)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, step, session, event, self.guide, duty)


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

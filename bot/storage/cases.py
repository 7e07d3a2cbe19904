"""Cases: opened once, moved by one conditional update that decides, listed most urgent first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, case, delete, insert, literal, select, update
from sqlalchemy import func as sql

from bot.cases import Case, Claimed, HeldBy, ModeratorId, Outcome, Refused, Status
from bot.storage import case_details
from bot.storage.access import random_id
from bot.storage.case_details import CaseDetails
from bot.storage.case_record import CaseRecord, Entry
from bot.storage.columns import Moment
from bot.storage.tables import case_entries, case_is_open, case_messages, case_raises, cases
from knowledge.risk.levels import RiskLevel
from knowledge.vocabulary import CaseId, PersonId

__all__ = ["CaseDetails", "Cases", "Entry", "NewCase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    id: CaseId
    person_id: PersonId
    level: RiskLevel
    details: CaseDetails = field(repr=False)


_RECENT_CLAIMS = 200
_its = cases.c.id == bindparam("its_id")
_held = cases.c.status.in_((Status.CLAIMED, Status.HANDED_BACK))
_GET = select(cases).where(_its)
_BY_NUMBER = select(cases).where(cases.c.number == bindparam("its_number"))
_OPEN_OF = select(cases).where(cases.c.person_id == bindparam("person"), case_is_open)
_OF_THREAD = (
    select(cases.c.id)
    .where(cases.c.thread_id == bindparam("thread"))
    .order_by(cases.c.number.desc())
    .limit(1)
)
_QUEUE = select(cases).where(case_is_open).order_by(cases.c.level.desc(), cases.c.opened_at, cases.c.number)
_PERSON = select(cases.c.person_id).where(_its)
_ADD_RAISE = insert(case_raises)
_RAISE = (
    update(cases)
    .where(_its, case_is_open)
    .values(level=case((cases.c.level < bindparam("new_level"), bindparam("new_level")), else_=cases.c.level))
)
_RESPONSES = (
    select(cases.c.opened_at, cases.c.first_claimed_at)
    .where(cases.c.first_claimed_at >= bindparam("since"))
    .order_by(cases.c.first_claimed_at.desc())
    .limit(_RECENT_CLAIMS)
)


@dataclass(frozen=True, slots=True)
class Cases(CaseRecord):
    """The moves and questions; what is written down about a case is in CaseRecord."""

    async def open(self, new: NewCase, at: datetime) -> Case:
        """The case; again, it changes nothing. Where the person has another open case, that one is raised."""
        await self._access.lock(f"person:{new.person_id}")
        row = {
            "id": new.id,
            "person_id": new.person_id,
            "level": new.level,
            "status": Status.WAITING,
            "opened_at": at,
            "waited_step": 0,
        }
        if await self._access.add_once(cases, row):
            await self._add_raise(new.id, new.level, new.details, at)
        elif await self.get(new.id) is None:
            standing = await self.open_of(new.person_id)
            if standing is None:
                raise LookupError(f"case {new.id}: was neither added nor found")
            return await self.raise_level(standing.id, new.level, new.details, at)
        return await self._known(new.id)

    async def raise_level(
        self, case_id: CaseId, level: RiskLevel, details: CaseDetails, at: datetime
    ) -> Case:
        """Add *details*, and raise the level where *level* is higher: it never falls.

        A closed case keeps its level. Raises LookupError for an unknown case.
        """
        await self._lock_person(case_id)
        await self._access.run(_RAISE, {"its_id": case_id, "new_level": level})
        raised = await self._known(case_id)
        await self._add_raise(case_id, level, details, at)
        return raised

    async def _add_raise(self, case_id: CaseId, level: RiskLevel, details: CaseDetails, at: datetime) -> None:
        raise_id = random_id()
        sealed = self._access.seal(case_details.to_json(details), case_raises.c.sealed, raise_id)
        row = {"id": raise_id, "case_id": case_id, "level": level, "at": at, "sealed": sealed}
        await self._access.run(_ADD_RAISE, row)

    async def get(self, case_id: CaseId) -> Case | None:
        return self._case(await self._access.one(_GET, {"its_id": case_id}))

    async def by_number(self, number: int) -> Case | None:
        return self._case(await self._access.one(_BY_NUMBER, {"its_number": number}))

    async def open_of(self, person_id: PersonId) -> Case | None:
        """The person's one case that is not closed."""
        return self._case(await self._access.one(_OPEN_OF, {"person": person_id}))

    async def of_thread(self, thread_id: int) -> CaseId | None:
        """The case whose topic in the moderators' group this is."""
        found: CaseId | None = await self._access.scalar(_OF_THREAD, {"thread": thread_id})
        return found

    async def queue(self) -> tuple[Case, ...]:
        """Every case not closed, most urgent first, then oldest."""
        return tuple(self._known_case(row) for row in await self._access.run(_QUEUE))

    async def claim(
        self, case_id: CaseId, moderator_id: ModeratorId, alias: str, at: datetime
    ) -> Claimed | HeldBy | Refused:
        """Of all claims of a waiting case one wins. Who holds it may take it over from the bot again."""
        mine = (cases.c.moderator_id == moderator_id) & (cases.c.status == Status.HANDED_BACK)
        moved = await self._move(
            case_id,
            (cases.c.status == Status.WAITING) | mine,
            status=Status.CLAIMED,
            moderator_id=moderator_id,
            sealed_alias=self._access.seal(alias, cases.c.sealed_alias, case_id),
            claimed_at=at,
            first_claimed_at=sql.coalesce(cases.c.first_claimed_at, literal(at, Moment)),
        )
        return Claimed(case=moved) if moved else await self._why_not(case_id)

    async def release(
        self, case_id: CaseId, moderator_id: ModeratorId, at: datetime
    ) -> Case | HeldBy | Refused:
        """Given back unclosed by who holds it: it waits again, from *at*."""
        moved = await self._move(
            case_id,
            (cases.c.moderator_id == moderator_id) & _held,
            status=Status.WAITING,
            moderator_id=None,
            sealed_alias=None,
            claimed_at=None,
            waited_step=0,
            waited_at=at,
        )
        return moved or await self._why_not(case_id)

    async def hand_back(
        self, case_id: CaseId, moderator_id: ModeratorId, at: datetime
    ) -> Case | HeldBy | Refused:
        """The bot speaks again; the case stays with who holds it. Once: HeldBy (oneself) the second time."""
        mine = (cases.c.moderator_id == moderator_id) & (cases.c.status == Status.CLAIMED)
        moved = await self._move(case_id, mine, status=Status.HANDED_BACK)
        return moved or await self._why_not(case_id)

    async def close(
        self, case_id: CaseId, moderator_id: ModeratorId, outcome: Outcome, at: datetime
    ) -> Case | HeldBy | Refused:
        """Closed by who holds it."""
        mine = (cases.c.moderator_id == moderator_id) & _held
        moved = await self._move(case_id, mine, status=Status.CLOSED, closed_at=at, outcome=outcome)
        return moved or await self._why_not(case_id)

    async def _move(self, case_id: CaseId, fits: ColumnElement[bool], **values: object) -> Case | None:
        await self._lock_person(case_id)
        move = update(cases).where(cases.c.id == case_id, fits).values(**values).returning(cases)
        return self._case(await self._access.one(move))

    async def _lock_person(self, case_id: CaseId) -> None:
        """The person before the case, as a turn does: taken in two orders they could wait for each other."""
        if self._access.postgres:
            person_id = await self._access.scalar(_PERSON, {"its_id": case_id})
            await self._access.lock(f"person:{person_id}")

    async def _why_not(self, case_id: CaseId) -> HeldBy | Refused:
        now = await self.get(case_id)
        if now is None:
            return Refused(why="case_unknown")
        if now.status is Status.CLOSED:
            return Refused(why="case_closed")
        if now.moderator_id is None:
            return Refused(why="case_not_claimed")
        return HeldBy(alias=now.alias, moderator_id=now.moderator_id)

    async def set_waited(self, case_id: CaseId, step: int, at: datetime) -> None:
        waited = update(cases).where(cases.c.id == case_id)
        await self._access.run(waited.values(waited_step=step, waited_at=at))

    async def set_thread(self, case_id: CaseId, thread_id: int) -> None:
        await self._access.run(update(cases).where(cases.c.id == case_id).values(thread_id=thread_id))

    async def response_minutes(self, since: datetime) -> tuple[float, ...]:
        """How many minutes the cases first claimed since *since* had waited, latest first, at most 200."""
        rows = await self._access.run(_RESPONSES, {"since": since})
        return tuple((row.first_claimed_at - row.opened_at).total_seconds() / 60 for row in rows)

    async def purge_closed(self, before: datetime) -> int:
        """Erase cases closed before *before*, with all that was written down about them; how many."""
        old = cases.c.closed_at < before
        ids = select(cases.c.id).where(old).scalar_subquery()
        for part in (case_raises, case_entries, case_messages):
            await self._access.run(delete(part).where(part.c.case_id.in_(ids)))
        return (await self._access.run(delete(cases).where(old))).rowcount

    async def _known(self, case_id: CaseId) -> Case:
        found = await self.get(case_id)
        if found is None:
            raise LookupError(f"case {case_id}: is not known")
        return found

    def _case(self, row: Row[Any] | None) -> Case | None:
        return None if row is None else self._known_case(row)

    def _known_case(self, row: Row[Any]) -> Case:
        sealed = row.sealed_alias
        return Case(
            id=row.id,
            person_id=row.person_id,
            level=RiskLevel(row.level),
            status=Status(row.status),
            opened_at=row.opened_at,
            number=row.number,
            moderator_id=row.moderator_id,
            alias="" if sealed is None else self._access.unseal(sealed, cases.c.sealed_alias, row.id),
            claimed_at=row.claimed_at,
            closed_at=row.closed_at,
            outcome=Outcome(row.outcome) if row.outcome else None,
            waited_step=row.waited_step,
            thread_id=row.thread_id,
        )

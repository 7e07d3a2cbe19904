"""A case is opened, raised, or added to: its record, its clock, and what the team is shown."""

from __future__ import annotations

from datetime import datetime

from bot import case_card, outgoing
from bot.case_card import CardFacts
from bot.cases import Case, Status, waits
from bot.outgoing import Content, EditCard, ToTeam
from bot.storage.cases import CaseDetails, NewCase
from bot.storage.database import Store
from bot.storage.outbox import Outgoing
from dialogues.effects import AddToCase, OpenCase, RaiseCase
from knowledge.risk.levels import RiskLevel
from knowledge.vocabulary import CaseId, PersonId

UNCLAIMED = "unclaimed"
_PRIORITY = {RiskLevel.EMERGENCY: 0, RiskLevel.URGENT: 1, RiskLevel.CONCERN: 2}


async def opened(store: Store, person_id: PersonId, effect: OpenCase, at: datetime) -> None:
    """The case, its first words, its card to the team, and the clock that watches it."""
    details = CaseDetails(
        trigger=effect.trigger,
        who=effect.who,
        categories=effect.categories,
        subject=effect.subject,
        reasons=effect.reasons,
        words=effect.words,
        earlier=effect.earlier,
        versions=effect.versions,
    )
    case = await store.cases.open(
        NewCase(id=effect.case_id, person_id=person_id, level=effect.level, details=details), at
    )
    if effect.words:
        await store.cases.add_entry(case.id, "person", effect.words, at, f"{case.id}.words")
    await store.audit.add("bot", "case_opened", case.id, at)
    card = ToTeam(
        text=case_card.card(case, facts(details), at),
        keys=case_card.keys(case),
        role="card",
        title=case_card.title(case),
    )
    await to_team(store, case, card, at, f"{case.id}.card")
    await watch(store, case, at)


async def raised(store: Store, person_id: PersonId, effect: RaiseCase, at: datetime, row_id: str) -> None:
    """An open case has become more pressing: everybody is told, and an unclaimed one is watched closer."""
    before = await _meant(store, person_id, effect.case_id)
    details = CaseDetails(categories=effect.categories, reasons=effect.reasons, words=effect.words)
    case = await store.cases.raise_level(before.id, max(before.level, effect.level), details, at)
    if effect.words:
        await store.cases.add_entry(case.id, "person", effect.words, at, f"{row_id}.words")
    text = case_card.raised(case, effect.words, effect.reasons)
    await to_team(store, case, ToTeam(text=text, role="repeat"), at, f"{row_id}.raised")
    await refresh_card(store, case, at, f"{row_id}.card")
    if case.status is Status.WAITING and case.level > before.level:
        await watch(store, case, at)


async def added(store: Store, person_id: PersonId, effect: AddToCase, at: datetime, row_id: str) -> None:
    """Words or a note for an open case, kept with it and shown to the team."""
    case = await _meant(store, person_id, effect.case_id)
    await store.cases.add_entry(case.id, effect.author, effect.text, at, f"{row_id}.entry")
    text = case_card.relay(case, effect.author, effect.text)
    await to_team(store, case, ToTeam(text=text, role="relay"), at, f"{row_id}.relay")


async def _meant(store: Store, person_id: PersonId, case_id: CaseId) -> Case:
    """The case, or the person's open one where that is unknown here. Raises LookupError for neither:
    words for a human are never dropped without a sound."""
    case = await store.cases.get(case_id) or await store.cases.open_of(person_id)
    if case is None:
        raise LookupError(f"case {case_id}: is not known")
    return case


async def watch(store: Store, case: Case, at: datetime) -> None:
    """Set the clock of an unclaimed case anew: announced again first, then the lead."""
    again, _ = waits(case.level)
    await store.cases.set_waited(case.id, 0, at)
    await store.timers.set(case.id, UNCLAIMED, at + again)


async def refresh_card(store: Store, case: Case, at: datetime, row_id: str) -> None:
    """The card as the case is now."""
    details = await store.cases.details(case.id)
    text = case_card.card(case, facts(details), at)
    card = EditCard(text=text, keys=case_card.keys(case), over=case.status is Status.CLOSED)
    await to_team(store, case, card, at, row_id)


async def shown_bare(store: Store, case: Case, at: datetime, row_id: str) -> None:
    """The case without its words, where a message about it cannot be read."""
    card = ToTeam(
        text=case_card.unreadable(case), keys=case_card.keys(case), role="card", title=case_card.title(case)
    )
    await to_team(store, case, card, at, row_id)


def facts(details: CaseDetails) -> CardFacts:
    return CardFacts(
        trigger=details.trigger,
        who=details.who,
        categories=details.categories,
        subject=details.subject,
        reasons=details.reasons,
        words=details.words,
        earlier=details.earlier,
        versions=details.versions,
    )


async def to_team(store: Store, case: Case, content: Content, at: datetime, row_id: str) -> None:
    where = content.where if isinstance(content, ToTeam) else "moderators"
    await store.outbox.add(
        Outgoing(
            id=row_id,
            lane=f"team:{where}:{case.id}",
            priority=_priority(case, content),
            kind=content.kind,
            payload=outgoing.to_json(content),
            person_id=None,
            case_id=CaseId(case.id),
            due_at=at,
        )
    )


def _priority(case: Case, content: Content) -> int:
    """Cards of pressing cases first; an edit of a card last, for it can wait."""
    if isinstance(content, EditCard):
        return 8
    base = _PRIORITY.get(case.level, 3)
    return base if isinstance(content, ToTeam) and content.role in ("card", "repeat") else base + 3

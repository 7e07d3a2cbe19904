"""A turn's effects to rows: messages, cases, timers, tallies. Nothing is sent from here."""

from __future__ import annotations

from typing import assert_never

from bot import callback_data, outgoing
from bot.outgoing import Content, HideFromPerson, ToPerson
from bot.storage.database import Store
from bot.storage.outbox import Outgoing
from bot.workflows import data_held, raising
from dialogues.effects import (
    AddToCase,
    CancelTimer,
    Count,
    EraseData,
    HideChat,
    OpenCase,
    RaiseCase,
    Say,
    SetTimer,
    ShowData,
)
from dialogues.events import Event
from dialogues.guide import Guide
from dialogues.turn import Turn
from knowledge.vocabulary import PersonId

URGENT, SOON = 0, 5
Row = Say | OpenCase | RaiseCase | AddToCase | SetTimer | CancelTimer | HideChat | ShowData | EraseData


async def act(store: Store, guide: Guide, person_id: PersonId, event: Event, turn: Turn) -> None:
    """Save what *turn* calls for, in its order. An event that is handled twice adds nothing twice.

    Tallies come last and sorted: all people share their rows, and two turns that took them in
    different orders would wait for each other.
    """
    for index, effect in enumerate(turn.effects):
        if not isinstance(effect, Count):
            await _one(store, guide, person_id, event, turn, effect, f"{event.id}.{index}")
    counts = [effect for effect in turn.effects if isinstance(effect, Count)]
    for count in sorted(counts, key=lambda count: (count.name, count.labels)):
        await store.tallies.count(event.at.date(), count.name, count.labels)


async def _one(
    store: Store, guide: Guide, person_id: PersonId, event: Event, turn: Turn, effect: Row, row_id: str
) -> None:
    match effect:
        case Say():
            await say(store, person_id, effect, turn.session.turn, event, row_id)
        case OpenCase():
            await raising.opened(store, person_id, effect, event.at)
        case RaiseCase():
            await raising.raised(store, person_id, effect, event.at, row_id)
        case AddToCase():
            await raising.added(store, person_id, effect, event.at, row_id)
        case SetTimer():
            await store.timers.set(person_id, effect.name, event.at + effect.after)
        case CancelTimer():
            await store.timers.cancel(person_id, effect.name)
        case HideChat():
            await to_person(store, person_id, HideFromPerson(line=effect.line), event, row_id, URGENT)
        case ShowData():
            text = await data_held.shown(store, guide, person_id, turn.session)
            await to_person(store, person_id, ToPerson(text=text), event, row_id, SOON)
        case EraseData():
            await data_held.erase(store, person_id, event.at, keep=turn.session.case)
        case _:
            assert_never(effect)


async def say(store: Store, person_id: PersonId, said: Say, turn: int, event: Event, row_id: str) -> None:
    keys = callback_data.for_person(said.buttons, turn)
    content = ToPerson(text=said.text, keys=keys, menu=said.menu)
    await to_person(store, person_id, content, event, row_id, URGENT if said.urgent else SOON)


async def to_person(
    store: Store, person_id: PersonId, content: Content, event: Event, row_id: str, priority: int
) -> None:
    await store.outbox.add(
        Outgoing(
            id=row_id,
            lane=f"person:{person_id}",
            priority=priority,
            kind=content.kind,
            payload=outgoing.to_json(content),
            person_id=person_id,
            case_id=None,
            due_at=event.at,
        )
    )

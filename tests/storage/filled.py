"""A store with one of everything, and every question asked: for what must hold of all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cases import Outcome
from bot.storage.cases import CaseDetails, NewCase
from bot.storage.inbox import Incoming
from bot.storage.outbox import Outgoing
from bot.storage.store import Store
from dialogues.session import Heard, Session
from knowledge.risk.levels import Reason, RiskLevel
from knowledge.vocabulary import CaseId, PersonId

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
WORDS = "zebrawords nobody else may read"
USER, MODERATOR, GROUP = 987654321012, 876543210123, -1009876543210
SECRETS = ("zebrawords", str(USER), str(MODERATOR), str(GROUP), "Zebralias")
C1 = CaseId("c1")


async def fill(store: Store) -> PersonId:
    """One of everything that is kept, with WORDS wherever words can be."""
    person = await store.people.find_or_add(USER, AT)
    await store.sessions.lock(person)
    await store.sessions.save(person, Session(heard=(Heard(at=AT, text=WORDS),), plan=(WORDS,)), AT)
    updates = [Incoming(update_id=n, lane=f"lane{n}", payload=WORDS) for n in (1, 2, 3)]
    await store.inbox.add("bot", updates, AT)
    details = CaseDetails(words=WORDS, who=WORDS, earlier=(WORDS,), reasons=(Reason(rule="r", quote=WORDS),))
    await store.cases.open(NewCase(id=C1, person_id=person, level=RiskLevel.URGENT, details=details), AT)
    await store.cases.raise_level(C1, RiskLevel.EMERGENCY, details, AT)
    moderator = await store.moderators.seen(MODERATOR, "Zebralias", AT)
    await store.moderators.seen(MODERATOR, "Zebralias", AT)
    await store.cases.claim(C1, moderator, "Zebralias", LATER)
    await store.cases.add_entry(C1, "moderator:Zebralias", WORDS, AT, "e1")
    await store.cases.remember_message(C1, GROUP, 5, "card")
    for name in ("o1", "o2"):
        await store.outbox.add(outgoing(name, person))
    await store.timers.set(person, "reminder", AT, WORDS)
    await store.chat_log.remember(person, 1, True, AT)
    await store.audit.add(moderator, "case_claimed", C1, AT)
    await store.tallies.count(AT.date(), "topic_chosen", ("sleep",))
    await store.notes.set("note", WORDS)
    return person


def outgoing(name: str, person: PersonId) -> Outgoing:
    return Outgoing(
        id=name,
        lane=f"person:{person}",
        priority=0,
        kind="to_person",
        payload=WORDS,
        person_id=person,
        case_id=C1,
        due_at=AT,
    )


async def ask(store: Store, person: PersonId) -> None:
    """Every question and move of a serving bot, once (not retention's, which may read much)."""
    moderator = await store.moderators.seen(MODERATOR, "Zebralias", AT)
    assert await store.moderators.alias(moderator) == "Zebralias"
    assert await store.moderators.user_id(moderator) == MODERATOR
    assert await store.people.find_or_add(USER, AT) == person
    assert await store.people.user_id(person) == USER
    assert await store.people.reachable(person)
    await store.people.set_reachable(person, True, AT)
    assert replace(await store.sessions.load(person), heard=()).plan == (WORDS,)
    await _ask_queues(store, person)
    await _ask_cases(store, person)
    await store.cases.hand_back(C1, moderator, AT)
    await store.cases.claim(C1, moderator, "Zebralias", AT)
    await store.cases.close(C1, moderator, Outcome.SIGNPOSTED, AT)
    await store.cases.release(C1, moderator, AT)


async def _ask_queues(store: Store, person: PersonId) -> None:
    assert await store.inbox.last_update_id("bot") == 3
    assert await store.inbox.lanes(10, AT) == ["lane1", "lane2", "lane3"]
    assert await store.inbox.lock_lane("lane1")
    for lane in ("lane1", "lane2"):
        received = await store.inbox.next_of(lane, AT)
        assert received is not None
        assert received.payload == WORDS
        if lane == "lane1":
            await store.inbox.handled(received.id, AT)
        else:
            await store.inbox.failed(received.id, "ValueError", AT, LATER)
    assert await store.inbox.oldest_waiting(AT) is not None
    (message,) = await store.outbox.take(AT, timedelta(minutes=1), 10, ["busy"])
    assert message.payload == WORDS
    await store.outbox.later("o1", AT)
    await store.outbox.sent("o1", AT, 9)
    await store.outbox.ended("o2", "rejected", AT)
    assert await store.outbox.get("o2") is None
    await store.outbox.next_due()
    await store.outbox.undelivered(C1)
    await store.outbox.drop_for_person(person, AT)
    (timer,) = await store.timers.of(person)
    assert timer.payload == WORDS
    await store.timers.due(AT, 10)
    await store.timers.next_due()
    assert await store.timers.take(timer)
    await store.timers.cancel(person, "reminder")
    assert await store.chat_log.since(person, AT) == [1]
    await store.chat_log.forget(person, [1])
    await store.chat_log.forget_all(person)
    assert await store.notes.get("note") == WORDS


async def _ask_cases(store: Store, person: PersonId) -> None:
    case = await store.cases.open_of(person)
    assert case is not None
    assert (case.id, case.alias) == (C1, "Zebralias")
    assert await store.cases.by_number(case.number) == case
    assert await store.cases.queue() == (case,)
    assert (await store.cases.details(C1)).words == WORDS
    assert (await store.cases.entries(C1))[0].text == WORDS
    assert await store.cases.card(C1) == (GROUP, 5)
    assert await store.cases.of_message(GROUP, 5) == C1
    assert await store.cases.of_thread(5) is None
    await store.cases.set_thread(C1, 6)
    await store.cases.set_waited(C1, 1, AT)
    assert len(await store.cases.response_minutes(AT)) == 1
    assert len(await store.audit.of(C1)) == 1

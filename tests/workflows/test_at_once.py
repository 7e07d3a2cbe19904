"""Two things at the same moment on one PostgreSQL database: neither waits for the other for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.cases import Case, ModeratorId
from bot.storage.database import Database, Store
from bot.storage.tallies import Tallies
from bot.storage.vault import Vault
from bot.workflows import raising
from bot.workflows.acting import act
from bot.workflows.moderation import Moderation, Moderator, Told
from dialogues.effects import Count
from dialogues.events import MessageReceived
from dialogues.guide import Guide
from dialogues.session import Session
from dialogues.turn import Turn
from knowledge.vocabulary import EventId, PersonId
from tests.workflows.support import Desk, desk

AMINA, TOM = (Moderator(id=ModeratorId(name), alias=name.title()) for name in ("amina", "tom"))
DISCLOSURE = "i want to kill myself tonight"
UNCLEAR = "whats the point anymore"


@pytest.fixture
async def here(postgres_url: str, vault: Vault, guide: Guide, tmp_path: Path) -> AsyncIterator[Desk]:
    database = await Database.open(postgres_url, vault)
    with desk(database, guide, tmp_path) as made:
        yield made
    await database.close()


async def _says(here: Desk, person_id: PersonId, text: str, event_id: str) -> None:
    await here.event(person_id, MessageReceived(id=EventId(event_id), at=here.clock.now(), text=text))


async def _case(store: Store, person_id: PersonId) -> Case:
    case = await store.cases.open_of(person_id)
    assert case is not None
    return case


def _faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as wrong: a deadlock, which PostgreSQL ends by giving one of the two up."""
    return [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


async def _meanwhile(task: asyncio.Task[float]) -> None:
    """Let *task* come as far as it can."""
    done, _ = await asyncio.wait({task}, timeout=0.3)
    assert not done, "it should wait for the person"


async def test_a_claim_and_the_cases_clock(here: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """The claim came first: nobody is told that the case still waits."""
    person_id = await here.person()
    await _says(here, person_id, DISCLOSURE, "e1")
    await here.deliver()
    here.clock.pass_(minutes=3)
    async with here.database.transaction() as store:
        await store.sessions.lock(person_id)
        firing = asyncio.create_task(here.timers.once())
        await _meanwhile(firing)
        case = await _case(store, person_id)
        await Moderation(turns=here.turns).claim(store, case, AMINA, EventId("e2"), here.clock.now())
    await firing
    assert not _faults(caplog)
    await here.deliver()
    assert not [text for text in here.messenger.texts if "still waiting" in text]
    async with here.database.transaction() as store:
        assert not [timer for timer in await store.timers.of(case.id) if timer.name == raising.UNCLAIMED]


async def test_an_answer_and_the_clock_that_waited_for_it(
    here: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    person_id = await here.person()
    await _says(here, person_id, UNCLEAR, "e1")
    here.clock.pass_(minutes=11)
    async with here.database.transaction() as store:
        await store.sessions.lock(person_id)
        firing = asyncio.create_task(here.timers.once())
        await _meanwhile(firing)
        event = MessageReceived(id=EventId("e2"), at=here.clock.now(), text="no im fine honestly")
        await here.turns.take(store, person_id, event)
    await firing
    assert not _faults(caplog)
    async with here.database.transaction() as store:
        assert await store.cases.open_of(person_id) is None


async def test_of_two_claims_in_the_same_moment_one_wins(here: Desk) -> None:
    person_id = await here.person()
    await _says(here, person_id, DISCLOSURE, "e1")
    async with here.database.transaction() as store:
        case = await _case(store, person_id)

    async def claim(by: Moderator) -> Told:
        async with here.database.transaction() as store:
            event_id = EventId(f"claim-{by.id}")
            return await Moderation(turns=here.turns).claim(store, case, by, event_id, here.clock.now())

    told = sorted(one.text for one in await asyncio.gather(claim(AMINA), claim(TOM)))
    assert told in (
        ["Amina has case 1.", "Case 1 is yours."],
        ["Case 1 is yours.", "Tom has case 1."],
    )
    await here.deliver()
    assert sum("from our team" in text for text in here.messenger.texts) <= 2


async def test_words_written_while_the_case_is_given_up_do_not_pass_as_the_holders(here: Desk) -> None:
    """The reply was begun by who held the case; by the time it is looked at, nobody does."""
    person_id = await here.person()
    await _says(here, person_id, DISCLOSURE, "e1")
    moderation = Moderation(turns=here.turns)
    async with here.database.transaction() as store:
        case = await _case(store, person_id)
        await moderation.claim(store, case, AMINA, EventId("e2"), here.clock.now())
        held = await _case(store, person_id)

    async def reply() -> Told | None:
        async with here.database.transaction() as store:
            return await moderation.reply(store, held, AMINA, "hello", EventId("e4"), here.clock.now())

    async with here.database.transaction() as store:
        await moderation.release(store, held, AMINA, EventId("e3"), here.clock.now())
        replying = asyncio.create_task(reply())
        await asyncio.wait({replying}, timeout=0.3)
    told = await replying
    assert told is not None
    assert told.text.startswith("Not sent.")


async def test_shared_tallies_are_taken_in_one_order(
    here: Desk, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[str, tuple[str, ...]]] = []

    async def count(_: Tallies, day: datetime, name: str, labels: tuple[str, ...]) -> None:
        taken.append((name, labels))

    monkeypatch.setattr(Tallies, "count", count)
    counts = (Count(name="b"), Count(name="a", labels=("2",)), Count(name="a", labels=("1",)))
    event = MessageReceived(id=EventId("e1"), at=here.clock.now(), text="hi")
    async with here.database.transaction() as store:
        for effects in (counts, counts[::-1]):
            await act(store, guide, PersonId("p"), event, Turn(session=Session(), effects=effects))
    assert taken == [("a", ("1",)), ("a", ("2",)), ("b", ())] * 2

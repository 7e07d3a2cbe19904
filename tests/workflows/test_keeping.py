"""What is kept, and for how long: the clock, /forget, and what an open case protects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases import Case, ModeratorId, Outcome, Status
from bot.storage.database import Database
from bot.workflows.moderation import Moderation, Moderator
from bot.workflows.retention import Retention
from dialogues.events import ButtonPressed, CommandGiven, MessageReceived
from dialogues.guide import Guide
from dialogues.session import Session
from knowledge.vocabulary import EventId, PersonId
from tests.workflows.support import Desk, desk

IDLE, CLOSED = timedelta(days=30), timedelta(days=365)
DISCLOSURE = "i want to kill myself tonight"
AMINA = Moderator(id=ModeratorId("amina"), alias="Amina")


@pytest.fixture
async def here(database: Database, guide: Guide, tmp_path: Path) -> AsyncIterator[Desk]:
    with desk(database, guide, tmp_path) as made:
        yield made


async def _says(here: Desk, person_id: PersonId, text: str, event_id: str) -> None:
    await here.event(person_id, MessageReceived(id=EventId(event_id), at=here.clock.now(), text=text))


async def _round(here: Desk) -> None:
    await Retention(here.database, here.clock, idle=IDLE, closed=CLOSED).once()


async def _known(here: Desk, person_id: PersonId) -> tuple[bool, bool]:
    """Whether their Telegram id, and whether their session, is held."""
    async with here.database.transaction() as store:
        session = await store.sessions.load(person_id)
        return await store.people.user_id(person_id) is not None, session != Session()


async def test_a_quiet_person_is_forgotten_after_thirty_days_and_no_sooner(here: Desk) -> None:
    person_id = await here.person()
    await _says(here, person_id, "hi", "e1")
    here.clock.pass_(days=29, hours=23)
    await _round(here)
    assert await _known(here, person_id) == (True, True)
    here.clock.pass_(hours=2)
    await _round(here)
    assert await _known(here, person_id) == (False, False)


async def test_words_start_the_clock_anew(here: Desk) -> None:
    person_id = await here.person()
    await _says(here, person_id, "hi", "e1")
    here.clock.pass_(days=20)
    await _says(here, person_id, "hello again", "e2")
    here.clock.pass_(days=20)
    await _round(here)
    assert await _known(here, person_id) == (True, True)


async def test_nobody_with_an_open_case_is_forgotten_and_a_closed_one_goes_after_its_year(here: Desk) -> None:
    person_id = await here.person()
    await _says(here, person_id, DISCLOSURE, "e1")
    here.clock.pass_(days=400)
    await _round(here)
    assert await _known(here, person_id) == (True, True)
    case = await _open_case(here, person_id)
    moderation = Moderation(turns=here.turns)
    async with here.database.transaction() as store:
        at = here.clock.now()
        await moderation.claim(store, case, AMINA, EventId("e2"), at)
        await moderation.close(store, case, AMINA, Outcome.NO_ANSWER, EventId("e3"), at)
    here.clock.pass_(days=31)
    await _round(here)
    assert await _known(here, person_id) == (False, False)
    async with here.database.transaction() as store:
        kept = await store.cases.get(case.id)
        assert kept is not None
        assert kept.status is Status.CLOSED
        assert (await store.cases.details(case.id)).words == DISCLOSURE
    here.clock.pass_(days=335)
    await _round(here)
    async with here.database.transaction() as store:
        assert await store.cases.get(case.id) is None
        assert await store.cases.entries(case.id) == ()
        assert (await store.cases.details(case.id)).words == ""


async def test_forget_erases_at_once_and_the_contact_ten_minutes_later(here: Desk) -> None:
    person_id = await here.person()
    await _says(here, person_id, "i cant sleep", "e1")
    await _forget(here, person_id)
    async with here.database.transaction() as store:
        session = await store.sessions.load(person_id)
    assert (session.heard, session.answers, session.agreed_at) == ((), Session().answers, None)
    await here.deliver()
    assert "erased" in here.messenger.texts[-1], "the last words still arrive"
    here.clock.pass_(minutes=9)
    await here.timers.once()
    assert (await _known(here, person_id))[0]
    here.clock.pass_(minutes=2)
    await here.timers.once()
    assert await _known(here, person_id) == (False, False)
    assert await here.person() != person_id, "whoever writes again is somebody new"


async def test_who_comes_back_within_ten_minutes_is_not_forgotten(here: Desk) -> None:
    person_id = await here.person()
    await _says(here, person_id, "hi", "e1")
    await _forget(here, person_id)
    here.clock.pass_(minutes=5)
    await _says(here, person_id, "wait, one more thing", "e4")
    here.clock.pass_(minutes=10)
    await here.timers.once()
    assert await _known(here, person_id) == (True, True)


async def test_an_open_case_outlives_forget_and_can_still_be_answered(here: Desk) -> None:
    person_id = await here.person()
    await _says(here, person_id, DISCLOSURE, "e1")
    await _forget(here, person_id)
    here.clock.pass_(hours=1)
    await here.timers.once()
    await _round(here)
    assert (await _known(here, person_id))[0]
    case = await _open_case(here, person_id)
    async with here.database.transaction() as store:
        assert (await store.cases.details(case.id)).words == DISCLOSURE
        moderation = Moderation(turns=here.turns)
        await moderation.claim(store, case, AMINA, EventId("e8"), here.clock.now())
        told = await moderation.reply(store, case, AMINA, "Right with you", EventId("e9"), here.clock.now())
    assert told is None
    await here.deliver()
    assert any("Right with you" in text for text in here.messenger.texts)


async def test_words_for_a_case_that_is_unknown_reach_the_persons_open_case(here: Desk) -> None:
    """A session that names another case (restored from a backup, say) drops no words."""
    person_id = await here.person()
    await _says(here, person_id, DISCLOSURE, "e1")
    async with here.database.transaction() as store:
        session = await store.sessions.load(person_id)
        assert session.case is not None
        object.__setattr__(session.case, "case_id", "gone")
        await store.sessions.save(person_id, session, here.clock.now())
    await _says(here, person_id, "is anyone reading this", "e2")
    case = await _open_case(here, person_id)
    async with here.database.transaction() as store:
        assert "is anyone reading this" in [entry.text for entry in await store.cases.entries(case.id)]


async def _forget(here: Desk, person_id: PersonId) -> None:
    at = here.clock.now()
    await here.event(person_id, CommandGiven(id=EventId("f1"), at=at, command="forget"))
    await here.event(person_id, ButtonPressed(id=EventId("f2"), at=at, action="forget:yes", turn=2))


async def _open_case(here: Desk, person_id: PersonId) -> Case:
    async with here.database.transaction() as store:
        case = await store.cases.open_of(person_id)
    assert case is not None
    return case

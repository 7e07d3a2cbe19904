"""Cases: one open a person, one winner a move, the record kept in order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.cases import Case, Claimed, HeldBy, ModeratorId, Outcome, Refused, Status
from bot.storage.cases import CaseDetails, NewCase
from bot.storage.database import Database
from bot.storage.store import Store
from bot.storage.vault import Vault
from knowledge.risk.levels import Reason, RiskCategory, RiskLevel, Subject
from knowledge.vocabulary import CaseId, PersonId

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
ANN, BEN = ModeratorId("m-ann"), ModeratorId("m-ben")
DETAILS = CaseDetails(
    trigger="screened",
    who="a young person, 14 to 15",
    categories=(RiskCategory.SELF_HARM,),
    subject=Subject.SELF,
    reasons=(Reason(rule="self_harm.now", quote="cutting again", level=RiskLevel.URGENT),),
    words="cant sleep, been cutting again",
    earlier=("hi",),
    versions="rules 1",
)
RAISE = CaseDetails(
    categories=(RiskCategory.SUICIDE, RiskCategory.SELF_HARM),
    reasons=(Reason(rule="suicide.plan", quote="tonight"),),
    words="tonight",
)


def new_case(case_id: str = "c1", person: str = "p1", level: RiskLevel = RiskLevel.URGENT) -> NewCase:
    return NewCase(id=CaseId(case_id), person_id=PersonId(person), level=level, details=DETAILS)


async def claimed(store: Store, case_id: str = "c1", by: ModeratorId = ANN) -> Case:
    await store.cases.open(new_case(case_id, f"person of {case_id}"), AT)
    outcome = await store.cases.claim(CaseId(case_id), by, "Ann", LATER)
    assert isinstance(outcome, Claimed)
    return outcome.case


async def test_a_case_is_opened_once(database: Database) -> None:
    async with database.transaction() as store:
        first = await store.cases.open(new_case(), AT)
        again = await store.cases.open(new_case(level=RiskLevel.EMERGENCY), LATER)
        assert first == again
        assert (first.number, first.status, first.level, first.opened_at) == (
            1,
            Status.WAITING,
            RiskLevel.URGENT,
            AT,
        )
        assert await store.cases.details(first.id) == DETAILS
        assert (await store.cases.open(new_case("c2", "p2"), AT)).number > first.number
        assert await store.cases.by_number(1) == first
        assert await store.cases.get(CaseId("none")) is None


async def test_a_second_case_of_a_person_raises_the_first(database: Database) -> None:
    async with database.transaction() as store:
        await store.cases.open(new_case(level=RiskLevel.CONCERN), AT)
        second = NewCase(id=CaseId("c2"), person_id=PersonId("p1"), level=RiskLevel.EMERGENCY, details=RAISE)
        case = await store.cases.open(second, LATER)
        assert (case.id, case.level) == ("c1", RiskLevel.EMERGENCY)
        assert await store.cases.open_of(PersonId("p1")) == case
        assert (await store.cases.details(case.id)).words == "tonight"


async def test_many_openings_at_once_make_one_case(database: Database) -> None:
    async def opening(number: int) -> str:
        async with database.transaction() as store:
            return (await store.cases.open(new_case(f"c{number}"), AT)).id

    assert len(set(await asyncio.gather(*(opening(n) for n in range(6))))) == 1
    async with database.transaction() as store:
        (case,) = await store.cases.queue()
        assert len(await store.cases.raises(case.id)) == 6


async def test_a_level_rises_and_never_falls(database: Database) -> None:
    async with database.transaction() as store:
        case = await store.cases.open(new_case(level=RiskLevel.CONCERN), AT)
        assert (await store.cases.raise_level(case.id, RiskLevel.EMERGENCY, RAISE, LATER)).level == 4
        assert (await store.cases.raise_level(case.id, RiskLevel.CHECK, CaseDetails(), LATER)).level == 4
        details = await store.cases.details(case.id)
    assert details.who == DETAILS.who
    assert details.words == "tonight"
    assert details.categories == (RiskCategory.SELF_HARM, RiskCategory.SUICIDE)
    assert [reason.rule for reason in details.reasons] == ["suicide.plan", "self_harm.now"]
    assert details.subject is Subject.SELF


async def test_raising_an_unknown_case_is_a_bug(database: Database) -> None:
    with pytest.raises(LookupError, match="c9"):
        async with database.transaction() as store:
            await store.cases.raise_level(CaseId("c9"), RiskLevel.URGENT, RAISE, AT)


async def test_of_two_claims_at_once_one_wins(database: Database) -> None:
    async with database.transaction() as store:
        await store.cases.open(new_case(), AT)

    async def claim(moderator: str) -> Claimed | HeldBy | Refused:
        async with database.transaction() as store:
            return await store.cases.claim(CaseId("c1"), ModeratorId(moderator), moderator, LATER)

    outcomes = await asyncio.gather(*(claim(f"m{n}") for n in range(6)))
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Claimed)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, HeldBy)]
    assert len(lost) == 5
    assert {outcome.moderator_id for outcome in lost} == {won.case.moderator_id}
    assert {outcome.alias for outcome in lost} == {won.case.alias}


async def test_overlapping_claims_in_two_processes(postgres_url: str, vault: Vault) -> None:
    one, two = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    try:
        async with one.transaction() as store:
            await store.cases.open(new_case(), AT)
        async with one.transaction() as first:
            assert isinstance(await first.cases.claim(CaseId("c1"), ANN, "Ann", AT), Claimed)

            async def lose() -> Claimed | HeldBy | Refused:
                async with two.transaction() as second:
                    return await second.cases.claim(CaseId("c1"), BEN, "Ben", AT)

            losing = asyncio.create_task(lose())
            await asyncio.wait({losing}, timeout=0.1)
            assert not losing.done()  # it waits for the first to end
        assert await losing == HeldBy(alias="Ann", moderator_id=ANN)
    finally:
        await one.close()
        await two.close()


async def test_a_claim_that_is_rolled_back_leaves_the_case_free(database: Database) -> None:
    async with database.transaction() as store:
        await store.cases.open(new_case(), AT)

    async def claim_and_fail() -> None:
        async with database.transaction() as store:
            await store.cases.claim(CaseId("c1"), ANN, "Ann", AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await claim_and_fail()
    async with database.transaction() as store:
        assert isinstance(await store.cases.claim(CaseId("c1"), BEN, "Ben", AT), Claimed)


async def test_only_the_holder_moves_a_case(database: Database) -> None:
    held = HeldBy(alias="Ann", moderator_id=ANN)
    async with database.transaction() as store:
        case = await claimed(store)
        assert (case.status, case.alias, case.claimed_at) == (Status.CLAIMED, "Ann", LATER)
        assert await store.cases.release(case.id, BEN, LATER) == held
        assert await store.cases.hand_back(case.id, BEN, LATER) == held
        assert await store.cases.close(case.id, BEN, Outcome.SIGNPOSTED, LATER) == held
        assert await store.cases.claim(case.id, ANN, "Ann", LATER) == held  # twice is once


async def test_a_case_through_its_life(database: Database) -> None:
    async with database.transaction() as store:
        case = await claimed(store)
        released = await store.cases.release(case.id, ANN, LATER)
        assert isinstance(released, Case)
        assert (released.status, released.moderator_id, released.alias) == (Status.WAITING, None, "")
        assert await store.cases.hand_back(case.id, ANN, LATER) == Refused(why="case_not_claimed")
        assert isinstance(await store.cases.claim(case.id, BEN, "Ben", LATER), Claimed)
        back = await store.cases.hand_back(case.id, BEN, LATER)
        assert isinstance(back, Case)
        assert back.status is Status.HANDED_BACK
        assert isinstance(await store.cases.hand_back(case.id, BEN, LATER), HeldBy)
        assert await store.cases.claim(case.id, ANN, "Ann", LATER) == HeldBy(alias="Ben", moderator_id=BEN)
        assert isinstance(await store.cases.claim(case.id, BEN, "Ben", LATER), Claimed)
        closed = await store.cases.close(case.id, BEN, Outcome.SIGNPOSTED, LATER)
        assert isinstance(closed, Case)
        assert (closed.status, closed.outcome, closed.closed_at) == (Status.CLOSED, Outcome.SIGNPOSTED, LATER)
        refused = Refused(why="case_closed")
        assert await store.cases.close(case.id, BEN, Outcome.SIGNPOSTED, LATER) == refused
        assert await store.cases.claim(case.id, ANN, "Ann", LATER) == refused
        assert await store.cases.claim(CaseId("c9"), ANN, "Ann", LATER) == Refused(why="case_unknown")
        assert await store.cases.open_of(case.person_id) is None
        assert (await store.cases.open(new_case("c2", case.person_id), LATER)).id == "c2"


async def test_the_queue_is_most_urgent_first_then_oldest(database: Database) -> None:
    async with database.transaction() as store:
        for case_id, level, minutes in (("a", 2, 0), ("b", 4, 9), ("c", 4, 3), ("d", 3, 1)):
            new = new_case(case_id, f"p-{case_id}", RiskLevel(level))
            await store.cases.open(new, AT + timedelta(minutes=minutes))
        await store.cases.claim(CaseId("d"), ANN, "Ann", LATER)
        await store.cases.close(CaseId("d"), ANN, Outcome.NO_ANSWER, LATER)
        assert [case.id for case in await store.cases.queue()] == ["c", "b", "a"]


async def test_entries_are_kept_once_and_in_order(database: Database) -> None:
    async with database.transaction() as store:
        case = await store.cases.open(new_case(), AT)
        await store.cases.add_entry(case.id, "moderator:Ann", "I am here", LATER, "e2")
        await store.cases.add_entry(case.id, "person", "help", AT, "e1")
        await store.cases.add_entry(case.id, "person", "help, twice", AT, "e1")
        entries = await store.cases.entries(case.id)
    assert [(entry.author, entry.text, entry.at) for entry in entries] == [
        ("person", "help", AT),
        ("moderator:Ann", "I am here", LATER),
    ]


async def test_messages_and_topics_lead_back_to_their_case(database: Database) -> None:
    async with database.transaction() as store:
        case = await store.cases.open(new_case(), AT)
        assert await store.cases.card(case.id) is None
        await store.cases.remember_message(case.id, -1001234567890, 5, "card")
        await store.cases.remember_message(case.id, -1001234567890, 5, "card")
        await store.cases.remember_message(case.id, -1001234567890, 6, "relay")
        await store.cases.set_thread(case.id, 77)
        assert await store.cases.card(case.id) == (-1001234567890, 5)
        assert await store.cases.of_message(-1001234567890, 6) == case.id
        assert await store.cases.of_message(-1001234567890, 7) is None
        assert await store.cases.of_thread(77) == case.id
        assert await store.cases.of_thread(78) is None
        await store.cases.set_waited(case.id, 2, LATER)
        now = await store.cases.get(case.id)
    assert now is not None
    assert (now.thread_id, now.waited_step) == (77, 2)


async def test_response_minutes_are_of_first_claims(database: Database) -> None:
    async with database.transaction() as store:
        case = await claimed(store)
        await store.cases.release(case.id, ANN, LATER)
        await store.cases.claim(case.id, BEN, "Ben", LATER + timedelta(hours=1))
        await store.cases.open(new_case("c2", "p2"), AT)
        assert await store.cases.response_minutes(AT) == (5.0,)
        assert await store.cases.response_minutes(LATER + timedelta(seconds=1)) == ()


async def test_old_closed_cases_are_erased_whole(database: Database) -> None:
    async with database.transaction() as store:
        for case_id in ("c1", "c2"):
            await claimed(store, case_id)
            await store.cases.add_entry(CaseId(case_id), "person", "help", AT, f"{case_id}.e")
            await store.cases.remember_message(CaseId(case_id), 1, int(case_id[1]), "card")
        await store.cases.close(CaseId("c1"), ANN, Outcome.SIGNPOSTED, LATER)
        assert await store.cases.purge_closed(LATER) == 0
        assert await store.cases.purge_closed(LATER + timedelta(seconds=1)) == 1
        assert await store.cases.get(CaseId("c1")) is None
        assert await store.cases.entries(CaseId("c1")) == ()
        assert await store.cases.raises(CaseId("c1")) == ()
        assert await store.cases.of_message(1, 1) is None
        assert len(await store.cases.entries(CaseId("c2"))) == 1

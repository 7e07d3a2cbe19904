"""Timers, the chat log, the audit, tallies, moderators and notes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.storage.database import Database
from bot.storage.tallies import Tally
from knowledge.vocabulary import PersonId

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
P1, P2 = PersonId("p1"), PersonId("p2")


async def test_timers_are_one_an_owner_and_name(database: Database) -> None:
    async with database.transaction() as store:
        await store.timers.set("p1", "reminder", AT, "x")
        await store.timers.set("p1", "reminder", AT + HOUR, "y")
        await store.timers.set("c1", "unclaimed", AT)
        assert [timer.name for timer in await store.timers.of("p1")] == ["reminder"]
        assert await store.timers.next_due() == AT
        assert [timer.owner for timer in await store.timers.due(AT, 10)] == ["c1"]
        due = await store.timers.due(AT + HOUR, 10)
        assert [(timer.owner, timer.payload) for timer in due] == [("c1", ""), ("p1", "y")]
        assert len(await store.timers.due(AT + HOUR, 1)) == 1
        await store.timers.cancel("c1", "unclaimed")
        assert await store.timers.next_due() == AT + HOUR


async def test_a_timer_is_taken_once_and_never_when_set_anew(database: Database) -> None:
    async with database.transaction() as store:
        await store.timers.set("p1", "reminder", AT)
        (old,) = await store.timers.due(AT, 10)
        await store.timers.set("p1", "reminder", AT)  # even to the same moment
        assert not await store.timers.take(old)
        (new,) = await store.timers.due(AT, 10)
        assert await store.timers.take(new)
        assert not await store.timers.take(new)
        assert await store.timers.next_due() is None


async def test_the_chat_log_knows_both_sides(database: Database) -> None:
    async with database.transaction() as store:
        for message_id, hours in ((1, 0), (2, 2), (3, 3)):
            await store.chat_log.remember(P1, message_id, message_id == 2, AT + hours * HOUR)
        await store.chat_log.remember(P1, 3, False, AT + 9 * HOUR)
        await store.chat_log.remember(P2, 3, False, AT)
        assert await store.chat_log.since(P1, AT + HOUR) == [2, 3]
        await store.chat_log.forget(P1, [2])
        assert await store.chat_log.since(P1, AT) == [1, 3]
        assert await store.chat_log.purge(AT + HOUR) == 2
        await store.chat_log.forget_all(P1)
        assert await store.chat_log.since(P1, AT) == []


async def test_the_audit_keeps_order(database: Database) -> None:
    async with database.transaction() as store:
        await store.audit.add("bot", "case_opened", "c1", AT)
        await store.audit.add("m1", "case_claimed", "c1", AT)
        await store.audit.add("m1", "case_claimed", "c2", AT)
        assert [deed.action for deed in await store.audit.of("c1")] == ["case_opened", "case_claimed"]


async def test_tallies_add_up(database: Database) -> None:
    day = date(2026, 3, 1)
    async with database.transaction() as store:
        await store.tallies.count(day, "topic_chosen", ("sleep", "young_person"))
        await store.tallies.count(day, "topic_chosen", ("sleep", "young_person"), by=2)
        await store.tallies.count(day, "topic_chosen", ())
        await store.tallies.count(date(2026, 2, 1), "topic_chosen", ())
        assert await store.tallies.totals(day) == (
            Tally(day=day, name="topic_chosen", labels=("sleep", "young_person"), total=3),
            Tally(day=day, name="topic_chosen", labels=(), total=1),
        )


async def test_a_moderator_is_known_again_by_their_latest_name(database: Database) -> None:
    async with database.transaction() as store:
        ann = await store.moderators.seen(5, "Ann", AT)
        assert await store.moderators.seen(5, "Anna", AT) == ann != await store.moderators.seen(6, "Ben", AT)
        assert await store.moderators.alias(ann) == "Anna"
        assert await store.moderators.user_id(ann) == 5


async def test_notes(database: Database) -> None:
    async with database.transaction() as store:
        assert await store.notes.get("forum") is None
        await store.notes.set("forum", "yes")
        await store.notes.set("forum", "no")
        assert await store.notes.get("forum") == "no"

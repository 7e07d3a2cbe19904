"""The outbox where Telegram is difficult: no card is lost, help is not held up, nothing confirmed is repeated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.outgoing import Content, ToPerson, ToTeam
from bot.storage.database import Database, DatabaseAway
from bot.storage.outbox import Outbox
from bot.storage.tables import outbox
from bot.workflows.ports import Address, Delivery, Later, Rejected, Sent, Unreachable
from dialogues.events import MessageReceived
from dialogues.guide import Guide
from knowledge.vocabulary import EventId
from tests.workflows.support import LEAD, TEAM, Desk, desk, to_person, to_team

CARD = ToTeam(text="<b>🔴 EMERGENCY · case 1</b>\n⏳ Waiting\n<b>Said:</b> “words”", role="card")


@pytest.fixture
async def here(database: Database, guide: Guide, tmp_path: Path) -> AsyncIterator[Desk]:
    with desk(database, guide, tmp_path) as made:
        yield made


@dataclass(slots=True)
class Fails:
    """Answers with *how* whatever goes to *chat*, as long as *times* lasts."""

    chat: int
    how: Delivery
    times: int = 10**6

    def __call__(self, content: Content, to: Address) -> Delivery:
        if to.chat_id == self.chat and self.times > 0:
            self.times -= 1
            return self.how
        return Sent()


async def test_a_team_that_cannot_be_reached_gets_its_card_when_it_can(here: Desk) -> None:
    here.messenger.answering = gone = Fails(TEAM, Unreachable())
    await here.post(to_team("card", CARD))
    for _ in range(5):
        await here.deliver()
        here.clock.pass_(seconds=20)
    assert not here.messenger.sent
    gone.times = 0
    await here.deliver()
    assert here.messenger.sent == [(TEAM, CARD)]


async def test_what_a_lead_cannot_be_told_goes_to_the_moderators(here: Desk) -> None:
    here.messenger.answering = Fails(LEAD, Unreachable())
    await here.post(to_team("told", ToTeam(text="case 1: nobody has claimed it", where="lead")))
    await here.deliver()
    assert [chat_id for chat_id, _ in here.messenger.sent] == [TEAM]
    assert "lead cannot be reached" in here.messenger.texts[0]
    assert "case 1: nobody has claimed it" in here.messenger.texts[0]


async def test_a_card_that_telegram_refuses_comes_in_its_first_lines(here: Desk) -> None:
    here.messenger.answering = Fails(TEAM, Rejected(why="message is too long"), times=1)
    await here.post(to_team("card", CARD))
    await here.deliver()
    assert here.messenger.texts[0].startswith("<b>🔴 EMERGENCY · case 1</b>\n⏳ Waiting\n")
    assert "words" not in here.messenger.texts[0]


async def test_a_refused_card_is_not_tried_for_ever(here: Desk) -> None:
    here.messenger.answering = Fails(TEAM, Rejected(why="message is too long"))
    await here.post(to_team("card", CARD))
    for _ in range(5):
        await here.deliver()
        here.clock.pass_(minutes=10)
    assert here.messenger.tried == 2


async def test_a_groups_limit_keeps_no_help_from_a_person(here: Desk) -> None:
    person_id = await here.person()
    here.messenger.answering = Fails(TEAM, Later(after=timedelta(seconds=30), everything=True), times=1)
    await here.post(to_team("card", CARD))
    await here.deliver()
    await here.post(to_person("calm", person_id, lane="calm"), to_person("urgent", person_id, urgent=True))
    await here.deliver()
    assert here.messenger.texts == ["urgent"], "what can wait does as Telegram asked"
    here.clock.pass_(seconds=31)
    await here.deliver()
    assert sorted(here.messenger.texts) == sorted(["urgent", "calm", CARD.text])


async def test_telegrams_word_about_this_very_chat_holds_urgent_words_too(here: Desk) -> None:
    here.messenger.answering = Fails(TEAM, Later(after=timedelta(seconds=30), everything=True), times=1)
    await here.post(to_team("card", CARD))
    await here.deliver()
    here.clock.pass_(seconds=29)
    await here.deliver()
    assert here.messenger.tried == 1
    here.clock.pass_(seconds=2)
    await here.deliver()
    assert here.messenger.tried == 2


async def test_what_is_urgent_is_tried_again_soon_and_the_rest_less_and_less(here: Desk) -> None:
    person_id = await here.person()
    here.messenger.answering = lambda _, __: Later(after=timedelta(seconds=2))
    await here.post(to_team("card", CARD), to_person("calm", person_id))
    tried: dict[str, int] = {"card": 0, "calm": 0}

    def count(content: Content, _: Address) -> Delivery:
        tried["card" if isinstance(content, ToTeam) else "calm"] += 1
        return Later(after=timedelta(seconds=2))

    here.messenger.answering = count
    for _ in range(600):
        await here.deliver()
        here.clock.pass_(seconds=1)
    assert 35 <= tried["card"] <= 60
    assert 8 <= tried["calm"] <= 12


async def test_what_was_confirmed_while_the_database_went_away_is_not_sent_again(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = await here.person()
    sent = Outbox.sent

    async def away(*_: object) -> None:
        raise DatabaseAway("OperationalError")

    monkeypatch.setattr(Outbox, "sent", away)
    await here.post(to_person("words", person_id))
    with pytest.raises(DatabaseAway):
        await here.deliver()
    monkeypatch.setattr(Outbox, "sent", sent)
    here.clock.pass_(minutes=5)  # long after its lease
    await here.deliver()
    assert here.messenger.texts == ["words"]
    async with here.database.transaction() as store:
        assert await store.outbox.waiting() == 0


async def test_a_bug_in_recording_stops_no_other_message(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    person_id = await here.person()

    async def bug(*_: object) -> None:
        raise TypeError("a bug")

    monkeypatch.setattr("bot.storage.chat_log.ChatLog.remember", bug)
    await here.post(to_person("one", person_id), to_person("two", person_id), to_team("card", CARD))
    await here.deliver()
    here.clock.pass_(minutes=5)
    await here.deliver()
    assert sorted(here.messenger.texts) == sorted(["one", "two", CARD.text])


async def test_a_full_disk_for_receipts_repeats_nothing(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.write", full)
    await here.post(to_person("words", await here.person()))
    await here.deliver()
    here.clock.pass_(minutes=5)
    await here.deliver()
    assert here.messenger.texts == ["words"]


async def test_a_message_of_another_version_holds_up_nobody(here: Desk) -> None:
    person_id = await here.person()
    strange = to_person("strange", person_id)
    object.__setattr__(strange, "payload", '{"kind":"hologram"}')
    await here.post(strange, to_person("words", person_id))
    await here.deliver()
    assert here.messenger.texts == ["words"]
    assert isinstance(here.messenger.sent[0][1], ToPerson)


async def test_what_cannot_be_opened_holds_up_nobody_and_its_case_is_shown_by_hand(here: Desk) -> None:
    person_id = await here.person()
    words = MessageReceived(id=EventId("e1"), at=here.clock.now(), text="i want to kill myself tonight")
    await here.event(person_id, words)
    async with here.database.transaction() as store:
        await store.outbox._access.run(update(outbox).values(sealed=b"\x02k1spoilt"))
    await here.post(to_team("other", ToTeam(text="something else")))
    await here.deliver()
    assert "something else" in here.messenger.texts
    bare = [text for text in here.messenger.texts if "could not be read" in text]
    assert bare
    assert all(text.startswith("⚠️ <b>Case 1:") for text in bare)

"""A turn that fails becomes a case and is owned up to; whatever else fails then, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from telegram import Update

from bot import vault_file
from bot.storage.database import Database, DatabaseAway
from bot.storage.tables import sessions
from bot.storage.vault import Vault
from bot.workflows import turns
from dialogues.duty import Duty
from dialogues.events import CaseWaited, Event, MessageReceived, TurnFailed
from dialogues.guide import Guide
from dialogues.session import Session
from dialogues.step import step
from dialogues.turn import Turn
from knowledge.vocabulary import Speaker
from tests.faults.support import DISCLOSURE, LONG, card, from_bot, new_cards
from tests.support.databases import sqlite_address
from tests.support.serving import Serving, says

POISON = "xyzzy plugh"


@dataclass(slots=True)
class Poison:
    """Every event that *fits* makes the turn fail, as long as it is there. *why* is what is raised."""

    fits: Callable[[Event], bool] = lambda event: False
    why: Callable[[], Exception] = lambda: RuntimeError("a bug")
    times: int = 10**6
    seen: list[str] = field(default_factory=list)

    def step(self, session: Session, event: Event, guide: Guide, duty: Duty) -> Turn:
        self.seen.append(event.kind)
        if self.times and self.fits(event):
            self.times -= 1
            raise self.why()
        return step(session, event, guide, duty)


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Poison:
    made = Poison()
    monkeypatch.setattr(turns, "step", made.step)
    return made


def poisoned(event: Event) -> bool:
    return isinstance(event, MessageReceived) and POISON in event.text


def _told(guide: Guide) -> str:
    return guide.script.line("failure.told", Speaker.YOUNG_PERSON).split("\n")[0]


async def test_a_human_gets_the_words_the_person_the_truth_and_the_talk_goes_on(
    bot: Serving, poison: Poison, guide: Guide
) -> None:
    poison.fits = poisoned
    await says(bot.young, f"about {POISON} & <me>", _told(guide))
    shown = await card(bot.amina, 1, f"about {POISON} & <me>", "the bot failed on a message")
    assert shown.labels == ("Claim",)
    assert "URGENT" in shown.text
    await says(bot.young, "/privacy", "privacy, in plain words")


async def test_a_failure_in_an_open_case_raises_it(bot: Serving, poison: Poison) -> None:
    poison.fits = poisoned
    await says(bot.young, DISCLOSURE, "999")
    await says(bot.young, POISON, "What you wrote has reached our team")
    await bot.amina.wait_for(lambda seen: "Case 1 is now" in seen.text and POISON in seen.text)
    assert len(new_cards(bot.amina)) == 1


async def test_an_update_that_cannot_even_be_read_reaches_a_human(
    bot: Serving, monkeypatch: pytest.MonkeyPatch, guide: Guide
) -> None:
    def unreadable(*_: object) -> Update:
        raise TypeError("no such field")

    monkeypatch.setattr(Update, "de_json", unreadable)
    await says(bot.young, "words all the same", _told(guide))
    await card(bot.amina, 1, "words all the same")


async def test_where_no_case_can_be_opened_the_update_is_kept_and_tried_again(
    bot: Serving, poison: Poison, guide: Guide
) -> None:
    poison.fits = lambda event: poisoned(event) or isinstance(event, TurnFailed)
    away = guide.script.line("failure.storage_away", Speaker.YOUNG_PERSON).split(".")[0]
    await says(bot.young, f"{DISCLOSURE} {POISON}", away)
    bot.young.send_text("/privacy")
    await bot.amina.wait_for(lambda seen: "no case can be opened" in seen.text, LONG)
    assert POISON in bot.amina.last.text
    assert "privacy" not in " ".join(from_bot(bot.young)), "it waits behind what must come first"
    poison.fits = lambda event: False
    bot.later(minutes=2)
    await card(bot.amina, 1, POISON)
    await bot.young.wait_for(lambda seen: "privacy, in plain words" in seen.text)
    assert sum(away in said for said in from_bot(bot.young)) == 1
    assert sum("no case can be opened" in said for said in from_bot(bot.amina)) == 1


async def test_a_database_lost_in_the_middle_of_a_turn_is_no_failure_of_the_turn(
    bot: Serving, poison: Poison
) -> None:
    poison.fits, poison.why, poison.times = poisoned, lambda: DatabaseAway("OperationalError"), 2
    await says(bot.young, POISON, "Before we start")
    assert "turn_failed" not in poison.seen
    assert poison.seen.count("message_received") == 3
    assert not new_cards(bot.amina)


async def test_a_session_that_cannot_be_read_does_not_silence_its_person(
    bot: Serving, tmp_path: Path, guide: Guide
) -> None:
    await says(bot.young, "hi", "Before we start")
    vault = Vault.from_setting(vault_file.keys_of(tmp_path))
    database = await Database.open(sqlite_address(tmp_path / "waymark.db"), vault)
    async with database.access(vault) as access:
        person_id = (await access.run(sessions.select())).one().person_id
        sealed = access.seal('{"version":99,"stage":{"kind":"from_tomorrow"}}', sessions.c.sealed, person_id)
        await access.run(sessions.update().values(sealed=sealed))
    await database.close()
    await says(bot.young, "are you there", _told(guide))
    await card(bot.amina, 1, "are you there")
    await says(bot.young, "/privacy", "privacy, in plain words")


async def test_the_team_hears_of_a_waiting_case_though_its_persons_turn_fails(
    bot: Serving, poison: Poison
) -> None:
    await says(bot.young, DISCLOSURE, "999")
    await card(bot.amina)
    poison.fits = lambda event: isinstance(event, CaseWaited)
    bot.later(minutes=3)
    await bot.amina.wait_for(lambda seen: "is still waiting" in seen.text)
    bot.later(minutes=4)
    await bot.lead.wait_for(lambda seen: "nobody has claimed it" in seen.text)


async def test_an_unanswered_question_whose_turn_fails_reaches_a_human(bot: Serving, poison: Poison) -> None:
    await says(bot.young, "whats the point anymore", "Are you having thoughts")
    poison.fits = lambda event: event.kind == "timer_fired"
    bot.later(minutes=11)
    await card(bot.amina, 1, "the bot failed on a message")

"""kill -9 at any moment loses no update and no case, and repeats nothing that was confirmed."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.changes import ANYWHERE
from bot.sandbox.people import Participant, Seen
from tests.support.process import BotProcess, telegram

KILLS = 4
SAID_A_RUN = 12
SAID = ("hi", "/calm", "i want to kill myself", "/privacy", "/topics", "is anyone there")


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_is_lost_or_repeated(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with telegram() as (sandbox, url):
        people = [sandbox.add_person(f"P{n}") for n in range(8)]
        bot = BotProcess(tmp_path, url, sandbox.moderators_chat_id)
        confirmed: set[tuple[int, int]] = set()
        waiting = [(who, words) for words in SAID for who in people]
        for _ in range(KILLS):
            await bot.start()
            for who, words in waiting[:SAID_A_RUN]:
                who.send_text(words)
            del waiting[:SAID_A_RUN]
            await _a_little_work(sandbox, chance.randint(0, 12))
            await bot.kill()
            confirmed |= _confirmed(tmp_path)
        await bot.start()
        await _all_handled(sandbox, people)
        assert await bot.stop() == 0
        _nothing_lost(sandbox, people)
        _nothing_repeated(sandbox, people, confirmed)


async def _a_little_work(sandbox: Sandbox, messages: int) -> None:
    """Returns in the middle of things: once the bot has sent this many more messages, or soon."""

    def sent() -> int:
        places = [*sandbox.people.values(), sandbox.moderators["moderator"]]
        return sum(seen.from_bot for who in places for seen in who.messages())

    enough = sent() + messages
    with contextlib.suppress(TimeoutError):
        await sandbox.world.changes.until(ANYWHERE, lambda: sent() >= enough or None, 3)


async def _all_handled(sandbox: Sandbox, people: list[Participant]) -> None:
    """Returns once everybody's last words are answered."""
    for who in people:
        last = max(seen.id for seen in who.messages() if not seen.from_bot)
        await who.wait_for(lambda seen: seen.from_bot, 20, after=last)
        await who.wait_for(lambda seen: "privacy, in plain words" in seen.text, 20)
    group = sandbox.moderators["moderator"]
    for number in range(1, len(people) + 1):
        await group.wait_for(lambda seen, number=number: f"case {number}\n" in seen.text, 20)  # type: ignore[misc]
    await group.until(lambda: sandbox.pending_updates == 0 or None, 20)


def _nothing_lost(sandbox: Sandbox, people: list[Participant]) -> None:
    """Every disclosure is one case, announced; everybody was told what answers now."""
    cards = {seen.text.splitlines()[0] for seen in _new_cards(sandbox)}
    assert len(cards) == len(people), cards
    for who in people:
        texts = " ".join(seen.text for seen in who.messages() if seen.from_bot)
        assert "999" in texts


def _new_cards(sandbox: Sandbox) -> list[Seen]:
    group = sandbox.moderators["moderator"]
    return [seen for seen in group.messages() if "Claim" in seen.labels and "still waiting" not in seen.text]


def _confirmed(folder: Path) -> set[tuple[int, int]]:
    """Chat and message of all that Telegram confirmed to the process that was just killed."""
    lines = (folder / "data" / "receipts").read_text(encoding="utf-8").splitlines()
    found = set()
    for line in lines:
        with contextlib.suppress(ValueError):  # cut off by the kill: then it was not noted
            _, chat_id, message_id, _ = json.loads(line)
            found.add((chat_id, message_id))
    return found


def _nothing_repeated(sandbox: Sandbox, people: list[Participant], confirmed: set[tuple[int, int]]) -> None:
    """What was confirmed, by its words and buttons, does not come again."""
    for who in (*people, sandbox.moderators["moderator"]):
        said = [seen for seen in who.messages() if seen.from_bot]
        for seen in said:
            if (who.chat_id, seen.id) in confirmed:
                again = [one.id for one in said if one.id > seen.id and _same(one, seen)]
                assert not again, f"{seen.text[:60]!r} was confirmed and sent again"


def _same(one: Seen, other: Seen) -> bool:
    """Buttons carry their turn, so that only a true repetition has the same."""
    return one.text == other.text and one.raw.get("reply_markup") == other.raw.get("reply_markup")

"""What a log may hold: ids, levels, counts. Never words, names, Telegram's ids or the token, whatever fails."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs
from bot.outgoing import ToPerson
from bot.sandbox import Sandbox
from bot.telegram.messenger import TelegramMessenger
from bot.workflows import turns
from bot.workflows.ports import Address, Delivery
from dialogues.duty import Duty
from dialogues.events import Event, MessageReceived, TurnFailed
from dialogues.guide import Guide
from dialogues.session import Session
from dialogues.step import step
from dialogues.turn import Turn
from tests.faults.support import DISCLOSURE, LONG, card, real_bot
from tests.support.process import TOKEN

POISON = "my secret is xyzzy"
WORDS = (DISCLOSURE, "kill myself", POISON, "xyzzy", "are you alone", "999", "privacy, in plain")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process would have logged, at the level of a real bot."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    quiet = {name: logging.getLogger(name).level for name in logs._NOISY}
    stream = io.StringIO()
    logs.set_up("INFO")
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers[:], root.level = handlers, level
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


def _raises(session: Session, event: Event, guide: Guide, duty: Duty) -> Turn:
    """A bug whose exception quotes the person, as exceptions do."""
    if isinstance(event, MessageReceived | TurnFailed) and POISON in event.text:
        raise ValueError(f"cannot make sense of {event.text!r}")
    return step(session, event, guide, duty)


async def _breaks(self: TelegramMessenger, content: ToPerson, to: Address) -> Delivery:
    raise RuntimeError(f"cannot send {content.text!r} to {to.chat_id}")


async def test_a_talk_leaves_no_words_names_or_secrets(
    log: io.StringIO, tmp_path: Path, line: tuple[Sandbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, _ = line
    young, amina = sandbox.people["young_person"], sandbox.moderators["moderator"]
    monkeypatch.setattr(turns, "step", _raises)
    async with real_bot(tmp_path, line):
        young.send_text(DISCLOSURE)
        shown = await card(amina)
        amina.press(shown, "Claim")
        await young.wait_for(lambda seen: "Amina from our team" in seen.text, LONG)
        amina.send_text("are you alone?", reply_to=shown)
        await young.wait_for(lambda seen: "are you alone?" in seen.text, LONG)
        sandbox.faults.fail("sendMessage", status=400, description="Bad Request: message is too long")
        sandbox.faults.drop("sendMessage")
        young.send_text("/privacy")
        young.send_text("/help")
        await young.wait_for(lambda seen: "not an emergency service" in seen.text, LONG)
        young.send_text(POISON)
        await amina.wait_for(lambda seen: "no case can be opened" in seen.text, LONG)
        monkeypatch.setattr(TelegramMessenger, "_to_person", _breaks)
        amina.send_text("are you alone now?", reply_to=shown)
        await sandbox.until(lambda: "task fault" in log.getvalue() or None, LONG)
    said = log.getvalue()
    events = {json.loads(line_)["event"] for line_ in said.splitlines()}
    expected = {"started", "turn", "turn failed", "failed turn not yet with a human", "message rejected"}
    assert expected <= events
    people = [*sandbox.people.values(), amina]
    secrets = [*WORDS, TOKEN, TOKEN.partition(":")[2], str(sandbox.moderators_chat_id)]
    secrets += [str(who.id) for who in people] + [who.human.name for who in people]
    found = {secret for secret in secrets if secret.casefold() in said.casefold()}
    assert not found, [line_ for line_ in said.splitlines() if any(one in line_ for one in found)]

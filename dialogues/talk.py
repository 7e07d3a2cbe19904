"""Talk to the bot in a terminal: python run_bot.py talk. Nothing is stored or sent."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape

from dialogues.duty import Duty
from dialogues.effects import AddToCase, Effect, HideChat, OpenCase, RaiseCase, Say, SetTimer
from dialogues.events import (
    ButtonPressed,
    CaseClaimed,
    CommandGiven,
    Event,
    MessageReceived,
    ModeratorReplied,
    TimerFired,
)
from dialogues.guide import Guide
from dialogues.session import Session
from dialogues.step import step
from knowledge.vocabulary import EventId

HELLO = """\
This is the conversation in a terminal. Nothing is stored, nothing is sent, nobody is on duty.
Write words, or the number of a button. Besides: /start and the other commands,
  ~ 10        ten minutes pass        ! claim    a moderator claims the case
  ! words     the moderator writes    exit       the end
"""
_TAG = re.compile(r"<[^>]+>")


@dataclass(slots=True)
class Talk:
    """One conversation. *buttons* are those on the screen, *timers* run on the terminal's own clock."""

    guide: Guide
    at: datetime
    session: Session = field(default_factory=Session)
    buttons: list[tuple[str, str, int]] = field(default_factory=list)
    timers: dict[str, datetime] = field(default_factory=dict)
    events: int = 0

    def type(self, line: str) -> Iterator[str]:
        """What is shown after *line*."""
        if line.startswith("~"):
            yield from self._pass(line[1:].strip())
        elif line.startswith("!"):
            yield from self._moderator(line[1:].strip())
        elif line.startswith("/"):
            command, _, text = line[1:].partition(" ")
            yield from self._happen(
                lambda i: CommandGiven(id=i, at=self.at, command=command.lower(), text=text)
            )
        elif line.isdecimal() and 1 <= int(line) <= len(self.buttons):
            _, action, turn = self.buttons[int(line) - 1]
            yield from self._happen(lambda i: ButtonPressed(id=i, at=self.at, action=action, turn=turn))
        else:
            yield from self._happen(lambda i: MessageReceived(id=i, at=self.at, text=line))

    def _pass(self, minutes: str) -> Iterator[str]:
        until = self.at + timedelta(minutes=int(minutes) if minutes.isdecimal() else 10)
        while due := [name for name, at in self.timers.items() if at <= until]:
            name = min(due, key=lambda n: self.timers[n])
            self.at = max(self.at, self.timers.pop(name))
            yield from self._happen(self._fired(name))
        self.at = until

    def _fired(self, name: str) -> Callable[[EventId], Event]:
        return lambda i: TimerFired(id=i, at=self.at, name=name)

    def _moderator(self, words: str) -> Iterator[str]:
        case = self.session.case
        if case is None:
            yield "(no case is open)"
        elif words == "claim":
            yield from self._happen(
                lambda i: CaseClaimed(id=i, at=self.at, case_id=case.case_id, alias="Sam")
            )
        else:
            yield from self._happen(
                lambda i: ModeratorReplied(id=i, at=self.at, case_id=case.case_id, alias="Sam", text=words)
            )

    def _happen(self, event: Callable[[EventId], Event]) -> Iterator[str]:
        self.events += 1
        turn = step(self.session, event(EventId(f"talk-{self.events}")), self.guide, Duty())
        self.session = turn.session
        for effect in turn.effects:
            yield from self._show(effect)

    def _show(self, effect: Effect) -> Iterator[str]:
        match effect:
            case Say():
                yield plain(effect.text)
                if effect.buttons:
                    pressable = [button for row in effect.buttons for button in row]
                    self.buttons = [(b.label, b.action, self.session.turn) for b in pressable]
                    yield "   ".join(f"[{n}] {b.label}" for n, b in enumerate(pressable, 1))
            case OpenCase():
                why = "; ".join(reason.plain for reason in effect.reasons) or effect.trigger
                yield f"! case opened: {effect.level.name.lower()} ({why})"
            case RaiseCase():
                yield f"! case raised: {effect.level.name.lower()}"
            case AddToCase():
                yield f"! to the moderator: {effect.text}"
            case HideChat():
                yield f"(the chat is cleared)\n{effect.line}"
            case SetTimer():
                self.timers[effect.name] = self.at + effect.after


def plain(html: str) -> str:
    return unescape(_TAG.sub("", html))


def converse(guide: Guide) -> int:
    """Until "exit" or the end of standard input."""
    talk = Talk(guide=guide, at=datetime.now(UTC))
    sys.stdout.write(HELLO + "\n")
    for shown in talk.type("/start"):
        sys.stdout.write(shown + "\n\n")
    while True:
        sys.stdout.write("> ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line or line.strip() == "exit":
            return 0
        if line.strip():
            for shown in talk.type(line.strip()):
                sys.stdout.write(shown + "\n\n")

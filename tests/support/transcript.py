"""Whole conversations as text that a safeguarding lead can read, replayed line by line.

    > words of the person, [a button] or /a command      < the bot      ! what is done
    ~ 10 minutes            @ claim | words | back | close | release     (the moderator)

Everything but `>`, `~` and `@` lines is what the bot did; between any two lines the session goes through JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.cases import waits
from dialogues.duty import Duty
from dialogues.effects import (
    AddToCase,
    CancelTimer,
    Effect,
    EraseData,
    HideChat,
    OpenCase,
    RaiseCase,
    Say,
    SetTimer,
    ShowData,
)
from dialogues.events import (
    ButtonPressed,
    CaseClaimed,
    CaseClosed,
    CaseReleased,
    CaseWaited,
    CommandGiven,
    Event,
    HandedBack,
    MediaReceived,
    MessageReceived,
    ModeratorReplied,
    TimerFired,
)
from dialogues.guide import Guide
from dialogues.session import Session, from_json, to_json
from dialogues.step import step
from dialogues.talk import plain
from knowledge.risk.levels import RiskLevel
from knowledge.vocabulary import CaseId, EventId

START = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
_MINUTES = re.compile(r"(\d+) (minute|hour|day)s?")
_IN = (">", "~", "@")


@dataclass(slots=True)
class Play:
    """One conversation being replayed."""

    guide: Guide
    duty: Duty = field(default_factory=Duty)
    at: datetime = START
    session: Session = field(default_factory=Session)
    buttons: dict[str, tuple[str, int]] = field(default_factory=dict)
    timers: dict[str, datetime] = field(default_factory=dict)
    unclaimed: tuple[CaseId, RiskLevel, int, datetime] | None = None
    events: int = 0

    def line(self, line: str) -> Iterator[str]:
        """What one line of the transcript leads to."""
        self.at += timedelta(seconds=5)
        sign, words = line[0], line[1:].strip()
        if sign == "~":
            yield from self._pass(words)
        elif sign == "@":
            yield from self._moderator(words)
        else:
            yield from self._person(words)

    def _person(self, words: str) -> Iterator[str]:
        if words.startswith("[") and words.endswith("]"):
            label = words[1:-1]
            assert label in self.buttons, f"no button [{label}] was shown; there are {sorted(self.buttons)}"
            action, turn = self.buttons[label]
            yield from self._happen(lambda i: ButtonPressed(id=i, at=self.at, action=action, turn=turn))
        elif words.startswith("("):
            yield from self._happen(lambda i: MediaReceived(id=i, at=self.at, media=words[1:-1]))
        elif words.startswith("/"):
            command, _, text = words[1:].partition(" ")
            yield from self._happen(lambda i: CommandGiven(id=i, at=self.at, command=command, text=text))
        else:
            text = words.replace("\\n", "\n")
            yield from self._happen(lambda i: MessageReceived(id=i, at=self.at, text=text))

    def _moderator(self, words: str) -> Iterator[str]:
        case = self.session.case
        assert case is not None, "no case is open"
        case_id, alias = case.case_id, "Sam"
        moves: dict[str, Callable[[EventId], Event]] = {
            "claim": lambda i: CaseClaimed(id=i, at=self.at, case_id=case_id, alias=alias),
            "release": lambda i: CaseReleased(id=i, at=self.at, case_id=case_id),
            "back": lambda i: HandedBack(id=i, at=self.at, case_id=case_id),
            "close": lambda i: CaseClosed(id=i, at=self.at, case_id=case_id, outcome="signposted"),
        }
        if words == "claim":
            self.unclaimed = None
        move = moves.get(
            words, lambda i: ModeratorReplied(id=i, at=self.at, case_id=case_id, alias=alias, text=words)
        )
        yield from self._happen(move)

    def _pass(self, words: str) -> Iterator[str]:
        found = _MINUTES.match(words)
        assert found, f"cannot read the time in {words!r}"
        until = self.at + timedelta(**{f"{found[2]}s": int(found[1])})
        while due := self._next_due(until):
            self.at, event = due
            yield from self._happen(event)
        self.at = until

    def _next_due(self, until: datetime) -> tuple[datetime, Callable[[EventId], Event]] | None:
        soonest = min(self.timers.items(), key=lambda item: item[1], default=None)
        if self.unclaimed is not None and (soonest is None or self.unclaimed[3] <= soonest[1]):
            case_id, level, number, at = self.unclaimed
            if at > until:
                return None
            again, lead = waits(level)
            self.unclaimed = (case_id, level, 2, at + (lead - again)) if number == 1 else None
            return at, lambda i: CaseWaited(id=i, at=at, case_id=case_id, step=number)
        if soonest is None or soonest[1] > until:
            return None
        name, at = soonest
        del self.timers[name]
        return at, lambda i: TimerFired(id=i, at=at, name=name)

    def _happen(self, event: Callable[[EventId], Event]) -> Iterator[str]:
        self.events += 1
        turn = step(self.session, event(EventId(f"e{self.events}")), self.guide, self.duty)
        self.session = from_json(to_json(turn.session))
        for effect in turn.effects:
            yield from self._shown(effect)

    def _shown(self, effect: Effect) -> Iterator[str]:
        match effect:
            case Say():
                yield "< " + plain(effect.text).replace("\n", "\n  ")
                labels = [button.label for row in effect.buttons for button in row]
                self.buttons |= {
                    b.label: (b.action, self.session.turn) for row in effect.buttons for b in row
                }
                if labels:
                    yield "  " + " ".join(f"[{label}]" for label in labels)
            case OpenCase():
                self.unclaimed = (effect.case_id, effect.level, 1, self.at + waits(effect.level)[0])
                about = ", ".join(effect.categories) or "no category"
                yield f"! case opened: {effect.level.name.lower()}, {about} ({effect.trigger})"
            case RaiseCase():
                yield f"! case raised: {effect.level.name.lower()}, {', '.join(effect.categories)}"
            case AddToCase():
                yield f"! to the moderator ({effect.author}): {effect.text}"
            case SetTimer():
                self.timers[effect.name] = self.at + effect.after
            case CancelTimer():
                self.timers.pop(effect.name, None)
            case HideChat():
                yield f"! the chat is cleared\n< {effect.line}"
            case EraseData():
                yield "! erased"
            case ShowData():
                yield "! what is held is shown"


def replay(text: str, guide: Guide) -> str:
    """The transcript as it is today: the same given lines, and what the bot does now."""
    title, _, body = text.partition("\n")
    play, out = Play(guide=guide), [title]
    for line in body.splitlines():
        if line.startswith(_IN):
            out.append(line)
            out += play.line(line)
    return "\n".join(out) + "\n"

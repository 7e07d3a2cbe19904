"""A button's callback data, both ways: turn and action for a person, verb and case for the team. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.outgoing import Key, Keys
from dialogues.effects import Button

LONGEST = 64
Verb = Literal["claim", "reply", "release", "back", "close", "outcome", "keep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonButton:
    """A person's choice *action*, shown in turn *turn*."""

    turn: int
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamButton:
    """A moderator's move on case number *number*; *rest* is the outcome where there is one."""

    verb: Verb
    number: int
    rest: str = ""


def for_person(rows: tuple[tuple[Button, ...], ...], turn: int) -> Keys:
    """Raises ValueError for an action that is too long for Telegram."""
    return tuple(tuple(_key(button, turn) for button in row) for row in rows)


def _key(button: Button, turn: int) -> Key:
    if button.url:
        return Key(label=button.label, url=button.url)
    data = f"{turn}:{button.action}"
    if len(data.encode()) > LONGEST:
        raise ValueError(f"the button action {button.action!r} is too long")
    return Key(label=button.label, data=data)


def for_team(label: str, verb: Verb, number: int, rest: str = "") -> Key:
    return Key(label=label, data=f"c:{verb}:{number}" + (f":{rest}" if rest else ""))


def read(data: str) -> PersonButton | TeamButton | None:
    """The button behind callback *data*; None for anything that this bot never sent."""
    if len(data.encode()) > LONGEST:
        return None
    head, _, rest = data.partition(":")
    if head == "c":
        verb, _, more = rest.partition(":")
        number, _, last = more.partition(":")
        if verb in get_args(Verb) and number.isdecimal():
            return TeamButton(verb=verb, number=int(number), rest=last)  # type: ignore[arg-type]
        return None
    return PersonButton(turn=int(head), action=rest) if head.isdecimal() and rest else None

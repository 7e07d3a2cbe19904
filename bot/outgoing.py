"""What waits in the outbox, as plain values: to a person, to the team, an edit, a clean-up. Pure."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked

_STORED = ConfigDict(hide_input_in_errors=True)
Where = Literal["moderators", "lead"]


@checked(frozen=True, slots=True, kw_only=True, config=_STORED)
class Key:
    """A button as it goes out: *data* comes back when it is pressed, or *url* opens."""

    label: str
    data: str = ""
    url: str = ""


Keys = tuple[tuple[Key, ...], ...]


@checked(frozen=True, slots=True, kw_only=True, config=_STORED)
class ToPerson:
    """A message to a person, Telegram HTML. *menu* also shows the lasting keyboard."""

    text: str = field(repr=False)
    keys: Keys = ()
    menu: bool = False
    kind: Literal["to_person"] = "to_person"


@checked(frozen=True, slots=True, kw_only=True, config=_STORED)
class HideFromPerson:
    """Delete what Telegram still lets us delete in the person's chat, then leave *line*."""

    line: str
    kind: Literal["hide"] = "hide"


@checked(frozen=True, slots=True, kw_only=True, config=_STORED)
class ToTeam:
    """A message to the moderators or the lead. *role*: card opens a case there (and its topic), repeat
    announces it again, relay carries the person's words, ask awaits the moderator's reply."""

    text: str = field(repr=False)
    keys: Keys = ()
    where: Where = "moderators"
    role: Literal["card", "repeat", "relay", "notice", "ask"] = "notice"
    title: str = ""
    kind: Literal["to_team"] = "to_team"


@checked(frozen=True, slots=True, kw_only=True, config=_STORED)
class EditCard:
    """The case's card as it is now; *over*: its topic is closed too."""

    text: str = field(repr=False)
    keys: Keys = ()
    over: bool = False
    kind: Literal["edit_card"] = "edit_card"


Content = Annotated[ToPerson | HideFromPerson | ToTeam | EditCard, Field(discriminator="kind")]
_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


def to_json(content: Content) -> str:
    return _CONTENT.dump_json(content).decode()


def from_json(stored: str) -> Content:
    """Raises pydantic.ValidationError (without the stored text) where it is none of these."""
    return _CONTENT.validate_json(stored)

"""What can happen to a person's conversation. Past tense, frozen, one clock: the event's own.

Every event carries an *id* given at intake; a case opened by an event bears the event's id, so an
event that is handled twice can never open two cases. Text is kept out of every repr.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from knowledge.vocabulary import CaseId, EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived:
    """Words from the person: a text, or the caption of something (*attached* says of what)."""

    id: EventId
    at: datetime
    text: str = field(repr=False)
    edited: bool = False
    attached: str = ""
    kind: Literal["message_received"] = "message_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReceived:
    """Something without words that cannot be screened: voice, photo, sticker, video, file, ..."""

    id: EventId
    at: datetime
    media: str
    kind: Literal["media_received"] = "media_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed:
    """A button under one of the bot's messages; *turn* is the turn in which it was shown."""

    id: EventId
    at: datetime
    action: str
    turn: int
    kind: Literal["button_pressed"] = "button_pressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven:
    """A slash command, without its slash, in lower case; what follows it is in *text*."""

    id: EventId
    at: datetime
    command: str
    text: str = field(default="", repr=False)
    kind: Literal["command_given"] = "command_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired:
    """A timer that an earlier turn set with SetTimer(*name*) and that was not cancelled since."""

    id: EventId
    at: datetime
    name: str
    case_id: CaseId | None = None
    kind: Literal["timer_fired"] = "timer_fired"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClaimed:
    """A moderator has taken the case: from now on a person speaks. *alias* is a first name."""

    id: EventId
    at: datetime
    case_id: CaseId
    alias: str
    kind: Literal["case_claimed"] = "case_claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratorReplied:
    id: EventId
    at: datetime
    case_id: CaseId
    alias: str
    text: str = field(repr=False)
    kind: Literal["moderator_replied"] = "moderator_replied"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReleased:
    """The moderator gave the case back unclosed: it waits again for somebody to claim it."""

    id: EventId
    at: datetime
    case_id: CaseId
    kind: Literal["case_released"] = "case_released"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack:
    """The moderator lets the bot speak again; the case stays theirs until it is closed."""

    id: EventId
    at: datetime
    case_id: CaseId
    kind: Literal["handed_back"] = "handed_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed:
    id: EventId
    at: datetime
    case_id: CaseId
    outcome: str
    kind: Literal["case_closed"] = "case_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWaited:
    """Nobody has claimed the case in time. *step* 1: announced again; 2: the lead was told too."""

    id: EventId
    at: datetime
    case_id: CaseId
    step: int
    kind: Literal["case_waited"] = "case_waited"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed:
    """A turn for this person raised; the event it was for could not be handled as usual.

    *text* is what the person wrote, so that a human reads it. Handling this must not raise.
    """

    id: EventId
    at: datetime
    failed: EventId
    text: str = field(default="", repr=False)
    kind: Literal["turn_failed"] = "turn_failed"


Event = (
    MessageReceived
    | MediaReceived
    | ButtonPressed
    | CommandGiven
    | TimerFired
    | CaseClaimed
    | ModeratorReplied
    | CaseReleased
    | HandedBack
    | CaseClosed
    | CaseWaited
    | TurnFailed
)

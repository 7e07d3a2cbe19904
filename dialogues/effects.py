"""What must be done after a turn. Imperative, frozen; the edge saves them in the turn's transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from knowledge.risk.levels import Reason, RiskCategory, RiskLevel, Subject
from knowledge.vocabulary import CaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A choice under a message: what the person reads, and what comes back when it is pressed.

    *action* is at most 48 bytes of ASCII; the edge adds the turn's number. With *url* set the
    button opens a page instead and comes back with nothing.
    """

    label: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message to the person, in Telegram's HTML subset (b, i, code, a), at most 4,096 characters.

    *buttons* are rows. *menu* also shows the lasting keyboard below the chat. *urgent* goes out
    before anything else; *unprompted* marks what arrives without the person having just written,
    and so must begin with words that are safe on a lock screen.
    """

    text: str = field(repr=False)
    buttons: tuple[tuple[Button, ...], ...] = ()
    menu: bool = False
    urgent: bool = False
    unprompted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A human is needed. The edge computes nothing: all that the card shows is here.

    *trigger* is one of: screened, unsafe_answer, asked_for_person, could_not_screen, failure,
    unclear_and_silent. *words* is what the person wrote that led here; *who* is age band, area
    and speaker in plain words, never a name. *earlier* are the person's recent messages.
    """

    case_id: CaseId
    level: RiskLevel
    trigger: str
    categories: tuple[RiskCategory, ...] = ()
    subject: Subject = Subject.NONE
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    who: str = ""
    words: str = field(default="", repr=False)
    earlier: tuple[str, ...] = field(default=(), repr=False)
    versions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseCase:
    """An open case has become more pressing: its level, reasons and words are added to it."""

    case_id: CaseId
    level: RiskLevel
    categories: tuple[RiskCategory, ...] = ()
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToCase:
    """Words that belong to an open case: shown to its moderator, no new alarm.

    *author* is person, bot or note (what the bot did, in plain words).
    """

    case_id: CaseId
    author: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """TimerFired(*name*) comes after *after*, unless set anew or cancelled; one a name and person."""

    name: str
    after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTimer:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HideChat:
    """Delete what Telegram still lets us delete on both sides, then say *line*."""

    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowData:
    """Tell the person what is held about them and until when (the edge knows)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseData:
    """Erase the person's session and, save open cases, everything held about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """An anonymous tally for population insight: *name* such as topic_chosen, with plain labels."""

    name: str
    labels: tuple[str, ...] = ()


Effect = (
    Say | OpenCase | RaiseCase | AddToCase | SetTimer | CancelTimer | HideChat | ShowData | EraseData | Count
)

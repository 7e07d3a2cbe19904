"""What the workflows need of the world, behind which more than one thing stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.outgoing import Content
from knowledge.vocabulary import CaseId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Confirmed. *chat_id* and *message_id* are Telegram's; *thread_id* is the topic it went to."""

    chat_id: int = 0
    message_id: int = 0
    thread_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Not now; *everything* where the limit is on the bot and not on the one chat."""

    after: timedelta
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """The person blocked the bot, or the account or group is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Telegram will never take this message; *why* is Telegram's own short reason."""

    why: str


Delivery = Sent | Later | Unreachable | Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a message goes: a person's chat, or a place of the team's for one case."""

    chat_id: int
    person_id: PersonId | None = None
    case_id: CaseId | None = None
    thread_id: int | None = None
    card_message_id: int | None = None
    old_message_ids: tuple[int, ...] = ()


class Messenger(Protocol):
    async def deliver(self, content: Content, to: Address) -> Delivery: ...

    async def answer(self, callback_id: str, text: str, *, alert: bool = False) -> None:
        """Tell whoever pressed a button; lost without harm where Telegram no longer takes it."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

"""All that one transaction can reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from bot.storage.access import Access
from bot.storage.audit import Audit
from bot.storage.cases import Cases
from bot.storage.chat_log import ChatLog
from bot.storage.inbox import Inbox
from bot.storage.moderators import Moderators
from bot.storage.notes import Notes
from bot.storage.outbox import Outbox
from bot.storage.people import People
from bot.storage.sessions import Sessions
from bot.storage.tallies import Tallies
from bot.storage.timers import Timers


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Every part works in the same transaction; good only until that ends."""

    people: People
    sessions: Sessions
    inbox: Inbox
    cases: Cases
    outbox: Outbox
    timers: Timers
    chat_log: ChatLog
    audit: Audit
    tallies: Tallies
    moderators: Moderators
    notes: Notes

    @classmethod
    def of(cls, access: Access) -> Self:
        return cls(
            people=People(access),
            sessions=Sessions(access),
            inbox=Inbox(access),
            cases=Cases(access),
            outbox=Outbox(access),
            timers=Timers(access),
            chat_log=ChatLog(access),
            audit=Audit(access),
            tallies=Tallies(access),
            moderators=Moderators(access),
            notes=Notes(access),
        )

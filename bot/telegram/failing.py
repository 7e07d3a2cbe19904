"""What becomes of an update that could not be handled: a human gets it, in one way or another."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot import outgoing
from bot.outgoing import ToTeam
from bot.storage.database import Store
from bot.storage.inbox import Received
from bot.storage.outbox import Outgoing
from bot.telegram import updates
from bot.telegram.failsafe import Failsafe
from bot.telegram.team import Team
from bot.telegram.updates import FromPerson, Meaning, TeamPressed, TeamWrote
from bot.workflows.turns import Turns
from dialogues.events import CommandGiven, MessageReceived
from knowledge.vocabulary import EventId

logger = logging.getLogger(__name__)
_STUCK = (
    "⚠️ <b>A person's message cannot be handled, and no case can be opened for it.</b> "
    "It is tried again every minute. Please tell whoever runs this bot."
)
_LONGEST_WORDS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    turns: Turns
    team: Team
    failsafe: Failsafe

    async def to_human(self, store: Store, received: Received, now: datetime) -> None:
        """A case with the person's words, or a word to the moderator whose move failed."""
        event_id = _event_id(received)
        match meaning := self._meaning(received):
            case FromPerson():
                person_id = await store.people.find_or_add(meaning.user_id, now)
                await self.turns.fail(store, person_id, event_id, _words(meaning), now)
            case TeamPressed() | TeamWrote():
                await self.team.could_not(store, meaning, event_id, now)
            case _:
                return

    async def tell_stuck(self, store: Store, received: Received, now: datetime) -> None:
        """No case can be opened: the moderators are shown the words at least, once."""
        meaning = self._meaning(received)
        if not isinstance(meaning, FromPerson):
            return
        words = escape(_words(meaning)[:_LONGEST_WORDS], quote=False)
        content = ToTeam(text=f"{_STUCK}\n“{words}”" if words else _STUCK)
        await store.outbox.add(
            Outgoing(
                id=f"{_event_id(received)}.stuck",
                lane="team:moderators",
                priority=1,
                kind=content.kind,
                payload=outgoing.to_json(content),
                person_id=None,
                case_id=None,
                due_at=now,
            )
        )

    async def warn(self, received: Received) -> None:
        """The fixed crisis words to whoever writes of danger, from memory alone."""
        await self.failsafe.warn([json.loads(received.payload)])

    def _meaning(self, received: Received) -> Meaning:
        event_id = _event_id(received)
        try:
            return updates.read(received.payload, event_id, received.received_at, self.team.chats)
        except Exception as error:  # noqa: BLE001 an update that cannot even be read; its words still count
            logger.warning(
                "update not readable", extra={"update": received.update_id, "error": type(error).__name__}
            )
            return updates.unreadable(received.payload, event_id, received.received_at)


def _event_id(received: Received) -> EventId:
    return EventId(f"{received.source}-{received.update_id}")


def _words(meaning: FromPerson) -> str:
    match meaning.event:
        case MessageReceived(text=text) | CommandGiven(text=text):
            return text
    return ""

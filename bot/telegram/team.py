"""The moderators' chats: pressed buttons and written replies to moves on cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape

from bot import case_card, outgoing
from bot.cases import Case, Outcome
from bot.outgoing import ToTeam
from bot.storage.database import Store
from bot.storage.outbox import Outgoing
from bot.telegram.updates import TeamPressed, TeamWrote
from bot.workflows import moderation
from bot.workflows.moderation import Moderation, Moderator, Told
from knowledge.vocabulary import EventId

_NOTE = re.compile(r"/note(?:@\w+)?\s+(.+)", re.DOTALL)
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?")
HELP = (
    "<b>How to work with cases here</b>\n"
    "• <b>Claim</b> takes a case: from then on you talk and the bot is silent.\n"
    "• Reply to any message of the case: your words go to the person, under your first name.\n"
    "• /note and some words, as a reply: a private note.\n"
    "• <b>Hand back</b>: the bot talks again, the case stays yours. <b>Give it up</b>: it waits for somebody else.\n"
    "• <b>Close</b> asks how it ended, and tells the person.\n"
    "• /cases lists what is open."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """*chats* are the ids of the moderators' and the lead's chats: whoever is in them may move cases."""

    moderation: Moderation
    chats: frozenset[int]

    async def pressed(self, store: Store, pressed: TeamPressed, event_id: EventId, at: datetime) -> Told:
        button = pressed.button
        case = await store.cases.by_number(button.number)
        if case is None:
            return Told(text="This case is not known here any more.", alert=True)
        by = await _who(store, pressed.user_id, pressed.name, at)
        match button.verb:
            case "claim":
                return await self.moderation.claim(store, case, by, event_id, at)
            case "reply":
                return await moderation.ask_words(store, case, by, event_id, at)
            case "release":
                return await self.moderation.release(store, case, by, event_id, at)
            case "back":
                return await self.moderation.hand_back(store, case, by, event_id, at)
            case "close":
                return await moderation.ask_outcome(store, case, by, event_id, at)
            case "outcome":
                return await self._close(store, case, by, button.rest, event_id, at)
            case "keep":
                return Told(text=f"Case {case.number} stays open.")

    async def wrote(self, store: Store, wrote: TeamWrote, event_id: EventId, at: datetime) -> None:
        """Words in a team chat: a command, a reply to a case, or talk among the team (left alone)."""
        case = await _case_of(store, wrote)
        told = await self._answer(store, wrote, case, event_id, at)
        if told is not None:
            await _say(store, case, told, at, event_id)

    async def could_not(
        self, store: Store, meaning: TeamPressed | TeamWrote, event_id: EventId, at: datetime
    ) -> None:
        """A move failed: the team is told, so that nobody believes it went through."""
        case = None
        if isinstance(meaning, TeamPressed):
            case = await store.cases.by_number(meaning.button.number)
        told = "⚠️ Something went wrong on my side, and that did not go through. Please try again."
        await _say(store, case, told, at, EventId(f"{event_id}-failed"))

    async def _close(
        self, store: Store, case: Case, by: Moderator, rest: str, event_id: EventId, at: datetime
    ) -> Told:
        if rest not in set(Outcome):
            return Told(text="This outcome is not known.", alert=True)
        return await self.moderation.close(store, case, by, Outcome(rest), event_id, at)

    async def _answer(
        self, store: Store, wrote: TeamWrote, case: Case | None, event_id: EventId, at: datetime
    ) -> str | None:
        command = _COMMAND.match(wrote.text)
        if command and command[1] in ("cases", "help", "start", "id"):
            return await _commanded(store, command[1], wrote.chat_id, at)
        if case is None:
            return None
        if wrote.edited:
            return "Your change did not reach the person. Please write it as a new reply."
        if wrote.attached or not wrote.text:
            return "Not sent: only words can be passed on. Please write it as text."
        by = await _who(store, wrote.user_id, wrote.name, at)
        if note := _NOTE.match(wrote.text):
            told: Told | None = await self.moderation.note(store, case, by, note[1], event_id, at)
        elif wrote.text.startswith("/"):
            return "Not sent. I know /note, /cases and /help."
        else:
            told = await self.moderation.reply(store, case, by, wrote.text, event_id, at)
        return escape(told.text, quote=False) if told else None


async def _commanded(store: Store, command: str, chat_id: int, at: datetime) -> str:
    if command == "cases":
        return case_card.queue(await store.cases.queue(), at)
    return f"The id of this chat is <code>{chat_id}</code>." if command == "id" else HELP


async def _who(store: Store, user_id: int, name: str, at: datetime) -> Moderator:
    alias = (name.split() or ["Somebody"])[0][:20]
    return Moderator(id=await store.moderators.seen(user_id, alias, at), alias=alias)


async def _case_of(store: Store, wrote: TeamWrote) -> Case | None:
    """The case that a reply, or a topic, belongs to."""
    case_id = None
    if wrote.reply_to is not None:
        case_id = await store.cases.of_message(wrote.chat_id, wrote.reply_to)
    if case_id is None and wrote.thread_id is not None:
        case_id = await store.cases.of_thread(wrote.thread_id)
    return await store.cases.get(case_id) if case_id is not None else None


async def _say(store: Store, case: Case | None, told: str, at: datetime, event_id: EventId) -> None:
    """*told* is Telegram HTML."""
    content = ToTeam(text=told)
    await store.outbox.add(
        Outgoing(
            id=f"{event_id}.told",
            lane=f"team:moderators:{case.id}" if case else "team:moderators",
            priority=2,
            kind=content.kind,
            payload=outgoing.to_json(content),
            person_id=None,
            case_id=case.id if case else None,
            due_at=at,
        )
    )

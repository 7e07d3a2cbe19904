"""What the team is told, or sent instead, where a message cannot arrive: no case is lost to one chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import outgoing
from bot.outgoing import Content, ToTeam
from bot.storage.database import Store
from bot.storage.outbox import Outgoing
from bot.workflows import raising

_NO_LEAD = "⚠️ <b>The safeguarding lead cannot be reached.</b> This was meant for them:\n"
_CUT = "<i>The rest of this card cannot be shown here.</i>"
_SHORT = ".short"


def instead(message: Outgoing, content: Content, at: datetime) -> Outgoing | None:
    """What the lead cannot be told goes to the moderators; None for anything else."""
    if message.person_id is not None or not isinstance(content, ToTeam) or content.where != "lead":
        return None
    told = replace(content, where="moderators", text=f"{_NO_LEAD}{content.text}")
    lane = message.lane.replace("team:lead", "team:moderators", 1)
    return replace(_again(message, told, at, ".instead"), lane=lane)


def shorter(message: Outgoing, content: Content, at: datetime) -> Outgoing | None:
    """A card that Telegram refuses goes out once more as its first lines, which the bot alone wrote."""
    if not isinstance(content, ToTeam) or content.role != "card" or message.id.endswith(_SHORT):
        return None
    first = content.text.split("\n")[:2]
    return _again(message, replace(content, text="\n".join([*first, _CUT])), at, _SHORT)


async def tell_lost(store: Store, message: Outgoing, state: str, now: datetime) -> None:
    """A moderator can see that what went to a person in a case did not arrive, and why."""
    if message.person_id is None:
        return
    case = await store.cases.open_of(message.person_id)
    if case is None:
        return
    why = "has blocked the bot or is gone" if state == "unreachable" else "cannot be sent this message"
    text = f"⚠️ Case {case.number}: a message did not arrive. The person {why}."
    await store.cases.add_entry(case.id, "note", text, now, f"{message.id}.undelivered")
    await raising.to_team(store, case, ToTeam(text=text, role="notice"), now, f"{message.id}.undelivered")


async def tell_unreadable(store: Store, message: Outgoing, _state: str, now: datetime) -> None:
    """Nobody can know what it said: its case is shown once more, by what is not sealed."""
    case = None
    if message.case_id is not None:
        case = await store.cases.get(message.case_id)
    elif message.person_id is not None:
        case = await store.cases.open_of(message.person_id)
    if case is not None:
        await raising.shown_bare(store, case, now, f"{message.id}.unreadable")


def _again(message: Outgoing, content: Content, at: datetime, suffix: str) -> Outgoing:
    payload = outgoing.to_json(content)
    return replace(message, id=f"{message.id}{suffix}", payload=payload, due_at=at, attempts=0)

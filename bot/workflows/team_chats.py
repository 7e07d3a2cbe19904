"""What goes to the team instead, where a message of theirs cannot arrive: no case is lost to one chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import outgoing
from bot.outgoing import Content, ToTeam
from bot.storage.outbox import Outgoing

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


def _again(message: Outgoing, content: Content, at: datetime, suffix: str) -> Outgoing:
    payload = outgoing.to_json(content)
    return replace(message, id=f"{message.id}{suffix}", payload=payload, due_at=at, attempts=0)

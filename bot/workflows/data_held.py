"""What is held about a person: shown with its clock, and erased at their word."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage.database import Store
from dialogues.guide import Guide
from dialogues.session import CaseLink, Session
from knowledge.vocabulary import PersonId

FORGET_CONTACT = "forget_contact"
_LAST_WORDS = timedelta(minutes=10)


async def shown(store: Store, guide: Guide, person_id: PersonId, session: Session) -> str:
    """The message that tells it, in plain words."""

    def line(line_id: str) -> str:
        return guide.script.line(line_id, session.speaker, session.answers.age_band)

    held = [line("data.contact")]
    if session.answers != type(session.answers)():
        held.append(line("data.answers"))
    if session.heard:
        held.append(line("data.words"))
    if any(session.plan):
        held.append(line("data.plan"))
    if session.case is not None or await store.cases.open_of(person_id) is not None:
        held.append(line("data.case"))
    text = "\n".join(f"• {part}" for part in held)
    return guide.script.line("data.shown", session.speaker, session.answers.age_band, held=text)


async def erase(store: Store, person_id: PersonId, at: datetime, *, keep: CaseLink | None) -> None:
    """Erase the conversation; an open case, and the way to reach the person for it, are kept."""
    await store.audit.add("person", "erased", person_id, at)
    await store.sessions.erase(person_id)
    await store.chat_log.forget_all(person_id)
    if keep is None:
        await store.timers.set(person_id, FORGET_CONTACT, at + _LAST_WORDS)


async def forget_contact(store: Store, person_id: PersonId) -> None:
    """The last of a person who asked to be forgotten and has not come back since."""
    session = await store.sessions.load(person_id)
    if session.last_at is None and session.case is None and await store.cases.open_of(person_id) is None:
        await store.sessions.erase(person_id)
        await store.people.erase(person_id)

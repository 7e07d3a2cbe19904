"""The one way in: step(session, event, guide, duty) -> Turn. Screens first, then asks the stage."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dialogues import actions, commands, flow, risk_memory
from dialogues.duty import Duty
from dialogues.effects import Count
from dialogues.events import (
    ButtonPressed,
    CaseClaimed,
    CaseClosed,
    CaseReleased,
    CaseWaited,
    CommandGiven,
    Event,
    HandedBack,
    MediaReceived,
    MessageReceived,
    ModeratorReplied,
    TimerFired,
    TurnFailed,
)
from dialogues.guide import Guide, Scene
from dialogues.session import Session
from dialogues.stages import asking, escalating, failure, handover, language, media, safety
from dialogues.talking import reply
from dialogues.turn import Turn


def step(session: Session, event: Event, guide: Guide, duty: Duty) -> Turn:
    """What *event* leads to. Same session, event, guide and duty: same turn.

    Raises nothing for any session that `from_json` gives and any event; a fault in the risk screen
    becomes a case inside the turn.
    """
    session = risk_memory.after_silence(replace(session, turn=session.turn + 1), event.at)
    scene = Scene(session=session, guide=guide, at=event.at, event_id=event.id, duty=duty)
    return flow.finish(scene, _handle(scene, event))


def _handle(scene: Scene, event: Event) -> Turn:
    match event:
        case MessageReceived():
            return hear(scene, event.text)
        case MediaReceived():
            return media.received(scene, event.media)
        case ButtonPressed():
            return actions.press(_seen(scene), event.action)
        case CommandGiven():
            return _commanded(scene, event)
        case TimerFired():
            return asking.silence(scene) if event.name == escalating.SILENCE else scene.turn()
        case CaseClaimed():
            return handover.claimed(scene, event)
        case ModeratorReplied():
            return handover.replied(scene, event)
        case CaseReleased():
            return handover.released(scene, event)
        case HandedBack():
            return handover.handed_back(scene, event)
        case CaseClosed():
            return handover.closed(scene, event)
        case CaseWaited():
            return handover.waited(scene, event)
        case TurnFailed():
            return failure.failed(scene, event)
    assert_never(event)


def hear(scene: Scene, text: str) -> Turn:
    """Words from the person: the risk in them is settled first, at every stage."""
    risk = risk_memory.read(scene.session, text, scene.at, scene.guide.library)
    session = risk_memory.remember(scene.session, text, scene.at, risk)
    unread = 0 if risk.language == "en" else session.unread_in_a_row + 1
    scene = scene.now(replace(session, media_in_a_row=0, unread_in_a_row=unread))
    screened = Count(name="screened", labels=(risk.level.name.lower(),))
    turn = language.respond(scene, text, risk) or safety.respond(scene, text, risk) or reply(scene, text)
    return turn.then(screened)


def _commanded(scene: Scene, event: CommandGiven) -> Turn:
    """A command; words after it are heard as well, and where they show a risk that comes first."""
    if event.text:
        risk = risk_memory.read(scene.session, event.text, scene.at, scene.guide.library)
        session = risk_memory.remember(scene.session, event.text, scene.at, risk)
        turn = safety.respond(scene.now(session), event.text, risk)
        if turn is not None:
            return turn
        scene = scene.now(session)
    return commands.run(_seen(scene), event.command)


def _seen(scene: Scene) -> Scene:
    return scene.now(replace(scene.session, last_at=scene.at, media_in_a_row=0))

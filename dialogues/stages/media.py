"""What cannot be read: voice, pictures, stickers. A kind answer, and a human where it repeats."""

from __future__ import annotations

from dataclasses import replace

from dialogues.effects import AddToCase, Say
from dialogues.guide import Scene
from dialogues.stages import escalating, promise
from dialogues.turn import Turn
from knowledge.risk.levels import RiskLevel

TOO_MANY = 3
_QUIET = ("sticker", "animation", "dice", "game")


def received(scene: Scene, what: str) -> Turn:
    """An honest answer to something without words; a case already open is told of it."""
    count = scene.session.media_in_a_row + (what not in _QUIET)
    session = replace(scene.session, media_in_a_row=count, last_at=scene.at)
    scene = scene.now(session)
    if session.case is not None:
        note = AddToCase(case_id=session.case.case_id, author="note", text=f"Sent a {what}: it is not kept.")
        said = () if session.case.claimed_by else (_cannot_read(scene, what),)
        return scene.turn(note, *said)
    if count >= TOO_MANY:
        words = f"Sent {count} things in a row that the bot cannot read, the last a {what}."
        opened = escalating.open_case(scene, trigger="could_not_screen", level=RiskLevel.CONCERN, words=words)
        scene = scene.now(replace(opened.session, media_in_a_row=0))
        told = scene.say("media.to_person", scene.rows("exercises"), who=promise.who_will_come(scene))
        return replace(opened, session=scene.session).then(told)
    return scene.turn(_cannot_read(scene, what))


def _cannot_read(scene: Scene, what: str) -> Say:
    line = scene.guide.script.first_of(scene.session.speaker, f"media.{what}", "media.any")
    return scene.say(line, scene.rows("person", "menu", width=2))

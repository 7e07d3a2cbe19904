"""Words in another language: a short fixed answer in it, and a human where it goes on. Never "no risk"."""

from __future__ import annotations

from dataclasses import replace

from dialogues.effects import AddToCase, Count
from dialogues.guide import Scene
from dialogues.stages import escalating, promise
from dialogues.turn import Turn
from knowledge.risk.levels import Risk, RiskLevel

TOO_MANY = 2


def respond(scene: Scene, text: str, risk: Risk) -> Turn | None:
    """The answer to *text* where it is not English and no signal was read in it; None for English."""
    if risk.language == "en" or risk.level.needs_moderator or not risk.could_screen:
        return None
    session = scene.session
    if session.case is not None:
        note = AddToCase(case_id=session.case.case_id, author="person", text=text)
        return scene.turn(note)
    if session.unread_in_a_row >= TOO_MANY:
        return _to_human(scene, text, risk)
    line = scene.guide.script.first_of(session.speaker, f"language.{risk.language}", "language.any")
    return scene.turn(scene.say(line, scene.rows("person")), Count(name="language", labels=(risk.language,)))


def _to_human(scene: Scene, text: str, risk: Risk) -> Turn:
    concern = replace(risk, level=RiskLevel.CONCERN, categories=())
    opened = escalating.open_case(
        scene, trigger="could_not_screen", level=RiskLevel.CONCERN, risk=concern, words=text
    )
    scene = scene.now(opened.session)
    who = promise.who_will_come(scene)
    return opened.then(scene.say("language.to_person", scene.rows("exercises"), who=who))

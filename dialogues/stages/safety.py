"""Safety first: what is said and done when words show a risk, and the numbers that answer now."""

from __future__ import annotations

from dataclasses import replace

from dialogues.effects import Count, Say
from dialogues.guide import Scene
from dialogues.stages import asking, escalating
from dialogues.turn import Turn
from knowledge.risk.levels import Risk, RiskLevel


def respond(scene: Scene, text: str, risk: Risk) -> Turn | None:
    """What risk in *text* calls for; None where the stage may answer as usual.

    *scene.session* already remembers the text. A human is told in this turn or was told before.
    """
    session = scene.session
    if not risk.could_screen:
        return escalating.to_human(scene, text, risk, "could_not_screen")
    added_up = not risk.level.needs_moderator and session.episode.level > session.episode.alerted
    if risk.level.needs_moderator or (risk.level and added_up and session.episode.level.needs_moderator):
        level = max(risk.level, session.episode.level if added_up else RiskLevel.NONE)
        return escalating.to_human(scene, text, replace(risk, level=level), "screened")
    if session.case is not None:
        return None
    if risk.level is RiskLevel.CHECK and not risk.is_faint:
        return asking.ask(scene, "unclear", risk)
    return None


def help_now(scene: Scene) -> Turn:
    """The numbers that answer now, whatever else is going on, and the choice of a person."""
    rows = ((scene.button("person"),), (scene.button("exercises"), scene.button("menu")))
    said = Say(text=scene.line("help_now"), buttons=rows, urgent=True)
    return scene.turn(said, Count(name="help_now"))

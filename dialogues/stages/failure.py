"""When a turn failed: a human reads what was written, and the person is told so honestly."""

from __future__ import annotations

from dialogues.effects import RaiseCase, Say
from dialogues.events import TurnFailed
from dialogues.guide import Scene
from dialogues.stages import escalating, promise
from dialogues.turn import Turn
from knowledge.risk.levels import Reason, RiskLevel


def failed(scene: Scene, event: TurnFailed) -> Turn:
    """A case for the message that could not be handled; nothing here reads the message again."""
    reason = Reason(rule="failure", plain="the bot failed on this message", level=RiskLevel.URGENT)
    case = scene.session.case
    if case is not None:
        raised = RaiseCase(case_id=case.case_id, level=RiskLevel.URGENT, reasons=(reason,), words=event.text)
        return scene.turn(raised, scene.say("failure.in_case"))
    opened = escalating.open_case(scene, trigger="failure", level=RiskLevel.URGENT, words=event.text)
    scene = scene.now(opened.session)
    text = f"{scene.line('failure.told')}\n\n{promise.who_will_come(scene)}"
    return opened.then(Say(text=text, buttons=scene.with_help(scene.rows("exercises")), urgent=True))

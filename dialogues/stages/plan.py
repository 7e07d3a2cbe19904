"""The person's own safety plan: made in the chat, theirs to see and to erase.

The prompts follow the usual order of safety planning (Stanley and Brown): signs, things I can do,
people and places that take my mind off it, people I can ask, services, making things safer.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dialogues.effects import Count
from dialogues.guide import Scene
from dialogues.session import ChoosingPath, MakingPlan
from dialogues.turn import Turn

PROMPTS = 5
LONGEST = 400


def begin(scene: Scene) -> Turn:
    """The plan as it is, or its first prompt."""
    if any(scene.session.plan):
        return show(scene)
    return _ask(scene.now(replace(scene.session, plan=())), 0, "plan.intro").then(Count(name="plan_started"))


def said(scene: Scene, stage: MakingPlan, text: str) -> Turn:
    """The answer to a prompt is kept in the person's words, and the next prompt comes."""
    return _next(scene, stage, text.strip()[:LONGEST])


def skip(scene: Scene) -> Turn:
    stage = scene.session.stage
    return _next(scene, stage, "") if isinstance(stage, MakingPlan) else show(scene)


def show(scene: Scene) -> Turn:
    """The plan, read back only because the person asked for it here and now."""
    session = scene.session.at_stage(ChoosingPath()) if scene.session.case is None else scene.session
    scene = scene.now(session)
    if not any(session.plan):
        return scene.turn(scene.say("plan.empty", scene.rows("plan", "path:ask")))
    parts = [
        f"<b>{scene.line(f'plan.heading.{i + 1}')}</b>\n{escape(words)}"
        for i, words in enumerate(session.plan)
        if words
    ]
    rows = scene.rows("plan:again", "plan:erase", "path:ask", "end", width=2)
    return scene.turn(scene.say("plan.shown", rows, plan="\n\n".join(parts)))


def again(scene: Scene) -> Turn:
    return _ask(scene.now(replace(scene.session, plan=())), 0, "plan.intro")


def erase(scene: Scene) -> Turn:
    scene = scene.now(replace(scene.session, plan=()))
    return scene.turn(scene.say("plan.erased", scene.rows("path:ask", "end", width=2)))


def _next(scene: Scene, stage: MakingPlan, words: str) -> Turn:
    plan = (*scene.session.plan[: stage.step], words)
    scene = scene.now(replace(scene.session, plan=plan))
    if stage.step + 1 >= PROMPTS:
        return show(scene)
    return _ask(scene, stage.step + 1)


def _ask(scene: Scene, step: int, intro: str = "") -> Turn:
    if scene.session.case is None:
        scene = scene.now(scene.session.at_stage(MakingPlan(step=step)))
    else:
        return scene.turn(scene.say("plan.later"))
    asked = scene.say(f"plan.ask.{step + 1}", scene.rows("plan:skip", "exercise_stop", width=2))
    return scene.turn(scene.say(intro), asked) if intro else scene.turn(asked)

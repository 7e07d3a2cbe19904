"""Two things to do in the chat while feelings are big: slow breathing, and grounding."""

from __future__ import annotations

from dialogues.effects import Count
from dialogues.guide import Scene
from dialogues.session import Exercise
from dialogues.turn import Turn

STEPS = {"breathing": 4, "grounding": 5}


def offer(scene: Scene) -> Turn:
    return scene.turn(
        scene.say("exercise.choose", scene.rows("exercise:breathing", "exercise:grounding", "menu"))
    )


def begin(scene: Scene, name: str) -> Turn:
    """The first step; an unknown name offers the choice. With a case open the stage stays as it is."""
    if name not in STEPS:
        return offer(scene)
    return _show(scene, name, 1).then(Count(name="exercise", labels=(name,)))


def step(scene: Scene, name: str, number: int) -> Turn:
    """Step *number* of the exercise, or its end."""
    if name not in STEPS or number > STEPS[name]:
        return _done(scene)
    return _show(scene, name, max(1, number))


def _show(scene: Scene, name: str, number: int) -> Turn:
    session = scene.session
    if session.case is None:
        session = session.at_stage(Exercise(name=name, step=number))
    scene = scene.now(session)
    on = scene.button(f"exercise_step:{name}:{number + 1}", "exercise_on")
    return scene.turn(scene.say(f"exercise.{name}.{number}", ((on, scene.button("exercise_stop")),)))


def _done(scene: Scene) -> Turn:
    return scene.turn(scene.say("exercise.done", scene.rows("exercises", "path:ask", "plan", "end", width=2)))


def said(scene: Scene, stage: Exercise, plain: str) -> Turn:
    """Words during an exercise: a way out, or simply the next step."""
    if plain in ("no", "stop", "enough", "back", "not helping"):
        return stop(scene)
    return step(scene, stage.name, stage.step + 1)


def stop(scene: Scene) -> Turn:
    """Out of the exercise, back to where the talk was."""
    return Turn(session=scene.session, effects=(scene.say("exercise.stopped"),), goes_on=True)

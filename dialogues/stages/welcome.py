"""The first words: what this is, what is kept, and what the person would like."""

from __future__ import annotations

from dataclasses import replace

from dialogues.effects import Say
from dialogues.guide import Scene
from dialogues.session import ChoosingPath, Welcome
from dialogues.turn import Turn

PATHS = ("path:check_in", "path:ask", "path:topics", "person")


def greet(scene: Scene) -> Turn:
    """Hello, what this is and is not, and the plain consent; words already written are kept."""
    hello = Say(text=scene.line("welcome.hello"), menu=True)
    rows = scene.rows("agree", "privacy", "disagree")
    session = scene.session.at_stage(Welcome())
    return Turn(session=session, effects=(hello, scene.say("welcome.consent", rows)))


def agree(scene: Scene) -> Turn:
    """Agreed: a question that was already asked is answered next; otherwise the paths are offered."""
    session = replace(scene.session, agreed_at=scene.session.agreed_at or scene.at)
    return offer_paths(scene.now(session), "welcome.thanks")


def disagree(scene: Scene) -> Turn:
    """Not agreed: nothing is kept beyond this, and the numbers that need no bot are given."""
    return scene.turn(scene.say("welcome.disagreed", scene.rows("agree")))


def offer_paths(scene: Scene, line_id: str = "path.choose") -> Turn:
    session = scene.session.at_stage(ChoosingPath())
    return Turn(session=session, effects=(scene.now(session).say(line_id, scene.rows(*PATHS)),))

"""What is said to words that show no risk: a typed command, or an answer at this stage."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import assert_never

from dialogues import commands
from dialogues.guide import Scene
from dialogues.session import (
    AskingAboutSafety,
    CheckingIn,
    ChoosingPath,
    ChoosingTopic,
    ConfirmingTopics,
    Ended,
    Exercise,
    MakingPlan,
    Signposting,
    WaitingForPerson,
    Welcome,
    WithModerator,
)
from dialogues.stages import asking, check_in, exercises, handover, plan, signposting, welcome, worry
from dialogues.turn import Turn

_GREETING = re.compile(
    r"(?:hi+|hiya|hey+|hello+|yo|ay ?up(?: duck)?|sup|wagwan|good (?:morning|evening|afternoon)|um+|er+m*|"
    r"test(?:ing)?|start|ok(?:ay)?|hello there|hi there|alright|u there|you there|anyone there)[\s.!?:)]*",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:talk|speak|chat|message|get) (?:to|with|me) (?:a |an |some ?one|somebody|an actual )?"
    r"(?:real |actual |human |living )?"
    r"(?:person|human|someone|somebody|some one|moderator|adult|people|being)\b|"
    r"\b(?:can|could) i (?:just |please )?(?:talk|speak) to (?:some ?one|somebody|a person|a human)\b|"
    r"\b(?:real|actual) (?:person|human)\b.*\b(?:please|pls|talk|speak)\b|"
    r"^(?:person|human|a person|a human)(?: please)?$",
    re.IGNORECASE,
)
_TYPED = {
    "help": "now",
    "help now": "now",
    "help me": "now",
    "menu": "menu",
    "start again": "menu",
    "start over": "menu",
    "restart": "menu",
    "stop": "stop",
    "privacy": "privacy",
    "hide": "hide",
    "hide this chat": "hide",
    "topics": "topics",
}


def wants_person(text: str) -> bool:
    """Whether *text* asks for a human."""
    return _PERSON.search(text) is not None


def reply(scene: Scene, text: str) -> Turn:
    """The turn for these words. *scene.session* already remembers them."""
    plain = _plain(text)
    session = scene.session
    with_person = isinstance(session.stage, WithModerator)
    if with_person and plain not in ("help now", "hide", "stop"):
        return handover.said_to_moderator(scene, text)
    if plain in _TYPED:
        return commands.run(scene, _TYPED[plain])
    if wants_person(text):
        return handover.ask_for_person(scene, text)
    if session.case is not None and not session.case.handed_back:
        return handover.said_while_waiting(scene, text)
    turn = _at_stage(scene, text, plain)
    if isinstance(session.stage, CheckingIn | Exercise | MakingPlan):
        return turn  # the check-in asks by itself; an exercise and a plan are not broken into
    return _asked_in_time(scene, turn)


def _at_stage(scene: Scene, text: str, plain: str) -> Turn:
    stage = scene.session.stage
    match stage:
        case Welcome():
            return _at_welcome(scene, text)
        case CheckingIn():
            return _in_check_in(scene, stage, text, plain)
        case ConfirmingTopics():
            return worry.said_again(scene, stage, text)
        case ChoosingTopic():
            return worry.match(scene, text, in_check_in=stage.in_check_in)
        case AskingAboutSafety():
            return asking.said(scene, stage, text)
        case Exercise():
            return exercises.said(scene, stage, plain)
        case MakingPlan():
            return plan.said(scene, stage, text)
        case Signposting():
            return signposting.said(scene, stage, text) or _question(scene, text)
        case ChoosingPath() | Ended():
            return _question(scene, text)
        case WaitingForPerson() | WithModerator():
            return handover.said_while_waiting(scene, text)
    assert_never(stage)


def _at_welcome(scene: Scene, text: str) -> Turn:
    """A first word greets; words after the greeting mean that the person goes on."""
    heard = scene.session.heard
    if scene.session.agreed_at is None and len(heard) <= 1:
        turn = welcome.greet(scene)
        return turn if _GREETING.fullmatch(text.strip()) else turn.then(scene.say("welcome.kept"))
    session = replace(scene.session, agreed_at=scene.session.agreed_at or scene.at)
    return _question(scene.now(session), text)


def agreed(scene: Scene) -> Turn:
    """Consent was given: words that came before it are answered now."""
    waiting = [heard.text for heard in scene.session.heard if not _GREETING.fullmatch(heard.text.strip())]
    turn = welcome.agree(scene)
    return worry.match(scene.now(turn.session), "\n".join(waiting)) if waiting else turn


def _in_check_in(scene: Scene, stage: CheckingIn, text: str, plain: str) -> Turn:
    if plain in ("skip", "pass", "next"):
        return check_in.skip(scene, stage.question)
    if plain in ("back", "go back"):
        return check_in.back(scene)
    return check_in.answer(scene, stage.question, text)


def _question(scene: Scene, text: str) -> Turn:
    """Words outside the check-in: a greeting, or a question or worry to be matched."""
    if _GREETING.fullmatch(text.strip()):
        return welcome.offer_paths(scene, "path.hello")
    return worry.match(scene, text)


def _asked_in_time(scene: Scene, turn: Turn) -> Turn:
    """*turn*, with the question about safety after it where it is time to ask."""
    if turn.goes_on or not asking.should_ask(turn.session):
        return turn
    asked = asking.ask(scene.now(turn.session), "early")
    return Turn(session=asked.session, effects=turn.effects + asked.effects)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z ]", "", text.casefold()).strip()

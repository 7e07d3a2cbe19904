"""The one kind, direct question about safety: when it is asked, what follows an answer, and silence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from dialogues import questions
from dialogues.effects import CancelTimer, Count, Effect, SetTimer
from dialogues.guide import Scene
from dialogues.session import AskingAboutSafety, CheckingIn, ConfirmingTopics, Session
from dialogues.stages import escalating
from dialogues.stages.escalating import SILENCE
from dialogues.turn import Turn
from knowledge.risk.levels import Reason, Risk, RiskCategory, RiskLevel, Subject
from knowledge.vocabulary import FeelsSafe, ThoughtsOfHarm

SILENCE_UNCLEAR = timedelta(minutes=10)
SILENCE_EARLY = timedelta(minutes=30)
ASK_BY_MESSAGE = 3
_SHORT_ANSWER = 6
_ABOUT_SAFETY = re.compile(r"safe|scare|afraid|fright|danger|hurt|harm|hit", re.IGNORECASE)


def ask(scene: Scene, because: Literal["early", "unclear"], risk: Risk | None = None) -> Turn:
    """Ask kindly and directly; *unclear* asks in words that fit what was hinted at."""
    stage = scene.session.stage
    question: Literal["feels_safe", "thoughts_of_harm"] = "feels_safe"
    line = "safety.early"
    if because == "unclear":
        group = escalating.group_of(risk.categories if risk else ())
        line = scene.guide.script.first_of(
            scene.session.speaker, f"safety.unclear.{group}", "safety.unclear.any"
        )
        question = "thoughts_of_harm" if group in ("self", "body", "any") else "feels_safe"
    resume: Literal["check_in", "advice", "path"] = "path"
    if isinstance(stage, CheckingIn) or getattr(stage, "in_check_in", False):
        resume = "check_in"
    elif scene.session.answers.topics:
        resume = "advice"
    guesses = stage.guesses if isinstance(stage, ConfirmingTopics | AskingAboutSafety) else ()
    if isinstance(stage, AskingAboutSafety):
        resume = stage.resume
    asking = AskingAboutSafety(because=because, resume=resume, question=question, guesses=guesses)
    scene = scene.now(scene.session.at_stage(asking).with_episode(asked_at=scene.at))
    key = "harm" if question == "thoughts_of_harm" else "safe"
    rows = scene.rows(*(f"{key}:{value}" for value in questions.choices(question, scene.session.speaker)))
    wait = SILENCE_UNCLEAR if because == "unclear" else SILENCE_EARLY
    count = Count(name="asked_about_safety", labels=(because,))
    return scene.turn(scene.say(line, rows), SetTimer(name=SILENCE, after=wait), count)


def ask_early(scene: Scene, turn: Turn) -> Turn:
    """*turn*, and the early question after it, where this person was not asked yet."""
    session = turn.session
    if session.episode.asked_at is not None or session.case is not None:
        return turn
    if session.answers.feels_safe is not None:
        return turn
    asked = ask(scene.now(session), "early")
    return Turn(session=asked.session, effects=turn.effects + asked.effects)


def should_ask(session: Session) -> bool:
    """Whether it is time to ask: by the third message however mild all looks, sooner where one was unclear."""
    due = len(session.heard) >= ASK_BY_MESSAGE or session.episode.level >= RiskLevel.CHECK
    return (
        due
        and session.episode.asked_at is None
        and session.case is None
        and session.answers.feels_safe is None
    )


def said(scene: Scene, stage: AskingAboutSafety, text: str) -> Turn:
    """An answer to the question in own words; what is not clear counts as unsure."""
    value = questions.understand(stage.question, text, scene.session.speaker)
    if value is FeelsSafe.NO and _tells_something_else(text):
        value = FeelsSafe.UNSURE
    if value is None:
        value = FeelsSafe.UNSURE if stage.question == "feels_safe" else ThoughtsOfHarm.PREFER_NOT
    return answered(scene, stage.question, str(value), words=text)


def _tells_something_else(text: str) -> bool:
    """A long text that only begins with "no" and says nothing of being safe goes on about the worry: ask again."""
    return len(text.split()) > _SHORT_ANSWER and _ABOUT_SAFETY.search(text) is None


def answered(
    scene: Scene, question: Literal["feels_safe", "thoughts_of_harm"], value: str, words: str = ""
) -> Turn:
    """What follows from an answer. A yes to harm or a no to safe is never taken back by a later one."""
    try:
        parsed = questions.parse(question, value)
    except ValueError:
        return scene.turn()
    scene = scene.now(scene.session.with_answers(**{question: parsed}))
    quiet = (CancelTimer(name=SILENCE), Count(name="answered", labels=(question, value)))
    if questions.is_unsafe(question, parsed):
        return unsafe_answer(scene, question, value, words).then(*quiet)
    if parsed is FeelsSafe.UNSURE:
        asked = _ask_about_harm(scene)
        return asked.then(quiet[1])
    if parsed is ThoughtsOfHarm.PREFER_NOT:
        return _over(scene, scene.say("safety.prefer_not", scene.rows("person")), *quiet)
    if scene.session.case is None:
        scene = scene.now(scene.session.with_episode(answered_safe_at=scene.at, checks=0))
    return _over(scene, scene.say("safety.glad"), *quiet)


def unsafe_answer(scene: Scene, question: str, value: str, words: str = "") -> Turn:
    """Not safe, or thoughts of harm: a human is told, and what can be done now is said."""
    sometimes = value == ThoughtsOfHarm.SOMETIMES
    level = RiskLevel.CONCERN if sometimes else RiskLevel.URGENT
    categories = scene.session.episode.categories
    if question == "thoughts_of_harm" and not categories:
        categories = (RiskCategory.SUICIDE,)
    reason = Reason(
        rule=f"answer.{question}", quote=value, plain=f"answered: {_plain(question, value)}", level=level
    )
    risk = Risk(level=level, categories=categories, subject=Subject.SELF, reasons=(reason,))
    session = scene.session.with_episode(
        level=max(scene.session.episode.level, level), categories=categories, last_at=scene.at
    )
    return escalating.to_human(scene.now(session), words or _plain(question, value), risk, "unsafe_answer")


def _plain(question: str, value: str) -> str:
    asked = "feels safe" if question == "feels_safe" else "thoughts of harm"
    return f"{asked}: {value.replace('_', ' ')}"


def _ask_about_harm(scene: Scene) -> Turn:
    stage = scene.session.stage
    resume: Literal["check_in", "advice", "path"] = (
        stage.resume if isinstance(stage, AskingAboutSafety) else "path"
    )
    guesses = stage.guesses if isinstance(stage, AskingAboutSafety) else ()
    asking = AskingAboutSafety(because="unclear", resume=resume, question="thoughts_of_harm", guesses=guesses)
    scene = scene.now(scene.session.at_stage(asking).with_episode(asked_at=scene.at))
    rows = scene.rows(*(f"harm:{v}" for v in questions.choices("thoughts_of_harm", scene.session.speaker)))
    timer = SetTimer(name=SILENCE, after=SILENCE_UNCLEAR)
    return scene.turn(scene.say("safety.unsure", rows), timer)


def _over(scene: Scene, *effects: Effect) -> Turn:
    return Turn(session=scene.session, effects=effects, goes_on=True)


def silence(scene: Scene) -> Turn:
    """Nobody answered the question: after an unclear message a human looks; otherwise a soft word."""
    stage = scene.session.stage
    if not isinstance(stage, AskingAboutSafety) or scene.session.case is not None:
        return scene.turn()
    if stage.because == "early":
        return scene.turn(
            replace(scene.say("safety.silence_early", scene.rows("safe:yes", "safe:no")), unprompted=True)
        )
    words = scene.session.heard[-1].text if scene.session.heard else ""
    opened = escalating.open_case(scene, trigger="unclear_and_silent", level=RiskLevel.CONCERN, words=words)
    scene = scene.now(opened.session)
    said = replace(scene.say("safety.silence_unclear", escalating.meanwhile_rows(scene)), unprompted=True)
    return opened.then(said)

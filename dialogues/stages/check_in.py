"""The check-in: one question at a time, in buttons or own words, each of them skippable."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from dialogues import questions
from dialogues.effects import Count
from dialogues.guide import Rows, Scene
from dialogues.session import CheckingIn, ChoosingTopic, QuestionId, Session
from dialogues.stages import asking, signposting, worry
from dialogues.turn import Turn
from knowledge.vocabulary import FeelsSafe, ThoughtsOfHarm


def start(scene: Scene) -> Turn:
    """Begin, or go on where it was left."""
    return ask_next(scene).then(Count(name="check_in_started"))


def ask_next(scene: Scene) -> Turn:
    """The next open question, or the door that the answers point to."""
    question = questions.next_question(scene.session.answers)
    if question is None:
        return signposting.show_result(scene)
    return ask(scene, question)


def ask(scene: Scene, question: QuestionId, line_id: str = "") -> Turn:
    """Put *question* on the screen."""
    path = tuple(q for q in scene.session.path if q != question)
    session = replace(scene.session, path=(*path, question)).at_stage(CheckingIn(question=question))
    if question in ("feels_safe", "thoughts_of_harm"):
        session = session.with_episode(asked_at=scene.at)
    scene = scene.now(session)
    return scene.turn(scene.say(line_id or f"ask.{question}", _rows(scene, question)))


def answer(scene: Scene, question: QuestionId, text: str) -> Turn:
    """Take an answer in own words; ask again once where it is not clear, then go on."""
    if question == "worry":
        return worry.match(scene, text, in_check_in=True)
    value = questions.understand(question, text, scene.session.speaker)
    if value is not None:
        return record(scene, question, value)
    if f"again:{question}" in scene.session.answers.skipped:
        return skip(scene, question)
    skipped = (*scene.session.answers.skipped, f"again:{question}")
    return ask(scene.now(scene.session.with_answers(skipped=skipped)), question, "ask.again")


def choose(scene: Scene, question: str, value: str) -> Turn:
    """Take a pressed button, also one of an older question: then the answer is changed."""
    if question not in get_args(QuestionId) or question == "worry":
        return ask_next(scene)
    stage = scene.session.stage
    try:
        parsed = questions.parse(question, value)  # type: ignore[arg-type]
    except ValueError:
        return ask_next(scene)
    if isinstance(stage, CheckingIn) and stage.question == question:
        return record(scene, question, parsed)
    if getattr(scene.session.answers, question) == parsed:
        return scene.turn()  # the same button pressed twice says nothing new
    return _change(scene, question, parsed)


def record(scene: Scene, question: str, value: Any) -> Turn:
    """Store an answer and go on; an unsafe answer is a matter for safety first."""
    session = scene.session.with_answers(**{question: value})
    scene = scene.now(session)
    count = Count(name="answered", labels=(question,))
    if question == "feels_safe" and value is FeelsSafe.YES:
        scene = scene.now(scene.session.with_episode(answered_safe_at=scene.at))
    if questions.is_unsafe(question, value):
        return asking.unsafe_answer(scene, question, str(value)).then(count)
    if value is ThoughtsOfHarm.PREFER_NOT:
        return ask_next(scene).first(scene.say("safety.prefer_not", scene.rows("person"))).then(count)
    return ask_next(scene).then(count)


def skip(scene: Scene, question: QuestionId) -> Turn:
    """Leave a question out; it is not asked again in this check-in."""
    answers = scene.session.answers
    session = scene.session.with_answers(skipped=(*answers.skipped, question))
    return ask_next(scene.now(session)).then(Count(name="skipped", labels=(question,)))


def back(scene: Scene) -> Turn:
    """The question before this one, with its answer open again."""
    path = scene.session.path
    stage = scene.session.stage
    if isinstance(stage, CheckingIn) and path and path[-1] == stage.question:
        path = path[:-1]
    if not path:
        return ask_next(scene)
    question = path[-1]
    return ask(scene.now(_reopened(replace(scene.session, path=path), question)), question)


def _change(scene: Scene, question: str, value: Any) -> Turn:
    """An older question's button: the answer is changed, and the present question stays."""
    stage = scene.session.stage
    if questions.is_unsafe(question, value) or not isinstance(stage, CheckingIn):
        return record(scene, question, value)
    if question in ("feels_safe", "thoughts_of_harm"):
        return ask(scene, stage.question)  # an old button never takes an unsafe answer back
    changed = scene.now(scene.session.with_answers(**{question: value}))
    return ask(changed, stage.question).first(changed.say("ask.changed"))


def _reopened(session: Session, question: QuestionId) -> Session:
    skipped = tuple(q for q in session.answers.skipped if q not in (question, f"again:{question}"))
    if question == "worry":
        return session.with_answers(topics=(), skipped=skipped)
    return session.with_answers(**{question: None}, skipped=skipped)


def _rows(scene: Scene, question: QuestionId) -> Rows:
    if question == "worry":
        return (*worry.topic_rows(scene, ChoosingTopic(in_check_in=True)), *_moves(scene))
    actions = [f"answer:{question}:{value}" for value in questions.choices(question, scene.session.speaker)]
    width = 2 if question in ("age_band", "duration") else 1
    return (*scene.rows(*actions, width=width), *_moves(scene))


def _moves(scene: Scene) -> Rows:
    moves = ["back", "skip"] if len(scene.session.path) > 1 else ["skip"]
    return (tuple(scene.button(move) for move in moves),)

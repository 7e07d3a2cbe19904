"""The questions of the check-in: their order, their buttons, and how an answer is taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogues import understanding
from dialogues.session import Answers, QuestionId
from knowledge.vocabulary import (
    AgeBand,
    Area,
    Duration,
    FeelsSafe,
    Impact,
    Speaker,
    Support,
    ThoughtsOfHarm,
)

ORDER: tuple[QuestionId, ...] = (
    "speaker",
    "age_band",
    "area",
    "mood",
    "worry",
    "feels_safe",
    "thoughts_of_harm",
    "duration",
    "impact",
    "support",
)
_TYPES: dict[str, Callable[[str], Any]] = {
    "speaker": Speaker,
    "age_band": AgeBand,
    "area": Area,
    "mood": int,
    "duration": Duration,
    "impact": Impact,
    "support": Support,
    "feels_safe": FeelsSafe,
    "thoughts_of_harm": ThoughtsOfHarm,
}
_READERS: dict[str, Callable[[str], Any]] = {
    "speaker": understanding.speaker,
    "area": understanding.area,
    "mood": understanding.mood,
    "duration": understanding.duration,
    "impact": understanding.impact,
    "support": understanding.support,
    "feels_safe": understanding.feels_safe,
    "thoughts_of_harm": understanding.thoughts_of_harm,
}
_YOUNG_AGES = (AgeBand.UNDER_11, AgeBand.FROM_11, AgeBand.FROM_14, AgeBand.FROM_16, AgeBand.FROM_18)
_CHILD_AGES = (AgeBand.UNDER_5, AgeBand.FIVE_TO_10, *_YOUNG_AGES[1:])


def choices(question: QuestionId, speaker: Speaker) -> tuple[str, ...]:
    """The values offered as buttons, in order; none for the worry, which has the topics."""
    if question == "mood":
        return ("5", "4", "3", "2", "1")
    if question == "age_band":
        return _YOUNG_AGES if speaker is Speaker.YOUNG_PERSON else _CHILD_AGES
    if question == "worry":
        return ()
    return tuple(str(value) for value in _TYPES[question])  # type: ignore[attr-defined]


def parse(question: QuestionId, value: str) -> Any:
    """The answer a button stands for. Raises ValueError for a value that is none."""
    answer = _TYPES[question](value)
    if question == "mood" and not 1 <= answer <= 5:
        raise ValueError(value)
    return answer


def understand(question: QuestionId, text: str, speaker: Speaker) -> Any:
    """The answer in the person's own words, None where it is not clear."""
    if question == "age_band":
        return understanding.age_band(text, speaker)
    return _READERS[question](text)


def is_answered(question: QuestionId, answers: Answers) -> bool:
    if question in answers.skipped:
        return True
    value = answers.topics if question == "worry" else getattr(answers, question)
    return value not in (None, ())


def is_unsafe(question: str, value: object) -> bool:
    """Not safe, or thoughts of harm. The question decides what a "yes" means."""
    if question == "feels_safe":
        return value is FeelsSafe.NO
    return question == "thoughts_of_harm" and value in (ThoughtsOfHarm.SOMETIMES, ThoughtsOfHarm.YES)


def next_question(answers: Answers) -> QuestionId | None:
    """The first question still open; thoughts of harm only where there is reason to ask."""
    for question in ORDER:
        if question == "thoughts_of_harm" and not _should_ask_about_harm(answers):
            continue
        if _is_idle(question, answers):
            continue
        if not is_answered(question, answers):
            return question
    return None


def _should_ask_about_harm(answers: Answers) -> bool:
    low = answers.mood is not None and answers.mood <= 2
    return low or answers.feels_safe in (FeelsSafe.UNSURE, FeelsSafe.NO)


def _is_idle(question: QuestionId, answers: Answers) -> bool:
    """With no worry and a good mood, how long and how much need no asking."""
    fine = "worry" in answers.skipped and (answers.mood or 0) >= 4
    return fine and question in ("duration", "impact", "support")

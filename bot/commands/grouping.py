"""`run_bot.py grouping`: the THRIVE grouping that answers and messages point to, and why."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.commands.json_lines import answer_lines
from bot.reader import load_reader
from dialogues import grouping, questions
from dialogues.session import Answers
from dialogues.talking import wants_person
from knowledge.library import Library
from knowledge.loading import load_library
from knowledge.risk.levels import RiskLevel
from knowledge.risk.screening import could_not_screen, screen
from knowledge.vocabulary import Speaker, Topic


class GroupingLine(BaseModel):
    """*answers* by question id, as values or in own words; *messages* as the person wrote them, in order."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    id: str
    speaker: Speaker = Speaker.YOUNG_PERSON
    answers: Mapping[str, Any] = {}
    messages: tuple[str, ...] = ()


def main(_: Sequence[str]) -> int:
    """Reads standard input."""
    library = load_library(reader=load_reader())

    def answer(line: GroupingLine) -> Mapping[str, Any]:
        level = _level(line, library)
        door, why = grouping.suggest(_answers(line), level)
        return {"id": line.id, "grouping": door.value, "why": why, "level": int(level)}

    return answer_lines(GroupingLine, answer, sys.stdin)


def _level(line: GroupingLine, library: Library) -> RiskLevel:
    """The highest level read in the messages and in answers given in own words."""
    level = RiskLevel.NONE
    words = [value for value in line.answers.values() if isinstance(value, str) and " " in value]
    said: list[str] = []
    for text in (*line.messages, *words):
        try:
            risk = screen(text, library.lexicon, speaker=line.speaker, earlier=said, reader=library.reader)
        except Exception as error:  # noqa: BLE001 fails closed, as in the conversation
            risk = could_not_screen(type(error).__name__)
        level = max(level, risk.level)
        said.append(text)
    return level


def _answers(line: GroupingLine) -> Answers:
    values: dict[str, Any] = {"speaker": line.speaker}
    for question in (
        "age_band",
        "area",
        "mood",
        "duration",
        "impact",
        "support",
        "feels_safe",
        "thoughts_of_harm",
    ):
        given = line.answers.get(
            "safety" if question == "feels_safe" and "safety" in line.answers else question
        )
        if given is not None:
            values[question] = _value(question, given, line.speaker)
    values["topics"] = _topics(line.answers.get("worry"))
    asked = any(wants_person(message) for message in line.messages)
    values["wants_person"] = asked or bool(line.answers.get("wants_person"))
    return Answers(**values)


def _value(question: Any, given: Any, speaker: Speaker) -> Any:
    try:
        return questions.parse(question, str(given))
    except ValueError:
        return questions.understand(question, str(given), speaker)


def _topics(worry: Any) -> tuple[Topic, ...]:
    """Topics as listed; a worry in own words counts as a worry about something else."""
    named = [worry] if isinstance(worry, str) else list(worry or ())
    found = tuple(Topic(name) for name in named if name in set(Topic))
    return found or ((Topic.OTHER,) if any(str(name).strip() for name in named) else ())

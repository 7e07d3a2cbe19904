"""Questions and answers from `content/questions/*.toml`, checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from knowledge.advice import Service
from knowledge.faults import Fault, from_validation
from knowledge.questions import Question, QuestionId, Questions, compile_questions
from knowledge.read_services import EVERYBODY_KNOWS, numbers_in
from knowledge.vocabulary import ServiceId, Speaker, Topic

WORDS_FILE = "words.toml"
_HEADING = re.compile(r"\s*\[\[\s*question\s*\]\]")
Asked = Annotated[str, Field(min_length=4, max_length=90)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{2,60}$")]
    speakers: Annotated[tuple[Speaker, ...], Field(min_length=1)]
    ask: Asked
    ways: Annotated[tuple[Asked, ...], Field(min_length=3, max_length=12)]
    answer: Annotated[str, Field(min_length=20, max_length=500)]
    topic: Topic
    services: tuple[str, ...] = ()
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    reviewed_on: date
    review_by: date
    version: Annotated[int, Field(ge=1)]

    @field_validator("answer")
    @classmethod
    def _leaves_numbers_to_the_services(cls, answer: str) -> str:
        if other := [number for number in numbers_in(answer) if number not in EVERYBODY_KNOWS]:
            raise ValueError(f"names {other[0]}: list the service instead, its number is shown with it")
        return answer

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.review_by <= self.reviewed_on:
            raise ValueError("review_by must be after reviewed_on")
        return self


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    same: tuple[Annotated[tuple[str, ...], Field(min_length=2)], ...] = ()
    faint: tuple[str, ...] = ()


def read_questions(folder: Path, services: Mapping[ServiceId, Service]) -> tuple[Questions, list[Fault]]:
    """Every question that could be read, compiled, and what is wrong with the others.

    *services* are those that answers may name.
    """
    found: dict[QuestionId, Question] = {}
    places: dict[tuple[Speaker, str], QuestionId] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name == WORDS_FILE:
            continue
        for line, entry in _entries(path.name, path.read_text(encoding="utf-8"), faults):
            question = _question(entry)
            for field, remedy in _misfits(question, found, places, services):
                faults.append(Fault(path.name, line, field, f"{question.id}: {remedy}"))
            places |= dict.fromkeys(_said(question), question.id)
            found[question.id] = question
    words = _words(folder / WORDS_FILE, faults)
    return compile_questions(found.values(), words.same, words.faint), faults


def _misfits(
    question: Question,
    found: Mapping[QuestionId, Question],
    places: Mapping[tuple[Speaker, str], QuestionId],
    services: Mapping[ServiceId, Service],
) -> list[tuple[str, str]]:
    """Field and remedy for what is wrong with a question beside the others and the services."""
    wrong = []
    if question.id in found:
        wrong.append(("id", "is listed twice; rename or remove one"))
    for said in sorted(_said(question) & places.keys()):
        wrong.append(("ask", f'"{said[1]}" is already asked under {places[said]}; reword or remove one'))
    for service_id in question.services:
        service = services.get(service_id)
        if service is None:
            wrong.append(("services", f"{service_id} does not exist; mend or remove it"))
        elif not set(service.speakers) & set(question.speakers):
            wrong.append(("services", f"{service_id} is not for {' or '.join(question.speakers)}"))
    return wrong


def _said(question: Question) -> set[tuple[Speaker, str]]:
    """Who says what: the same words may be another question when another speaker says them."""
    ways = [re.sub(r"[^a-z0-9 ]", "", way.casefold()).strip() for way in (question.ask, *question.ways)]
    return {(speaker, way) for speaker in question.speakers for way in ways}


def _entries(file: str, text: str, faults: list[Fault]) -> list[tuple[int, _Entry]]:
    """The entries of one file, each with its first line; what cannot be read is added to *faults*.

    What stands under [defaults] holds for every entry that does not say otherwise.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file, 1, "file", f"not valid TOML: {error}"))
        return []
    lines = text.splitlines()
    raw: list[dict[str, Any]] = tables.pop("question", [])
    defaults: dict[str, Any] = tables.pop("defaults", {})
    faults += [Fault(file, 1, name, "stands alone; each entry begins with [[question]]") for name in tables]
    starts = [number for number, line in enumerate(lines, 1) if _HEADING.match(line)]
    if len(starts) != len(raw):
        faults.append(Fault(file, 1, "file", "each entry needs a line [[question]] of its own"))
        return []
    found = []
    ends = [*starts[1:], len(lines) + 1]
    for start, end, fields in zip(starts, ends[: len(starts)], raw, strict=True):
        try:
            found.append((start, _Entry.model_validate({**defaults, **fields})))
        except ValidationError as error:
            faults += from_validation(error, file, "\n".join(lines[: end - 1]), start)
    return found


def _words(path: Path, faults: list[Fault]) -> _Words:
    """The words that mean the same, or nothing, to whoever asks; none where there is no such file."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    try:
        return _Words.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(path.name, 1, "file", f"not valid TOML: {error}"))
    except ValidationError as error:
        faults += from_validation(error, path.name, text)
    return _Words()


def _question(entry: _Entry) -> Question:
    return Question(
        id=QuestionId(entry.id),
        speakers=entry.speakers,
        ask=entry.ask,
        ways=entry.ways,
        answer=entry.answer,
        topic=entry.topic,
        services=tuple(ServiceId(service) for service in entry.services),
        version=entry.version,
        reviewed_on=entry.reviewed_on,
        review_by=entry.review_by,
        sources=entry.sources,
    )

"""Questions that people really ask, each with its own answer, and which of them a text is asking."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NewType

from rapidfuzz import fuzz, process

from knowledge.phrases import stems
from knowledge.vocabulary import ServiceId, Speaker, Topic

QuestionId = NewType("QuestionId", str)

SURE_PERCENT = 60.0
"""Below this a text asks none of them: a worry is for the advice, not for a ready answer."""
_SHARE_OF_STEMS = 0.75
_UNASKED = 0.82
_LONGEST_WORDS = 40
_ASKING = re.compile(
    r"\?|\b(how|what|whats|who|whos|why|when|where|which|can|could|should|does|do i|do you|do they|will|would"
    r"|is it|is there|is this|is that|are you|are there|are they|am i|have i|any (?:help|advice|way)"
    r"|tell me|explain|wonder(?:ing)?|want to know|need to know|not sure (?:if|whether))\b"
)
_SENTENCE = re.compile(r"[.!?\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question and its answer. *ask* is how a person would say it, *ways* are other phrasings;
    *topic* is the card to read on, *services* are shown with their details under the answer."""

    id: QuestionId
    speakers: tuple[Speaker, ...]
    ask: str
    ways: tuple[str, ...]
    answer: str
    topic: Topic
    services: tuple[ServiceId, ...]
    version: int
    reviewed_on: date
    review_by: date
    sources: tuple[str, ...]

    def is_for(self, speaker: Speaker) -> bool:
        return speaker in self.speakers or speaker.reads_as in self.speakers


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMatch:
    """A question that the text may be asking; *nearest* is the phrasing that came closest."""

    question: Question
    score_percent: float
    nearest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrasing:
    question: QuestionId
    plain: str
    stems: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """All questions, compiled. *weights* say how telling a stem is; *same* draws words that mean
    the same here to one stem."""

    listed: Mapping[QuestionId, Question]
    phrasings: tuple[_Phrasing, ...]
    weights: Mapping[str, float]
    known: tuple[str, ...]
    same: Mapping[str, str]


def compile_questions(questions: Iterable[Question], same: Iterable[Iterable[str]] = ()) -> Questions:
    """The questions ready for `find`; each group in *same* holds words taken to mean the same."""
    listed = {question.id: question for question in questions}
    drawn = {stem: group[0] for group in map(_group, same) for stem in group}
    ways = [(q.id, _plain(way)) for q in listed.values() for way in (q.ask, *q.ways)]
    kept = [(question_id, way, frozenset(_stems(way, drawn))) for question_id, way in ways]
    spread = Counter(
        stem for stem, _ in {(stem, question_id) for question_id, _, found in kept for stem in found}
    )
    weights = {stem: math.log(1 + len(listed) / uses) for stem, uses in spread.items()}
    phrasings = tuple(
        _Phrasing(question=question_id, plain=way, stems=found, weight=sum(weights[stem] for stem in found))
        for question_id, way, found in kept
    )
    return Questions(
        listed=listed, phrasings=phrasings, weights=weights, known=tuple(sorted(weights)), same=drawn
    )


def find(text: str, speaker: Speaker, questions: Questions, limit: int = 3) -> tuple[QuestionMatch, ...]:
    """The questions that *text* asks, best first, at most *limit*; empty where it asks none of them.

    Scores are per cent: the rare stems that text and phrasing share, as a share of both, and rapidfuzz
    token_sort_ratio. The whole text and each of its sentences are tried, up to 40 words; what is not put
    as a question counts for less. Only scores of SURE_PERCENT or more are returned.
    """
    best: dict[QuestionId, QuestionMatch] = {}
    for part in _parts(text):
        for match in _scored(part, speaker, questions):
            known = best.get(match.question.id)
            if known is None or known.score_percent < match.score_percent:
                best[match.question.id] = match
    ranked = sorted(best.values(), key=lambda match: (-match.score_percent, match.question.id))
    return tuple(ranked[:limit])


def _parts(text: str) -> list[str]:
    """The text, and each sentence of it where there are several; the long ones are left out."""
    sentences = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    asked = [f"{part}?" if f"{part}?" in text else part for part in sentences]
    parts = [text, *asked] if len(asked) > 1 else [text]
    return [part for part in parts if len(part.split()) <= _LONGEST_WORDS]


def _scored(text: str, speaker: Speaker, questions: Questions) -> Iterable[QuestionMatch]:
    plain = _plain(text)
    told = {_known(stem, questions.known) for stem in _stems(plain, questions.same)}
    if not told:
        return
    unknown = max(questions.weights.values(), default=1.0)
    weight = sum(questions.weights.get(stem, unknown) for stem in told)
    asked = 1.0 if _is_asked(text) else _UNASKED
    for phrasing in questions.phrasings:
        shared = sum(questions.weights[stem] for stem in told & phrasing.stems)
        question = questions.listed[phrasing.question]
        if not shared or not question.is_for(speaker):
            continue
        both = 2 * shared / (weight + phrasing.weight)
        worded = fuzz.token_sort_ratio(plain, phrasing.plain) / 100
        score = 100 * asked * (_SHARE_OF_STEMS * both + (1 - _SHARE_OF_STEMS) * worded)
        if score >= SURE_PERCENT:
            yield QuestionMatch(question=question, score_percent=round(score, 1), nearest=phrasing.plain)


def _is_asked(text: str) -> bool:
    """Put as a question, or as the few words one types into a search."""
    return bool(_ASKING.search(text.casefold())) or len(text.split()) <= 3


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'").replace("'", "").strip(" ?!.")


def _stems(plain: str, same: Mapping[str, str]) -> list[str]:
    return [same.get(stem, stem) for stem in stems(plain)]


def _group(words: Iterable[str]) -> list[str]:
    return [stem for word in words for stem in stems(word)]


def _known(stem: str, known: tuple[str, ...]) -> str:
    """The stem that a misspelt one is meant for; itself where none is near."""
    if len(stem) < 5 or stem in known:
        return stem
    found = process.extractOne(stem, known, scorer=fuzz.ratio, score_cutoff=84)
    return found[0] if found else stem

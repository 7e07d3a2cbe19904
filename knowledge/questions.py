"""Questions that people really ask, each with its own answer, and which of them a text is asking."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NewType

from rapidfuzz import fuzz, process

from knowledge.phrases import stems
from knowledge.vocabulary import ServiceId, Speaker, Topic

QuestionId = NewType("QuestionId", str)

# Below this a text asks none of them: a worry is for the advice, not for a ready answer.
SURE_PERCENT = 60.0
SURE_WHERE_TOLD_PERCENT = 80.0  # for what is told and not asked: only where it is all but a listed phrasing
SURE_WHERE_SEARCHED_PERCENT = 66.0  # for a few bare words, as one types them into a search
_BY_PHRASING, _BY_QUESTION, _BY_WORDING = 0.5, 0.25, 0.25
_ENOUGH = 3.7  # shared weight from which a match counts in full: one rare stem, or two or three common ones
_UNKNOWN = 2.4  # what a word weighs that no question uses
_AN_AGE = 2.0  # what an age weighs at most: it tells close questions apart, and no more
_LONGEST_WORDS = 40
_ASKING = re.compile(
    r"\?|^(?:is|are|am|was|do|does|did|has|have|any|can|could|should|will|would)\b"
    r"|(?<!know )\b(?:how|what|whats|why|does)\b"
    r"|(?:^|[,;:] ?|\b(?:and|but|so|or|ok|hi|pls|please) )(?:who|whos|when|where|which)\b"
    r"|\b(?:can|could|should|will|would|do|is|are|has|have|did) (?:i|you|we|he|she|they|it|this|that|there"
    r"|my|our|a|the|any\w*|some\w*|people|school|parents|teachers)\b"
    r"|\b(?:signs (?:of|that)|tell me|explain|wonder(?:ing)?|want to know|need to know"
    r"|not sure (?:if|whether))\b"
)
_TELLING = re.compile(
    r"\b(?:i|im|ive|my|we|our|he|hes|she|shes|they|its|(?<!near )me|is|are|was|feel|keeps?|happened"
    r"|(?:some|every|no|any)(?:thing|one|body))\b|^(?:mum|dad|mom)\b"
)
_AGE = re.compile(r"\b(\d{1,2}) ?(?:years?|yrs?|yo) ?(?:olds?)?\b")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+|\n+")


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
        """A professional is answered as a parent is."""
        return speaker in self.speakers or speaker.reads_as in self.speakers


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMatch:
    """A question that the text may be asking; *nearest* is the phrasing that came closest."""

    question: Question
    score_percent: float
    nearest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One way to ask; *weight* is that of all its stems, *is_asked* False where it only tells."""

    question: QuestionId
    plain: str
    stems: frozenset[str]
    weight: float
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """All questions, compiled. *words* are the stems of each, *weights* say how telling a stem is,
    *same* draws words that mean the same here to one stem, and faint ones to none; *joined* does it for
    several words together ("self harm")."""

    listed: Mapping[QuestionId, Question]
    phrasings: tuple[Phrasing, ...]
    words: Mapping[QuestionId, frozenset[str]]
    weights: Mapping[str, float]
    known: tuple[str, ...]
    same: Mapping[str, str]
    joined: Mapping[str, str]


def compile_questions(
    questions: Iterable[Question], same: Iterable[Iterable[str]] = (), faint: Iterable[str] = ()
) -> Questions:
    """The questions ready for `find`; each group in *same* holds words taken to mean the same, and
    *faint* words that say nothing about which question it is."""
    listed = {question.id: question for question in questions}
    groups = [[_plain(word) for word in group] for group in same]
    joined = {word: group[0] for group in groups for word in group if " " in word}
    drawn = {
        stem: stems(group[0])[0]
        for group in groups
        for word in group
        if " " not in word
        for stem in stems(word)
    }
    drawn |= {stem: "" for word in faint for stem in stems(word)}
    ways = [
        (q.id, way, frozenset(_stems(_plain(way), drawn, joined)))
        for q in listed.values()
        for way in (q.ask, *q.ways)
    ]
    words = {of: frozenset().union(*(found for other, _, found in ways if other == of)) for of in listed}
    spread = Counter(stem for found in words.values() for stem in found)
    weights = {
        stem: min(math.log(1 + len(listed) / uses), _AN_AGE if _is_age(stem) else math.inf)
        for stem, uses in spread.items()
    }
    phrasings = tuple(
        Phrasing(
            question=of,
            plain=_plain(way),
            stems=found,
            weight=sum(weights[stem] for stem in found),
            is_asked=_put(way)[0],
        )
        for of, way, found in ways
    )
    return Questions(
        listed=listed,
        phrasings=phrasings,
        words=words,
        weights=weights,
        known=tuple(sorted(weights)),
        same=drawn,
        joined=joined,
    )


def find(text: str, speaker: Speaker, questions: Questions, limit: int = 3) -> tuple[QuestionMatch, ...]:
    """The questions that *text* asks, best first, at most *limit*; empty where it asks none of them.

    Scores are per cent: the rare stems that the text shares with a phrasing and with the whole question,
    and rapidfuzz token_sort_ratio. The text and each of its sentences are tried, up to 40 words. What only
    tells ("I can't sleep") meets only phrasings that tell, and nearly word for word; under SURE_PERCENT
    nothing is returned.
    """
    best: dict[QuestionId, QuestionMatch] = {}
    for part, least_shared in _parts(text):
        for match in _scored(part, speaker, questions, least_shared):
            before = best.get(match.question.id)
            if before is None or before.score_percent < match.score_percent:
                best[match.question.id] = match
    ranked = sorted(best.values(), key=lambda match: (-match.score_percent, match.question.id))
    return tuple(ranked[:limit])


def _parts(text: str) -> list[tuple[str, int]]:
    """The text, and what is asked among its sentences, each with how many stems it must share: out of a
    longer message one stem is too little. Long parts are left out."""
    sentences = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    asked = [part for part in sentences if _ASKING.search(_bare(part))] if len(sentences) > 1 else []
    parts = [(text, 1), *((part, 2) for part in asked)]
    return [(part, least) for part, least in parts if len(part.split()) <= _LONGEST_WORDS]


def _scored(text: str, speaker: Speaker, questions: Questions, least_shared: int) -> Iterator[QuestionMatch]:
    plain, is_asked, sure_percent = _plain(text), *_put(text)
    told = {_known(stem, questions.known) for stem in _stems(plain, questions.same, questions.joined)}
    least_shared = max(least_shared, 2 if len(told) > 2 else 1)
    for phrasing in questions.phrasings:
        question = questions.listed[phrasing.question]
        if not question.is_for(speaker):
            continue
        if plain == phrasing.plain:
            yield QuestionMatch(question=question, score_percent=100.0, nearest=phrasing.plain)
        elif len(told & phrasing.stems) >= least_shared and (is_asked or not phrasing.is_asked):
            score_percent = _nearness_percent(plain, told, phrasing, questions)
            if score_percent >= sure_percent:
                yield QuestionMatch(question=question, score_percent=score_percent, nearest=phrasing.plain)


def _nearness_percent(plain: str, told: set[str], phrasing: Phrasing, questions: Questions) -> float:
    """How near a text of these stems is to a phrasing of its question."""
    weights = {stem: questions.weights.get(stem, _UNKNOWN) for stem in told}
    weight = sum(weights[stem] for stem in told if not _is_age(stem)) or 1.0
    shared = sum(weights[stem] for stem in told & phrasing.stems)
    by_phrasing = min(1.0, 2 * shared / (weight + phrasing.weight))
    by_question = min(1.0, sum(weights[s] for s in told & questions.words[phrasing.question]) / weight)
    by_wording = fuzz.token_sort_ratio(plain, phrasing.plain) / 100
    score = _BY_PHRASING * by_phrasing + _BY_QUESTION * by_question + _BY_WORDING * by_wording
    return round(100 * score * min(1.0, shared / _ENOUGH), 1)


def _put(text: str) -> tuple[bool, float]:
    """Whether *text* asks (a few bare words do), and the score from which that is sure."""
    plain = _bare(text)
    if _ASKING.search(plain):
        return True, SURE_PERCENT
    if len(plain.split()) <= 6 and not _TELLING.search(plain):
        return True, SURE_WHERE_SEARCHED_PERCENT
    return False, SURE_WHERE_TOLD_PERCENT


def _plain(text: str) -> str:
    return _AGE.sub(r"\1", _bare(text).replace("-", " ").strip(" ?!.\n"))


def _bare(text: str) -> str:
    return text.casefold().replace("’", "").replace("'", "")


def _stems(plain: str, same: Mapping[str, str], joined: Mapping[str, str]) -> list[str]:
    plain = f" {plain} "
    for words, one in joined.items():
        plain = plain.replace(f" {words} ", f" {one} ")
    return [found for stem in stems(plain) if (found := same.get(stem, stem))]


def _is_age(stem: str) -> bool:
    return stem.isdigit() and len(stem) < 3


def _known(stem: str, known: tuple[str, ...]) -> str:
    """The stem that a misspelt one is meant for; itself where none is near."""
    if len(stem) < 5 or stem in known:
        return stem
    found = process.extractOne(stem, known, scorer=fuzz.ratio, score_cutoff=84)
    return found[0] if found else stem

"""How often the right topic comes first, or among three: this project beside two plain baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from bot.measuring.figures import Share
from bot.measuring.labelled import Labelled
from knowledge.library import Library
from knowledge.matching import match_topics
from knowledge.phrases import stems
from knowledge.vocabulary import Speaker, Topic

Ranker = Callable[[str, Speaker], Sequence[Topic]]


def tables(rows: Sequence[Labelled], library: Library) -> list[str]:
    """One line a ranker: top-1 and top-3 over the level 0 and 1 messages that have topics."""
    asked = [
        row
        for row in rows
        if row.level <= 1 and row.topics and Topic.OTHER not in row.topics and row.kind != "other_language"
    ]
    rankers: dict[str, Ranker] = {"this project": _ours(library)}
    if library.reader is not None:
        rankers["phrasing alone"] = _ours(replace(library, reader=None))
    rankers["rapidfuzz on descriptions"] = _rapidfuzz(library)
    if (bm25 := _bm25(library)) is not None:
        rankers["BM25 on cards"] = bm25
    lines = [f"== topics: {len(asked)} messages", f"{'':28} {'first':32} among three"]
    for name, ranker in rankers.items():
        for speaker in (None, Speaker.YOUNG_PERSON, Speaker.PARENT):
            first, three = first_and_three(
                [row for row in asked if speaker is None or row.speaker is speaker], ranker
            )
            lines.append(f"{name if speaker is None else f'  {speaker}':28} {first!s:32} {three}")
    return lines


def first_and_three(rows: Sequence[Labelled], ranker: Ranker) -> tuple[Share, Share]:
    """How often a right topic comes first, and among the first three."""
    found = [(ranker(row.text, row.speaker)[:3], row.topics) for row in rows]
    first = Share(hits=sum(bool(set(top[:1]) & set(right)) for top, right in found), total=len(found))
    three = Share(hits=sum(bool(set(top) & set(right)) for top, right in found), total=len(found))
    return first, three


def _ours(library: Library) -> Ranker:
    return lambda text, speaker: [match.topic for match in match_topics(text, speaker, library)]


def _rapidfuzz(library: Library) -> Ranker:
    described = {topic: " ".join(article.about.values()) for topic, article in library.articles.items()}

    def rank(text: str, _: Speaker) -> list[Topic]:
        return sorted(
            described, key=lambda topic: -fuzz.token_set_ratio(text.casefold(), described[topic].casefold())
        )

    return rank


def _bm25(library: Library) -> Ranker | None:
    """BM25 over whole cards; None where the library for it is not installed (it is only for measuring)."""
    try:
        from rank_bm25 import BM25Okapi
    except ImportError:
        return None
    topics = list(library.articles)
    cards = [
        stems(
            " ".join(
                [
                    *article.phrases,
                    *(f"{part.normal} {' '.join(part.tries)}" for part in article.parts.values()),
                ]
            )
        )
        for article in library.articles.values()
    ]
    index = BM25Okapi(cards)

    def rank(text: str, _: Speaker) -> list[Topic]:
        scores = index.get_scores(stems(text))
        return [topics[i] for i in sorted(range(len(topics)), key=lambda i: -scores[i])]

    return rank

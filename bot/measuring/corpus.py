"""The corpus as training rows, split by brief so that validation is always by hands never seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.library import Library
from knowledge.risk import language
from knowledge.risk.levels import RiskCategory, Subject
from knowledge.vocabulary import Speaker, Topic

FOLDER = Path("knowledge/corpus")
PHRASING = "phrasing"
_OF_A_CHILD = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:son|daughter|child|kids?|boy|girl|teen|toddler|baby|lad)\b"
)
# Never trained on: hands of both speakers, plain, sideways and everyday, for thresholds and for the card's figures.
HELD_OUT = (
    "pa_dad", "pa_mixed", "yp_home", "yp_online", "yp_plain_b", "yp_quoted", "yp_rural_sixth",
    "pa_questions2", "pa_topics_mix", "yp_counsel", "yp_posts", "yp_replies", "yp_sms2", "yp_topics_odd",
)  # fmt: skip


class Record(BaseModel):
    """One labelled message. *alt* is a second reader's defensible other level; *second_topics* what that one named."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    id: str
    text: str
    speaker: Speaker
    level: int
    categories: tuple[RiskCategory, ...]
    subject: Subject
    topics: tuple[Topic, ...]
    kind: str
    pair: str = ""
    second: int | None = None
    alt: int | None = None
    settled: bool = False
    second_topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What one hand wrote."""

    name: str
    records: tuple[Record, ...]


def read(folder: Path = FOLDER) -> list[Brief]:
    """Every brief, by name. Raises pydantic.ValidationError for a record that is not as it should be."""
    briefs = []
    for path in sorted(folder.glob("*/*.jsonl"), key=lambda path: path.stem):
        lines = path.read_text(encoding="utf-8").splitlines()
        records = tuple(Record.model_validate_json(line) for line in lines if line.strip())
        briefs.append(Brief(name=path.stem, records=records))
    return briefs


def parts(briefs: Sequence[Brief]) -> tuple[list[Record], list[Record]]:
    """Records to train on, and those of the briefs held out."""
    train = [record for brief in briefs if brief.name not in HELD_OUT for record in brief.records]
    return train, [record for brief in briefs if brief.name in HELD_OUT for record in brief.records]


def phrasings(library: Library) -> list[Record]:
    """How cards and questions say people put it: these teach topics only."""
    said = [
        (topic, phrase, _who(phrase)) for topic, card in library.articles.items() for phrase in card.phrases
    ]
    said += [
        (question.topic, way, question.speakers[0])
        for question in library.questions.listed.values()
        for way in (question.ask, *question.ways)
    ]
    return [
        Record(
            id=f"phrasing-{number}",
            text=text,
            speaker=speaker,
            level=0,
            categories=(),
            subject=Subject.NONE,
            topics=(topic,),
            kind=PHRASING,
        )
        for number, (topic, text, speaker) in enumerate(said)
        if topic is not Topic.OTHER
    ]


def english_words(briefs: Sequence[Brief], hands: int = 3) -> list[str]:
    """The words that at least so many *hands* use in English messages, in plain small letters."""
    used: Counter[str] = Counter()
    for brief in briefs:
        english = [record.text for record in brief.records if record.kind != "other_language"]
        used.update({word for text in english for word in language.words(text)})
    return sorted(word for word, n in used.items() if n >= hands)


def _who(phrase: str) -> Speaker:
    return Speaker.PARENT if _OF_A_CHILD.search(phrase) else Speaker.YOUNG_PERSON


def is_everyday(record: Record) -> bool:
    """Whether *record* is of a brief written for topics: what people ask on most days, and no twin of anything."""
    return "_topics_" in record.id


def topic_is_sure(record: Record) -> bool:
    """Whether *record* may teach topics: no risk to speak of, and written for its topic or named alike by two readers.

    A harmless twin of a risky message often has no topic to speak of: two readers agree on half of those.
    """
    if record.level > 1 or not record.topics:
        return False
    return (
        record.kind == PHRASING or is_everyday(record) or bool(set(record.topics) & set(record.second_topics))
    )

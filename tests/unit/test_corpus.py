"""The corpus is source code: every record whole, no label given away by looks, every slice filled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.commands.corpus import _EXPLICIT
from bot.measuring import corpus, style
from bot.measuring.corpus import HELD_OUT, Record
from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Topic

FOLDER = Path(__file__).parents[2] / "knowledge" / "corpus"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [record for brief in corpus.read(FOLDER) for record in brief.records]


def test_every_record_is_whole(records: list[Record]) -> None:
    assert len({record.id for record in records}) == len(records)
    assert len({record.text for record in records}) == len(records)
    for record in records:
        assert 0 <= record.level <= 4
        assert bool(record.categories) == (record.level > 0), record.id
        assert (record.subject == "none") == (record.level == 0), record.id
        assert record.topics, record.id


def test_two_readers_that_differ_by_much_were_settled(records: list[Record]) -> None:
    for record in records:
        if record.second is not None and abs(record.second - record.level) >= 2:
            assert record.settled or record.alt is not None, record.id


def test_every_category_level_and_topic_is_filled(records: list[Record]) -> None:
    categories = Counter(name for record in records for name in record.categories)
    assert min(categories[name] for name in RiskCategory) >= 80
    levels = Counter(record.level for record in records)
    assert min(levels.values()) >= 800
    topics = Counter(name for record in records if record.level <= 1 for name in record.topics)
    assert min(topics[name] for name in Topic) >= 30


def test_looks_do_not_give_the_level_away(records: list[Record]) -> None:
    by_style = style.area_under_curve([r.text for r in records], [r.level >= 2 for r in records])
    assert by_style < 0.65


def test_style_alone_would_be_noticed() -> None:
    """The measure itself: texts that differ only in a question mark are told apart."""
    texts = [f"this is number {n}{'?' if n % 2 else ''}" for n in range(200)]
    assert style.area_under_curve(texts, [bool(n % 2) for n in range(200)]) > 0.95


def test_people_rarely_use_the_words(records: list[Record]) -> None:
    positives = [record for record in records if record.level >= 2]
    assert sum(bool(_EXPLICIT.search(r.text)) for r in positives) <= len(positives) / 6


def test_what_is_held_out_is_there_and_not_trained_on() -> None:
    train, held = corpus.parts(corpus.read(FOLDER))
    assert {record.id.rsplit("-", 1)[0] for record in held} == set(HELD_OUT)
    assert not {record.id for record in train} & {record.id for record in held}

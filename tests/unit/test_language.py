"""Which texts are taken for English: hardly one in another language, and nearly every one that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.measuring import corpus
from knowledge.risk.language import words
from knowledge.risk.levels import RiskLevel
from knowledge.risk.lexicon import ENGLISH, Lexicon, load
from knowledge.risk.screening import screen

RULES = Path(__file__).parents[2] / "knowledge" / "content" / "risk"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load(RULES)


@pytest.fixture(scope="module")
def records() -> list[corpus.Record]:
    return [record for brief in corpus.read() for record in brief.records]


def test_english_is_known_slang_and_slips_included(lexicon: Lexicon, records: list[corpus.Record]) -> None:
    english = [record.text for record in records if record.kind != "other_language"]
    strange = [text for text in english if lexicon.language_of(text) != "en"]
    assert len(strange) <= 0.003 * len(english), strange[:10]


def test_no_sentence_in_another_language_passes_for_english(
    lexicon: Lexicon, records: list[corpus.Record]
) -> None:
    """Not understood is never the same as no risk."""
    foreign = [r for r in records if r.id.startswith(("yp_multi-", "xx_lang3-")) and len(words(r.text)) >= 4]
    assert len(foreign) > 250
    passed = [r.text for r in foreign if r.kind == "other_language" and lexicon.language_of(r.text) == "en"]
    assert len(passed) <= 0.01 * len(foreign), passed
    unasked = [r for r in foreign[::7] if lexicon.language_of(r.text) != "en" and not _asked(r.text, lexicon)]
    assert not unasked


def _asked(text: str, lexicon: Lexicon) -> bool:
    return screen(text, lexicon).level >= RiskLevel.CHECK


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pl", "babcia mieszka daleko i bardzo mi jej brakuje"),
        ("ro", "nu vreau sa merg la scoala maine, imi este rau"),
        ("so", "waxaan rabaa inaan guriga ku noqdo maanta"),
        ("uk", "сьогодні дуже холодно"),
        ("en", "hola"),
        ("en", "wagwan bro u good"),
    ],
)
def test_the_language_is_named(code: str, text: str, lexicon: Lexicon) -> None:
    assert lexicon.language_of(text) == code


def test_the_list_of_english_words_is_the_corpus_own(records: list[corpus.Record]) -> None:
    """Made anew with `python run_bot.py corpus --words`; a few words more or less do no harm."""
    stored = {line for line in (RULES / ENGLISH).read_text(encoding="utf-8").splitlines() if line[:1] != "#"}
    made = set(corpus.english_words(corpus.read()))
    assert len(stored ^ made) <= 0.1 * len(made)

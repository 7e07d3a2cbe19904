"""Message text to comparable text, and back."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from knowledge.risk.lexicon import load
from knowledge.text import LONGEST, Reading, TextWords, read

RULES = Path(__file__).parents[2] / "knowledge" / "content" / "risk"


@pytest.fixture(scope="module")
def words() -> TextWords:
    return load(RULES).words


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("I WANT to Die", "i want to die"),
        ("ѕuісіdаl", "suicidal"),
        ("ｋｉｌｌ 𝓶𝔂𝓼𝓮𝓵𝓯", "kill myself"),
        ("ᴋɪʟʟ myself", "kill myself"),
        ("d\u0337i\u0337e\u0337", "die"),
        ("wa\u200bnt to d\u200die", "want to die"),
        ("I’m don’t can‘t", "i am do not can not"),
        ("dieeee killlll", "die kill"),
        ("k1ll mys3lf su!cide", "kill myself suicide"),
        ("k*ll r*pe", "kill rape"),
        ("k i l l  m y s e l f", "kill myself"),
        ("i w a n t to d.i.e", "i want to die"),
        ("iwanttodie", "i want to die"),
        ("killmyself", "kill myself"),
        ("🇩🇮🇪", "die"),
        ("kms tn", "kill myself tn"),
        ("ngl i just wanna unalive myself fr", "i want to kill myself"),
        ("sucidal, overdoesd", "suicidal overdosed"),
        ("cuttin me arms", "cutting me arms"),
        ("my dad's hitting me", "my dad hitting me"),
        ("14yo", "14 year old"),
        ("i want 2 die", "i want to die"),
        ("self-harm / self_harm", "self harm self harm"),
        ("hello!im fine", "hello i am fine"),
        ("I saw the dog. it was fine", "i saw the dog . it was fine"),
        ("i. want. to. die", "i want to die"),
        ("i want\nto\ndie", "i want to die"),
        ("", ""),
    ],
)
def test_read(message: str, plain: str, words: TextWords) -> None:
    assert read(message, words).plain == plain


@pytest.mark.parametrize(
    "word",
    [
        "therapist",
        "together",
        "themselves",
        "skilled",
        "studied",
        "drying",
        "hunting",
        "harmless",
        "deadline",
        "dieting",
    ],
)
def test_false_friends_stay_as_they_are(word: str, words: TextWords) -> None:
    assert read(word, words).plain == word


@pytest.mark.parametrize("message", ["Well, I W@NT 2 d i e now", "naïve café 🔪 𝓴𝓲𝓵𝓵 myself!!"])
def test_every_plain_word_leads_back_to_the_message(message: str, words: TextWords) -> None:
    reading = read(message, words)
    for start, end, first, last in reading.spans:
        assert reading.quote(start, end) == message[first:last]
        assert message[first:last].strip()


def test_a_quote_covers_the_words_between(words: TextWords) -> None:
    reading = read("ok. I wanna, like, d.i.e tho", words)
    start = reading.plain.index("want")
    assert reading.quote(start, reading.plain.index("die") + 3) == "wanna, like, d.i.e"


def test_a_quote_of_nothing_is_empty() -> None:
    assert Reading(message="x", plain="", spans=()).quote(0, 0) == ""


def test_listed_emoji_can_be_left_out(words: TextWords) -> None:
    assert read("kill 🔪 myself", words).plain == "kill knife myself"
    assert read("kill 🔪 myself", words, symbols=False).plain == "kill myself"
    assert read("kill 🔪 myself", words).symbols


def test_a_lone_surrogate_is_read_as_nothing(words: TextWords) -> None:
    assert read("d\ud800ie", words).plain == "die"


@pytest.mark.parametrize(
    "piece",
    ["i do not know what to do ", "a ", "aaaaaaaaaa", "iwanttodie", ". ", "k*l* ", "a@b!c ", "'", "🔪😂"],
)
def test_long_texts_are_read_in_time_that_grows_no_faster_than_they_do(piece: str, words: TextWords) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        started = perf_counter()
        read(text, words)
        return perf_counter() - started

    seconds(LONGEST // 10)
    short = min(seconds(LONGEST // 10) for _ in range(2))
    assert min(seconds(LONGEST) for _ in range(2)) < 40 * short + 0.05


def test_of_a_longer_text_both_ends_are_read(words: TextWords) -> None:
    plain = read("start " + "x" * (2 * LONGEST) + " end", words).plain
    assert plain.startswith("start")
    assert plain.endswith("end")

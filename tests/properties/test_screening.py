"""The screen fails closed: nothing raises, and disguise, filler and emoji never lower a level."""

from __future__ import annotations

from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.risk.lexicon import Signal, load
from knowledge.risk.screening import screen
from knowledge.text import read
from knowledge.vocabulary import Speaker

LEXICON = load(Path(__file__).parents[2] / "knowledge" / "content" / "risk")
EXAMPLES = [(signal, text) for signal in LEXICON.signals for text in signal.fires]
SPACED_OUT = "w a n t t o d i e"  # a word among these letters is no longer filler between words
PLAIN = [(signal, text) for signal, text in EXAMPLES if signal.language == "en" and text != SPACED_OUT]
SPEAKERS = st.sampled_from(list(Speaker))
EMOJI = ["😂", "🙃", "💀", "🔪", "👍🏽", "❤️", "🥺"]
FILLERS = ["um", "lol", "tbh", "fr", "honestly", "just", "really"]


def level(text: str, signal: Signal) -> int:
    return int(screen(text, LEXICON, speaker=signal.speaker or Speaker.YOUNG_PERSON).level)


@given(st.text(max_size=300), SPEAKERS)
@settings(max_examples=150, deadline=None)
def test_arbitrary_unicode_never_raises(text: str, speaker: Speaker) -> None:
    screen(text, LEXICON, speaker=speaker)


@given(st.text(alphabet=st.characters(categories=("Cs", "Mn", "Cf", "So", "Ll", "Po")), max_size=200))
@settings(max_examples=80, deadline=None)
def test_surrogates_marks_and_symbols_never_raise_and_lead_back(text: str) -> None:
    reading = read(text, LEXICON.words)
    for start, end, first, last in reading.spans:
        assert reading.quote(start, end) == text[first:last]
    screen(text, LEXICON)


@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_case_never_lowers(example: tuple[Signal, str], chance: Random) -> None:
    signal, text = example
    swapped = "".join(c.upper() if chance.random() < 0.5 and len(c.upper()) == 1 else c for c in text)
    assert level(swapped, signal) >= signal.level


@given(st.sampled_from(PLAIN), st.data())
@settings(max_examples=150, deadline=None)
def test_emoji_between_words_never_lower(example: tuple[Signal, str], data: st.DataObject) -> None:
    signal, text = example
    words = text.split()
    at = data.draw(st.integers(0, len(words)))
    words.insert(at, data.draw(st.sampled_from(EMOJI)))
    assert level(" ".join(words), signal) >= signal.level


@given(
    st.sampled_from(PLAIN),
    st.sampled_from(FILLERS),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_filler_between_words_never_lowers(
    example: tuple[Signal, str], filler: str, data: st.DataObject
) -> None:
    signal, text = example
    words = text.split()
    words.insert(data.draw(st.integers(0, len(words))), filler)
    assert level(" ".join(words), signal) >= signal.level


@given(st.sampled_from(PLAIN), st.sampled_from(["  ", "\n", " \u200b", "\u00a0", "\t"]))
@settings(max_examples=120, deadline=None)
def test_spacing_never_lowers(example: tuple[Signal, str], space: str) -> None:
    signal, text = example
    assert level(text.replace(" ", space), signal) >= signal.level


@given(st.sampled_from(PLAIN), st.data())
@settings(max_examples=150, deadline=None)
def test_look_alike_letters_never_lower(example: tuple[Signal, str], data: st.DataObject) -> None:
    signal, text = example
    letter, twin = data.draw(
        st.sampled_from([("e", "е"), ("a", "а"), ("o", "о"), ("i", "і"), ("e", "é"), ("i", "ı")])
    )
    assert level(text.replace(letter, twin), signal) >= signal.level


TYPED = [
    ("suicidal", "suicide.suicidal", "I feel suicidal"),
    ("myself", "suicide.kill_self", "I want to kill myself"),
    ("killing", "suicide.kill_self", "thinking about killing myself"),
    ("overdosed", "medical.overdose", "my friend has overdosed"),
    ("cutting", "self_harm.cutting", "I've been cutting again"),
    ("raped", "sexual_harm.assault", "I was raped"),
    ("unconscious", "medical.collapse_now", "he's unconscious on the floor"),
]


@given(st.sampled_from(TYPED), st.data())
@settings(max_examples=120, deadline=None)
def test_a_slip_of_the_finger_in_a_crisis_word_never_lowers(
    case: tuple[str, str, str], data: st.DataObject
) -> None:
    word, signal_id, text = case
    signal = next(s for s in LEXICON.signals if s.id == signal_id)
    at = data.draw(st.integers(1, len(word) - 2))
    doubled = word[:at] + word[at] + word[at:]
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    slip = data.draw(st.sampled_from([doubled, swapped, word[:at] + word[at] * 4 + word[at:]]))
    if slip not in LEXICON.words.false_friends:
        assert level(text.replace(word, slip), signal) >= signal.level


@pytest.mark.parametrize(
    "piece",
    [
        "kill myself ",
        "i do not kill myself. ",
        "not ",
        "a ",
        "a",
        "knife bridge ",
        "dad hits dad hits ",
        "🔪",
        "хочу жити ",
        "((((",
        "\u0301",
        "i want to i want to i want ",
    ],
)
def test_a_hostile_text_takes_no_more_than_a_moment(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = perf_counter()
    screen(text, LEXICON)
    assert perf_counter() - started < 2.5


def test_a_statement_after_many_denials_is_heard() -> None:
    assert screen("i would never kill myself. " * 200 + "i want to die", LEXICON).level >= 3

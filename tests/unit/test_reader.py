"""The reader by meaning: what it must keep on messages that it never saw, and what may not sway it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from bot.measuring import figures
from bot.measuring.corpus import HELD_OUT
from bot.measuring.labelled import Labelled, read
from bot.reader import MODEL, load_reader
from bot.reader.onnx_reader import OnnxReader
from bot.reader.pieces import LONG_WORDS, pieces
from bot.reader.prompt import readable
from bot.reader.words import Words
from knowledge.library import Library
from knowledge.loading import load_library
from knowledge.meaning import Meaning
from knowledge.risk.screening import screen
from knowledge.vocabulary import Speaker, Topic

CORPUS = Path(__file__).parents[2] / "knowledge" / "corpus"


@pytest.fixture(scope="module")
def library() -> Library:
    reader = load_reader()
    assert reader is not None, "the model is not in bot/reader/model"
    return load_library(reader=reader)


@pytest.fixture(scope="module")
def held_out() -> list[Labelled]:
    return read(path for path in sorted(CORPUS.glob("*/*.jsonl")) if path.stem in HELD_OUT)


def level(text: str, speaker: Speaker, library: Library) -> int:
    return int(screen(text, library.lexicon, speaker=speaker, reader=library.reader).level)


def test_the_gate_on_hands_it_never_saw(library: Library, held_out: list[Labelled]) -> None:
    """A change of rules or model that loses more than this does not pass. The figures are in the card."""
    got = {row.id: level(row.text, row.speaker, library) for row in held_out}
    found = figures.shares(held_out, got)
    assert found["urgent to a human"].value >= GATE["urgent to a human"], str(found["urgent to a human"])
    assert found["urgent at least asked"].value >= GATE["urgent at least asked"]
    assert found["false escalation"].value <= GATE["false escalation"], str(found["false escalation"])
    assert found["false check"].value <= GATE["false check"], str(found["false check"])


GATE = {
    "urgent to a human": 0.76,
    "urgent at least asked": 0.89,
    "false escalation": 0.12,
    "false check": 0.22,
}


@pytest.mark.parametrize("change", ["upper", "spaces", "emoji", "filler", "invisible"])
def test_colour_lowers_nothing(change: str, library: Library, held_out: list[Labelled]) -> None:
    """Case, spacing, faces, fillers and invisible characters never lower a level."""
    chance = random.Random(3)
    positives = [row for row in held_out if row.level >= 2 and len(row.text.split()) < 40]
    for row in chance.sample(positives, 60):
        assert level(_changed(row.text, change), row.speaker, library) >= level(
            row.text, row.speaker, library
        )


def _changed(text: str, change: str) -> str:
    words = text.split()
    match change:
        case "upper":
            return text.upper()
        case "spaces":
            return "  ".join(words) + "  "
        case "emoji":
            return f"{text} 😂"
        case "filler":
            return f"lol {text} haha"
        case _:
            return "\u200b".join(text)


def test_typing_slips_seldom_lower_a_level(library: Library, held_out: list[Labelled]) -> None:
    """One swapped pair of letters in a word: at least nine of ten levels stay."""
    chance = random.Random(5)
    positives = [row for row in held_out if row.level >= 2]
    kept = 0
    sample = chance.sample(positives, 400)
    for row in sample:
        i = chance.randrange(max(1, len(row.text) - 2))
        slipped = row.text[:i] + row.text[i + 1 : i + 2] + row.text[i : i + 1] + row.text[i + 2 :]
        kept += level(slipped, row.speaker, library) >= level(row.text, row.speaker, library)
    assert kept >= 0.9 * len(sample)


def test_the_same_text_gives_the_same_level(library: Library, held_out: list[Labelled]) -> None:
    """Two readers of the same file agree to the last place that counts."""
    other = OnnxReader(MODEL)
    for row in held_out[:40]:
        assert library.reader is not None
        assert other.read(row.text, row.speaker) == library.reader.read(row.text, row.speaker)


def test_chances_never_rise_with_the_level(library: Library, held_out: list[Labelled]) -> None:
    for row in held_out[:100]:
        assert library.reader is not None
        found: Meaning = library.reader.read(row.text, row.speaker)
        assert list(found.at_least) == sorted(found.at_least, reverse=True)
        assert len(found.nearest) == 2


def test_topics_are_shares_of_one_whole(library: Library, held_out: list[Labelled]) -> None:
    assert library.reader is not None
    for row in held_out[:40]:
        found = library.reader.topics(row.text, row.speaker)
        assert set(found) == set(Topic) - {Topic.OTHER}
        assert sum(found.values()) == pytest.approx(1, abs=0.1)  # each is rounded to two places


def test_words_keep_what_a_byte_can_hold(tmp_path: Path) -> None:
    vectors = np.random.default_rng(5).normal(size=(7, 384)).astype(np.float32)
    vectors[3] = 0
    Words.packed(vectors).write(tmp_path)
    found = Words.of(tmp_path).vectors([6, 3, 0])
    assert np.abs(found - vectors[[6, 3, 0]]).max() <= np.abs(vectors).max() / 254


def test_a_long_text_is_read_whole_and_in_pieces() -> None:
    text = "We went to the shop. " * 30
    found = pieces(text)
    assert found[0] == " ".join(text.split())
    assert len(found) > 1
    assert all(len(part.split()) <= LONG_WORDS for part in found[1:])
    assert pieces("short") == ["short"]
    assert pieces("")


def test_the_model_folder_says_what_it_was_trained_on() -> None:
    heads = json.loads((MODEL / "heads.json").read_text(encoding="utf-8"))
    assert "knowledge/corpus" in heads["trained_on"]
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file())
    assert size < 45_000_000


def test_a_broken_model_is_left_out_and_not_raised(tmp_path: Path) -> None:
    (tmp_path / "family").mkdir()
    (tmp_path / "family" / "encoder.onnx.gz").write_bytes(b"not a model")
    assert load_reader(tmp_path) is None
    assert load_reader(tmp_path / "nothing") is None


def test_what_is_read_keeps_the_words() -> None:
    assert readable("Got 💊💊 LOL 😂 dont teeeell") == "got pill pill dont teell"

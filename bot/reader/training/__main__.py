"""`make model`: train on the corpus, hold one part out, calibrate on it, export, and write the model card."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.measuring import corpus
from bot.measuring.corpus import Record
from bot.reader import like
from bot.reader.onnx_reader import Heads, OnnxReader
from bot.reader.pieces import LONG_WORDS
from bot.reader.prompt import prompt
from bot.reader.training import calibrate, card, e5, fit, minilm
from bot.reader.training.base import Source
from bot.reader.training.export import export
from bot.reader.training.network import CATEGORIES, TOPICS
from knowledge.loading import load_library

FOLDER = Path("bot/reader/model")
_PLAIN = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One encoder: its *base*, written for the texts at hand by *write*, and how it is trained."""

    base: Source
    write: Callable[[Sequence[str], Path], None]
    recipe: fit.Recipe


# Two beginnings that err differently: together they are better than either, or than two of one family.
FAMILIES = {
    "e5": Family(
        base=e5.SOURCE,
        write=e5.write,
        recipe=fit.Recipe(
            stages=(fit.Stage(epochs=4, batch=48, share=0.25), fit.Stage(epochs=2)), seed=9, centred=True
        ),
    ),
    "minilm": Family(
        base=minilm.SOURCE,
        write=minilm.write,
        recipe=fit.Recipe(stages=(fit.Stage(epochs=5),), seed=8),
    ),
}


def main() -> int:
    asked = _parse()
    os.environ["HF_HUB_OFFLINE"] = "1"
    briefs = corpus.read()
    train, held = corpus.parts(briefs)
    train = fit.some(train, asked.share, seed=7)
    sys.stderr.write(f"{len(train)} messages to train on, {len(held)} held out\n")
    if not asked.calibrate:
        _train(train, asked.out)
        _write_like(asked.out, train)
    heads = calibrated(asked.out, held, len(train))
    (asked.out / "heads.json").write_text(heads.model_dump_json(indent=1) + "\n", encoding="utf-8")
    recipes = {name: (family.base.what, family.recipe) for name, family in FAMILIES.items()}
    text = card.text(asked.out, briefs, train, held, recipes)
    (asked.out / "CARD.md").write_text(text, encoding="utf-8")
    return 0


def _train(train: Sequence[Record], folder: Path) -> None:
    """Train and export one encoder a family, all on the same messages and phrasings. Raises BaseError at once."""
    for family in FAMILIES.values():
        family.base.path()
    rows = [*train, *corpus.phrasings(load_library())]
    texts = [prompt(row.text, row.speaker) for row in rows]
    heads = _heads(_PLAIN, (0.0,) * 4, (0.5,) * 4, (0.5,) * 4, 0.0, len(train))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "heads.json").write_text(heads.model_dump_json(indent=1) + "\n", encoding="utf-8")
    for name, family in FAMILIES.items():
        with tempfile.TemporaryDirectory() as scratch:
            base = Path(scratch)
            family.write(texts, base)
            export(fit.fit(family.recipe, base, rows), base, folder / name)


def _write_like(folder: Path, train: Sequence[Record]) -> None:
    """The trained messages of some risk, not too long to be shown beside a case."""
    reader = OnnxReader(folder)
    chosen = [record for record in train if record.level >= 1 and len(record.text) <= 120]
    vectors = np.stack([reader.vector(record.text, record.speaker) for record in chosen])
    like.write(folder, [record.text for record in chosen], vectors)


def calibrated(folder: Path, held: Sequence[Record], trained_on: int) -> Heads:
    """The heads with scale, shift and thresholds from the exported file's own answers on held-out messages."""
    reader = OnnxReader(folder)
    logits = np.array([reader.level_logits(record.text, record.speaker) for record in held])
    scale, shift = calibrate.platt(logits, held)
    found = calibrate.chances(logits, scale, shift)
    budget = calibrate.Budget()
    short = calibrate.thresholds(found, held, budget)
    is_long = np.array([len(record.text.split()) > LONG_WORDS for record in held])
    those = [record for record, long in zip(held, is_long, strict=True) if long]
    longer = calibrate.thresholds(found[is_long], those, calibrate.LONG)
    # half way to what they alone would ask for
    long_thresholds = [round((a + max(a, b)) / 2, 2) for a, b in zip(short, longer, strict=True)]
    return _heads(scale, shift, short, long_thresholds, calibrate.doubt(found, held, budget), trained_on)


def _heads(
    scale: Sequence[float],
    shift: Sequence[float],
    thresholds: Sequence[float],
    long_thresholds: Sequence[float],
    doubt: float,
    trained_on: int,
) -> Heads:
    return Heads(
        categories=CATEGORIES,
        topics=TOPICS,
        scale=tuple(scale),
        shift=tuple(shift),
        thresholds=tuple(thresholds),
        long_thresholds=tuple(long_thresholds),
        doubt=doubt,
        max_tokens=fit.MAX_TOKENS,
        trained_on=f"{trained_on} messages of knowledge/corpus",
    )


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.reader.training")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--calibrate", action="store_true", help="calibrate what is there already")
    parser.add_argument("--share", type=float, default=1.0, help="train on this share of the messages only")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

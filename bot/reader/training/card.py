"""The model card: data, figures, limits, licence and hashes, written by the run that made the model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.measuring import figures, topics
from bot.measuring.corpus import Brief, Record, topic_is_sure
from bot.measuring.labelled import Labelled
from bot.reader.onnx_reader import OnnxReader
from bot.reader.training.fit import Recipe
from knowledge.risk.decide import meaning_level
from knowledge.vocabulary import Speaker, Topic


def text(
    folder: Path,
    briefs: Sequence[Brief],
    train: Sequence[Record],
    held: Sequence[Record],
    recipes: Mapping[str, tuple[str, Recipe]],
) -> str:
    """The card of the model in *folder*, with its figures on the messages held out."""
    reader = OnnxReader(folder)
    rows = [Labelled.model_validate(record.model_dump()) for record in held]
    sure = [row for row, record in zip(rows, held, strict=True) if topic_is_sure(record)]
    first, three = topics.first_and_three(
        [row for row in sure if Topic.OTHER not in row.topics], _best(reader)
    )
    got = {row.id: int(meaning_level(reader.read(row.text, row.speaker))) for row in rows}
    lines = [
        "# The reader by meaning: model card",
        "",
        "Written by `make model`; not edited by hand.",
        "",
        "**For** giving a probability of each risk level, category and topic to one message in English, beside the",
        "readable signals. A reading, never an assessment. **Not for** other ages, or deciding alone. Other languages",
        "are read by `e5` alone, and weakly: the signals of their own languages stand beside it.",
        "",
        "- Two encoders, of different families, read risk, categories and topics; their logits are averaged.",
        *(f"- `{name}`: from {what}. {_steps(recipe)}" for name, (what, recipe) in recipes.items()),
        f"- Trained on {len(train)} messages of `knowledge/corpus` ({len(briefs)} briefs), for topics also on",
        "  how cards and questions say that people put it;",
        f"  {sum(map(topic_is_sure, train))} messages have a sure topic. {len(held)} more were held out by brief.",
        f"- Level counts in training: {dict(sorted(Counter(r.level for r in train).items()))}.",
        *(
            f"- `{path.relative_to(folder)}`: sha256 `{_hash(path)}`"
            for path in sorted(folder.rglob("*"))
            if path.suffix in {".gz", ".npz"}
        ),
        "",
        "Figures of the exported int8 file alone, without signals, on the held-out briefs (thresholds were chosen on",
        "these same messages, so false alarms are flattered a little):",
        "",
        "| what | share (95% interval) |",
        "|---|---|",
        *(f"| {name} | {share} |" for name, share in figures.shares(rows, got).items()),
        f"| topic first | {first} |",
        f"| topic among three | {three} |",
        "",
        "| slice | urgent recall | false escalation |",
        "|---|---|---|",
    ]
    for name, mine in figures.slices(rows).items():
        found = figures.shares(mine, got)
        lines.append(f"| {name} | {found['urgent recall']} | {found['false escalation']} |")
    return "\n".join(lines) + "\n"


def _best(reader: OnnxReader) -> topics.Ranker:
    def rank(text: str, speaker: Speaker) -> list[Topic]:
        found = reader.topics(text, speaker)
        return sorted(found, key=lambda topic: -found[topic])

    return rank


def _steps(recipe: Recipe) -> str:
    stages = [f"{stage.epochs} epochs of {stage.share:.0%}" for stage in recipe.stages]
    return f"{', then '.join(stages)}; rate {recipe.rate}, seed {recipe.seed}."


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""Fine-tuning: seeded, batches of like length, a one-cycle rate, noise on the training texts."""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from bot.measuring import corpus
from bot.measuring.corpus import Record
from bot.reader.encoder import tokenizer_of
from bot.reader.prompt import prompt
from bot.reader.training.network import CATEGORIES, LEVELS, TOPICS, Reader, Targets, loss
from bot.reader.training.noise import noisy

MAX_TOKENS = 224
UNSURE_TOPIC = 0.3
CENTRED_ON = 960


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """*epochs* over a random *share* of the messages: a first stage on a part brings a slow base under way."""

    epochs: int
    batch: int = 32
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train; *centred*: see `Reader.centre`."""

    stages: tuple[Stage, ...]
    seed: int
    centred: bool = False
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    noise: float = 0.35


def fit(recipe: Recipe, base: Path, records: Sequence[Record]) -> Reader:
    """The trained reader, from the base in that folder."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    model, tokenizer = Reader(base), tokenizer_of(base, MAX_TOKENS)
    if recipe.centred:
        sample = some(records, min(1.0, CENTRED_ON / len(records)), recipe.seed)
        texts = [prompt(record.text, record.speaker) for record in sample]
        model.centre(encode(tokenizer, texts[i : i + 48]) for i in range(0, len(texts), 48))
    for stage in recipe.stages:
        model = _stage(recipe, stage, model, tokenizer, some(records, stage.share, recipe.seed), chance)
    return model.eval()


def _stage(
    recipe: Recipe,
    stage: Stage,
    model: Reader,
    tokenizer: Tokenizer,
    records: Sequence[Record],
    chance: random.Random,
) -> Reader:
    heads = [*model.level.parameters(), *model.category.parameters(), *model.topic.parameters()]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": recipe.rate},
            {"params": heads, "lr": recipe.head_rate},
        ],
        weight_decay=0.01,
    )
    total = stage.epochs * math.ceil(len(records) / stage.batch)
    # what is kept is the mean over about the last seventh of the way, however short the way is
    mean = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - min(0.5, 7 / total))
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total))
    wanted = _targets(records)
    started, step = time.monotonic(), 0
    for epoch in range(stage.epochs):
        model.train()
        for indices in _batches(records, stage.batch, chance):
            texts = [
                prompt(noisy(records[i].text, recipe.noise, chance), records[i].speaker) for i in indices
            ]
            ids, mask = encode(tokenizer, texts)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                outputs = model(ids, mask)
            value = loss(outputs, wanted.of(indices))
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            mean.update_parameters(model)
            step += 1
            if step % 50 == 0:
                seconds = time.monotonic() - started
                sys.stderr.write(
                    f"epoch {epoch} step {step}/{total} loss {value.item():.3f} {seconds:.0f} s\n"
                )
    trained: Reader = mean.module
    return trained


def some(records: Sequence[Record], share: float, seed: int) -> list[Record]:
    """A random *share* of the records, for a learning curve; all of them for 1."""
    chosen = list(records)
    random.Random(seed).shuffle(chosen)
    return chosen[: round(share * len(chosen))] if share < 1 else list(records)


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    width = max(len(row) for row in rows)
    ids = torch.tensor([row + [1] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask


def _rate(step: int, total: int) -> float:
    warm = max(1, total // 10)
    return step / warm if step < warm else max(0.0, (total - step) / max(1, total - warm))


def _batches(records: Sequence[Record], size: int, chance: random.Random) -> list[list[int]]:
    """Batches of texts of like length, in a new order each time."""
    order = sorted(range(len(records)), key=lambda i: len(records[i].text) + chance.random() * 40)
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches


def _targets(records: Sequence[Record]) -> Targets:
    steps = torch.zeros(len(records), LEVELS)
    categories = torch.zeros(len(records), len(CATEGORIES))
    shares = torch.zeros(len(records), len(TOPICS))
    for row, record in enumerate(records):
        levels = (record.level, record.alt) if record.alt is not None else (record.level, record.level)
        for step in range(LEVELS):
            steps[row, step] = 0.7 * (levels[0] > step) + 0.3 * (levels[1] > step)
        for category in record.categories:
            categories[row, CATEGORIES.index(category)] = 1.0
        for topics in (record.topics, record.second_topics or record.topics):
            known = [topic for topic in topics if topic in TOPICS]
            for topic in known:
                shares[row, TOPICS.index(topic)] += 0.5 / len(known)
    total = shares.sum(-1)
    sure = torch.tensor([1.0 if corpus.topic_is_sure(record) else UNSURE_TOPIC for record in records])
    return Targets(
        steps=steps * 0.98 + 0.01,
        categories=categories,
        topics=shares / total.clamp(min=0.5).unsqueeze(-1),
        read_for_risk=torch.tensor([float(record.kind != corpus.PHRASING) for record in records]),
        topic_counts=sure * (total > 0),
    )

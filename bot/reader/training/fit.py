"""Fine-tuning: seeded, batches of like length, a one-cycle rate, noise on the training texts."""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from bot.measuring.corpus import Record
from bot.reader.encoder import tokenizer_of
from bot.reader.prompt import prompt
from bot.reader.training.network import CATEGORIES, LEVELS, RISK, TOPICS, Reader, Weights, loss
from bot.reader.training.noise import noisy

MAX_TOKENS = 224


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train: *weights* say which heads."""

    base: Path
    epochs: int = 4
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    batch: int = 48
    seed: int = 7
    noise: float = 0.35
    weights: Weights = RISK


def fit(recipe: Recipe, records: Sequence[Record]) -> Reader:
    """The trained reader."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    model = Reader(recipe.base)
    tokenizer = tokenizer_of(recipe.base, MAX_TOKENS)
    heads = [*model.level.parameters(), *model.category.parameters(), *model.topic.parameters()]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": recipe.rate},
            {"params": heads, "lr": recipe.head_rate},
        ],
        weight_decay=0.01,
    )
    total = recipe.epochs * math.ceil(len(records) / recipe.batch)
    # what is kept is the mean over about the last seventh of the way, however short the way is
    mean = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(1 - min(0.5, 7 / total))
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total))
    wanted = _targets(records)
    started, step = time.monotonic(), 0
    for epoch in range(recipe.epochs):
        model.train()
        for indices in _batches(records, recipe.batch, chance):
            texts = [
                prompt(noisy(records[i].text, recipe.noise, chance), records[i].speaker) for i in indices
            ]
            ids, mask = encode(tokenizer, texts)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                outputs = model(ids, mask)
            value = loss(outputs, tuple(part[indices] for part in wanted), recipe.weights)
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
    return mean.module.eval()


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


def logits(
    model: Reader, base: Path, texts: Sequence[str], speakers: Sequence[object], batch: int = 64
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level, category and topic logits of every text, in order."""
    tokenizer = tokenizer_of(base, MAX_TOKENS)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out: list[tuple[np.ndarray, np.ndarray, np.ndarray] | None] = [None] * len(texts)
    with torch.no_grad():
        for start in range(0, len(order), batch):
            indices = order[start : start + batch]
            ids, mask = encode(tokenizer, [prompt(texts[i], speakers[i]) for i in indices])  # type: ignore[arg-type]
            found = [part.float().numpy() for part in model(ids, mask)[:3]]
            for row, index in enumerate(indices):
                out[index] = (found[0][row], found[1][row], found[2][row])
    return tuple(np.stack([row[k] for row in out if row is not None]) for k in range(3))  # type: ignore[return-value]


def _rate(step: int, total: int) -> float:
    warm = max(1, total // 10)
    return step / warm if step < warm else max(0.0, (total - step) / max(1, total - warm))


def _batches(records: Sequence[Record], size: int, chance: random.Random) -> list[list[int]]:
    """Batches of texts of like length, in a new order each time."""
    order = sorted(range(len(records)), key=lambda i: len(records[i].text) + chance.random() * 40)
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches


def _targets(records: Sequence[Record]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    steps = torch.zeros(len(records), LEVELS)
    categories = torch.zeros(len(records), len(CATEGORIES))
    shares = torch.zeros(len(records), len(TOPICS))
    has_topic = torch.zeros(len(records))
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
        total = shares[row].sum()
        has_topic[row] = float(total > 0)
        shares[row] /= total.clamp(min=0.5)
    return steps * 0.98 + 0.01, categories, shares, has_topic

"""The encoder with its three heads: level (ordinal), categories, topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as _binary
from transformers import AutoModel

from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Topic

CATEGORIES = tuple(RiskCategory)
TOPICS = tuple(topic for topic in Topic if topic is not Topic.OTHER)
LEVELS = 4
TOPIC_WEIGHT = 0.5  # beside levels and categories
SPREAD = 0.3  # as in the vectors of a base that needs no centring


class Reader(nn.Module):
    """Logits for level >= 1..4, for each category, and for each topic, from the mean of the token vectors.

    Of a base whose vectors all point nearly the same way, heads learn next to nothing until `centre` was called.
    """

    middle: Tensor
    spread: Tensor

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="sdpa")
        # the word vectors are kept in one byte a number, and stay as they are
        self.encoder.get_input_embeddings().weight.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.register_buffer("middle", torch.zeros(width))
        self.register_buffer("spread", torch.ones(width))
        self.drop = nn.Dropout(0.1)
        self.level = nn.Linear(width, LEVELS)
        self.category = nn.Linear(width, len(CATEGORIES))
        self.topic = nn.Linear(width, len(TOPICS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Level, category and topic logits, and the text's vector, by which like messages are found."""
        return self.of_words(self.encoder.get_input_embeddings()(input_ids), attention_mask)

    def of_words(self, words: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The same from word vectors, (batch, tokens, width)."""
        mean = (self._mean(words, attention_mask) - self.middle) / self.spread
        kept = self.drop(mean)
        return self.level(kept), self.category(kept), self.topic(kept), nn.functional.normalize(mean, dim=-1)

    def centre(self, batches: Iterable[tuple[Tensor, Tensor]]) -> None:
        """Measure the vectors from the middle of those of *batches* (ids, mask), each number by its spread."""
        self.eval()
        with torch.no_grad():
            words = self.encoder.get_input_embeddings()
            means = torch.cat([self._mean(words(ids), mask) for ids, mask in batches])
        self.middle.copy_(means.mean(0))
        self.spread.copy_(means.std(0) / SPREAD)

    def _mean(self, words: Tensor, attention_mask: Tensor) -> Tensor:
        states = self.encoder(inputs_embeds=words, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        return (states * weights).sum(1) / weights.sum(1)


class OfWords(nn.Module):
    """A reader that is given word vectors, as it is exported."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, words: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        return self.reader.of_words(words, attention_mask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What the heads should say of each row. *steps*: level >= 1..4. *topics*: shares. *read_for_risk*: 0 for a row
    without a level. *topic_counts*: how much its topic counts, 0 for a row without one."""

    steps: Tensor
    categories: Tensor
    topics: Tensor
    read_for_risk: Tensor
    topic_counts: Tensor

    def of(self, rows: Sequence[int]) -> Targets:
        chosen = list(rows)
        return Targets(
            steps=self.steps[chosen],
            categories=self.categories[chosen],
            topics=self.topics[chosen],
            read_for_risk=self.read_for_risk[chosen],
            topic_counts=self.topic_counts[chosen],
        )


def loss(outputs: tuple[Tensor, Tensor, Tensor, Tensor], targets: Targets) -> Tensor:
    """The heads' losses joined, each the mean over the rows that have what it learns."""
    level, category, topic, _ = outputs
    weigh = torch.tensor([1.0, 1.2, 1.5, 1.0])
    by_level = _binary(level.float(), targets.steps, weight=weigh, reduction="none").mean(-1)
    by_category = _binary(category.float(), targets.categories, reduction="none").mean(-1)
    by_topic = -(targets.topics * nn.functional.log_softmax(topic.float(), -1)).sum(-1)
    return (
        _mean(by_level, targets.read_for_risk)
        + _mean(by_category, targets.read_for_risk)
        + TOPIC_WEIGHT * _mean(by_topic, targets.topic_counts)
    )


def _mean(values: Tensor, counts: Tensor) -> Tensor:
    return (values * counts).sum() / counts.sum().clamp(min=1)

"""The encoder with its three heads: level (ordinal), categories, topics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Topic

CATEGORIES = tuple(RiskCategory)
TOPICS = tuple(topic for topic in Topic if topic is not Topic.OTHER)
LEVELS = 4


class Reader(nn.Module):
    """Logits for level >= 1..4, for each category, and for each topic, from the mean of the token vectors."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="sdpa")
        # the encoders for risk and for topics share their word vectors, so these stay as they are
        self.encoder.get_input_embeddings().weight.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.level = nn.Linear(width, LEVELS)
        self.category = nn.Linear(width, len(CATEGORIES))
        self.topic = nn.Linear(width, len(TOPICS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Level, category and topic logits, and the text's vector, by which like messages are found."""
        return self.of_words(self.encoder.get_input_embeddings()(input_ids), attention_mask)

    def of_words(self, words: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The same from word vectors, (batch, tokens, width)."""
        states = self.encoder(inputs_embeds=words, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        kept = self.drop(mean)
        return self.level(kept), self.category(kept), self.topic(kept), nn.functional.normalize(mean, dim=-1)


class OfWords(nn.Module):
    """A reader that is given word vectors, as it is exported."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, words: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        return self.reader.of_words(words, attention_mask)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each head's loss counts."""

    level: float
    category: float
    topic: float


RISK = Weights(level=1.0, category=1.0, topic=0.5)
TOPIC = Weights(level=0.0, category=0.0, topic=1.0)


def loss(
    outputs: tuple[Tensor, Tensor, Tensor, Tensor],
    targets: tuple[Tensor, Tensor, Tensor, Tensor],
    weights: Weights,
) -> Tensor:
    """The heads' losses joined. Targets: level in steps, categories, topic shares, has a topic (0 or 1)."""
    level, category, topic, _ = outputs
    steps, categories, shares, has_topic = targets
    weigh = torch.tensor([1.0, 1.2, 1.5, 1.0])
    by_level = nn.functional.binary_cross_entropy_with_logits(level.float(), steps, weight=weigh)
    by_category = nn.functional.binary_cross_entropy_with_logits(category.float(), categories)
    by_topic = -(shares * nn.functional.log_softmax(topic.float(), -1)).sum(-1)
    mean_topic = (by_topic * has_topic).sum() / has_topic.sum().clamp(min=1)
    return weights.level * by_level + weights.category * by_category + weights.topic * mean_topic

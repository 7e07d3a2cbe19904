"""One text as the encoders read it: calibrated probabilities of level and categories; shares of topics."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from bot.reader.encoder import Encoder, Floats, sigmoid, softmax, tokenizer_of
from bot.reader.like import Like
from bot.reader.pieces import pieces
from bot.reader.words import Words
from knowledge.meaning import Meaning
from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Speaker, Topic

Four = Annotated[tuple[float, float, float, float], Field()]
_KEPT = 64
RISK = "encoder*.onnx"
TOPICS = "topics*.onnx"


class Heads(BaseModel):
    """What the trained file means: the order of its outputs and how they are calibrated.

    A level's probability is sigmoid(scale * logit + shift); *thresholds* are the probabilities from
    which each level counts, *long_thresholds* the same for texts read in several pieces; *doubt* is the
    P(level >= 2) below which words alone are taken for harmless.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    categories: tuple[RiskCategory, ...]
    topics: tuple[Topic, ...]
    scale: Four
    shift: Four
    thresholds: Four
    long_thresholds: Four
    doubt: float
    max_tokens: int
    trained_on: str


class OnnxReader:
    """Deterministic; safe from several threads. Raises FileNotFoundError or ValueError for a broken model.

    Topics have an encoder of their own beside: trained with risk alone, they were learnt at its cost.
    """

    def __init__(self, folder: Path) -> None:
        self._heads = Heads.model_validate_json((folder / "heads.json").read_text(encoding="utf-8"))
        tokenizer = tokenizer_of(folder, self._heads.max_tokens)
        words = Words.of(folder)
        self._risk = Encoder(sorted(folder.glob(RISK)), tokenizer, words)
        topics = sorted(folder.glob(TOPICS))
        self._topics = Encoder(topics, tokenizer, words) if topics else self._risk
        self._version = f"model-{self._risk.digest[:12]}"
        self._like = Like.of(folder)
        self._recent: OrderedDict[tuple[str, Speaker], tuple[Meaning, Floats]] = OrderedDict()
        self._lock = Lock()

    def read(self, text: str, speaker: Speaker) -> Meaning:
        return self._reading(text, speaker)[0]

    def topics(self, text: str, speaker: Speaker) -> Mapping[Topic, float]:
        """The mean of the encoder for topics and of what those for risk make of them; of a long text, its beginning."""
        beside = self._reading(text, speaker)[1]
        [logits] = self._topics.run(pieces(text)[0], speaker, ["topic"])
        shares = softmax(np.asarray((logits + beside) / 2, dtype=np.float32))
        return dict(zip(self._heads.topics, map(_two, shares), strict=True))

    def _reading(self, text: str, speaker: Speaker) -> tuple[Meaning, Floats]:
        """The last few are remembered: a text that was screened is asked about its topics next."""
        key = (text, speaker)
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        reading = self._read(text, speaker)
        with self._lock:
            self._recent[key] = reading
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return reading

    def vector(self, text: str, speaker: Speaker) -> Floats:
        """The text's vector, by which like messages are found."""
        return self._risk.run(text, speaker, ["vector"])[0]

    def level_logits(self, text: str, speaker: Speaker) -> Floats:
        """The four steps before calibration, the highest of all pieces; for calibrating."""
        runs = [self._risk.run(part, speaker, ["level"])[0] for part in pieces(text)]
        return np.asarray(np.max(np.stack(runs), axis=0))

    def _read(self, text: str, speaker: Speaker) -> tuple[Meaning, Floats]:
        """The risk, and the logits of the topics of the beginning."""
        parts = pieces(text)
        runs = [self._risk.run(part, speaker, ["level", "category", "topic", "vector"]) for part in parts]
        levels, categories, topics, vectors = zip(*runs, strict=True)
        highest = np.max(np.stack(levels), axis=0)
        chances = sigmoid(highest * np.array(self._heads.scale) + np.array(self._heads.shift))
        falling = np.minimum.accumulate(chances)
        by_category = np.max(np.stack([sigmoid(found) for found in categories]), axis=0)
        meaning = Meaning(
            at_least=_four(falling),
            thresholds=self._heads.long_thresholds if len(parts) > 1 else self._heads.thresholds,
            doubt=self._heads.doubt,
            categories=dict(zip(self._heads.categories, map(_two, by_category), strict=True)),
            nearest=self._like.nearest(vectors[int(np.argmax([level[1] for level in levels]))]),
            version=self._version,
        )
        return meaning, topics[0]


def _two(value: np.float32) -> float:
    return round(float(value), 2)


def _four(values: Floats) -> tuple[float, float, float, float]:
    """Rounded to two places, so that the last digit of another processor changes no level."""
    a, b, c, d = (_two(value) for value in values)
    return a, b, c, d

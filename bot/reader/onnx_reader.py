"""One text as the encoders read it: calibrated probabilities of level and categories; shares of topics."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from bot.reader.encoder import Encoders, Floats, sigmoid, softmax
from bot.reader.like import Like
from bot.reader.pieces import pieces
from knowledge.meaning import Meaning
from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Speaker, Topic

Four = Annotated[tuple[float, float, float, float], Field()]
_KEPT = 64


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
    """Deterministic; safe from several threads. Raises FileNotFoundError or ValueError for a broken model."""

    def __init__(self, folder: Path) -> None:
        self._heads = Heads.model_validate_json((folder / "heads.json").read_text(encoding="utf-8"))
        self._encoders = Encoders(folder, self._heads.max_tokens)
        self._version = f"model-{self._encoders.digest[:12]}"
        self._like = Like.of(folder)
        self._recent: OrderedDict[tuple[str, Speaker, bool], tuple[Meaning, Floats]] = OrderedDict()
        self._lock = Lock()

    def read(self, text: str, speaker: Speaker, *, english: bool = True) -> Meaning:
        """The risk in *text*. What is not in English only those read that know other languages."""
        return self._reading(text, speaker, english=english)[0]

    def topics(self, text: str, speaker: Speaker, *, english: bool = True) -> Mapping[Topic, float]:
        """What share of the text each topic has; of a long text, its beginning."""
        shares = softmax(self._reading(text, speaker, english=english)[1])
        return dict(zip(self._heads.topics, map(_two, shares), strict=True))

    def _reading(self, text: str, speaker: Speaker, *, english: bool) -> tuple[Meaning, Floats]:
        """The last few are remembered: a text that was screened is asked about its topics next."""
        key = (text, speaker, english)
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        reading = self._read(text, speaker, english=english)
        with self._lock:
            self._recent[key] = reading
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return reading

    def vector(self, text: str, speaker: Speaker) -> Floats:
        """The text's vector, by which like messages are found."""
        return self._encoders.run(text, speaker).vector

    def level_logits(self, text: str, speaker: Speaker) -> Floats:
        """The four steps before calibration, the highest of all pieces; for calibrating."""
        runs = [self._encoders.run(part, speaker).level for part in pieces(text)]
        return np.asarray(np.max(np.stack(runs), axis=0))

    def _read(self, text: str, speaker: Speaker, *, english: bool) -> tuple[Meaning, Floats]:
        """The risk, and the logits of the topics of the beginning."""
        parts = pieces(text)
        runs = [self._encoders.run(part, speaker, english=english) for part in parts]
        highest = np.max(np.stack([run.level for run in runs]), axis=0)
        chances = sigmoid(highest * np.array(self._heads.scale) + np.array(self._heads.shift))
        falling = np.minimum.accumulate(chances)
        by_category = np.max(np.stack([sigmoid(run.category) for run in runs]), axis=0)
        meaning = Meaning(
            at_least=_four(falling),
            thresholds=self._heads.long_thresholds if len(parts) > 1 else self._heads.thresholds,
            doubt=self._heads.doubt,
            categories=dict(zip(self._heads.categories, map(_two, by_category), strict=True)),
            nearest=self._like.nearest(max(runs, key=lambda run: float(run.level[1])).vector),
            version=self._version,
        )
        return meaning, runs[0].topic


def _two(value: np.float32) -> float:
    return round(float(value), 2)


def _four(values: Floats) -> tuple[float, float, float, float]:
    """Rounded to two places, so that the last digit of another processor changes no level."""
    a, b, c, d = (_two(value) for value in values)
    return a, b, c, d

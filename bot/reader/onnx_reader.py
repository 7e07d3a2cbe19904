"""One text through the encoder: calibrated probabilities of level, categories and topics, in one pass."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Annotated

import numpy as np
import numpy.typing as npt
import onnxruntime
from pydantic import BaseModel, ConfigDict, Field
from tokenizers import Tokenizer

from bot.reader.like import Like
from bot.reader.pieces import pieces
from bot.reader.prompt import prompt
from knowledge.meaning import Meaning
from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Speaker, Topic

Floats = npt.NDArray[np.float32]
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
        models = [path.read_bytes() for path in sorted(folder.glob("encoder*.onnx"))]
        self._heads = Heads.model_validate_json((folder / "heads.json").read_text(encoding="utf-8"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(self._heads.max_tokens)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._sessions = [
            onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            for model in models
        ]
        digest = hashlib.sha256(b"".join(hashlib.sha256(model).digest() for model in models))
        self._version = f"model-{digest.hexdigest()[:12]}"
        self._like = Like.of(folder)
        self._recent: OrderedDict[tuple[str, Speaker], Meaning] = OrderedDict()
        self._lock = Lock()

    def read(self, text: str, speaker: Speaker) -> Meaning:
        """One pass serves risk and topics: the last few readings are remembered."""
        key = (text, speaker)
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        meaning = self._read(text, speaker)
        with self._lock:
            self._recent[key] = meaning
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return meaning

    def vector(self, text: str, speaker: Speaker) -> Floats:
        """The text's unit vector, by which like messages are found."""
        return self._run(text, speaker)[3]

    def level_logits(self, text: str, speaker: Speaker) -> Floats:
        """The four steps before calibration, the highest of all pieces; for calibrating."""
        runs = [self._run(part, speaker)[0] for part in pieces(text)]
        return np.asarray(np.max(np.stack(runs), axis=0))

    def _read(self, text: str, speaker: Speaker) -> Meaning:
        parts = pieces(text)
        runs = [self._run(part, speaker) for part in parts]
        levels, categories, topics, vectors = zip(*runs, strict=True)
        highest = np.max(np.stack(levels), axis=0)
        chances = _sigmoid(highest * np.array(self._heads.scale) + np.array(self._heads.shift))
        several = len(parts) > 1
        falling = np.minimum.accumulate(chances)
        return Meaning(
            at_least=_four(falling),
            thresholds=self._heads.long_thresholds if several else self._heads.thresholds,
            doubt=self._heads.doubt,
            categories=dict(
                zip(self._heads.categories, map(_two, np.max(np.stack(categories), axis=0)), strict=True)
            ),
            topics=dict(zip(self._heads.topics, map(_two, topics[0]), strict=True)),
            nearest=self._like.nearest(vectors[int(np.argmax([level[1] for level in levels]))]),
            version=self._version,
        )

    def _run(self, text: str, speaker: Speaker) -> tuple[Floats, Floats, Floats, Floats]:
        """Level logits, category chances and topic shares: the mean of the encoders; the first one's vector."""
        ids = self._tokenizer.encode(prompt(text, speaker)).ids
        feed = {
            "input_ids": np.array([ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        }
        outputs = [session.run(["level", "category", "topic", "vector"], feed) for session in self._sessions]
        level, category, topic = (np.mean([output[k][0] for output in outputs], axis=0) for k in range(3))
        return level, _sigmoid(category), _softmax(topic), outputs[0][3][0]


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)), dtype=np.float32)


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)


def _two(value: np.float32) -> float:
    return round(float(value), 2)


def _four(values: Floats) -> tuple[float, float, float, float]:
    """Rounded to two places, so that the last digit of another processor changes no level."""
    a, b, c, d = (_two(value) for value in values)
    return a, b, c, d

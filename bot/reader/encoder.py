"""Encoders of different families, each with words of its own: text in, the mean of what they make of it out."""

from __future__ import annotations

import gzip
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from bot.reader import ENCODER
from bot.reader.prompt import prompt
from bot.reader.words import Words
from knowledge.vocabulary import Speaker

Floats = npt.NDArray[np.float32]
ONLY_ENGLISH = {"minilm"}
_OUTPUTS = ["level", "category", "topic", "vector"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Logits of *level* (4 steps), *category* and *topic*; *vector* has length 1."""

    level: Floats
    category: Floats
    topic: Floats
    vector: Floats


class Encoder:
    """One family's encoder. Deterministic; safe from several threads. Raises ValueError for a broken file."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        self.family = folder.name
        packed = (folder / ENCODER).read_bytes()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            gzip.decompress(packed), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = tokenizer_of(folder, max_tokens)
        self._words = Words.of(folder)
        self.digest = hashlib.sha256(packed).digest()

    def run(self, prompted: str) -> Outputs:
        ids = self._tokenizer.encode(prompted).ids
        feed = {
            "words": self._words.vectors(ids)[None],
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        }
        level, category, topic, vector = (found[0] for found in self._session.run(_OUTPUTS, feed))
        return Outputs(level=level, category=category, topic=topic, vector=vector)


class Encoders:
    """One folder a family. They were trained on the same messages from different beginnings, and err differently."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        self._each = [Encoder(path.parent, max_tokens) for path in sorted(folder.glob(f"*/{ENCODER}"))]
        if not self._each:
            raise FileNotFoundError(f"{folder}: holds no {ENCODER}")
        self._multilingual = [one for one in self._each if one.family not in ONLY_ENGLISH] or self._each
        # beside the caller's own thread: the encoders read at the same time
        self._pool = ThreadPoolExecutor(max_workers=len(self._each), thread_name_prefix="encoder")
        self.digest = hashlib.sha256(b"".join(one.digest for one in self._each)).hexdigest()

    def run(self, text: str, speaker: Speaker, *, english: bool = True) -> Outputs:
        """The mean of the logits of those that know the language; the vector is the first one's."""
        prompted = prompt(text, speaker)
        first, *others = self._each if english else self._multilingual
        waiting = [self._pool.submit(one.run, prompted) for one in others]
        outputs = [first.run(prompted), *(one.result() for one in waiting)]
        return Outputs(
            level=np.mean([one.level for one in outputs], axis=0),
            category=np.mean([one.category for one in outputs], axis=0),
            topic=np.mean([one.topic for one in outputs], axis=0),
            vector=outputs[0].vector,
        )


def tokenizer_of(folder: Path, max_tokens: int) -> Tokenizer:
    """The tokenizer in *folder*, cutting off after *max_tokens*."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    return tokenizer


def sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-values)), dtype=np.float32)


def softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    return np.asarray(raised / raised.sum(), dtype=np.float32)

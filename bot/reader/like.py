"""The messages of our own corpus that read most like a text: what a moderator can hold a reading against."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

SHOWN = 2
_FILE = "like.npz"
_SCALE = 127.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """*vectors* are the messages' unit vectors times 127 (stored as int8), one row for each of *texts*."""

    texts: tuple[str, ...]
    vectors: npt.NDArray[np.float32]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """What was written there; empty where nothing was."""
        if not (folder / _FILE).exists():
            return cls(texts=(), vectors=np.zeros((0, 0), dtype=np.float32))
        with np.load(folder / _FILE) as stored:
            vectors = stored["vectors"].astype(np.float32)
            return cls(texts=tuple(str(text) for text in stored["texts"]), vectors=vectors)

    def nearest(self, vector: npt.NDArray[np.float32]) -> tuple[str, ...]:
        """The texts nearest to *vector*, nearest first, at most SHOWN."""
        if not self.texts:
            return ()
        closeness = self.vectors @ vector
        best = np.argpartition(-closeness, min(SHOWN, len(self.texts) - 1))[:SHOWN]
        return tuple(self.texts[i] for i in best[np.argsort(-closeness[best])])


def write(folder: Path, texts: list[str], vectors: npt.NDArray[np.float32]) -> None:
    """Keep *texts* with their unit *vectors*, one row each."""
    np.savez_compressed(
        folder / _FILE, texts=np.array(texts), vectors=np.round(vectors * _SCALE).astype(np.int8)
    )

"""The word vectors of an encoder: one byte a number, so that the file stays small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE = "words.npz"


class Words:
    """*rows* of int8 (tokens, width), each with the float that its largest number stands for divided by 127."""

    def __init__(self, rows: npt.NDArray[np.int8], scales: npt.NDArray[np.float32]) -> None:
        self._rows, self._scales = rows, scales

    @classmethod
    def of(cls, folder: Path) -> Words:
        """Raises FileNotFoundError, KeyError or ValueError for a broken file."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            return cls(stored["rows"], stored["scales"])

    @classmethod
    def packed(cls, vectors: npt.NDArray[np.float32]) -> Words:
        """The nearest that one byte a number can hold."""
        scales = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-8) / 127
        return cls(np.round(vectors / scales).astype(np.int8), scales.astype(np.float32))

    def write(self, folder: Path) -> None:
        np.savez_compressed(folder / FILE, rows=self._rows, scales=self._scales)

    def vectors(self, ids: list[int]) -> npt.NDArray[np.float32]:
        """(len(ids), width), float32."""
        return self._rows[ids].astype(np.float32) * self._scales[ids]

"""The Guide: library and script, made once at start."""

from __future__ import annotations

from dialogues import script
from dialogues.guide import Guide
from knowledge.loading import load_library
from knowledge.meaning import MeaningReader


def load_guide(reader: MeaningReader | None = None) -> Guide:
    """Raises ContentError or WordingError, each naming file, place and remedy."""
    library = load_library(reader=reader)
    return Guide(library=library, script=script.load(library.services))

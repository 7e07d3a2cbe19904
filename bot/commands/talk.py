"""`run_bot.py talk`: the conversation in this terminal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reader import load_reader
from dialogues.loading import load_guide
from dialogues.talk import converse


def main(arguments: Sequence[str]) -> int:
    """`--no-model` talks without the reader by meaning."""
    return converse(load_guide(None if "--no-model" in arguments else load_reader()))

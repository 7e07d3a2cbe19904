"""`run_bot.py screen`: the risk read in each message, with the rules that fired and the words they read."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.json_lines import MessageLine, answer_lines
from bot.reader import load_reader
from knowledge.loading import load_library
from knowledge.risk.levels import Risk
from knowledge.risk.screening import could_not_screen, screen


def main(arguments: Sequence[str]) -> int:
    """Reads standard input. `--no-model` screens by the signals alone."""
    library = load_library(reader=None if "--no-model" in arguments else load_reader())

    def answer(line: MessageLine) -> Mapping[str, Any]:
        try:
            risk = screen(
                line.text, library.lexicon, speaker=line.speaker, earlier=line.earlier, reader=library.reader
            )
        except Exception as error:  # noqa: BLE001 fails closed, as in the conversation
            risk = could_not_screen(type(error).__name__)
        return {"id": line.id, **as_json(risk)}

    return answer_lines(MessageLine, answer, sys.stdin)


def as_json(risk: Risk) -> dict[str, Any]:
    return {
        "level": int(risk.level),
        "name": risk.level.name.lower(),
        "categories": list(risk.categories),
        "subject": risk.subject.value,
        "reasons": [
            {"rule": r.rule, "quote": r.quote, "plain": r.plain, "level": int(r.level)} for r in risk.reasons
        ],
        "rules_version": risk.rules_version,
        "model_version": risk.model_version,
        "language": risk.language,
    }

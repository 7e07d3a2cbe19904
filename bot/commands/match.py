"""`run_bot.py match`: the topics that each message may be about, and the services that fit, best first."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.commands.json_lines import MessageLine, answer_lines
from bot.reader import load_reader
from knowledge.loading import load_library
from knowledge.matching import Need, choose_services, match_topics


def main(arguments: Sequence[str]) -> int:
    """Reads standard input. `--no-model` matches by phrasing alone."""
    library = load_library(reader=None if "--no-model" in arguments else load_reader())

    def answer(line: MessageLine) -> Mapping[str, Any]:
        found = match_topics(line.text, line.speaker, library, limit=5)
        topics = tuple(match.topic for match in found[:1])
        need = Need(topics=topics, speaker=line.speaker, at=datetime.now(UTC))
        offers = choose_services(need, library)
        return {
            "id": line.id,
            "topics": [{"topic": m.topic.value, "score": m.score_percent, "reason": m.reason} for m in found],
            "services": [offer.service.id for offer in offers],
        }

    return answer_lines(MessageLine, answer, sys.stdin)

"""`run_bot.py check`: every fault of content, wording, rules and dialogues; file, line, field, remedy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.commands import content_checks


def main(_: Sequence[str]) -> int:
    """1 where there are faults; warnings alone are 0."""
    faults, warnings = content_checks.run(datetime.now(UTC).date())
    for warning in warnings:
        sys.stdout.write(f"warning: {warning}\n")
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(faults)} faults, {len(warnings)} warnings\n")
    return 1 if faults else 0

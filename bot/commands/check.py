"""`run_bot.py check [--ages]`: every fault of content, wording, rules and dialogues; file, line, field, remedy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.commands import content_checks
from knowledge.loading import load_library


def main(arguments: Sequence[str]) -> int:
    """1 where there are faults; warnings alone are 0. `--ages` lists how old a reader each card asks for."""
    if "--ages" in arguments:
        for where, age, hardest, oldest in content_checks.ages(load_library()):
            sys.stdout.write(f"{age:5.1f}  {where:44} hardest: {hardest} {oldest}\n")
        return 0
    faults, warnings = content_checks.run(datetime.now(UTC).date())
    for warning in warnings:
        sys.stdout.write(f"warning: {warning}\n")
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(faults)} faults, {len(warnings)} warnings\n")
    return 1 if faults else 0

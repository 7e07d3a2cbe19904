"""`run_bot.py evaluate FILE…`: labelled messages in, tables of figures out."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bot.measuring import figures, topics
from bot.measuring.labelled import Labelled, LabelledError, read
from bot.reader import MODEL, load_reader
from knowledge.library import Library
from knowledge.loading import load_library
from knowledge.meaning import MeaningReader
from knowledge.risk.levels import Risk, RiskLevel
from knowledge.risk.screening import could_not_screen, screen


def main(arguments: Sequence[str]) -> int:
    """0, or 2 for a file that cannot be read."""
    asked = _parse(arguments)
    try:
        rows = read(asked.files)
    except (OSError, LabelledError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    reader: MeaningReader | None = None if asked.no_model else load_reader(asked.model)
    library = load_library(reader=reader)
    if asked.topics:
        _write(topics.tables(rows, library))
        return 0
    started = time.perf_counter()
    risks = {row.id: _screen(row, library) for row in rows}
    took = 1000 * (time.perf_counter() - started) / max(1, len(rows))
    mine = {key: int(risk.level) for key, risk in risks.items()}
    _write(_report("this project", rows, mine))
    _write([f"{took:.1f} ms a message", "", *_slices(rows, mine), "", *_calibration(rows, library)])
    for name, path in asked.compare:
        _write(_report(name, rows, _others(path, rows)))
    if asked.misses:
        _write(_misses(rows, risks))
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run_bot.py evaluate")
    parser.add_argument("files", nargs="+", type=Path, help="labelled messages, JSON lines")
    parser.add_argument(
        "--topics", action="store_true", help="measure the matching of topics instead of risk"
    )
    parser.add_argument("--no-model", action="store_true", help="by signals (or phrasing) alone")
    parser.add_argument("--model", type=Path, default=MODEL, help="another model's folder")
    parser.add_argument("--misses", action="store_true", help="print what was read wrongly, with what fired")
    parser.add_argument(
        "--compare",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "FILE"),
        help='another reader\'s answers, JSON lines with "id" and "level" (or "flag")',
    )
    return parser.parse_args(list(arguments))


def _screen(row: Labelled, library: Library) -> Risk:
    try:
        return screen(row.text, library.lexicon, speaker=row.speaker, reader=library.reader)
    except Exception as error:  # noqa: BLE001 fails closed, as in the conversation
        return could_not_screen(type(error).__name__)


def _others(path: str, rows: Sequence[Labelled]) -> dict[str, int]:
    answers = [
        json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    levels = {a["id"]: int(a["level"]) if "level" in a else 3 * bool(a.get("flag")) for a in answers}
    return {row.id: levels.get(row.id, 0) for row in rows}


def _report(name: str, rows: Sequence[Labelled], got: figures.Read) -> list[str]:
    lines = [f"== {name}: {len(rows)} messages"]
    lines += [f"  {what:24} {share}" for what, share in figures.shares(rows, got).items()]
    lines += ["  labelled (down) read as (across)  " + "".join(f"{level:>6}" for level in range(5))]
    table = figures.confusion(rows, got)
    lines += [f"  {level:>33}  " + "".join(f"{n:>6}" for n in counts) for level, counts in enumerate(table)]
    return lines


def _slices(rows: Sequence[Labelled], got: figures.Read) -> list[str]:
    lines = [f"{'slice':32} {'urgent recall':32} {'escalation recall':32} false escalation"]
    for name, mine in figures.slices(rows).items():
        found = figures.shares(mine, got)
        wanted = ("urgent recall", "escalation recall", "false escalation")
        lines.append(f"{name:32} " + " ".join(f"{found[what]!s:32}" for what in wanted))
    return lines


def _calibration(rows: Sequence[Labelled], library: Library) -> list[str]:
    """Of the messages given about this chance of being urgent, how many are."""
    if library.reader is None:
        return []
    bins: dict[int, list[bool]] = {}
    for row in rows:
        chance = library.reader.read(row.text, row.speaker).at_least[2]
        bins.setdefault(min(9, int(10 * chance)), []).append(row.level >= 3)
    lines = ["chance of urgent, as read        really urgent"]
    for low, hits in sorted(bins.items()):
        share = figures.Share(hits=sum(hits), total=len(hits))
        lines.append(f"  {low / 10:.1f} to {(low + 1) / 10:.1f}                     {share}")
    return lines


def _misses(rows: Sequence[Labelled], risks: dict[str, Risk]) -> list[str]:
    lines = ["", "read wrongly:"]
    for row in rows:
        risk = risks[row.id]
        urgent_missed = row.lowest >= 3 and risk.level < RiskLevel.URGENT
        missed = urgent_missed or (row.lowest >= 2 and risk.level < RiskLevel.CONCERN)
        if missed or (row.highest == 0 and risk.level >= RiskLevel.CONCERN):
            fired = ", ".join(f"{r.rule} ({r.plain})" for r in risk.reasons[:3]) or "nothing"
            lines.append(
                f"  {row.id} labelled {row.level}, read {int(risk.level)}: {row.text[:140]!r}; {fired}"
            )
    return lines


def _write(lines: Sequence[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")

"""`run_bot.py services`: our services beside an Open Referral UK feed, and as one."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bot.commands.feeds import FeedError, fetch, named
from knowledge.advice import Service
from knowledge.faults import Fault
from knowledge.loading import CONTENT
from knowledge.open_referral import accepting, difference, reading, reporting, writing
from knowledge.open_referral.accepting import Origin, Selection
from knowledge.open_referral.difference import Difference
from knowledge.open_referral.fields import Fields, Value
from knowledge.read_services import read_services
from knowledge.vocabulary import ServiceId

IMPORTED = "imported.toml"
_TITLE = (
    "# Taken in from Open Referral UK feeds by `services import`. README.md says how to change an entry.\n"
)


def main(arguments: Sequence[str], folder: Path = CONTENT / "services", today: date | None = None) -> int:
    """0 done; 1 for a feed or services with faults, and then nothing is written; 2 for a call not understood."""
    try:
        call = _parser().parse_args(arguments)
    except SystemExit as ended:
        return 2 if ended.code else 0
    services, faults = read_services(folder)
    if faults:
        return _wrong(faults)
    if call.command == "export":
        return _export(services, call.file)
    try:
        said = _said(call.set)
        text = asyncio.run(fetch(call.feed))
    except (FeedError, ValueError) as error:
        return _wrong([error])
    origin = Origin(where=named(call.feed), on=today or datetime.now(UTC).date())
    same = {theirs: ours for ours, _, theirs in (pair.partition("=") for pair in call.same)}
    return _import(text, origin, _Wanted(call.accept, said, same), services, folder)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """*accept*: None to take nothing in; *said*: fields of new services, by their ids; *same*: ours by theirs."""

    accept: Sequence[str] | None
    said: Mapping[str, Fields]
    same: Mapping[str, str]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run_bot.py services", description="Services in Open Referral UK.")
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("import", help="show how a feed differs from our services")
    taking.add_argument("feed", metavar="FILE_OR_URL", help="JSON or one service a line; http or https")
    taking.add_argument(
        "--accept",
        nargs="*",
        metavar="ID[.FIELD]",
        help="take it in: all, or what is named; a number or wording of ours only where its field is named",
    )
    taking.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="ID.FIELD=VALUE",
        help="what a new service needs and the feed does not say, such as ID.topics=anxiety,sleep",
    )
    taking.add_argument(
        "--same", action="append", default=[], metavar="ID=THEIR_ID", help="their service is one of ours"
    )
    giving = commands.add_parser("export", help="write our services as a feed")
    giving.add_argument("file", nargs="?", metavar="FILE", help="standard output where none is named")
    return parser


def _export(services: Mapping[ServiceId, Service], file: str | None) -> int:
    text = writing.text_of(writing.page(services.values()))
    if file is None:
        sys.stdout.write(text)
        return 0
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        return _wrong([f"{file}: cannot be written ({error.strerror}); name another file"])
    sys.stdout.write(f"{len(services)} services written to {file}\n")
    return 0


def _import(
    text: str, origin: Origin, wanted: _Wanted, services: Mapping[ServiceId, Service], folder: Path
) -> int:
    feed = reading.read(text, origin.where)
    _wrong(feed.faults)
    found = difference.compare(services, feed.services, wanted.same)
    ready, unready = _ready(found, wanted.said, origin)
    sys.stdout.write(reporting.report(found, unready, (*feed.notes, *found.notes)))
    if wanted.accept is None:
        sys.stdout.write("Nothing was taken in; --accept does that.\n")
        return 1 if feed.faults else 0
    if feed.faults:
        return _wrong(
            ["nothing was taken in, for the feed has faults; mend them, or import what is in order"]
        )
    selection = Selection(named=frozenset(wanted.accept))
    if unknown := reporting.unknown(selection, found):
        return _wrong([f"{name}: names nothing that differs" for name in unknown])
    return _take_in(found, selection, ready, origin, folder)


def _ready(
    found: Difference, said: Mapping[str, Fields], origin: Origin
) -> tuple[dict[ServiceId, str], dict[ServiceId, str]]:
    """New services as entries, and those that cannot be one yet with what they need."""
    ready: dict[ServiceId, str] = {}
    unready: dict[ServiceId, str] = {}
    for new in found.new:
        known = accepting.with_fields(new, said.get(new.id, {}))
        entry = accepting.entry(new, known, origin)
        if lacking := difference.lacks(known):
            unready[new.id] = f"needs {', '.join(lacking)}"
        elif faults := _faults_of({IMPORTED: entry}):
            unready[new.id] = "; ".join(f"{fault.field} {fault.remedy}" for fault in faults)
        else:
            ready[new.id] = entry
    return ready, unready


def _take_in(
    found: Difference, selection: Selection, ready: Mapping[ServiceId, str], origin: Origin, folder: Path
) -> int:
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}
    before, taken = dict(files), 0
    for met in found.met:
        changes = [
            c for c in met.changes if c.theirs is not None and selection.takes(met.service.id, c.field)
        ]
        for name, text in files.items() if changes else ():
            if (now := accepting.changed(text, met, changes, origin)) is not None:
                files[name], taken = now, taken + len(changes)
                break
    entries = [ready[new.id] for new in found.new if new.id in ready and selection.takes_new(new.id)]
    if entries:
        files[IMPORTED] = "\n".join((files.get(IMPORTED, _TITLE), *entries))
    if faults := _faults_of(files):
        return _wrong([*faults, "nothing was taken in"])
    for name, text in files.items():
        if before.get(name) != text:
            _write(folder / name, text)
    sys.stdout.write(f"Taken in: {taken} changed fields, {len(entries)} new services.\n")
    return 0


def _faults_of(files: Mapping[str, str]) -> list[Fault]:
    """What is wrong with services that are not in their folder yet."""
    place = Path(tempfile.mkdtemp(prefix="services-"))
    try:
        for name, text in files.items():
            (place / name).write_text(text, encoding="utf-8")
        return read_services(place)[1]
    finally:
        shutil.rmtree(place)


def _write(path: Path, text: str) -> None:
    """The old file or the new one, never half of it."""
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)


def _said(given: Sequence[str]) -> dict[str, dict[str, Value]]:
    said: dict[str, dict[str, Value]] = {}
    for words in given:
        service_id, field, value = accepting.said_of(words)
        said.setdefault(service_id, {})[field] = value
    return said


def _wrong(faults: Sequence[object]) -> int:
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    return 1

"""Where the sandbox's state lives: tables of JSON values, each change appended to a file as one line.

A line holds everything one action changed, so that a process killed at any moment leaves all of an action
or none. Lines go to the operating system at once and are not forced to the disk: they outlive the process,
not a power cut. Opening reads the lines, drops one torn at the end, and writes the file anew, shorter.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

Key = int | str
Table = dict[Key, Any]


class LedgerError(Exception):
    """A state file that cannot be used; the message names it and the remedy."""


class Ledger:
    """Tables by name. `put` and `drop` show at once and are kept from `commit` on."""

    def __init__(self, path: Path | None = None) -> None:
        self._tables: dict[str, Table] = {}
        self._changes: list[tuple[str, Key, Any]] = []
        self._path = path
        self._file: TextIO | None = None
        self._lock: TextIO | None = None

    @classmethod
    def open(cls, path: Path | None) -> Ledger:
        """The tables kept in *path*, or empty ones kept nowhere. Raises LedgerError. Blocks on the disk."""
        ledger = cls(path)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            ledger._lock = _locked(path)
            for table, key, value in _changes_in(path):
                ledger._apply(table, key, value)
            ledger._rewrite(path)
            ledger._file = path.open("a", encoding="utf-8", buffering=1)
        return ledger

    def table(self, name: str) -> Table:
        """What the table holds, in the order in which keys were first put; read it, do not change it."""
        return self._tables.setdefault(name, {})

    def put(self, table: str, key: Key, value: Any) -> None:
        self._apply(table, key, value)
        self._changes.append((table, key, value))

    def drop(self, table: str, key: Key) -> None:
        self._apply(table, key, None)
        self._changes.append((table, key, None))

    def next_number(self, counter: str, first: int = 1) -> int:
        """Rises by one with every call, and over restarts."""
        number = int(self.table("counters").get(counter, first - 1)) + 1
        self.put("counters", counter, number)
        return number

    def commit(self) -> None:
        if self._changes and self._file is not None:
            self._file.write(json.dumps(self._changes, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._changes.clear()

    def close(self) -> None:
        self.commit()
        for opened in (self._file, self._lock):
            if opened is not None:
                opened.close()
        self._file = self._lock = None

    def _apply(self, table: str, key: Key, value: Any) -> None:
        if value is None:
            self.table(table).pop(key, None)
        else:
            self.table(table)[key] = value

    def _rewrite(self, path: Path) -> None:
        fresh = path.with_name(path.name + ".new")
        with fresh.open("w", encoding="utf-8") as file:
            for name, table in self._tables.items():
                for key, value in table.items():
                    file.write(json.dumps([(name, key, value)], ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


def _locked(path: Path) -> TextIO:
    # A second process would rewrite the file under the first, whose changes would then be lost.
    lock = path.with_name(path.name + ".lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise LedgerError(f"{path} is in use: stop the other sandbox, or name another file") from error
    return lock


def _changes_in(path: Path) -> Iterator[tuple[str, Key, Any]]:
    if not path.exists():
        return
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            changes = json.loads(line)
        except ValueError as error:
            if number == len(lines):  # torn: the process was killed while writing it
                return
            raise LedgerError(f"{path}, line {number}: not JSON; mend or delete the file") from error
        yield from changes

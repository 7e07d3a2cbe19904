"""Counts to shares with their uncertainty: every figure says of how many it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from bot.measuring.labelled import Labelled

_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """*hits* of *total*, with Wilson's 95% interval (Wilson 1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        if not self.total:
            return (0.0, 1.0)
        p, n = self.value, self.total
        middle = p + _Z**2 / (2 * n)
        spread = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return ((middle - spread) / (1 + _Z**2 / n), (middle + spread) / (1 + _Z**2 / n))

    def __str__(self) -> str:
        if not self.total:
            return "-"
        low, high = self.interval
        return f"{self.value:.3f} ({low:.2f}-{high:.2f}, n={self.total})"


Read = Mapping[str, int]
_RULES: dict[str, tuple[Callable[[Labelled], bool], Callable[[int], bool]]] = {
    "urgent recall": (lambda r: r.lowest >= 3, lambda got: got >= 3),
    "urgent to a human": (lambda r: r.lowest >= 3, lambda got: got >= 2),
    "urgent at least asked": (lambda r: r.lowest >= 3, lambda got: got >= 1),
    "escalation recall": (lambda r: r.lowest >= 2, lambda got: got >= 2),
    "emergency to a human": (lambda r: r.lowest >= 4, lambda got: got >= 2),
    "emergency as emergency": (lambda r: r.lowest >= 4, lambda got: got >= 4),
    "false escalation": (lambda r: r.highest == 0, lambda got: got >= 2),
    "false check": (lambda r: r.highest == 0, lambda got: got == 1),
}


def shares(rows: Sequence[Labelled], read: Read) -> dict[str, Share]:
    """Each figure of the risk budget over *rows*; *read* is the level given to each id."""
    found = {}
    for name, (belongs, hit) in _RULES.items():
        mine = [row for row in rows if belongs(row)]
        found[name] = Share(hits=sum(hit(read[row.id]) for row in mine), total=len(mine))
    exact = sum(row.lowest <= read[row.id] <= row.highest for row in rows)
    found["exact level"] = Share(hits=exact, total=len(rows))
    return found


def confusion(rows: Sequence[Labelled], read: Read) -> list[list[int]]:
    """Counts by labelled level (down) and level read (across)."""
    table = [[0] * 5 for _ in range(5)]
    for row in rows:
        table[row.level][read[row.id]] += 1
    return table


def slices(rows: Sequence[Labelled]) -> dict[str, list[Labelled]]:
    """The rows by speaker, kind and category."""
    found: dict[str, list[Labelled]] = {}
    for row in rows:
        names = [
            f"speaker {row.speaker}",
            f"kind {row.kind}",
            *(f"category {name}" for name in row.categories),
        ]
        for name in names:
            found.setdefault(name, []).append(row)
    return dict(sorted(found.items()))

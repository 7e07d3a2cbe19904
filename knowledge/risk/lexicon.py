"""Risk signals as data, compiled: patterns with their level, what lowers them, and why they exist."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import re2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.faults import ContentError, Fault, from_validation
from knowledge.risk.levels import RiskCategory, RiskLevel
from knowledge.text import TextWords

_NAME = re.compile(r"\{([a-z_]+)\}")
Level = Annotated[int, Field(ge=0, le=4)]


class _Signal(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
    level: Annotated[int, Field(ge=1, le=4)]
    categories: Annotated[tuple[RiskCategory, ...], Field(min_length=1)]
    patterns: Annotated[tuple[str, ...], Field(min_length=1)]
    unless: tuple[str, ...] = ()
    negated: Level | None = None
    past: Level | None = None
    benign: Level | None = None
    language: str = "en"
    plain: Annotated[str, Field(min_length=3)]
    note: Annotated[str, Field(min_length=3)]
    fires: Annotated[tuple[str, ...], Field(min_length=1)]
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One signal. *negated*, *past*, *benign*: the level it keeps in such words, None for the same.

    *plain* is what the moderator's card says of it; *fires* and *silent* are its own examples.
    """

    id: str
    level: RiskLevel
    categories: tuple[RiskCategory, ...]
    pattern: Any
    unless: Any | None
    negated: RiskLevel | None
    past: RiskLevel | None
    benign: RiskLevel | None
    language: str
    plain: str
    fires: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All signals and the words around them. *version* is a hash of the rule files."""

    signals: tuple[Signal, ...]
    words: TextWords
    context: Mapping[str, Any]
    version: str


def load(folder: Path) -> Lexicon:
    """The lexicon of `folder/*.toml`. Raises ContentError with every fault found."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}
    shared = tomllib.loads(texts["words.toml"])
    names: dict[str, str] = shared["words"]
    signals: list[Signal] = []
    faults: list[Fault] = []
    for file, text in texts.items():
        if file == "words.toml":
            continue
        starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[signal]]"]
        for start, raw in zip(starts, tomllib.loads(text).get("signal", []), strict=True):
            try:
                signals.append(_compile(_Signal.model_validate(raw), names))
            except ValidationError as error:
                faults += from_validation(error, file, text, start)
            except (KeyError, re2.error) as error:
                faults.append(Fault(file, start, "patterns", f"cannot be read: {error}"))
    doubles = {s.id for s in signals if sum(t.id == s.id for t in signals) > 1}
    faults += [Fault("risk", 0, name, "this id is used twice") for name in doubles]
    if faults:
        raise ContentError(faults)
    digest = hashlib.sha256("\n".join(texts.values()).encode()).hexdigest()[:12]
    return Lexicon(
        signals=tuple(signals),
        words=TextWords(
            slang=shared["slang"],
            emoji=shared["emoji"],
            near=tuple(shared["near"]["words"]),
            false_friends=frozenset(shared["near"]["false_friends"]),
        ),
        context={name: re2.compile(rf"\b(?:{_fill(p, names)})\b") for name, p in shared["context"].items()},
        version=f"rules-{digest}",
    )


def _compile(entry: _Signal, names: Mapping[str, str]) -> Signal:
    def joined(patterns: tuple[str, ...]) -> Any:
        return re2.compile(r"\b(?:" + "|".join(f"(?:{_fill(p, names)})" for p in patterns) + r")\b")

    def level(value: int | None) -> RiskLevel | None:
        return None if value is None else RiskLevel(value)

    return Signal(
        id=entry.id,
        level=RiskLevel(entry.level),
        categories=entry.categories,
        pattern=joined(entry.patterns),
        unless=joined(entry.unless) if entry.unless else None,
        negated=level(entry.negated),
        past=level(entry.past),
        benign=level(entry.benign),
        language=entry.language,
        plain=entry.plain,
        fires=entry.fires,
        silent=entry.silent,
    )


def _fill(pattern: str, names: Mapping[str, str]) -> str:
    """The pattern with {name} replaced by the shared word group of that name. Raises KeyError."""

    def group(match: re.Match[str]) -> str:
        if match[1] not in names:
            raise KeyError(f"no word group {{{match[1]}}} in words.toml")
        return f"(?:{_NAME.sub(group, names[match[1]])})"

    return _NAME.sub(group, pattern)

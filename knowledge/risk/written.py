"""Rule files as people write them: which fields there are, and what may stand in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Speaker

Level = Annotated[int, Field(ge=0, le=4)]
Patterns = tuple[Annotated[str, Field(min_length=2)], ...]
Pair = tuple[str, str, Annotated[int, Field(ge=1, le=30)]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenSignal(_Strict):
    """A signal as it is written; content/risk/README.md tells its fields."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")]
    level: Annotated[int, Field(ge=1, le=4)]
    categories: Annotated[tuple[RiskCategory, ...], Field(min_length=1)]
    patterns: Patterns = ()
    near: tuple[Pair, ...] = ()
    also: Patterns = ()
    unless: Patterns = ()
    negated: Level | None = None
    past: Level | None = None
    benign: Level | None = None
    fiction: Level | None = None
    suspected: Level | None = None
    topic: Level | None = None
    speaker: Speaker | None = None
    language: str = "en"
    strong: bool = False
    plain: Annotated[str, Field(min_length=3)]
    note: Annotated[str, Field(min_length=3)]
    fires: Annotated[tuple[str, ...], Field(min_length=1)]
    silent: tuple[str, ...] = ()
    lowered: tuple[tuple[str, Level], ...] = ()

    @model_validator(mode="after")
    def _looks_for_something(self) -> WrittenSignal:
        if not self.patterns and not self.near:
            raise ValueError("give patterns, or near, or both")
        return self


class _Near(_Strict):
    words: tuple[str, ...]
    false_friends: tuple[str, ...]


class WrittenWords(_Strict):
    """words.toml: shared groups, and what the reading of text and of context needs."""

    words: dict[str, str]
    slang: dict[str, str]
    emoji: dict[str, str]
    near: _Near
    fillers: tuple[str, ...]
    known: tuple[str, ...] = ()
    context: dict[str, Patterns]

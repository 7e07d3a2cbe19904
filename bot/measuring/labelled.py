"""Labelled messages from JSON lines, each checked; a bad line is named."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Speaker, Topic


class LabelledError(ValueError):
    """A file that is not labelled messages; names file, line, field."""


class Labelled(BaseModel):
    """One message and what a trained reader says of it. *alt* is a second reader's other level."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    id: str
    text: str
    speaker: Speaker = Speaker.YOUNG_PERSON
    level: int = Field(ge=0, le=4)
    alt: int | None = None
    categories: tuple[RiskCategory, ...] = ()
    topics: tuple[Topic, ...] = ()
    kind: str = "plain"

    @property
    def lowest(self) -> int:
        return min(self.level, self.level if self.alt is None else self.alt)

    @property
    def highest(self) -> int:
        return max(self.level, self.level if self.alt is None else self.alt)


def read(paths: Iterable[Path]) -> list[Labelled]:
    """Every record of *paths*. Raises LabelledError."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                found.append(Labelled.model_validate_json(line))
            except ValidationError as error:
                first = error.errors(include_input=False, include_url=False)[0]
                field = ".".join(str(step) for step in first["loc"]) or "line"
                raise LabelledError(f"{path.name}:{number}: {field}: {first['msg']}") from None
    return found

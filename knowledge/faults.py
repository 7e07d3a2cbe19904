"""What is wrong with a content file, told so that somebody who knows no Python can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """*line* counts from 1, 0 for the whole file; *remedy* says what to do."""

    file: str
    line: int
    field: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.remedy}"


class ContentError(ValueError):
    """Content that cannot be used; its message is one fault a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def from_validation(error: ValidationError, file: str, text: str, start: int = 1) -> list[Fault]:
    """The faults of a failed check, each at the line of *text* where its field stands.

    *start* is the first line, counted from 1, from which the field is looked for.
    """
    faults = []
    for problem in error.errors(include_input=False, include_url=False):
        path = [str(step) for step in problem["loc"]]
        field = ".".join(path) or "entry"
        name = next((step for step in path if not step.isdigit()), "")
        faults.append(Fault(file, line_of(text, name, start), field, problem["msg"]))
    return faults


def line_of(text: str, field: str, start: int = 1) -> int:
    """The line, counted from 1, on which *field* is set at or after *start*; *start* where it is not."""
    for number, line in enumerate(text.splitlines(), 1):
        if number >= start and field and line.lstrip().startswith((f"{field} ", f"{field}=", f"### {field}")):
            return number
    return start

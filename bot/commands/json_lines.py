"""JSON lines from standard input to standard output, each checked; a bad line is named and stops the run."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.vocabulary import Speaker

Line = TypeVar("Line", bound=BaseModel)


class MessageLine(BaseModel):
    """One message to read. *earlier* are what the person wrote before it, oldest first."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    id: str
    text: str
    speaker: Speaker = Speaker.YOUNG_PERSON
    earlier: tuple[str, ...] = ()


def answer_lines(kind: type[Line], answer: Callable[[Line], Mapping[str, Any]], lines: Iterable[str]) -> int:
    """Answer every line; the exit code. 2 where a line is not what it should be, with its number."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            parsed = kind.model_validate_json(line)
        except ValidationError as error:
            for problem in error.errors(include_input=False, include_url=False):
                field = ".".join(str(step) for step in problem["loc"]) or "line"
                sys.stderr.write(f"line {number}: {field}: {problem['msg']}\n")
            return 2
        sys.stdout.write(json.dumps(answer(parsed), ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 0

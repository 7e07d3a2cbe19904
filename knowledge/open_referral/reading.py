"""Text of a feed to services: a page, a list, one service, or one a line; every fault named by its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from knowledge.open_referral.standard import Service

_LISTS = ("contents", "content", "services")
_SHAPES = "should be a page of services (with contents), a list of services, or one service on each line"


@dataclass(frozen=True, slots=True, order=True)
class FeedFault:
    """*path* is the place in the JSON, such as contents[3].phones[0].number."""

    file: str
    path: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The services that could be read, what is wrong with the others, and what to know about the rest."""

    services: tuple[Service, ...] = ()
    faults: tuple[FeedFault, ...] = ()
    notes: tuple[str, ...] = ()


def read(text: str, file: str) -> Feed:
    """The services of *text*; *file* is only named. Raises nothing: what cannot be read is a fault."""
    faults: list[FeedFault] = []
    notes: list[str] = []
    records = list(_records(text.removeprefix("\ufeff"), file, faults, notes))
    services = [service for path, record in records if (service := _service(record, path, file, faults))]
    if not records and not faults:
        notes.append("the feed holds no services")
    return Feed(services=tuple(services), faults=tuple(faults), notes=tuple(notes))


def _records(text: str, file: str, faults: list[FeedFault], notes: list[str]) -> Iterator[tuple[str, Any]]:
    """Each service, not checked yet, with its place."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) > 1 and lines[0][1].strip().endswith("}"):
            yield from _lines(lines, file, faults)
        else:
            faults.append(FeedFault(file, _place(error), f"not valid JSON ({_why(error)}); {_SHAPES}"))
        return
    listed = next((name for name in _LISTS if isinstance(whole, dict) and name in whole), "")
    found = whole[listed] if listed else whole
    if isinstance(found, list):
        yield from ((f"{listed}[{place}]", record) for place, record in enumerate(found))
        notes += _of_page(whole)
    elif isinstance(found, dict) and "name" in found:
        yield "", found
    else:
        faults.append(FeedFault(file, listed or "whole", _SHAPES))


def _lines(lines: Iterable[tuple[int, str]], file: str, faults: list[FeedFault]) -> Iterator[tuple[str, Any]]:
    for number, line in lines:
        try:
            yield f"line {number}", json.loads(line)
        except (ValueError, RecursionError) as error:
            faults.append(FeedFault(file, f"line {number}", f"not valid JSON ({_why(error)}); mend the line"))


def _service(record: Any, path: str, file: str, faults: list[FeedFault]) -> Service | None:
    if not isinstance(record, dict):
        faults.append(FeedFault(file, path, "should be a service: an object with id, name and status"))
        return None
    try:
        return Service.model_validate(record)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            where = path + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in problem["loc"])
            faults.append(FeedFault(file, where.removeprefix("."), _remedy(problem["type"], problem["msg"])))
        return None


def _remedy(kind: str, message: str) -> str:
    if kind == "missing":
        return "is required by the standard; ask the publisher, or add it"
    return f"{message.removeprefix('Value error, ')}; ask the publisher, or mend it"


def _of_page(whole: Any) -> list[str]:
    pages = whole.get("total_pages") if isinstance(whole, dict) else None
    if not isinstance(pages, int) or pages < 2:
        return []
    return [f"this is page {whole.get('page_number', '?')} of {pages}: import each page"]


def _place(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}"
    return "whole"


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    return "nested too deep" if isinstance(error, RecursionError) else str(error)

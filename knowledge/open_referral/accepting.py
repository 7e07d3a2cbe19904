"""What is taken in from a feed, as text of our files: new entries, and changed lines with where they come from."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.open_referral import fields
from knowledge.open_referral.difference import REMEMBERED, Change, Met, New
from knowledge.open_referral.fields import Fields, Value
from knowledge.vocabulary import ServiceId

REVIEW_AFTER = timedelta(days=182)
LISTS = ("speakers", "topics", "places", "hours")
_HEADING = re.compile(r"\s*\[\[\s*service\s*\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the editor accepts: ids, or single fields as id.field; everything where none is named.

    A number, and words that were written for our readers, are taken only where the field itself is named.
    """

    named: frozenset[str] = frozenset()

    def takes(self, service_id: ServiceId, field: str) -> bool:
        if f"{service_id}.{field}" in self.named:
            return True
        is_guarded = field in fields.NUMBERS or field in fields.WORDED
        return not is_guarded and self.takes_new(service_id)

    def takes_new(self, service_id: ServiceId) -> bool:
        return not self.named or service_id in self.named


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a feed was, and on which day it was read."""

    where: str
    on: date

    def source(self, met: Met | New) -> str:
        """The line under `sources`, by which the same record is known the next time."""
        return f"Open Referral: {self.short(met)}, id {fields.clean(met.record.id)}"

    def short(self, met: Met | New) -> str:
        organization = met.record.organization
        name = fields.clean(organization.name) if organization else "no organisation"
        return f"{name}, {fields.clean(self.where)}, {self.on}"


def said_of(words: str) -> tuple[str, str, Value]:
    """Of "ID.FIELD=VALUE": the id, the field and its value. Raises ValueError, naming what is wrong."""
    path, equals, value = words.partition("=")
    service_id, _, name = path.strip().rpartition(".")
    if not (service_id and equals and name in fields.ORDER):
        raise ValueError(f"{words!r} should be ID.FIELD=VALUE; fields are {', '.join(fields.ORDER)}")
    if name in LISTS:
        return service_id, name, tuple(part.strip() for part in value.split(",") if part.strip())
    return service_id, name, value.strip() == "true" if name == "closed_bank_holidays" else value.strip()


def with_fields(new: New, said: Mapping[str, Value]) -> Fields:
    """The fields of a new service with what the editor says of it."""
    merged = {**new.fields, **said}
    return {name: merged[name] for name in fields.ORDER if name in merged}


def entry(new: New, said: Fields, origin: Origin) -> str:
    """A whole new entry. It rests on one source, so it is looked at again after half a year."""
    lines = [f"# New from {origin.short(new)}. Ring the number, and read it aloud, before it is trusted."]
    lines += ["[[service]]", _set("id", new.id)]
    lines += [_set(name, said[name]) for name in fields.ORDER if name in said]
    lines += [_set("confidence", "medium"), _set("sources", (origin.source(new),))]
    lines += [f"reviewed_on = {origin.on}", f"review_by = {origin.on + REVIEW_AFTER}"]
    return "\n".join(lines) + "\n"


def changed(text: str, met: Met, taken: Sequence[Change], origin: Origin) -> str | None:
    """*text* of a file with the fields *taken* changed in place; None where the service is not in it.

    Behind each changed line stands where it comes from and what it was; the review date stays, for a feed
    is a source and no review.
    """
    lines = text.removesuffix("\n").split("\n")
    bounds = _bounds(lines, met.service.id)
    if bounds is None:
        return None
    first, last = bounds
    mine = lines[first:last]
    for change in taken:
        if change.theirs is not None:
            was = "not said" if change.ours is None else _value(change.ours)
            _put(mine, change.field, f"{_set(change.field, change.theirs)}  # {origin.short(met)}; was {was}")
    kept = [s for s in met.service.sources if not ((m := REMEMBERED.match(s)) and m["id"] == met.record.id)]
    listed = "".join(f"    {_value(source)},\n" for source in (*kept, origin.source(met)))
    _put(mine, "sources", f"sources = [\n{listed}]")
    _put(mine, "version", f"version = {met.service.version + 1}")
    return "\n".join((*lines[:first], *mine, *lines[last:])) + "\n"


def _bounds(lines: Sequence[str], service_id: ServiceId) -> tuple[int, int] | None:
    """First and last line (not included) of the entry of this service."""
    starts = [number for number, line in enumerate(lines) if _HEADING.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        if any(re.match(rf'\s*id\s*=\s*"{re.escape(service_id)}"', line) for line in lines[start:end]):
            return start, end
    return None


def _put(mine: list[str], name: str, line: str) -> None:
    """Replace the value of *name*, over however many lines it goes; a new one goes before `confidence`."""
    for start, first in enumerate(mine):
        if re.match(rf"\s*{name}\s*=", first):
            end = next(n for n in range(start + 1, len(mine) + 1) if _is_whole(mine[start:n]))
            mine[start:end] = line.splitlines()
            return
    place = next((n for n, other in enumerate(mine) if re.match(r"\s*confidence\s*=", other)), 1)
    mine[place:place] = line.splitlines()


def _is_whole(lines: Sequence[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _set(name: str, value: Value) -> str:
    if name == "ages" and isinstance(value, str) and (found := fields.AGES.fullmatch(value.strip())):
        limits = ", ".join(f"{end} = {found[end]}" for end in ("min", "max") if found[end])
        return f"ages = {{ {limits} }}"
    return f"{name} = {_value(value)}"


def _value(value: Value) -> str:
    """As TOML, on one line: what comes from outside can neither end a string nor begin a line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return json.dumps(fields.clean(value), ensure_ascii=False)

"""Who is on duty when: a rota file as data, and what may honestly be promised from it. Pure but for reading.

The file is TOML: `[[duty]]` tables with `hours = ["mon-fri 09:00-17:00"]`, and optionally
`closed = [2026-12-25]`, days on which nobody is on duty whatever the hours say.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.hours import Opening, parse

_LOOK_AHEAD = timedelta(days=8)
_STEP = timedelta(minutes=15)


class RotaError(ValueError):
    """The rota file cannot be used; says what to mend."""


class _Duty(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    hours: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    duty: tuple[_Duty, ...]
    closed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """When somebody is on duty, in local time of *zone*."""

    opening: Opening
    closed: frozenset[date]
    zone: ZoneInfo

    def on_duty(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return local.date() not in self.closed and self.opening.open_at(local)

    def next_at(self, at: datetime) -> datetime | None:
        """When the next duty begins, to a quarter of an hour; None where none begins within eight days."""
        start = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
        moment = start + _STEP
        while moment - at < _LOOK_AHEAD:
            if self.on_duty(moment):
                return moment
            moment += _STEP
        return None


def read(path: Path, zone: ZoneInfo) -> Rota:
    """The rota in *path*. Raises RotaError naming the file and what to mend."""
    try:
        stored = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        opening = parse(tuple(line for duty in stored.duty for line in duty.hours))
    except (OSError, tomllib.TOMLDecodeError, ValidationError, ValueError) as error:
        raise RotaError(f"ROTA: {path.name}: {error}") from error
    if opening is None:
        raise RotaError(f"ROTA: {path.name}: lists no hours; write [[duty]] with hours, or unset ROTA")
    return Rota(opening=opening, closed=frozenset(stored.closed), zone=zone)

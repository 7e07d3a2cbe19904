"""Opening hours to and from the standard's weekly schedules."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.hours import DAYS, Opening
from knowledge.open_referral.standard import Schedule

_DAY_END = 24 * 60
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# An offset is dropped: the hours of a service are on the clock on its wall, in winter and in summer.
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
Spell = tuple[int, int, int]


def lines_of(spells: Iterable[Spell]) -> tuple[str, ...]:
    """Spells of (day, opens, closes) as our lines, "mon-fri 09:00-17:00", always in the same form."""
    by_hours: dict[tuple[int, int], set[int]] = {}
    for day, opens, closes in spells:
        by_hours.setdefault((opens, closes or _DAY_END), set()).add(day)
    runs = [
        (first, last, hours) for hours, days in by_hours.items() for first, last in _runs(frozenset(days))
    ]
    return tuple(f"{_named(first, last)} {_clock(o)}-{_clock(c)}" for first, last, (o, c) in sorted(runs))


def spells_of(opening: Opening | None) -> tuple[Spell, ...]:
    spans = opening.spans if opening is not None else ()
    return tuple((day, span.opens, span.closes) for span in spans for day in sorted(span.days))


def spells_in(schedules: Iterable[Schedule]) -> tuple[Spell, ...] | None:
    """The spells of weekly schedules; None where one is not weekly or its times cannot be read."""
    spells: list[Spell] = []
    for schedule in schedules:
        if not (schedule.opens_at or schedule.closes_at or schedule.byday or schedule.freq):
            continue
        opens, closes = _minutes(schedule.opens_at), _minutes(schedule.closes_at)
        days = [day.strip().upper() for day in schedule.byday.split(",") if day.strip()] or list(_BYDAY)
        weekly = schedule.freq in (None, "WEEKLY") and schedule.interval in (None, 1)
        if opens is None or closes is None or not weekly or any(day not in _BYDAY for day in days):
            return None
        # 23:59 is how many write the end of the day.
        spells += [(_BYDAY.index(day), opens, 0 if closes == _DAY_END - 1 else closes) for day in days]
    return tuple(spells)


def weekly(opening: Opening | None) -> list[dict[str, str]]:
    """The fields of one weekly schedule for each span."""
    spans = opening.spans if opening is not None else ()
    return [
        {
            "byday": ",".join(_BYDAY[day] for day in sorted(span.days)),
            "opens_at": _clock(span.opens),
            "closes_at": _clock(span.closes % _DAY_END),
        }
        for span in spans
    ]


def _minutes(text: str) -> int | None:
    found = _TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        return None
    minutes = int(found[1]) * 60 + int(found[2])
    return minutes % _DAY_END if minutes <= _DAY_END else None


def _runs(days: frozenset[int]) -> list[tuple[int, int]]:
    """Days next to each other as (first, last)."""
    starts = [day for day in sorted(days) if day - 1 not in days]
    ends = [day for day in sorted(days) if day + 1 not in days]
    return list(zip(starts, ends, strict=True))


def _named(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "every-day"
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

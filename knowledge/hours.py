"""When a service is open, as data: "mon-fri 08:30-16:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LINE = re.compile(r"(every-day|[a-z]{3})(?:-([a-z]{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Open on *days* (0 is Monday) from *opens* to *closes*, local time; 24:00 is day's end.

    Where *closes* is not after *opens* the span runs past midnight into the next day.
    """

    days: frozenset[int]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The weekly hours of a service; bank holidays are named only where a source names them."""

    spans: tuple[Span, ...]
    closed_bank_holidays: bool = False

    @property
    def always(self) -> bool:
        return any(len(s.days) == 7 and s.opens == 0 and s.closes == 24 * 60 for s in self.spans)

    def open_at(self, local: datetime) -> bool:
        """Whether it is open at this local wall-clock time (bank holidays are not known here)."""
        minute, day = local.hour * 60 + local.minute, local.weekday()
        for span in self.spans:
            late = span.closes <= span.opens
            end = span.closes + (24 * 60 if late else 0)
            if day in span.days and span.opens <= minute < end:
                return True
            if late and (day - 1) % 7 in span.days and minute < span.closes:
                return True
        return False


def parse(lines: tuple[str, ...], *, closed_bank_holidays: bool = False) -> Opening | None:
    """The opening of "day[-day] HH:MM-HH:MM" lines; None for none.

    Raises ValueError naming the line that cannot be read.
    """
    spans = tuple(_span(line) for line in lines)
    return Opening(spans=spans, closed_bank_holidays=closed_bank_holidays) if spans else None


def _span(line: str) -> Span:
    found = _LINE.fullmatch(line.strip())
    if not found:
        raise ValueError(f'hours {line!r} should look like "mon-fri 08:30-16:00"')
    first, last, *clock = found.groups()
    if first == "every-day":
        days = frozenset(range(7))
    elif first in DAYS and (last is None or last in DAYS):
        start, stop = DAYS.index(first), DAYS.index(last or first)
        days = frozenset((start + n) % 7 for n in range((stop - start) % 7 + 1))
    else:
        raise ValueError(f"hours {line!r}: days are {', '.join(DAYS)} or every-day")
    opens, closes = (int(clock[i]) * 60 + int(clock[i + 1]) for i in (0, 2))
    if opens >= 24 * 60 or closes > 24 * 60 or int(clock[1]) > 59 or int(clock[3]) > 59:
        raise ValueError(f"hours {line!r}: no such time of day")
    return Span(days=days, opens=opens, closes=closes)


def clock(minutes: int) -> str:
    """Minutes of the day in plain words: 8am, 4.30pm, midday, midnight."""
    if minutes % (24 * 60) == 0:
        return "midnight"
    if minutes == 12 * 60:
        return "midday"
    moment = time(minutes // 60 % 24, minutes % 60)
    hour = moment.hour % 12 or 12
    return f"{hour}{f'.{moment.minute:02d}' if moment.minute else ''}{'am' if moment.hour < 12 else 'pm'}"

"""Opening hours: what can be read, and what is open when."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.hours import clock, parse

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in the week from Monday 23 November 2026; day 0 is that Monday."""
    return datetime(2026, 11, 23 + day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("lines", "moment", "is_open"),
    [
        (("mon-fri 08:30-16:00",), at(0, 8, 29), False),
        (("mon-fri 08:30-16:00",), at(0, 8, 30), True),
        (("mon-fri 08:30-16:00",), at(4, 15, 59), True),
        (("mon-fri 08:30-16:00",), at(4, 16), False),
        (("mon-fri 08:30-16:00",), at(5, 10), False),
        (("every-day 00:00-24:00",), at(6, 23, 59), True),
        (("every-day 00:00-24:00",), at(2, 0), True),
        (("every-day 17:00-24:00",), at(2, 0), False),
        (("fri 18:00-02:00",), at(4, 23), True),
        (("fri 18:00-02:00",), at(5, 1, 59), True),
        (("fri 18:00-02:00",), at(5, 2), False),
        (("fri 18:00-02:00",), at(4, 1), False),
        (("sun 22:00-06:00",), at(0, 5), True),
        (("sun 22:00-06:00",), at(1, 5), False),
        (("sat-mon 10:00-12:00",), at(6, 11), True),
        (("sat-mon 10:00-12:00",), at(0, 11), True),
        (("sat-mon 10:00-12:00",), at(1, 11), False),
        (("mon 10:00-12:00", "mon 14:00-16:00"), at(0, 13), False),
        (("mon 10:00-12:00", "mon 14:00-16:00"), at(0, 15), True),
    ],
)
def test_open_at(lines: tuple[str, ...], moment: datetime, is_open: bool) -> None:
    opening = parse(lines)

    assert opening is not None
    assert opening.open_at(moment) is is_open


def test_summer_time_is_read_from_the_wall_clock() -> None:
    opening = parse(("sun 02:00-03:00",))

    assert opening is not None
    assert opening.open_at(datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("UTC")).astimezone(LONDON))


def test_only_day_and_night_is_always() -> None:
    opening, nearly = parse(("every-day 00:00-24:00",)), parse(("every-day 00:00-23:00",))

    assert opening is not None
    assert nearly is not None
    assert opening.always
    assert not nearly.always


def test_no_lines_are_no_hours() -> None:
    assert parse(()) is None


@pytest.mark.parametrize(
    "line",
    [
        "weekdays 9-5",
        "mon-fri 9:00-17:00",
        "mun 09:00-17:00",
        "mon-fry 09:00-17:00",
        "mon 25:00-26:00",
        "mon 09:61-10:00",
        "mon 09:00-24:30",
        "",
    ],
)
def test_what_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        parse((line,))


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "midnight"), (510, "8.30am"), (720, "midday"), (725, "12.05pm"), (1020, "5pm"), (1440, "midnight")],
)
def test_clock(minutes: int, said: str) -> None:
    assert clock(minutes) == said

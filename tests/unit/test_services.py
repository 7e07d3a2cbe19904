"""Services: every fault that an editor can make is named, and what is shipped has none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.faults import Fault
from knowledge.read_services import is_number, numbers_in, read_services
from knowledge.vocabulary import ServiceId, Speaker, Topic

CONTENT = Path(__file__).parents[2] / "knowledge" / "content" / "services"
Read = Callable[..., list[Fault]]

ENTRY = """
[[service]]
id = "quiet_line"
name = "Quiet Line"
what = "Someone who listens."
expect = "You call, and someone listens."
speakers = ["young_person", "parent"]
ages = { min = 11, max = 18 }
area = "northamptonshire"
topics = ["anxiety", "sleep"]
grouping = "getting_help"
cost = "free"
phone = "0800 1111"
hours = ["mon-fri 09:00-17:00"]
confidence = "high"
sources = ["https://quiet.example"]
reviewed_on = 2026-11-24
review_by = 2027-11-24
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def faults(*entries: str) -> list[Fault]:
        (tmp_path / "local.toml").write_text("\n".join(entries), encoding="utf-8")
        return read_services(tmp_path)[1]

    return faults


def changed(old: str, new: str) -> str:
    assert old in ENTRY
    return ENTRY.replace(old, new)


def stand_in(**fields: str) -> str:
    values = {
        "speakers": '["young_person", "parent"]',
        "area": '"national"',
        "ages": "{}",
        "topics": '["anxiety"]',
    }
    entry = changed('id = "quiet_line"', 'id = "big_line"')
    lines = [line for line in entry.splitlines() if line.partition(" = ")[0] not in values]
    return "\n".join([*lines, *(f"{name} = {value}" for name, value in (values | fields).items())])


def test_an_entry_in_order_has_no_faults(read: Read) -> None:
    assert read(ENTRY) == []


@pytest.mark.parametrize(
    ("entry", "field", "remedy"),
    [
        (changed('phone = "0800 1111"', 'phone = "01234 5"'), "phone", "cannot be rung|can be rung"),
        (changed('phone = "0800 1111"', 'phone = "call us"'), "phone", "can be rung"),
        (changed('phone = "0800 1111"', 'text = "12345"'), "text", "can be rung"),
        (changed('phone = "0800 1111"', 'web = "http://quiet.example"'), "web", "https://"),
        (changed('phone = "0800 1111"', 'web = "quiet.example"'), "web", "https://"),
        (changed('phone = "0800 1111"', 'email = "quiet at example"'), "email", "match"),
        (changed('phone = "0800 1111"', ""), "entry", "nobody could reach it"),
        (
            changed('phone = "0800 1111"', 'phone = "0800 1111"\ntext_word = "HELLO"'),
            "entry",
            "no text number",
        ),
        (changed("Someone who listens.", "Call 01604 634385."), "what", "under phone"),
        (changed("someone listens.", "x" * 160), "expect", "160"),
        (changed('cost = "free"', 'hours_note = "Nights: 01604 62693"'), "hours_note", "cannot be rung"),
        (
            changed('cost = "free"', 'places = ["Corby: 1 High Street, 01604 62693"]'),
            "places",
            "cannot be rung",
        ),
        (changed('"mon-fri 09:00-17:00"', '"weekdays"'), "hours", "should look like"),
        (changed('"anxiety", "sleep"', '"anxiety", "worries"'), "topics", "Input should be"),
        (changed('"young_person", "parent"', '"parent", "child"'), "speakers", "Input should be"),
        (changed("min = 11, max = 18", "min = 18, max = 11"), "ages", "youngest age"),
        (changed('area = "northamptonshire"', 'area = "Kettering"'), "area", "Input should be"),
        (changed('confidence = "high"', 'confidence = "low"'), "confidence", "Input should be"),
        (changed("review_by = 2027-11-24", "review_by = 2026-11-24"), "entry", "after reviewed_on"),
        (changed('sources = ["https://quiet.example"]', "sources = []"), "sources", "at least 1"),
        (changed('cost = "free"', 'prise = "free"'), "prise", "not permitted"),
        (changed("[[service]]", "[[services]]"), "services", r"\[\[service\]\]"),
        (changed("[[service]]", "[[service]"), "file", "not valid TOML"),
        (changed('cost = "free"', 'instead = "nobody"'), "instead", "does not exist"),
    ],
)
def test_each_fault_is_named(read: Read, entry: str, field: str, remedy: str) -> None:
    faults = read(entry)

    assert [fault.field.split(".")[0] for fault in faults] == [field]
    with pytest.raises(ValueError, match=remedy):
        raise ValueError(faults[0].remedy)


def test_a_fault_stands_at_its_line(read: Read) -> None:
    [fault] = read(ENTRY, changed('"quiet_line"', '"other_line"').replace("mon-fri 09:00-17:00", "weekdays"))

    lines = "\n".join([ENTRY, ENTRY]).splitlines()
    assert fault.line == [n for n, line in enumerate(lines, 1) if line.startswith("hours")][1]


def test_a_missing_field_is_not_sought_in_the_next_entry(read: Read) -> None:
    [fault] = read(changed('what = "Someone who listens."', ""), changed('"quiet_line"', '"other_line"'))

    assert (fault.field, fault.line) == ("what", 2)


def test_an_id_twice_is_a_fault(read: Read) -> None:
    [fault] = read(ENTRY, ENTRY)

    assert fault.field == "id"


@pytest.mark.parametrize(
    ("fields", "remedy"),
    [
        ({"area": '"north_northamptonshire"'}, "national"),
        ({"topics": '["sleep"]'}, "does not help with anxiety"),
        ({"speakers": '["parent"]'}, "not for a young_person"),
        ({"ages": "{ min = 13 }"}, "youngest"),
        ({"ages": "{ max = 16 }"}, "oldest"),
    ],
)
def test_a_stand_in_must_fit(read: Read, fields: dict[str, str], remedy: str) -> None:
    entry = changed('cost = "free"', 'instead = "big_line"')

    assert read(entry, stand_in()) == []
    [fault] = read(entry, stand_in(**fields))
    assert fault.field == "instead"
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    ("number", "rings"),
    [
        ("0800 1111", True),
        ("116 123", True),
        ("85258", True),
        ("999", True),
        ("0808 8020 133", True),
        ("07507 329 600", True),
        ("01604 634385", True),
        ("99999", False),
        ("0300 12", False),
        ("18001 111", False),
        ("one two three", False),
    ],
)
def test_is_number(number: str, rings: bool) -> None:
    assert is_number(number) is rings


def test_numbers_in_free_text() -> None:
    text = "Call 999, or 01604 626938 (NN14 4JU, ages 11 to 18, since 2026, 24 hours, £120)."

    assert numbers_in(text) == ["999", "01604 626938"]


def test_what_is_shipped_has_no_faults() -> None:
    services, faults = read_services(CONTENT)

    assert faults == []
    assert len(services) >= 98


def test_every_topic_has_a_service_for_everyone_it_is_for() -> None:
    services, _ = read_services(CONTENT)
    of_parents = {Topic.CHILD_BEHAVIOUR, Topic.EARLY_YEARS, Topic.TALKING_TO_MY_CHILD, Topic.PARENT_WELLBEING}

    for topic in Topic:
        speakers = {Speaker.PARENT} if topic in of_parents else {Speaker.PARENT, Speaker.YOUNG_PERSON}
        served = {speaker for s in services.values() if topic in s.topics for speaker in s.speakers}
        assert speakers <= served, topic


def test_an_unchecked_number_is_never_shipped() -> None:
    retired = ("07786 209697", "07860 039967", "0300 330 0630", "0800 77 66 00", "0845", "01434")
    text = "".join(path.read_text(encoding="utf-8") for path in CONTENT.glob("*.toml"))

    assert [number for number in retired if number in text] == []


def test_sixteen_and_over_lines_are_not_shown_to_the_younger() -> None:
    services, _ = read_services(CONTENT)

    youngest = {
        i: services[ServiceId(i)].min_age
        for i in ("rape_crisis_247", "nhft_mental_health_text", "nhft_mental_health_number")
    }
    assert youngest == {
        "rape_crisis_247": 16,
        "nhft_mental_health_text": 17.5,
        "nhft_mental_health_number": 18,
    }


def test_less_sure_numbers_are_reviewed_sooner() -> None:
    services, _ = read_services(CONTENT)

    late = [s.id for s in services.values() if s.confidence == "medium" and s.review_by > date(2027, 5, 24)]
    assert late == []

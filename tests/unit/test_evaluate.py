"""Figures with their uncertainty: Wilson's interval, the shares of the risk budget, the tables, bad files."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from bot.commands import evaluate
from bot.measuring import figures, labelled
from bot.measuring.figures import Share
from bot.measuring.labelled import Labelled, LabelledError
from dialogues.guide import Guide


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        # Wilson score intervals at 95%, as published for these counts (Newcombe 1998; Brown and others 2001).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (10, 10, 0.7225, 1.0),
    ],
)
def test_wilsons_interval(hits: int, total: int, low: float, high: float) -> None:
    found = Share(hits=hits, total=total).interval
    assert found == pytest.approx((low, high), abs=1e-4)


def test_nothing_counted_says_so() -> None:
    nothing = Share(hits=0, total=0)
    assert math.isnan(nothing.value)
    assert nothing.interval == (0.0, 1.0)
    assert str(nothing) == "-"
    assert str(Share(hits=9, total=10)) == "0.900 (0.60-0.98, n=10)"


def _row(name: str, level: int, alt: int | None = None, **more: object) -> Labelled:
    return Labelled.model_validate({"id": name, "text": "words", "level": level, "alt": alt, **more})


ROWS = [
    _row("a", 4, categories=["suicide"]),
    _row("b", 3, kind="slang"),
    _row("c", 3, 2, speaker="parent"),
    _row("d", 2),
    _row("e", 0),
    _row("f", 0),
    _row("g", 0, 1),
    _row("h", 1),
]
READ = {"a": 3, "b": 1, "c": 2, "d": 2, "e": 2, "f": 1, "g": 1, "h": 0}


def test_each_share_counts_who_belongs_to_it_by_the_readers_lower_or_higher_level() -> None:
    found = {name: (share.hits, share.total) for name, share in figures.shares(ROWS, READ).items()}
    assert found == {
        "urgent recall": (1, 2),  # c may be a 2, so that it counts for none
        "urgent to a human": (1, 2),
        "urgent at least asked": (2, 2),
        "escalation recall": (3, 4),
        "emergency to a human": (1, 1),
        "emergency as emergency": (0, 1),
        "false escalation": (1, 2),  # g may be a 1
        "false check": (1, 2),
        "exact level": (3, 8),
    }


def test_confusion_counts_every_row_once() -> None:
    table = figures.confusion(ROWS, READ)
    assert sum(map(sum, table)) == len(ROWS)
    assert table[4][3] == table[3][1] == table[3][2] == table[2][2] == table[0][2] == table[1][0] == 1
    assert table[0][1] == 2


def test_slices_are_by_speaker_kind_and_category() -> None:
    found = {name: [row.id for row in rows] for name, rows in figures.slices(ROWS).items()}
    assert found["speaker parent"] == ["c"]
    assert found["kind slang"] == ["b"]
    assert found["category suicide"] == ["a"]
    assert len(found["speaker young_person"]) == 7


def _write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n")
    return path


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("{not json", "line"),
        ('{"id": "x", "text": "secret", "level": 5}', "level"),
        ('{"id": "x", "level": 1}', "text"),
        ('{"id": "x", "text": "secret", "level": 1, "categories": ["sadness"]}', "categories.0"),
    ],
)
def test_a_bad_line_is_named_by_file_line_and_field(tmp_path: Path, line: str, field: str) -> None:
    path = _write(tmp_path / "set.jsonl", {"id": "a", "text": "hi", "level": 0}, "", line)
    with pytest.raises(LabelledError, match=rf"^set\.jsonl:3: {field}: ") as refused:
        labelled.read([path])
    assert "secret" not in str(refused.value)


@pytest.fixture
def signals_alone(guide: Guide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "load_library", lambda reader=None: guide.library)


@pytest.mark.usefixtures("signals_alone")
def test_the_tables_are_printed_for_this_project_and_another_reader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(
        tmp_path / "set.jsonl",
        {"id": "a", "text": "i want to kill myself tonight", "level": 4, "categories": ["suicide"]},
        {"id": "b", "text": "what time does the library open", "level": 0},
        {"id": "c", "text": "is it open on sunday", "level": 3, "speaker": "parent"},
    )
    other = _write(tmp_path / "other.jsonl", {"id": "a", "level": 0}, {"id": "b", "level": 3})
    asked = [str(path), "--no-model", "--misses", "--compare", "rival", str(other)]
    assert evaluate.main(asked) == 0
    out = capsys.readouterr().out
    assert "== this project: 3 messages" in out
    assert "== rival: 3 messages" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["urgent", "recall", "0.500", "(0.09-0.91,", "n=2)"] in lines
    assert ["false", "escalation", "1.000", "(0.21-1.00,", "n=1)"] in lines, "the rival's"
    assert ["4", "0", "0", "0", "0", "1"] in lines, "the emergency was read as one"
    assert "c labelled 3, read 0" in out
    assert "category suicide" in out


@pytest.mark.usefixtures("signals_alone")
def test_topics_are_measured_beside_plain_baselines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(
        tmp_path / "set.jsonl",
        {"id": "a", "text": "i cant sleep at night", "level": 0, "topics": ["sleep"]},
        {"id": "b", "text": "im being bullied", "level": 1, "topics": ["bullying"]},
        {"id": "c", "text": "hello", "level": 0, "topics": ["other"]},
    )
    assert evaluate.main([str(path), "--no-model", "--topics"]) == 0
    out = capsys.readouterr().out
    assert "== topics: 2 messages" in out
    assert _shares(out, "this project") == ["1.000", "1.000"]
    assert "BM25" in out


def _shares(out: str, name: str) -> list[str]:
    line = next(line for line in out.splitlines() if line.startswith(name))
    return [part for part in line.removeprefix(name).split() if part[0].isdigit()]


def test_a_file_that_is_not_there_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["no_such_file.jsonl", "--no-model"]) == 2
    assert "no_such_file.jsonl" in capsys.readouterr().err

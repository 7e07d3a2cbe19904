"""The JSON-line commands: their formats are relied on from outside, and a bad line is named and stops the run."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.commands import grouping, match, screen
from dialogues.guide import Guide
from knowledge.risk.levels import RiskCategory, RiskLevel, Subject
from knowledge.vocabulary import Grouping, Topic

Run = Callable[..., tuple[int, list[dict[str, Any]], str]]
COMMANDS = {"screen": screen, "match": match, "grouping": grouping}


@pytest.fixture
def run(guide: Guide, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run(command, lines)`: exit code, answers, and what was said of faults; by signals alone."""
    for command in COMMANDS.values():
        monkeypatch.setattr(command, "load_reader", lambda: None)
        monkeypatch.setattr(command, "load_library", lambda reader=None: guide.library)

    def run_with(command: str, lines: Sequence[object]) -> tuple[int, list[dict[str, Any]], str]:
        written = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        monkeypatch.setattr("sys.stdin", io.StringIO(written + "\n"))
        code = COMMANDS[command].main([])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return run_with


def test_screen_tells_level_reasons_and_quotes(run: Run) -> None:
    lines = [
        {"id": "a", "text": "i want to kill myself tonight"},
        {"id": "b", "text": "what time does the library open"},
        {"id": "c", "text": "die", "speaker": "young_person", "earlier": ["i want", "to"]},
        "",
        {"id": "d", "text": "", "speaker": "parent", "unknown": "field"},
    ]
    code, answers, err = run("screen", lines)
    assert (code, err) == (0, "")
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d"]
    assert [answer["level"] >= 3 for answer in answers] == [True, False, True, False]
    for answer in answers:
        level = RiskLevel(answer["level"])
        assert answer["name"] == level.name.lower()
        assert set(answer["categories"]) <= set(RiskCategory)
        assert answer["subject"] in set(Subject)
        assert answer["rules_version"]
        for reason in answer["reasons"]:
            assert {"rule", "quote"} <= reason.keys()
    first = answers[0]
    assert any(
        reason["quote"] and reason["quote"] in "i want to kill myself tonight" for reason in first["reasons"]
    )
    assert answers[1]["reasons"] == []


def test_the_same_lines_give_the_same_answers(run: Run) -> None:
    lines = [{"id": "a", "text": "i hurt myself sometimes"}, {"id": "b", "text": "bullied at school"}]
    for command in ("screen", "match"):
        assert run(command, lines) == run(command, lines)


def test_match_gives_topics_best_first_and_services_that_exist(run: Run, guide: Guide) -> None:
    lines = [
        {"id": "a", "text": "i cant sleep at night and im tired all day"},
        {"id": "b", "text": "my son is being bullied at school", "speaker": "parent"},
    ]
    code, answers, _ = run("match", lines)
    assert code == 0
    assert [answer["topics"][0]["topic"] for answer in answers] == [Topic.SLEEP, Topic.BULLYING]
    for answer in answers:
        scores = [topic["score"] for topic in answer["topics"]]
        assert len(scores) >= 3
        assert scores == sorted(scores, reverse=True)
        assert all(topic["topic"] in set(Topic) for topic in answer["topics"])
        assert answer["services"]
        assert set(answer["services"]) <= guide.library.services.keys()


def test_grouping_takes_values_own_words_and_messages(run: Run) -> None:
    lines = [
        {"id": "a", "speaker": "young_person", "answers": {"impact": "a_lot", "duration": "weeks"}},
        {
            "id": "b",
            "speaker": "parent",
            "answers": {"impact": "cant do anything normal", "worry": ["sleep"]},
        },
        {"id": "c", "speaker": "young_person", "answers": {}, "messages": ["i want to kill myself"]},
        {"id": "d", "speaker": "young_person", "answers": {"mood": 5, "impact": "none"}},
        {"id": "e", "speaker": "parent", "answers": {"worry": "he wont talk to me any more"}},
        {"id": "f", "speaker": "young_person", "answers": {"worry": "i want to die every day"}},
    ]
    code, answers, _ = run("grouping", lines)
    assert code == 0
    assert [answer["grouping"] for answer in answers] == [
        Grouping.GETTING_HELP,
        Grouping.GETTING_MORE_HELP,
        Grouping.RISK_SUPPORT,
        Grouping.THRIVING,
        Grouping.GETTING_ADVICE,
        Grouping.RISK_SUPPORT,
    ]
    assert all(set(answer) == {"id", "grouping", "why", "level"} for answer in answers)
    assert all(answer["why"] for answer in answers)
    assert answers[2]["level"] >= 3


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ("not json at all", "line"),
        ('{"id": "x"', "line"),
        ("[1, 2]", "line"),
        ('{"text": "secret words", "answers": {}}', "id"),
        ('{"id": 7, "text": "secret words"}', "id"),
        ('{"id": "x", "text": "secret words", "speaker": "robot"}', "speaker"),
    ],
)
def test_a_bad_line_is_named_and_nothing_of_it_is_printed(
    run: Run, command: str, bad: str, field: str
) -> None:
    good = {"id": "a", "text": "hello", "answers": {}}
    code, answers, err = run(command, [good, "", bad, good])
    assert code == 2
    assert [answer["id"] for answer in answers] == ["a"], (
        "what came before it is answered, what follows is not"
    )
    assert f"line 3: {field}: " in err
    assert "secret words" not in err


def test_a_text_that_cannot_be_screened_goes_to_a_human(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(screen, "screen", broken)
    monkeypatch.setattr(grouping, "screen", broken)
    _, [answer], _ = run("screen", [{"id": "a", "text": "hi"}])
    assert answer["level"] == RiskLevel.URGENT
    assert answer["reasons"][0]["rule"] == "screen.failed"
    _, [answer], _ = run("grouping", [{"id": "a", "answers": {}, "messages": ["hi"]}])
    assert answer["grouping"] == Grouping.RISK_SUPPORT

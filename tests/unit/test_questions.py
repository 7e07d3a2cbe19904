"""Questions: editors' faults are named, the question that was meant is found, and a worry finds none."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.faults import Fault
from knowledge.questions import SURE_PERCENT, Questions, find
from knowledge.read_questions import read_questions
from knowledge.read_services import read_services
from knowledge.vocabulary import ServiceId, Speaker

CONTENT = Path(__file__).parents[2] / "knowledge" / "content"
SERVICES, _ = read_services(CONTENT / "services")
ASKED = tomllib.loads((Path(__file__).parent / "questions_asked.toml").read_text(encoding="utf-8"))
Read = Callable[..., list[Fault]]

ENTRY = """
[[question]]
id = "bike_lock"
speakers = ["young_person"]
ask = "Where do I lock my bike?"
ways = ["is there a bike rack", "can i leave my bicycle somewhere", "bike stands near the door"]
answer = "There is a rack by the door. Ask a person if it is full."
topic = "other"
services = ["childline"]
sources = ["the caretaker"]
version = 1
reviewed_on = 2026-11-24
review_by = 2027-11-24
"""


@pytest.fixture(scope="module")
def questions() -> Questions:
    read, faults = read_questions(CONTENT / "questions", SERVICES)
    assert faults == []
    return read


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def faults(*entries: str, words: str = "") -> list[Fault]:
        (tmp_path / "bikes.toml").write_text("\n".join(entries), encoding="utf-8")
        (tmp_path / "words.toml").write_text(words, encoding="utf-8")
        return read_questions(tmp_path, SERVICES)[1]

    return faults


def changed(old: str, new: str, entry: str = ENTRY) -> str:
    assert old in entry
    return entry.replace(old, new)


def other(entry: str = ENTRY) -> str:
    """A second question, with words of its own."""
    for old, new in (
        ("bike_lock", "lost_hat"),
        ("Where do I lock my bike?", "Has anyone found a hat?"),
        ("is there a bike rack", "lost and found box"),
        ("can i leave my bicycle somewhere", "my hat is gone"),
        ("bike stands near the door", "who took the green hat"),
    ):
        entry = changed(old, new, entry)
    return entry


def test_entries_in_order_have_no_faults(read: Read) -> None:
    assert read(ENTRY, other()) == []


@pytest.mark.parametrize(
    ("entry", "field", "remedy"),
    [
        (changed('topic = "other"', 'topic = "bicycles"'), "topic", "Input should be"),
        (changed('["young_person"]', '["parent", "child"]'), "speakers", "Input should be"),
        (changed("Where do I lock my bike?", "b" * 91), "ask", "90"),
        (changed("There is a rack", "x" * 500), "answer", "500"),
        (changed(', "bike stands near the door"', ""), "ways", "at least 3"),
        (
            changed('["is there', "[" + "".join(f'"way {n} of asking", ' for n in range(10)) + '"is there'),
            "ways",
            "at most 12",
        ),
        (changed("by the door.", "by the door. Call 01604 626938."), "answer", "list the service"),
        (changed('["childline"]', '["childlime"]'), "services", "childlime does not exist"),
        (changed('["childline"]', '["family_lives"]'), "services", "not for young_person"),
        (changed('["the caretaker"]', "[]"), "sources", "at least 1"),
        (changed("2027-11-24", "2026-11-23"), "entry", "after reviewed_on"),
        (changed("version = 1\n", ""), "version", "required"),
        (changed("version = 1", "verson = 1\nversion = 1"), "verson", "not permitted"),
        (changed("[[question]]", "[[questions]]"), "questions", r"\[\[question\]\]"),
        (changed("[[question]]", "[[question"), "file", "not valid TOML"),
    ],
)
def test_each_fault_is_named(read: Read, entry: str, field: str, remedy: str) -> None:
    [fault] = read(entry)

    assert fault.file == "bikes.toml"
    assert fault.field.split(".")[0] == field
    with pytest.raises(ValueError, match=remedy):
        raise ValueError(fault.remedy)


def test_999_111_and_101_may_stand_in_an_answer(read: Read) -> None:
    assert read(changed("Ask a person", "Call 999, 111 or 101")) == []


def test_a_fault_stands_at_its_line(read: Read) -> None:
    [fault] = read(ENTRY, changed('"other"', '"hats"', other()))

    lines = "\n".join([ENTRY, other()]).splitlines()
    assert fault.line == [n for n, line in enumerate(lines, 1) if line.startswith("topic")][1]


def test_an_id_twice_is_a_fault(read: Read) -> None:
    [fault] = read(ENTRY, changed("lost_hat", "bike_lock", other()))

    assert (fault.field, fault.line) == ("id", len(ENTRY.splitlines()) + 3)


def test_the_same_words_twice_are_a_fault(read: Read) -> None:
    [fault] = read(ENTRY, changed("lost and found box", "Is there a bike rack?", other()))

    assert fault.field == "ask"
    assert "bike_lock" in fault.remedy


def test_another_speaker_may_ask_the_same(read: Read) -> None:
    parents = changed(
        '["young_person"]', '["parent"]', changed('["childline"]', "[]", changed("bike_lock", "bike_two"))
    )

    assert read(ENTRY, parents) == []


def test_defaults_hold_for_every_entry(read: Read) -> None:
    dates = "version = 1\nreviewed_on = 2026-11-24\nreview_by = 2027-11-24\n"
    bare = changed(dates, "")

    assert read(f"[defaults]\n{dates}", bare) == []
    assert {fault.field for fault in read(bare)} == {"version", "reviewed_on", "review_by"}


@pytest.mark.parametrize("words", ['same = [["alone"]]', 'sane = [["a", "b"]]', "same = [["])
def test_faults_of_the_word_list_are_named(read: Read, words: str) -> None:
    faults = read(ENTRY, words=words)

    assert faults
    assert {fault.file for fault in faults} == {"words.toml"}


def test_both_speakers_are_served(questions: Questions) -> None:
    counts = [sum(q.is_for(speaker) for q in questions.listed.values()) for speaker in Speaker]

    assert min(counts) >= 100


@pytest.mark.parametrize(("speaker", "text", "meant"), ASKED["found"])
def test_the_question_that_was_meant_comes_first(
    questions: Questions, speaker: str, text: str, meant: str
) -> None:
    found = find(text, Speaker(speaker), questions)

    assert [match.question.id for match in found[:1]] == [meant]
    assert all(match.score_percent >= SURE_PERCENT for match in found)


@pytest.mark.parametrize(("speaker", "text"), ASKED["vague"])
def test_a_worry_finds_no_ready_answer(questions: Questions, speaker: str, text: str) -> None:
    assert find(text, Speaker(speaker), questions) == ()


def test_other_words_mostly_find_it_and_seldom_another(questions: Questions) -> None:
    firsts = [
        (find(text, Speaker(speaker), questions, limit=1), meant) for speaker, text, meant in ASKED["counted"]
    ]

    right = sum(bool(found) and found[0].question.id == meant for found, meant in firsts)
    wrong = sum(bool(found) and found[0].question.id != meant for found, meant in firsts)
    assert right / len(firsts) >= 0.75
    assert wrong / len(firsts) <= 0.10


def test_no_fresh_phrasing_is_a_listed_one(questions: Questions) -> None:
    listed = {way.casefold() for q in questions.listed.values() for way in (q.ask, *q.ways)}

    assert [text for _, text, _ in (*ASKED["found"], *ASKED["counted"]) if text.casefold() in listed] == []


@pytest.mark.parametrize("speaker", Speaker)
def test_every_listed_phrasing_finds_its_own_question(questions: Questions, speaker: Speaker) -> None:
    missed = [
        (way, question.id)
        for question in questions.listed.values()
        if question.is_for(speaker)
        for way in (question.ask, *question.ways)
        if question.id not in [match.question.id for match in find(way, speaker, questions)]
    ]

    assert missed == []


def test_each_speaker_gets_their_own_answer(questions: Questions) -> None:
    text = "how long is the camhs waiting list"
    firsts = [find(text, speaker, questions, limit=1)[0].question.id for speaker in Speaker]

    assert firsts == ["yp_wait_long", "p_wait_long", "p_wait_long"]


def test_a_question_is_found_inside_a_longer_message(questions: Questions) -> None:
    text = (
        "My daughter is 14 and her school has been kind about it. How do I get her referred to CAMHS? Thanks."
    )

    assert find(text, Speaker.PARENT, questions)[0].question.id == "p_camhs_refer"


@pytest.mark.parametrize("text", ["", " ", "?", "👍", "12", "a" * 5000, "why " * 500])
def test_odd_text_is_no_question(questions: Questions, text: str) -> None:
    assert find(text, Speaker.YOUNG_PERSON, questions) == ()


def test_limit_holds_and_the_best_stands_first(questions: Questions) -> None:
    found = find("how long is the wait for camhs", Speaker.PARENT, questions, limit=2)
    scores = [match.score_percent for match in found]

    assert len(found) <= 2
    assert scores == sorted(scores, reverse=True)


def test_answers_promise_no_secrecy_and_change_no_medicine(questions: Questions) -> None:
    forbidden = (
        "we promise",
        "i promise",
        "keep it secret for you",
        "commit suicide",
        "committed suicide",
        "stop taking",
    )
    said = [
        (q.id, words)
        for q in questions.listed.values()
        for words in forbidden
        if words in q.answer.casefold()
    ]

    assert said == []


def test_danger_answers_name_999(questions: Questions) -> None:
    risky = {"self_harm", "suicidal_thoughts", "abuse_home", "sexual_abuse", "exploitation"}
    calm = {"yp_abuse_what", "yp_taken_away", "p_selfharm_why", "yp_selfharm_tell"}
    silent = [
        q.id
        for q in questions.listed.values()
        if q.topic in risky and "999" not in q.answer and ServiceId("emergency_999") not in q.services
    ]

    assert set(silent) - calm == {"bot_seen"}

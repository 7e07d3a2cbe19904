"""Answers in own words, as young people and parents type them; what is not clear is asked again, never guessed."""

from __future__ import annotations

import pytest

from dialogues import questions
from dialogues.session import QuestionId
from knowledge.vocabulary import (
    AgeBand,
    Area,
    Duration,
    FeelsSafe,
    Impact,
    Speaker,
    Support,
    ThoughtsOfHarm,
)

YOUNG, PARENT = Speaker.YOUNG_PERSON, Speaker.PARENT

SAID: list[tuple[QuestionId, Speaker, str, object]] = [
    ("speaker", YOUNG, "young person", Speaker.YOUNG_PERSON),
    ("speaker", YOUNG, "its for me", Speaker.YOUNG_PERSON),
    ("speaker", YOUNG, "year 9", Speaker.YOUNG_PERSON),
    ("speaker", YOUNG, "I'm his mum", Speaker.PARENT),
    ("speaker", YOUNG, "my 14 year old daughter", Speaker.PARENT),
    ("speaker", YOUNG, "foster carer", Speaker.PARENT),
    ("speaker", YOUNG, "I’m a teacher", Speaker.PROFESSIONAL),
    ("speaker", YOUNG, "i work with her", Speaker.PROFESSIONAL),
    ("age_band", YOUNG, "15", AgeBand.FROM_14),
    ("age_band", YOUNG, "im 11", AgeBand.FROM_11),
    ("age_band", YOUNG, "year 7", AgeBand.FROM_11),
    ("age_band", YOUNG, "9", AgeBand.UNDER_11),
    ("age_band", YOUNG, "nearly 18", AgeBand.FROM_18),
    ("age_band", PARENT, "he's 3", AgeBand.UNDER_5),
    ("age_band", PARENT, "she is 9", AgeBand.FIVE_TO_10),
    ("age_band", PARENT, "16yo", AgeBand.FROM_16),
    ("age_band", PARENT, "year 10", AgeBand.FROM_14),
    ("area", YOUNG, "corby", Area.NORTH),
    ("area", YOUNG, "northampton", Area.WEST),
    ("area", YOUNG, "north northants", Area.NORTH),
    ("area", YOUNG, "west northamptonshire", Area.WEST),
    ("area", PARENT, "We're in Daventry", Area.WEST),
    ("area", PARENT, "leicester actually", Area.ELSEWHERE),
    ("area", YOUNG, "dunno", Area.UNKNOWN),
    ("mood", YOUNG, "4", 4),
    ("mood", YOUNG, "3/10", 2),
    ("mood", YOUNG, "like 8 out of 10", 4),
    ("mood", YOUNG, "rubbish", 1),
    ("mood", YOUNG, "ok", 3),
    ("mood", YOUNG, "not ok", 2),
    ("mood", PARENT, "worried", 2),
    ("mood", PARENT, "really good", 5),
    ("duration", YOUNG, "couple of days", Duration.DAYS),
    ("duration", YOUNG, "since monday", Duration.DAYS),
    ("duration", YOUNG, "few weeks", Duration.WEEKS),
    ("duration", YOUNG, "ages", Duration.MONTHS),
    ("duration", YOUNG, "since september", Duration.MONTHS),
    ("duration", PARENT, "since he was little", Duration.YEARS),
    ("duration", PARENT, "about 2 yrs", Duration.YEARS),
    ("impact", YOUNG, "loads", Impact.A_LOT),
    ("impact", YOUNG, "a bit", Impact.A_LITTLE),
    ("impact", YOUNG, "not really", Impact.NONE),
    ("impact", YOUNG, "cant do anything", Impact.CANNOT_DO_NORMAL_THINGS),
    ("impact", PARENT, "he's stopped going to school", Impact.CANNOT_DO_NORMAL_THINGS),
    ("impact", PARENT, "most days", Impact.A_LOT),
    ("support", YOUNG, "my mum", Support.SOMEONE),
    ("support", YOUNG, "no one", Support.NOBODY),
    ("support", YOUNG, "camhs waiting list", Support.ALREADY_IN_SERVICES),
    ("support", PARENT, "just me", Support.NOBODY),
    ("support", PARENT, "my husband", Support.SOMEONE),
    ("support", PARENT, "she sees a counsellor", Support.ALREADY_IN_SERVICES),
    ("feels_safe", YOUNG, "yeah", FeelsSafe.YES),
    ("feels_safe", YOUNG, "not really", FeelsSafe.NO),
    ("feels_safe", YOUNG, "i dont feel safe", FeelsSafe.NO),
    ("feels_safe", YOUNG, "yes at school not at home", FeelsSafe.UNSURE),
    ("feels_safe", YOUNG, "i guess", FeelsSafe.UNSURE),
    ("feels_safe", PARENT, "No concerns", FeelsSafe.YES),
    ("feels_safe", PARENT, "no", FeelsSafe.NO),
    ("thoughts_of_harm", YOUNG, "no", ThoughtsOfHarm.NO),
    ("thoughts_of_harm", YOUNG, "yeah", ThoughtsOfHarm.YES),
    ("thoughts_of_harm", YOUNG, "sometimes at night", ThoughtsOfHarm.SOMETIMES),
    ("thoughts_of_harm", YOUNG, "rather not say", ThoughtsOfHarm.PREFER_NOT),
    ("thoughts_of_harm", PARENT, "not that i know, no", ThoughtsOfHarm.NO),
    ("thoughts_of_harm", PARENT, "i think so, maybe", ThoughtsOfHarm.SOMETIMES),
]  # fmt: skip


@pytest.mark.parametrize(("question", "speaker", "text", "answer"), SAID)
def test_own_words(question: QuestionId, speaker: Speaker, text: str, answer: object) -> None:
    assert questions.understand(question, text, speaker) == answer


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("age_band", "99"),
        ("age_band", "old enough"),
        ("area", "near the big tesco"),
        ("mood", "7"),
        ("mood", "purple"),
        ("duration", "hmm"),
        ("impact", "hmm"),
        ("support", "hmm"),
        ("feels_safe", "hmm"),
        ("thoughts_of_harm", "hmm"),
        ("speaker", "hmm"),
    ],
)
def test_what_is_not_clear_is_not_guessed(question: QuestionId, text: str) -> None:
    for speaker in (YOUNG, PARENT):
        assert questions.understand(question, text, speaker) is None


@pytest.mark.parametrize(
    ("question", "text", "worst"),
    [
        ("mood", "not great tbh", 2),
        ("mood", "not happy", 2),
        ("mood", "i dont feel good", 2),
        ("feels_safe", "nowhere is safe", FeelsSafe.UNSURE),
        ("thoughts_of_harm", "no but sometimes", ThoughtsOfHarm.SOMETIMES),
    ],
)
def test_a_negation_is_not_read_as_all_being_well(question: QuestionId, text: str, worst: object) -> None:
    found = questions.understand(question, text, YOUNG)
    assert found is None or found == worst or (isinstance(found, int) and found <= 2)


@pytest.mark.parametrize("speaker", list(Speaker))
def test_every_button_stands_for_the_answer_it_offers(speaker: Speaker) -> None:
    for question in questions.ORDER:
        offered = questions.choices(question, speaker)
        assert [str(questions.parse(question, value)) for value in offered] == [str(v) for v in offered]
        if question != "worry":
            with pytest.raises(ValueError, match=r".*"):
                questions.parse(question, "no_such_answer")


def test_a_doubtful_answer_about_safety_is_never_taken_for_safe() -> None:
    for text in ("idk", "kind of", "sometimes", "yes and no", "not at home", "safe? no", "i think so"):
        assert questions.understand("feels_safe", text, YOUNG) is not FeelsSafe.YES, text
    for text in ("sort of", "maybe", "yes", "i dont want to say", "most nights"):
        assert questions.understand("thoughts_of_harm", text, YOUNG) is not ThoughtsOfHarm.NO, text

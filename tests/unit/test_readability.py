"""A rough reading age: it tells easy from hard, and counts no markup."""

from __future__ import annotations

import pytest

from knowledge.readability import OLDEST, reading_age

EASY = "It is OK to feel sad. Talk to someone you trust. You can call us any time. We will listen to you."
HARD = (
    "Psychoeducational interventions delivered collaboratively by multidisciplinary practitioners "
    "facilitate the sustainable amelioration of symptomatology experienced by vulnerable adolescents."
)


def test_easy_words_are_easy_and_hard_words_hard() -> None:
    assert reading_age(EASY) <= 8
    assert reading_age(HARD) > 20


def test_one_long_sentence_is_harder_than_its_parts() -> None:
    parts = "You can call. You can text. You can write. You can come in. You can bring a friend."
    assert reading_age(parts.replace(". ", " and ").replace("You can", "you can")) > reading_age(parts)


def test_markup_places_and_bullets_count_as_they_are_read() -> None:
    marked = EASY.replace("sad", "<b>sad</b>").replace("any time", "any time on {phone:childline}")
    assert reading_age(marked) == pytest.approx(reading_age(EASY), abs=0.5)
    lines = "• Go for a walk with a friend\n• Put your phone away at night\n• Tell your mum or your dad"
    assert reading_age(lines) < OLDEST


@pytest.mark.parametrize("text", ["", "Hi.", "Extraordinarily multidisciplinary.", "<b></b>"])
def test_too_few_words_cannot_be_judged(text: str) -> None:
    assert reading_age(text) == 5.0

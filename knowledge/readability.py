"""How old a reader must be for a text: Flesch and Kincaid's grade, plus five for the age in years.

Source: Kincaid and others (1975). A rough guide that finds long sentences and long words; reading
aloud finds the rest. Names of services and the numbers of lines count like any other word.
"""

from __future__ import annotations

import re

OLDEST = 11.0
_TAG = re.compile(r"<[^>]+>|\{[^}]*\}")
_SENTENCE = re.compile(r"[.!?:\n•]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(text: str) -> float:
    """Years, at least 5; 5 for fewer than twelve words, which cannot be judged."""
    plain = _TAG.sub(" ", text)
    words = _WORD.findall(plain)
    if len(words) < 12:
        return 5.0
    sentences = [part for part in _SENTENCE.split(plain) if _WORD.search(part)]
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / max(1, len(sentences)) + 11.8 * syllables / len(words) - 15.59
    return round(max(5.0, grade + 5), 1)


def _syllables(word: str) -> int:
    plain = re.sub(r"[^a-z]", "", word.casefold())
    count = len(_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if plain.endswith("ed") and not plain.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)

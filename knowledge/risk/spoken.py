"""Which languages other than English a text has words of: only their rules are worth trying on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The languages that have a *word* in their rules, and those that have a word beginning so."""

    words: Mapping[str, frozenset[str]]
    beginnings: Mapping[str, frozenset[str]]

    def count(self, plain: str) -> Counter[str]:
        """How many of the words of *plain* belong to each."""
        return Counter(language for word in set(plain.split()) for language in self._of(word))

    def _of(self, word: str) -> set[str]:
        found = set(self.words.get(word, ()))
        for end in range(2, len(word) + 1):
            found |= self.beginnings.get(word[:end], frozenset())
        return found


def compile_spoken(rules: Iterable[tuple[str, Set[str], Set[str]]], english: Set[str]) -> Spoken:
    """From each rule's language, whole words and beginnings; a word that is English too tells nothing."""
    words: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    for language, whole, begun in rules:
        for word in whole - english:
            words.setdefault(word, set()).add(language)
        for beginning in begun:
            beginnings.setdefault(beginning, set()).add(language)
    return Spoken(
        words={word: frozenset(found) for word, found in words.items()},
        beginnings={beginning: frozenset(found) for beginning, found in beginnings.items()},
    )

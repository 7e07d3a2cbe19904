"""One written word to its comparable form: slang, disguise, doubled letters, slips, words run together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LOOKALIKES = str.maketrans(
    "аеорсухікмнтвԁɡһѕјԛԝμοαειυτνρκηχ",
    "aeopcyxikmhtbdghsjqwuoaeiutvpknx",
)  # Cyrillic and Greek letters that pass for Latin ones
_LEET = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i",
    "|": "li",
}  # fmt: skip
_LATIN = re.compile(r"[a-z]")
_DISGUISE = re.compile(r"[0-9@$!|]")
_DISGUISED_AT_MOST = 6
_AGE = re.compile(r"(\d{1,2})(?:yo|yrs?|y)")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_RUN = re.compile(r"(.)\1+")
_SMALL = frozenset("i a to me my do is am im be up it he in on of no so we go at".split())
_GLUED_FROM, _GLUED_UP_TO, _LONGEST_PART = 7, 4_096, 14
_NEAR_FROM, _NEAR_UP_TO, _TWO_SLIPS_FROM = 5, 20, 9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextWords:
    """What the reading of text needs to know.

    *slang*: a written word and what it stands for (may be several words). *emoji*: a symbol and its
    word. *near*: words whose misspellings are mended and which make a run of letters worth taking
    apart. *false_friends*: real words that only look like those. *fillers*: words that say nothing and
    are dropped. *known*: every word that a rule mentions.
    """

    slang: Mapping[str, str]
    emoji: Mapping[str, str]
    near: tuple[str, ...] = ()
    false_friends: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


def spell(raw: str, words: TextWords) -> str:
    """The comparable word or words for *raw* (lower case, no accents); "" where it says nothing.

    Costs time in proportion to the length of *raw*; what is short is remembered.
    """
    return _remembered(raw, words) if len(raw) <= 40 else _spell(raw, words)


@lru_cache(maxsize=65_536)
def _remembered(raw: str, words: TextWords) -> str:
    return _spell(raw, words)


def _spell(raw: str, words: TextWords) -> str:
    if raw in words.emoji:
        return words.emoji[raw]
    if not any(c.isalnum() for c in raw):
        return ""
    if _LATIN.search(raw) or len(raw) == 1:
        raw = raw.translate(_LOOKALIKES)
    if raw in words.slang:
        return words.slang[raw]
    plain = raw[:-2] if raw.endswith("'s") else raw.replace("'", "")
    if age := _AGE.fullmatch(plain):
        return f"{age[1]} year old"
    return _plainly(plain, words) or _undisguised(plain, words) or _mended(plain, words)


def _plainly(plain: str, words: TextWords) -> str | None:
    """The word where it is slang or known as it stands."""
    if plain in words.slang:
        return words.slang[plain]
    return plain if plain in words.known else None


def _undisguised(plain: str, words: TextWords) -> str | None:
    """Digits and symbols read as the letters they stand for; stars as any letter of a listed word."""
    if "*" in plain:
        return _uncensored(plain, words)
    if not (_DISGUISE.search(plain) and _LATIN.search(plain)):
        return None
    hidden = sum(c in _LEET for c in plain)
    if hidden <= _DISGUISED_AT_MOST and len(plain) <= _NEAR_UP_TO:
        for letters in product(*(_LEET.get(c, c) for c in plain)):
            candidate = "".join(letters)
            for form in (candidate, _RUN.sub(r"\1", candidate)):
                if (found := _plainly(form, words)) is not None:
                    return found
        candidate = "".join(_LEET.get(c, c)[0] for c in plain)
        mended = _mended(candidate, words)
        if mended != candidate:
            return mended
    return _apart(plain, words)


def _apart(plain: str, words: TextWords) -> str | None:
    """Words that a symbol holds together ("help!im") as words of their own."""
    parts = re.split(r"[@$!|]", plain)
    return " ".join(spell(part, words) for part in parts if part) if len(parts) > 1 else None


def _uncensored(plain: str, words: TextWords) -> str:
    shape = re.compile(re.sub(r"\*+", lambda m: rf"[a-z]{{{len(m[0])}}}", plain))
    for word in words.near:
        if len(word) == len(plain) and shape.fullmatch(word):
            return word
    return plain.replace("*", "")


def _mended(plain: str, words: TextWords) -> str:
    """Lengthened, clipped, glued and misspelt words; *plain* itself where it is none of these."""
    for form in _shortened(plain):
        if (found := _plainly(form, words)) is not None:
            return found
    if (single := _RUN.sub(r"\1", plain)) != plain and single in words.near:
        return single
    plain = _LONG_RUN.sub(r"\1\1", plain)
    if plain in words.false_friends or not plain.isalpha() or not _LATIN.search(plain):
        return plain
    if plain.endswith("in") and plain + "g" in words.known:
        return plain + "g"
    if _NEAR_FROM <= len(plain) <= _NEAR_UP_TO:
        near = _near(plain, words)
        if near:
            return near
    return _unglued(plain, words) or plain


def _shortened(plain: str) -> tuple[str, ...]:
    """The word with long runs of a letter as two, and as one."""
    if not _LONG_RUN.search(plain):
        return ()
    return (_LONG_RUN.sub(r"\1\1", plain), _LONG_RUN.sub(r"\1", plain), _RUN.sub(r"\1", plain))


def _near(plain: str, words: TextWords) -> str | None:
    """The listed word that is one slip away (two in long words), with the same first letter."""
    slips = 2 if len(plain) >= _TWO_SLIPS_FROM else 1
    found = process.extract(plain, words.near, scorer=OSA.distance, score_cutoff=slips, limit=5)
    alike = [
        (distance, abs(len(word) - len(plain)), word)
        for word, distance, _ in found
        if word[0] == plain[0] and len(word) >= _NEAR_FROM - 1
    ]
    return min(alike)[2] if alike else None


def _unglued(plain: str, words: TextWords) -> str | None:
    """Words written without spaces, where all of them are known and one is worth a near look."""
    if not _GLUED_FROM <= len(plain) <= _GLUED_UP_TO:
        return None
    fewest: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(plain)
    for end in range(1, len(plain) + 1):
        for start in range(max(0, end - _LONGEST_PART), end):
            before = fewest[start]
            if before is None or not _is_part(plain[start:end], words):
                continue
            current = fewest[end]
            if current is None or before[0] + 1 < current[0]:
                fewest[end] = (before[0] + 1, start)
    parts: list[str] = []
    end = len(plain)
    while end and (step := fewest[end]) is not None:
        parts.insert(0, plain[step[1] : end])
        end = step[1]
    if end or len(parts) < 2 or not any(part in words.near for part in parts):
        return None
    return " ".join(_plainly(part, words) or part for part in parts)


def _is_part(part: str, words: TextWords) -> bool:
    if len(part) < 3:
        return part in _SMALL
    return part in words.known or part in words.slang

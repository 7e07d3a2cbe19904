"""Message text to comparable text, and back: every word knows where in the message it stood.

Undone here: look-alike letters, zero-width characters, curly quotes, emoji, repeated letters, digits
for letters, spaced-out letters, text-speak, and near misspellings of a short list of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

LONGEST = 20_000
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_PIECE = re.compile(r"[^\W_]+(?:['’`´ʼ][^\W_]+)*|[.!?\n]+|[^\w\s]")
_LOOKALIKES = str.maketrans(
    "аеорсухікмнтвԁɡｌοαеіѕјηυτ",
    "aeopcyxikmhtbdgloaeisjnut",
)  # Cyrillic and Greek letters that pass for Latin ones
_LEET = str.maketrans("013457@$!", "oieastasi")
_REPEATED = re.compile(r"(.)\1{2,}")
_LATIN = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWords:
    """What the reading of text needs to know: slang, emoji, and the words worth a near look."""

    slang: Mapping[str, str]
    emoji: Mapping[str, str]
    near: tuple[str, ...] = ()
    false_friends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """*plain* is the comparable text; *spans* tie its words to the message: (plain start, plain
    end, message start, message end), in order."""

    message: str = field(repr=False)
    plain: str = field(repr=False)
    spans: tuple[tuple[int, int, int, int], ...]

    def quote(self, start: int, end: int) -> str:
        """The words of the message behind plain[start:end]."""
        touched = [span for span in self.spans if span[0] < end and span[1] > start]
        return self.message[touched[0][2] : touched[-1][3]] if touched else ""


def read(message: str, words: TextWords) -> Reading:
    """The comparable text of *message*; at most the first and last half of LONGEST characters of it."""
    if len(message) > LONGEST:
        message = message[: LONGEST // 2] + " " + message[-LONGEST // 2 :]
    pieces = _joined(_pieces(message))
    parts: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    length = 0
    for raw, start, end in pieces:
        plain = _word(raw, words)
        if not plain:
            continue
        spans.append((length, length + len(plain), start, end))
        parts.append(plain)
        length += len(plain) + 1
    return Reading(message=message, plain=" ".join(parts), spans=tuple(spans))


def _pieces(message: str) -> list[tuple[str, int, int]]:
    """Words, sentence ends and single symbols, each with its place in the message."""
    found = []
    for match in _PIECE.finditer(_INVISIBLE.sub("\u2063", message).replace("\u2063", "\x00")):
        found.append((match.group(), match.start(), match.end()))
    return _across_gaps(found)


def _across_gaps(found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Words that only an invisible character splits are one word again."""
    joined: list[tuple[str, int, int]] = []
    for piece, start, end in found:
        if piece == "\x00":
            continue
        if joined and start > joined[-1][2] and joined[-1][0][-1:].isalnum() and piece[:1].isalnum():
            gap = start - joined[-1][2]
            last, first, _ = joined[-1]
            if gap >= 1 and _only_invisible(found, joined[-1][2], start):
                joined[-1] = (last + piece, first, end)
                continue
        joined.append((piece, start, end))
    return joined


def _only_invisible(found: list[tuple[str, int, int]], start: int, end: int) -> bool:
    covered = sum(b - a for piece, a, b in found if piece == "\x00" and start <= a and b <= end)
    return covered == end - start


def _joined(pieces: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Letters spaced or dotted out ("k i l l", "d.i.e") are one word again; at least three of them."""
    result: list[tuple[str, int, int]] = []
    i = 0
    while i < len(pieces):
        j, letters = i, ""
        while j < len(pieces) and len(pieces[j][0]) == 1:
            if pieces[j][0].isalnum():
                letters += pieces[j][0]
            elif pieces[j][0] not in ".-_*":
                break
            j += 1
        if len(letters) >= 3 and letters.casefold() != "xxx" and not letters.isdigit():
            result.append((letters, pieces[i][1], pieces[j - 1][2]))
            i = j
            continue
        result.append(pieces[i])
        i += 1
    return result


def _word(raw: str, words: TextWords) -> str:
    if raw in words.emoji:
        return words.emoji[raw]
    if raw[0] in ".!?\n":
        return "."
    plain = unicodedata.normalize("NFKC", raw).casefold()
    if _LATIN.search(plain):
        plain = plain.translate(_LOOKALIKES)
    if not any(ch.isalnum() for ch in plain):
        return ""
    plain = re.sub(r"['’`´ʼ]", "", plain)
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    if _LATIN.search(plain) and not plain.isalpha() and not re.fullmatch(r"\d+[a-z]{1,3}", plain):
        plain = plain.translate(_LEET)
    return _spelt(_REPEATED.sub(r"\1\1", plain), words)


def _spelt(plain: str, words: TextWords) -> str:
    if plain in words.slang:
        return words.slang[plain]
    single = re.sub(r"(.)\1", r"\1", plain)
    if single != plain and single in words.slang:
        return words.slang[single]
    if len(plain) < 5 or plain in words.false_friends or not words.near:
        return plain
    return _near(plain, words.near)


@lru_cache(maxsize=50_000)
def _near(plain: str, known: tuple[str, ...]) -> str:
    """The listed word that *plain* is a misspelling of, or *plain*: one slip in five letters, same start."""
    found = process.extractOne(plain, known, scorer=fuzz.ratio, score_cutoff=86)
    return found[0] if found and found[0][0] == plain[0] and abs(len(found[0]) - len(plain)) <= 2 else plain

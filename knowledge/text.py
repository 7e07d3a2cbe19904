"""Message text to comparable text, and back: every word knows where in the message it stood.

Undone here: look-alike letters, invisible characters, accents and stacked marks, curly quotes,
letters written as flags, spaced-out letters, filler words; spelling.py mends the single words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge.spelling import TextWords, spell

__all__ = ["LONGEST", "Reading", "TextWords", "plain_letters", "read"]

LONGEST = 100_000
_PIECE = re.compile(r"[@$]?[^\W_]+(?:(?:['@$!|]|\*+)[^\W_]+)*|[.!?]+|\n\s*\n|[\n,;:()\-\"/…]|[^\w\s]")
_PAUSES = frozenset('\n,;:()-"/')
_SPACED_OUT_UP_TO = 400
_WORDS_IN_A_SENTENCE = 3
_QUOTES = dict.fromkeys("‘’‛`´ʼ＇′", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
_LETTERS = dict(
    zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢıłøđħɑɩƙɖ", "abcdefghijklmnoprstuvwyzilodhaikd", strict=True)
)  # Latin letters that no normal form takes back to a to z
_BEFORE_TO = frozenset("want wants wanted need going got have has like trying about ready used way".split())
_FIRST_FLAG = 0x1F1E6


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """*plain* is the comparable text: words with one space between, " . " where a sentence ends.

    *spans* tie its words to the message: (plain start, plain end, message start, message end), in
    order. *pauses* are the places in *plain* where a word follows a comma, a dash or a new line.
    *symbols* says whether a listed emoji was read as a word.
    """

    message: str = field(repr=False)
    plain: str = field(repr=False)
    spans: tuple[tuple[int, int, int, int], ...]
    pauses: tuple[int, ...] = ()
    symbols: bool = False

    def quote(self, start: int, end: int) -> str:
        """The words of the message behind plain[start:end]."""
        first = bisect_left(self.spans, start + 1, key=lambda span: span[1])
        last = bisect_left(self.spans, end, key=lambda span: span[0]) - 1
        return self.message[self.spans[first][2] : self.spans[last][3]] if first <= last else ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, a mark or a symbol, and where in the message it stood."""

    text: str
    start: int
    end: int


def read(message: str, words: TextWords, *, symbols: bool = True) -> Reading:
    """The comparable text of *message*; of more than LONGEST characters, the first and the last half.

    Time grows with the length, no faster. *symbols* false leaves listed emoji out, so that they
    cannot part the words they stand between.
    """
    if len(message) > LONGEST:
        message = message[: LONGEST // 2] + " " + message[-LONGEST // 2 :]
    return _assemble(message, _joined(_pieces(message), words), words, symbols=symbols)


def _assemble(message: str, pieces: list[_Piece], words: TextWords, *, symbols: bool) -> Reading:
    parts: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    pauses: list[int] = []
    length = since_mark = 0
    ended = seen = False
    previous = ""
    for piece in pieces:
        mark = piece.text[0]
        if mark in ".!?…" or (mark == "\n" and len(piece.text) > 1):
            ended = ended or since_mark >= _WORDS_IN_A_SENTENCE
            since_mark = 0
            pauses.append(length)
            continue
        if piece.text in _PAUSES:
            pauses.append(length)
            continue
        listed = piece.text in words.emoji
        seen = seen or listed
        if listed and not symbols:
            continue
        plain = spell(piece.text, words)
        if not plain or plain in words.fillers or (plain == "like" and previous == "to"):
            continue
        if plain == "2" and previous in _BEFORE_TO:
            plain = "to"
        if ended:
            parts.append(".")
            length, ended = length + 2, False
            pauses.append(length)
        spans.append((length, length + len(plain), piece.start, piece.end))
        parts.append(plain)
        length += len(plain) + 1
        since_mark += 1
        previous = plain
    return Reading(
        message=message, plain=" ".join(parts), spans=tuple(spans), pauses=tuple(pauses), symbols=seen
    )


def _pieces(message: str) -> list[_Piece]:
    text, places = _clean(message)
    if places is None:
        return [_Piece(m.group(), m.start(), m.end()) for m in _PIECE.finditer(text)]
    return [_Piece(m.group(), places[m.start()], places[m.end() - 1] + 1) for m in _PIECE.finditer(text)]


def _clean(message: str) -> tuple[str, Sequence[int] | None]:
    """The message in plain lower-case characters, and where in the message each of them stood
    (None where each stands where it stood)."""
    if message.isascii():
        return message.lower(), None
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(message):
        plain = character.lower() if character < "\x80" else _plain(character)
        characters.append(plain)
        places += [place] * len(plain)
    return "".join(characters), places


def plain_letters(text: str) -> str:
    """*text* without accents, as words stand in a reading."""
    return "".join(c if c < "\x80" else _plain(c) for c in text)


@lru_cache(maxsize=8_192)
def _plain(character: str) -> str:
    """A character without accent, width, style or disguise; "" for what cannot be seen."""
    if character in _QUOTES:
        return _QUOTES[character]
    if 0 <= (letter := ord(character) - _FIRST_FLAG) < 26:
        return chr(ord("a") + letter)
    if unicodedata.category(character) in {"Cf", "Cs", "Cc", "Co", "Cn", "Mn", "Me", "Mc"}:
        return ""
    if character in "\u115f\u1160\u3164\uffa0\u2800":
        return ""  # fillers that count as letters or symbols and show nothing
    plain = unicodedata.normalize("NFKC", character).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return "".join(_LETTERS.get(c, c) for c in plain)


def _joined(pieces: list[_Piece], words: TextWords) -> list[_Piece]:
    """Letters spaced or dotted out ("k i l l", "d.i.e") are one word again where that makes a known one,
    whatever symbols stand between them."""
    result: list[_Piece] = []
    i = 0
    while i < len(pieces):
        word, end = _run_of_letters(pieces, i)
        if len(word) >= 4 and word[0] in "ia" and not _makes_a_word(word, words):
            result.append(pieces[i])  # "i" before a spaced-out word is most often a word of its own
            i, word = i + 1, word[1:]
        if len(word) >= 3 and _makes_a_word(word, words):
            result.append(_Piece(word, pieces[i].start, pieces[end - 1].end))
        else:
            end = max(end, i + 1)
            result += pieces[i:end]
        i = end
    return result


def _run_of_letters(pieces: list[_Piece], start: int) -> tuple[str, int]:
    """The single letters that follow each other from *start*, and the place after the last of them."""
    letters: list[str] = []
    end = j = start
    while j < len(pieces) and j - start < _SPACED_OUT_UP_TO and len(pieces[j].text) == 1:
        if pieces[j].text.isalnum():
            letters.append(pieces[j].text)
            end = j + 1
        elif not letters:
            break
        j += 1
    return "".join(letters), end


def _makes_a_word(letters: str, words: TextWords) -> bool:
    spelt = spell(letters, words)
    return " " in spelt or spelt in words.known

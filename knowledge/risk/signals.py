"""Which signals fire in a text, and what its words do to them: denial, past, fiction, whose."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from knowledge.risk.levels import RiskLevel, Subject
from knowledge.risk.lexicon import LOWERED_BY, Lexicon, Signal
from knowledge.text import Reading, read
from knowledge.vocabulary import Speaker

PLACES_READ = 40  # places of one signal whose surroundings are read; one more counts in full
_SENTENCE_UP_TO = 600
_WORDS_BEFORE = 9
_WORDS_NEAR = 8
_LONGEST_WORD = 60
_LAST_PRONOUN = re.compile(r".*(?:^| )(?:i|he|she|they|we|you|it) (.*)$")
_LAST_TURN = re.compile(r".* (?:but|because|then|until) (.*)$")
_MINE = re.compile(r"(?:^| )(?:i|me|myself|my self|mine|we|us)(?: |$)")
_THEIRS = re.compile(
    r"(?:^| )(?:she|he|they|her|him|them|herself|himself|themselves|themself|hisself|theirselves)(?: |$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A signal that fired: the level it keeps here, the words, and how they were read."""

    signal: Signal
    level: RiskLevel
    quote: str = field(repr=False)
    read_as: str
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a signal fired: *sentence* around it and *near* words of it, *before* it in its clause,
    the words *inside* it."""

    sentence: str
    near: str
    around: str
    lead: str
    before: str
    inside: str


def find(
    reading: Reading, lexicon: Lexicon, speaker: Speaker, only: Signal | None = None
) -> tuple[Found, ...]:
    """Every signal that fires in *reading*, each once, where it keeps the highest level.

    Where listed emoji were read as words, the message is read once more without them, so that they
    never part a phrase.
    """
    found = _find(reading, lexicon, speaker, only)
    if reading.symbols:
        bare = read(reading.message, lexicon.words, symbols=False)
        found += _find(bare, lexicon, speaker, only)
    return _highest(found)


def _find(reading: Reading, lexicon: Lexicon, speaker: Speaker, only: Signal | None) -> list[Found]:
    text = f" . {reading.plain} . "
    found: list[Found] = []
    spoken = {"en", *lexicon.spoken.count(reading.plain)}
    for signal in lexicon.signals if only is None else (only,):
        if signal.language not in spoken:
            continue
        if signal.speaker is not None and signal.speaker is not speaker.reads_as:
            continue
        if signal.also is not None and signal.also.search(text) is None:
            continue
        for number, (start, end) in enumerate(_places(signal, text)):
            if number == PLACES_READ:
                found.append(_in_full(signal, reading, start, end))
                break
            place = _place(reading, start, end)
            if signal.unless is not None and _has(signal.unless, place.near):
                continue
            found.append(_weigh(signal, place, reading, lexicon, speaker, (start, end)))
            if found[-1].level == signal.level:
                break
    return found


def _highest(found: Iterable[Found]) -> tuple[Found, ...]:
    best: dict[str, Found] = {}
    for one in found:
        if one.signal.id not in best or best[one.signal.id].level < one.level:
            best[one.signal.id] = one
    return tuple(best.values())


def _places(signal: Signal, text: str) -> Iterator[tuple[int, int]]:
    """Where the signal's patterns stand, as places in the plain text, end not included."""
    if signal.pattern is not None:
        for match in signal.pattern.finditer(text):
            yield _in_plain(match, len(text))
    for first, second, within in signal.near:
        yield from _near(first, second, within, text)


def _in_plain(match: Any, length: int) -> tuple[int, int]:
    """Where a match stands in the plain text, which has " . " before it and after it in the search."""
    return max(0, match.start() - 2), max(0, min(match.end() - 1, length - 3) - 3)


def _near(first: Any, second: Any, within: int, text: str) -> Iterator[tuple[int, int]]:
    """Where both are found with fewer than *within* words between them, in either order."""
    ones = [_in_plain(m, len(text)) for m in islice(first.finditer(text), 10 * PLACES_READ)]
    if not ones:
        return
    others = [_in_plain(m, len(text)) for m in islice(second.finditer(text), 10 * PLACES_READ)]
    starts = [start for start, _ in others]
    for start, end in ones:
        at = bisect_left(starts, start)
        for a, b in others[max(0, at - 1) : at + 2]:
            low, high = min(end, b), max(start, a)
            near = high - low < _LONGEST_WORD * within and (start, end) != (a, b)
            if near and text.count(" ", low + 3, high + 3) <= within:
                yield min(start, a), max(end, b)
                break


def _in_full(signal: Signal, reading: Reading, start: int, end: int) -> Found:
    quote = reading.quote(start, end)
    return Found(signal=signal, level=signal.level, quote=quote, read_as="", subject=Subject.SELF)


def _place(reading: Reading, start: int, end: int) -> _Place:
    plain = reading.plain
    low, high = max(0, start - _SENTENCE_UP_TO), min(len(plain), end + _SENTENCE_UP_TO)
    first = plain.rfind(" . ", low, start)
    first = low if first < 0 else first + 3
    last = plain.find(" . ", end, high)
    last = high if last < 0 else last
    earlier = plain.rfind(" . ", low, first - 3) if first > 3 else -1
    later = plain.find(" . ", last + 3, high)
    pause = bisect_right(reading.pauses, start)
    since = max(first, reading.pauses[pause - 1] if pause else first)
    return _Place(
        sentence=plain[first:last],
        near=_near_words(plain, first, start, end, last),
        around=plain[earlier + 3 if earlier >= 0 else low : high if later < 0 else later],
        lead=plain[first:start].strip(),
        before=" ".join(plain[since:start].split()[-_WORDS_BEFORE:]),
        inside=plain[start:end],
    )


def _near_words(plain: str, first: int, start: int, end: int, last: int) -> str:
    before, after = plain[first:start].split(), plain[end:last].split()
    return " ".join((*before[-_WORDS_NEAR:], plain[start:end], *after[:_WORDS_NEAR]))


def _weigh(
    signal: Signal, place: _Place, reading: Reading, lexicon: Lexicon, speaker: Speaker, at: tuple[int, int]
) -> Found:
    subject = _subject(place, speaker, lexicon)
    level, read_as = signal.level, ""
    for name in LOWERED_BY:
        lowered = signal.lowered_to.get(name)
        if lowered is None or lowered >= level or not _reads(name, place, subject, lexicon):
            continue
        if name == "fiction" and subject is Subject.SELF:
            lowered = min(level, max(lowered, RiskLevel.CHECK))
        level, read_as = lowered, name
    return Found(signal=signal, level=level, quote=reading.quote(*at), read_as=read_as, subject=subject)


def _reads(name: str, place: _Place, subject: Subject, lexicon: Lexicon) -> bool:
    context = lexicon.context
    match name:
        case "negated":
            return _denied(place, lexicon)
        case "past":
            return _has(context["past"], place.sentence) and not _has(context["still"], place.sentence)
        case "suspected":
            return subject is Subject.OTHER and _has(context["suspected"], place.lead + " " + place.inside)
        case "fiction":
            return _has(context["fiction"], place.around)
        case _:
            return _has(context[name], place.sentence)


def _denied(place: _Place, lexicon: Lexicon) -> bool:
    """Whether a "not" or "never" of the same clause falls on the signal's words, with no end set to it."""
    before = place.before
    if not before or _has(lexicon.context["limited"], place.around):
        return False
    if _has(lexicon.context["not_a_denial"], before):
        return False
    if _has(lexicon.context["denied_ahead"], before):
        return True
    scope = before
    for cut in (_LAST_TURN, _LAST_PRONOUN):
        if match := cut.match(scope):
            scope = match[1]
    return _has(lexicon.context["negated"], scope)


def _subject(place: _Place, speaker: Speaker, lexicon: Lexicon) -> Subject:
    """Whose safety it is: who the words name, then who does what they say, then who writes."""
    last_mine = max((m.start() for m in _MINE.finditer(place.inside)), default=-1)
    last_theirs = max((m.start() for m in _THEIRS.finditer(place.inside)), default=-1)
    others = _has(lexicon.context["somebody_else"], place.inside)
    if last_mine >= 0 or last_theirs >= 0 or others:
        return Subject.SELF if last_mine > last_theirs or (last_mine >= 0 and not others) else Subject.OTHER
    mine = max((m.start() for m in _MINE.finditer(place.lead)), default=-1)
    theirs = max((m.start() for m in _THEIRS.finditer(place.lead)), default=-1)
    somebody = max(
        (m.start() for m in lexicon.context["somebody_else"].finditer(f" {place.lead} ")), default=-1
    )
    if max(mine, theirs, somebody) >= 0:
        return Subject.SELF if mine > max(theirs, somebody) else Subject.OTHER
    if _has(lexicon.context["somebody_else"], place.sentence):
        return Subject.OTHER
    return Subject.SELF if speaker.reads_as is Speaker.YOUNG_PERSON else Subject.OTHER


def _has(pattern: Any, text: str) -> bool:
    return pattern.search(f" . {text} . ") is not None

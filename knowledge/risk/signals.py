"""Which signals fire in a text, and what its words do to them: denial, past, fiction, whose."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.risk.levels import RiskLevel, Subject
from knowledge.risk.lexicon import Lexicon, Signal
from knowledge.text import Reading

_BEFORE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A signal that fired: the level it keeps here, the words, and how they were read."""

    signal: Signal
    level: RiskLevel
    quote: str = field(repr=False)
    read_as: str
    subject: Subject


def find(reading: Reading, lexicon: Lexicon) -> tuple[Found, ...]:
    """Every signal that fires, each once with the place where it keeps the highest level."""
    best: dict[str, Found] = {}
    for signal in lexicon.signals:
        for match in signal.pattern.finditer(reading.plain):
            sentence, offset = _sentence(reading.plain, match.start(), match.end())
            if signal.unless is not None and signal.unless.search(sentence):
                continue
            found = _weigh(signal, reading, lexicon, sentence, match.start(), match.end(), offset)
            if signal.id not in best or best[signal.id].level < found.level:
                best[signal.id] = found
    return tuple(best.values())


def _weigh(
    signal: Signal, reading: Reading, lexicon: Lexicon, sentence: str, start: int, end: int, offset: int
) -> Found:
    before = sentence[max(0, start - offset - _BEFORE) : start - offset]
    level, read_as = signal.level, ""
    for name, lowered, where in (
        ("negated", signal.negated, before),
        ("past", signal.past, sentence),
        ("benign", signal.benign, sentence),
    ):
        if lowered is not None and lexicon.context[name].search(where):
            level, read_as = min(level, lowered), name
    return Found(
        signal=signal,
        level=level,
        quote=reading.quote(start, end),
        read_as=read_as,
        subject=_subject(lexicon, sentence),
    )


def _subject(lexicon: Lexicon, sentence: str) -> Subject:
    other = lexicon.context["somebody_else"].search(sentence)
    return Subject.OTHER if other and not lexicon.context["myself"].search(sentence) else Subject.SELF


def _sentence(plain: str, start: int, end: int) -> tuple[str, int]:
    """The sentence around a match, and where in the text it begins."""
    first = plain.rfind(" . ", 0, start)
    first = 0 if first < 0 else first + 3
    last = plain.find(" . ", end)
    return plain[first : len(plain) if last < 0 else last], first

"""Risk signals as data, compiled: what they look for, what lowers them, and why they exist."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.faults import ContentError, Fault, from_validation
from knowledge.risk.language import other_than_english
from knowledge.risk.levels import RiskCategory, RiskLevel
from knowledge.risk.patterns import PatternError, beginnings_of, compile_any, words_of
from knowledge.risk.spoken import Spoken, compile_spoken
from knowledge.risk.written import WrittenSignal, WrittenWords
from knowledge.text import TextWords
from knowledge.vocabulary import Speaker

WORDS = "words.toml"
ENGLISH = "english.txt"
Entry = tuple[WrittenSignal, str, int]  # with its file and line
LOWERED_BY = ("negated", "past", "benign", "fiction", "suspected", "topic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One signal, compiled. *lowered_to*: the level it keeps where it is negated, past and so on.

    *plain* is what the moderator's card says of it; *fires*, *silent* and *lowered* are its examples.
    """

    id: str
    level: RiskLevel
    categories: tuple[RiskCategory, ...]
    pattern: Any | None
    near: tuple[tuple[Any, Any, int], ...]
    also: Any | None
    unless: Any | None
    lowered_to: Mapping[str, RiskLevel]
    speaker: Speaker | None
    language: str
    strong: bool
    plain: str
    fires: tuple[str, ...]
    silent: tuple[str, ...]
    lowered: tuple[tuple[str, RiskLevel], ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All signals and the words around them. *english* are the words of English messages, *spoken* those
    that the rules of other languages mention; *version* is a hash of the rule files."""

    signals: tuple[Signal, ...]
    words: TextWords
    english: frozenset[str]
    spoken: Spoken
    context: Mapping[str, Any]
    version: str

    def language_of(self, text: str) -> str:
        """ "en", or the code of the language that *text* is mostly written in ("und": not known which)."""
        return other_than_english(text, self.english, self.spoken.count)


def load(folder: Path) -> Lexicon:
    """The lexicon of the TOML files in *folder* and below. Raises ContentError with every fault found."""
    paths = sorted(folder.rglob("*.toml"))
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    shared = _shared(texts.get(WORDS, ""))
    entries: list[Entry] = []
    faults: list[Fault] = []
    for file, text in texts.items():
        if file != WORDS:
            _entries(file, text, entries, faults)
    signals: list[Signal] = []
    for entry, file, line in entries:
        try:
            signals.append(_compile(entry, shared.words, file, line))
        except PatternError as error:
            faults.append(Fault(file, line, entry.id, str(error)))
    faults += _unreadable(entries, shared) + _doubles(entries)
    if faults:
        raise ContentError(faults)
    listed = _listed(folder)
    shared_words = _shared_words(shared)
    english = shared_words | _mentioned([e for e in entries if e[0].language == "en"], shared)
    foreign = [e for e in entries if e[0].language != "en"]
    digest = hashlib.sha256("\n".join((*texts.values(), *sorted(listed))).encode()).hexdigest()[:12]
    return Lexicon(
        signals=tuple(signals),
        words=_text_words(shared, english | _mentioned(foreign, shared)),
        english=english | listed,
        spoken=compile_spoken(_looked_for(foreign, shared.words), english | listed),
        context=_context(shared),
        version=f"rules-{digest}",
    )


def _shared(text: str) -> WrittenWords:
    try:
        return WrittenWords.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ContentError([Fault(WORDS, 0, "file", f"is not TOML: {error}")]) from error
    except ValidationError as error:
        raise ContentError(from_validation(error, WORDS, text)) from error


def _entries(file: str, text: str, entries: list[Entry], faults: list[Fault]) -> None:
    """Adds the signals of one file to *entries*, and what is wrong with them to *faults*."""
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[signal]]"]
    try:
        tables = tomllib.loads(text).get("signal", [])
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file, 0, "file", f"is not TOML: {error}"))
        return
    for start, table in zip(starts, tables, strict=False):
        try:
            entries.append((WrittenSignal.model_validate(table), file, start))
        except ValidationError as error:
            faults += from_validation(error, file, text, start)


def _compile(entry: WrittenSignal, groups: Mapping[str, str], file: str, line: int) -> Signal:
    lowered_to = {name: getattr(entry, name) for name in LOWERED_BY}
    return Signal(
        id=entry.id,
        level=RiskLevel(entry.level),
        categories=entry.categories,
        pattern=compile_any(entry.patterns, groups) if entry.patterns else None,
        near=tuple((compile_any((a,), groups), compile_any((b,), groups), n) for a, b, n in entry.near),
        also=compile_any(entry.also, groups) if entry.also else None,
        unless=compile_any(entry.unless, groups) if entry.unless else None,
        lowered_to={name: RiskLevel(level) for name, level in lowered_to.items() if level is not None},
        speaker=entry.speaker,
        language=entry.language,
        strong=entry.strong,
        plain=entry.plain,
        fires=entry.fires,
        silent=entry.silent,
        lowered=tuple((text, RiskLevel(level)) for text, level in entry.lowered),
        file=file,
        line=line,
    )


def _context(shared: WrittenWords) -> Mapping[str, Any]:
    try:
        return {name: compile_any(patterns, shared.words) for name, patterns in shared.context.items()}
    except PatternError as error:
        raise ContentError([Fault(WORDS, 0, "context", str(error))]) from error


def _mentioned(entries: list[Entry], shared: WrittenWords) -> frozenset[str]:
    """Every word that the rules mention."""
    patterns = (pattern for entry, _, _ in entries for pattern in _every(entry))
    return frozenset(word for pattern in patterns for word in words_of(pattern, shared.words))


def _shared_words(shared: WrittenWords) -> frozenset[str]:
    """Every word that words.toml mentions for all rules."""
    patterns = (pattern for listed in shared.context.values() for pattern in listed)
    known = {word for pattern in patterns for word in words_of(pattern, shared.words)}
    known |= {word for phrase in shared.slang.values() for word in phrase.split()}
    return frozenset(known | set(shared.fillers) | set(shared.near.words) | set(shared.known))


def _listed(folder: Path) -> frozenset[str]:
    """The words of english.txt, one a line below its comment; none where there is no such file."""
    path = folder / ENGLISH
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _text_words(shared: WrittenWords, known: frozenset[str]) -> TextWords:
    return TextWords(
        slang=shared.slang,
        emoji=shared.emoji,
        near=shared.near.words,
        false_friends=frozenset(shared.near.false_friends),
        fillers=frozenset(shared.fillers),
        known=known,
    )


def _looked_for(entries: list[Entry], groups: Mapping[str, str]) -> Iterator[tuple[str, set[str], set[str]]]:
    """Of each rule its language, and the whole words and beginnings without one of which it cannot fire."""
    for entry, _, _ in entries:
        patterns = [*entry.patterns, *(part for a, b, _ in entry.near for part in (a, b))]
        whole = {word for pattern in patterns for word in words_of(pattern, groups)}
        yield entry.language, whole, {b for p in patterns for b in beginnings_of(p, groups)}


def _every(entry: WrittenSignal) -> Iterator[str]:
    yield from (*entry.patterns, *entry.also, *entry.unless)
    for first, second, _ in entry.near:
        yield first
        yield second


def _unreadable(entries: list[Entry], shared: WrittenWords) -> list[Fault]:
    """Words in patterns that the reading of text never leaves as they are, so that nothing would match."""
    faults = []
    for entry, file, line in entries:
        for pattern in _every(entry):
            try:
                words = words_of(pattern, shared.words)
            except PatternError:
                continue  # told when it is compiled
            for word in sorted(words):
                if word in shared.fillers:
                    faults.append(
                        Fault(file, line, entry.id, f'leave out "{word}": it is a filler, and dropped')
                    )
                elif shared.slang.get(word, word) != word:
                    faults.append(Fault(file, line, entry.id, f'write "{shared.slang[word]}" for "{word}"'))
    return faults


def _doubles(entries: list[Entry]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for entry, file, line in entries:
        if entry.id in seen:
            faults.append(Fault(file, line, entry.id, "this id is used twice; give it another"))
        seen.add(entry.id)
    return faults

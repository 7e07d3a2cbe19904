"""Every check of content, wording, rules and dialogues, gathered: what must be mended, and what soon must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta

from dialogues import script
from dialogues.check import dialogue_faults
from dialogues.guide import Guide
from knowledge.advice import Article, Part
from knowledge.faults import ContentError, Fault
from knowledge.library import Library
from knowledge.loading import CONTENT, load_library
from knowledge.readability import OLDEST, reading_age
from knowledge.risk import examples

SOON = timedelta(days=30)
LONGEST_SCREEN = 1300
FEW = 30
_LONGEST = {"normal": 340, "who_can_help": 440, "more_help": 340, "keep_well": 180, "follow_on": 140}
_NEVER = re.compile(
    r"committed suicide|commit suicide|attention.seeking|failed attempt|\bwe won'?t tell\b|"
    r"\b(?:we|i)(?:'ll| will| can) keep (?:it|this) (?:a )?secret|"
    r"\b\d+ ?(?:mg|kg|calories|kcal|tablets|units|stone)\b|cry for help|just ignore|man up",
    re.IGNORECASE,
)


def run(today: date) -> tuple[list[Fault], list[Fault]]:
    """Faults and warnings. Where content cannot even be read, its faults are all there is."""
    try:
        library = load_library()
        guide = Guide(library=library, script=script.load(library.services))
    except ContentError as error:
        return list(error.faults), []
    except script.WordingError as error:
        return [Fault("dialogues/wording", 0, "line", str(error))], []
    faults = [*_cards(library), *_wording(guide), *_dates(library, today)]
    faults += examples.faults(CONTENT / "risk")
    faults += dialogue_faults(guide)
    return sorted(faults), sorted(_soon(library, today))


def _cards(library: Library) -> Iterator[Fault]:
    for article, reader, part in _parts(library):
        yield from _part(f"advice/{article.id}.md", reader, part)


def _parts(library: Library) -> Iterator[tuple[Article, str, Part]]:
    """Every card as each reader sees it, with who that is."""
    for article in library.articles.values():
        yield from ((article, str(speaker), part) for speaker, part in article.parts.items())
        yield from ((article, f"{speaker} ({age})", part) for (speaker, age), part in article.by_age.items())


def _part(file: str, where: str, part: Part) -> Iterator[Fault]:
    for name, most in _LONGEST.items():
        text = getattr(part, name)
        if len(text) > most:
            yield Fault(file, 0, f"{where}: {name}", f"is {len(text)} characters; at most {most}")
    if not 1 <= len(part.tries) <= 4:
        yield Fault(file, 0, f"{where}: try", f"has {len(part.tries)} ideas; one to four")
    yield from _words(file, where, _whole(part))
    for name, text in _sections(part):
        # a single line is judged by so few words that it may count a year more
        yield from _too_hard(file, f"{where}: {name}", text, OLDEST + (len(text.split()) < FEW))


def ages(library: Library) -> Iterator[tuple[str, float, str, float]]:
    """Of every card as one reader sees it: where it is, its reading age, its hardest section, and that one's age."""
    for article, reader, part in _parts(library):
        oldest, hardest = max((reading_age(text), name) for name, text in _sections(part))
        yield f"{article.id} {reader}", reading_age(_whole(part)), hardest, oldest


def _sections(part: Part) -> list[tuple[str, str]]:
    """Each section by its name in the file, the ideas to try one by one."""
    named = {field.name: getattr(part, field.name) for field in fields(part) if field.name != "tries"}
    return [*named.items(), *((f"try {n}", text) for n, text in enumerate(part.tries, 1))]


def _whole(part: Part) -> str:
    return "\n".join(text for _, text in _sections(part))


def _too_hard(file: str, where: str, text: str, oldest: float) -> Iterator[Fault]:
    if (age := reading_age(text)) > oldest:
        yield Fault(file, 0, where, f"reads at age {age}; at most {oldest}: shorter sentences, shorter words")


def _words(file: str, where: str, text: str, oldest: float = OLDEST) -> Iterator[Fault]:
    if found := _NEVER.search(text):
        yield Fault(file, 0, where, f"says {found[0]!r}; say it another way")
    yield from _too_hard(file, where, text, oldest)


def _wording(guide: Guide) -> Iterator[Fault]:
    for line_id, variants in guide.script.lines.items():
        oldest = OLDEST + 1 if not line_id.startswith("language.") else 99.0  # counted for English only
        for reader, text in variants.items():
            yield from _words("dialogues/wording", f"{line_id} ({reader})", text, oldest)
            if len(text) > LONGEST_SCREEN:
                yield Fault("dialogues/wording", 0, f"{line_id} ({reader})", "is too long for a phone screen")
    for button, labels in guide.script.labels.items():
        for label in labels.values():
            if len(label) > 60:
                yield Fault("dialogues/wording/buttons.toml", 0, button, "is longer than 60 characters")


def _dates(library: Library, today: date) -> Iterator[Fault]:
    for service in library.services.values():
        if service.review_by < today:
            yield Fault(
                "services", 0, service.id, f"was to be reviewed by {service.review_by}: it is not offered"
            )
    for article in library.articles.values():
        if article.review_by < today:
            yield Fault(
                f"advice/{article.id}.md", 0, "review_by", f"{article.review_by} has passed: review the card"
            )


def _soon(library: Library, today: date) -> Iterator[Fault]:
    for service in library.services.values():
        if today <= service.review_by < today + SOON:
            yield Fault("services", 0, service.id, f"review by {service.review_by}")
    for article in library.articles.values():
        if today <= article.review_by < today + SOON:
            yield Fault(f"advice/{article.id}.md", 0, "review_by", f"review by {article.review_by}")

"""Advice cards from `content/advice/*.md`: TOML between +++ lines, then the parts under headings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.advice import Article, Part
from knowledge.faults import Fault, from_validation
from knowledge.vocabulary import AgeBand, ServiceId, Speaker, Topic

SECTIONS = ("normal", "try", "who_can_help", "more_help", "keep_well", "follow_on")
Label = Annotated[str, Field(min_length=2, max_length=24)]
_WHO = re.compile(r"## (young_person|parent)(?: \(([a-z0-9_, ]+)\))?\s*$")


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Topic
    version: Annotated[int, Field(ge=1)]
    reviewed_on: date
    review_by: date
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    services: tuple[str, ...]
    label: Mapping[Speaker, Label]
    about: Mapping[Speaker, Annotated[str, Field(min_length=3, max_length=60)]]
    phrases: Annotated[tuple[str, ...], Field(min_length=8)]


def read_articles(folder: Path) -> tuple[dict[Topic, Article], list[Fault]]:
    """Every card that could be read, by topic, and what is wrong with the others."""
    articles: dict[Topic, Article] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.md")):
        found = read_article(path.name, path.read_text(encoding="utf-8"))
        if isinstance(found, Article):
            if found.id != path.stem:
                faults.append(Fault(path.name, 1, "id", f"is {found.id}; the file's name says {path.stem}"))
            articles[found.id] = found
        else:
            faults += found
    return articles, faults


def read_article(file: str, text: str) -> Article | list[Fault]:
    """The card in *text*, or its faults."""
    pieces = text.split("+++\n", 2)
    if len(pieces) != 3 or pieces[0].strip():
        return [Fault(file, 1, "head", "the file must begin with settings between two +++ lines")]
    try:
        head = _Head.model_validate(tomllib.loads(pieces[1]))
    except tomllib.TOMLDecodeError as error:
        return [Fault(file, 1, "head", f"not valid TOML: {error}")]
    except ValidationError as error:
        return from_validation(error, file, text)
    parts, by_age, faults = _parts(file, text)
    faults += [
        Fault(file, 1, field, f"has no wording for {speaker}")
        for field, table in (("label", head.label), ("about", head.about), ("part", parts))
        for speaker in (Speaker.YOUNG_PERSON, Speaker.PARENT)
        if speaker not in table
    ]
    if faults:
        return faults
    return Article(
        id=head.id,
        version=head.version,
        reviewed_on=head.reviewed_on,
        review_by=head.review_by,
        sources=head.sources,
        services=tuple(ServiceId(service) for service in head.services),
        label=head.label,
        about=head.about,
        phrases=head.phrases,
        parts=parts,
        by_age=by_age,
    )


def _parts(
    file: str, text: str
) -> tuple[dict[Speaker, Part], dict[tuple[Speaker, AgeBand], Part], list[Fault]]:
    parts: dict[Speaker, Part] = {}
    by_age: dict[tuple[Speaker, AgeBand], Part] = {}
    faults: list[Fault] = []
    for line, heading, sections in _blocks(text):
        who = _WHO.fullmatch(heading)
        if who is None:
            faults.append(Fault(file, line, heading, "use ## young_person, ## parent, or with (age bands)"))
            continue
        speaker = Speaker(who[1])
        base = parts.get(speaker)
        missing = [name for name in SECTIONS if name not in sections and base is None]
        unknown = [name for name in sections if name not in SECTIONS]
        faults += [Fault(file, line, name, f"is missing under {heading}") for name in missing]
        faults += [Fault(file, line, name, f"is none of {', '.join(SECTIONS)}") for name in unknown]
        if missing or unknown:
            continue
        part = _part(sections, base)
        bands = [band.strip() for band in (who[2] or "").split(",") if band.strip()]
        if not bands:
            parts[speaker] = part
        for band in bands:
            if band not in set(AgeBand):
                faults.append(Fault(file, line, heading, f"{band} is no age band"))
                continue
            by_age[speaker, AgeBand(band)] = part
    return parts, by_age, faults


def _part(sections: Mapping[str, str], base: Part | None) -> Part:
    def text(name: str) -> str:
        return sections.get(name) or getattr(base, name)

    tries = (
        tuple(line.removeprefix("- ").strip() for line in sections["try"].splitlines() if line.strip())
        if "try" in sections
        else base.tries
        if base
        else ()
    )
    return Part(
        normal=text("normal"),
        tries=tries,
        who_can_help=text("who_can_help"),
        more_help=text("more_help"),
        keep_well=text("keep_well"),
        follow_on=text("follow_on"),
    )


def _blocks(text: str) -> list[tuple[int, str, dict[str, str]]]:
    """The line, heading and sections of every ## block."""
    blocks: list[tuple[int, str, dict[str, str]]] = []
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            blocks.append((number, line.strip(), {}))
            name = ""
        elif line.startswith("### ") and blocks:
            name = line[4:].strip()
            blocks[-1][2][name] = ""
        elif name and blocks:
            blocks[-1][2][name] += f"{line}\n"
    return [(n, h, {k: v.strip() for k, v in s.items()}) for n, h, s in blocks]

"""Services from `content/services/*.toml`, checked: numbers that ring, links, hours, ages."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import phonenumbers
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from knowledge import hours
from knowledge.advice import Service
from knowledge.faults import Fault, from_validation
from knowledge.vocabulary import Grouping, ServiceId, Speaker, Topic

Short = Annotated[str, Field(min_length=2, max_length=160)]
EVERYBODY_KNOWS = ("999", "111", "101")
_HEADING = re.compile(r"\s*\[\[\s*service\s*\]\]")
_NUMBER = re.compile(r"(?<![\w£])\+?\d[\d ()-]{1,}\d(?!\w)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b")


class _Ages(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    min: Annotated[float, Field(ge=0)] | None = None
    max: Annotated[float, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("the youngest age is above the oldest; swap or mend them")
        return self


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]{2,60}$")]
    name: Annotated[str, Field(min_length=2, max_length=80)]
    provider: str = ""
    what: Short
    expect: Short
    speakers: Annotated[tuple[Speaker, ...], Field(min_length=1)]
    ages: _Ages = _Ages()
    ages_of: Literal["child", "adult"] = "child"
    area: Literal["national", "northamptonshire", "north_northamptonshire", "west_northamptonshire"]
    places: tuple[str, ...] = ()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    grouping: Grouping
    cost: str = ""
    phone: str = ""
    text: str = ""
    text_word: Annotated[str, Field(pattern=r"^[A-Z]{0,12}$")] = ""
    web: str = ""
    email: Annotated[str, Field(pattern=r"^([^@\s]+@[^@\s]+\.[a-z]+)?$")] = ""
    referral: Literal["", "self", "professional", "both"] = ""
    hours: tuple[str, ...] = ()
    hours_note: str = ""
    closed_bank_holidays: bool = False
    instead: str | None = None
    confidence: Literal["high", "medium"]
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    seen: str = ""
    reviewed_on: date
    review_by: date
    version: Annotated[int, Field(ge=1)] = 1

    @field_validator("phone", "text")
    @classmethod
    def _rings(cls, number: str) -> str:
        if number and not is_number(number):
            raise ValueError(
                "is no number that can be rung or texted in the United Kingdom; mend or remove it"
            )
        return number

    @field_validator("web")
    @classmethod
    def _is_link(cls, web: str) -> str:
        parts = urlsplit(web)
        if web and (parts.scheme != "https" or "." not in parts.netloc or " " in web):
            raise ValueError("should be a full address that begins with https://")
        return web

    @field_validator("what", "expect")
    @classmethod
    def _leaves_numbers_to_the_card(cls, text: str) -> str:
        if other := [n for n in numbers_in(text) if n not in EVERYBODY_KNOWS]:
            raise ValueError(
                f"names {other[0]}: put it under phone or text, so that it is shown and checked once"
            )
        return text

    @field_validator("hours_note", "places")
    @classmethod
    def _numbers_ring(cls, words: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for words_of_one in (words,) if isinstance(words, str) else words:
            if wrong := [n for n in numbers_in(words_of_one) if len(n) > 6 and not is_number(n)]:
                raise ValueError(f"names {wrong[0]}, which cannot be rung; mend or remove it")
        return words

    @field_validator("hours")
    @classmethod
    def _can_be_read(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        hours.parse(lines)
        return lines

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.phone or self.text or self.web or self.email or self.places or self.referral):
            raise ValueError("has no phone, text, web, email or place: nobody could reach it")
        if self.text_word and not self.text:
            raise ValueError("has a text_word and no text number to send it to")
        if self.review_by <= self.reviewed_on:
            raise ValueError("review_by must be after reviewed_on")
        return self


def is_number(number: str) -> bool:
    """Whether a number as people write it can be rung or texted in the United Kingdom."""
    digits = re.sub(r"[ ()-]", "", number)
    if not digits.isdigit():
        return False
    if len(digits) <= 6:
        parsed = phonenumbers.PhoneNumber(country_code=44, national_number=int(digits))
        return digits in ("999", "111", "101", "105") or phonenumbers.is_valid_short_number(parsed)
    if digits in _HARMONISED:
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, "GB"))
    except phonenumbers.NumberParseException:
        return False


_HARMONISED = ("116000", "116111", "116123", "08001111")


def numbers_in(text: str) -> list[str]:
    """What looks like a number to call in free text, as written; postcodes, years and ages are none."""
    found = (match.group().strip() for match in _NUMBER.finditer(_POSTCODE.sub("", text)))
    return [n for n in found if len(re.sub(r"\D", "", n)) > 4 or n in EVERYBODY_KNOWS]


def read_services(folder: Path) -> tuple[dict[ServiceId, Service], list[Fault]]:
    """Every service that could be read, by id, and what is wrong with the others."""
    services: dict[ServiceId, Service] = {}
    places: dict[ServiceId, tuple[str, int]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        for line, entry in _entries(path.name, path.read_text(encoding="utf-8"), faults):
            service_id = ServiceId(entry.id)
            if service_id in services:
                faults.append(Fault(path.name, line, "id", f"{entry.id} is listed twice; remove one"))
            services[service_id] = _service(entry)
            places[service_id] = (path.name, line)
    for service in services.values():
        if service.instead is not None and (remedy := _unfit(service, services.get(service.instead))):
            faults.append(Fault(*places[service.id], "instead", f"{service.id}: {remedy}"))
    return services, faults


def _entries(file: str, text: str, faults: list[Fault]) -> list[tuple[int, _Entry]]:
    """The entries of one file, each with its first line; what cannot be read is added to *faults*."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(Fault(file, 1, "file", f"not valid TOML: {error}"))
        return []
    raw, lines = tables.pop("service", []), text.splitlines()
    faults += [Fault(file, 1, name, "stands alone; each entry begins with [[service]]") for name in tables]
    starts = [number for number, line in enumerate(lines, 1) if _HEADING.match(line)]
    if len(starts) != len(raw):
        faults.append(Fault(file, 1, "file", "each entry needs a line [[service]] of its own"))
        return []
    found = []
    ends = [*starts[1:], len(lines) + 1]
    for start, end, fields in zip(starts, ends[: len(starts)], raw, strict=True):
        try:
            found.append((start, _Entry.model_validate(fields)))
        except ValidationError as error:
            faults += from_validation(error, file, "\n".join(lines[: end - 1]), start)
    return found


def _unfit(service: Service, stand_in: Service | None) -> str:
    """Why *stand_in* cannot stand in for *service* once that is out of date; empty where it can."""
    if stand_in is None:
        return f"{service.instead} does not exist; name another service or remove the line"
    if stand_in.id == service.id or stand_in.area != "national":
        return f"{stand_in.id} must be another service, and national"
    if service.topics[0] not in stand_in.topics:
        return f"{stand_in.id} does not help with {service.topics[0]}"
    if service.speakers[0] not in stand_in.speakers:
        return f"{stand_in.id} is not for a {service.speakers[0]}"
    if (stand_in.min_age or 0) > (service.min_age or 0):
        return f"{stand_in.id} does not take the youngest"
    if stand_in.max_age is not None and (service.max_age is None or service.max_age > stand_in.max_age):
        return f"{stand_in.id} does not take the oldest"
    return ""


def _service(entry: _Entry) -> Service:
    return Service(
        id=ServiceId(entry.id),
        name=entry.name,
        provider=entry.provider,
        what=entry.what,
        expect=entry.expect,
        speakers=entry.speakers,
        area=entry.area,
        topics=entry.topics,
        grouping=entry.grouping,
        confidence=entry.confidence,
        sources=entry.sources,
        reviewed_on=entry.reviewed_on,
        review_by=entry.review_by,
        version=entry.version,
        min_age=entry.ages.min,
        max_age=entry.ages.max,
        for_adult=entry.ages_of == "adult",
        places=entry.places,
        cost=entry.cost,
        phone=entry.phone,
        text=entry.text,
        text_word=entry.text_word,
        web=entry.web,
        email=entry.email,
        referral=entry.referral,
        hours=hours.parse(entry.hours, closed_bank_holidays=entry.closed_bank_holidays),
        hours_note=entry.hours_note,
        instead=ServiceId(entry.instead) if entry.instead else None,
    )

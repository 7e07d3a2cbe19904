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

Short = Annotated[str, Field(min_length=2, max_length=240)]


class _Ages(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    min: float | None = None
    max: float | None = None


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
    text_word: str = ""
    web: str = ""
    email: str = ""
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

    @field_validator("hours")
    @classmethod
    def _can_be_read(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        hours.parse(lines)
        return lines

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.phone or self.text or self.web or self.email or self.places or self.referral):
            raise ValueError("has no phone, text, web, email or place: nobody could reach it")
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
        return digits in ("999", "111", "101", "105") or phonenumbers.is_possible_short_number(parsed)
    if digits in _HARMONISED:
        return True
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, "GB"))
    except phonenumbers.NumberParseException:
        return False


_HARMONISED = ("116000", "116111", "116123", "08001111")


def read_services(folder: Path) -> tuple[dict[ServiceId, Service], list[Fault]]:
    """Every service that could be read, by id, and what is wrong with the others."""
    services: dict[ServiceId, Service] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        try:
            entries = tomllib.loads(text).get("service", [])
        except tomllib.TOMLDecodeError as error:
            faults.append(Fault(path.name, 1, "file", f"not valid TOML: {error}"))
            continue
        starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[service]]"]
        for start, raw in zip(starts, entries, strict=True):
            try:
                entry = _Entry.model_validate(raw)
            except ValidationError as error:
                faults += from_validation(error, path.name, text, start)
                continue
            if entry.id in services:
                faults.append(Fault(path.name, start, "id", f"{entry.id} is listed twice"))
            services[ServiceId(entry.id)] = _service(entry)
    return services, faults


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

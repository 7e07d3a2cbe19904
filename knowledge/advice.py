"""What is signposted: advice cards and services, for whom, from which source, good until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.hours import Opening
from knowledge.vocabulary import AgeBand, Area, Grouping, ServiceId, Speaker, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One card as one kind of reader sees it. `tries` are the small things to try now."""

    normal: str
    tries: tuple[str, ...]
    who_can_help: str
    more_help: str
    keep_well: str
    follow_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Getting Advice content for one topic. Labels are at most 24 characters."""

    id: Topic
    version: int
    reviewed_on: date
    review_by: date
    sources: tuple[str, ...]
    services: tuple[ServiceId, ...]
    label: Mapping[Speaker, str]
    about: Mapping[Speaker, str]
    phrases: tuple[str, ...]
    parts: Mapping[Speaker, Part]
    by_age: Mapping[tuple[Speaker, AgeBand], Part] = field(default_factory=dict)

    def part(self, speaker: Speaker, age_band: AgeBand | None = None) -> Part:
        """The card for this reader; a professional reads the parents' card."""
        reader = speaker.reads_as
        if age_band is not None and (reader, age_band) in self.by_age:
            return self.by_age[reader, age_band]
        return self.parts[reader]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that really exists. *ages* are inclusive years, None where no limit is stated.

    *area* is "national" or "northamptonshire" or one of the two councils' areas. *cost* and
    *hours_note* are plain words; *instead* is offered once *review_by* has passed.
    """

    id: ServiceId
    name: str
    provider: str
    what: str
    expect: str
    speakers: tuple[Speaker, ...]
    area: str
    topics: tuple[Topic, ...]
    grouping: Grouping
    confidence: str
    sources: tuple[str, ...]
    reviewed_on: date
    review_by: date
    version: int = 1
    min_age: float | None = None
    max_age: float | None = None
    for_adult: bool = False
    places: tuple[str, ...] = ()
    cost: str = ""
    phone: str = ""
    text: str = ""
    text_word: str = ""
    web: str = ""
    email: str = ""
    referral: str = ""
    hours: Opening | None = None
    hours_note: str = ""
    instead: ServiceId | None = None

    def serves_area(self, area: Area | None) -> bool:
        """True where a person in *area* may use it; an unknown area rules nothing local out."""
        if self.area == "national":
            return True
        if area is Area.ELSEWHERE:
            return False
        return area in (None, Area.UNKNOWN) or self.area in ("northamptonshire", area)

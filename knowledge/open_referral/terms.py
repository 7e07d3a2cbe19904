"""What the standard has no fields for, as terms of our own taxonomies; and areas with their official codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.open_referral.standard import Attribute, ServiceArea
from knowledge.vocabulary import Grouping, Speaker, Topic

Field = Literal["topics", "speakers", "grouping", "referral", "ages_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """One of ours: its *name* in the feed, what it is *about*, and its terms."""

    name: str
    about: str
    link_type: str
    terms: tuple[str, ...]


TAXONOMIES: dict[Field, Taxonomy] = {
    "topics": Taxonomy(
        name="Waymark topics", about="What the service helps with", link_type="topic", terms=tuple(Topic)
    ),
    "speakers": Taxonomy(
        name="Waymark speakers", about="Who gets in touch", link_type="audience", terms=tuple(Speaker)
    ),
    "grouping": Taxonomy(
        name="THRIVE groupings", about="The kind of need it meets", link_type="need", terms=tuple(Grouping)
    ),
    "referral": Taxonomy(
        name="Waymark ways in",
        about="Who may refer",
        link_type="referral",
        terms=("self", "professional", "both"),
    ),
    "ages_of": Taxonomy(
        name="Waymark ages",
        about="Whose age the minimum and maximum are",
        link_type="eligibility",
        terms=("child", "adult"),
    ),
}
# Codes of the Office for National Statistics; the county's own was withdrawn in 2021, and is still in use.
AREAS = {
    "national": ("United Kingdom", "K02000001"),
    "northamptonshire": ("Northamptonshire", "E10000021"),
    "north_northamptonshire": ("North Northamptonshire", "E06000061"),
    "west_northamptonshire": ("West Northamptonshire", "E06000062"),
}
GEOGRAPHY = "http://statistics.data.gov.uk/id/statistical-geography/"
_NATIONAL = ("E92000001", "K03000001", "K04000001")
_NORTH = ("north northamptonshire", "corby", "kettering", "wellingborough", "east northamptonshire")
_WEST = ("west northamptonshire", "daventry", "south northamptonshire")
_WHOLE = re.compile(r"united kingdom|\buk\b|\bengland\b|great britain|national(?:ly|wide)?\b")


def words(term: str) -> str:
    """A term as people read it."""
    return term.replace("_", " ").capitalize()


def terms_in(attributes: Iterable[Attribute], field: Field) -> tuple[str, ...]:
    """Our own terms among the attributes, in their order; topics also where another taxonomy has the word."""
    taxonomy = TAXONOMIES[field]
    found = [a.taxonomy_term for a in attributes if a.taxonomy_term is not None]
    ours = [t.term for t in found if t.taxonomy == taxonomy.name and t.term in taxonomy.terms]
    if field == "topics" and not ours:
        plain = [re.sub(r"[^a-z]+", "_", (t.name or t.term).casefold()).strip("_") for t in found]
        ours = [term for term in plain if term in taxonomy.terms]
    return tuple(dict.fromkeys(ours))


def area_of(areas: Iterable[ServiceArea]) -> str:
    """Our area for theirs, by code or by name; empty where neither is known. North and West are the county."""
    found = {known for area in areas for known in _areas(area)}
    if "national" in found:
        return "national"
    if len(found) > 1:
        return "northamptonshire"
    return next(iter(found), "")


def _areas(area: ServiceArea) -> set[str]:
    code = area.uri.rstrip("/").rpartition("/")[2]
    by_code = {name for name, (_, known) in AREAS.items() if known == code}
    if by_code or code in _NATIONAL:
        return by_code or {"national"}
    name = f"{area.name} {area.service_area}".casefold()
    south = name.replace("south northamptonshire", "west northamptonshire")
    found = {"north_northamptonshire" for town in _NORTH if town in south}
    found |= {"west_northamptonshire" for town in _WEST if town in south}
    if not found and re.search(r"\bnorthampton\b", name):
        return {"west_northamptonshire"}
    if not found and "northamptonshire" in name:
        return {"northamptonshire"}
    return found or ({"national"} if _WHOLE.search(name) else set())

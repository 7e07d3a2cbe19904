"""Own words to topics, and a need to services; best first, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.advice import Service
from knowledge.library import Library
from knowledge.meaning import Meaning
from knowledge.vocabulary import AgeBand, Area, Grouping, ServiceId, Speaker, Topic

LOCAL = ZoneInfo("Europe/London")
MEANING_WEIGHT = 0.8
ADULT_TOPICS = (
    Topic.PARENT_WELLBEING, Topic.EARLY_YEARS, Topic.TALKING_TO_MY_CHILD, Topic.CHILD_BEHAVIOUR, Topic.ABUSE_HOME,
    Topic.MONEY_HOUSING, Topic.PARENTS_SEPARATING, Topic.BEREAVEMENT, Topic.AUTISM_ADHD, Topic.WAITING_FOR_HELP,
)  # fmt: skip
HELPLINES = (ServiceId("childline"), ServiceId("shout"), ServiceId("nhs_111_mental_health"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    """A topic that the words may be about. *score_percent* 0 to 100; *reason* in plain words."""

    topic: Topic
    score_percent: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Who needs what, when: the ground on which services are chosen."""

    topics: tuple[Topic, ...]
    speaker: Speaker
    at: datetime
    age_band: AgeBand | None = None
    area: Area | None = None
    grouping: Grouping | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service to show, and why this one."""

    service: Service
    reason: str


def match_topics(
    text: str, speaker: Speaker, library: Library, limit: int = 3, meaning: Meaning | None = None
) -> tuple[TopicMatch, ...]:
    """The likeliest topics for *text*, best first, at most *limit*; empty where nothing fits at all.

    Phrases (spelling, names, wording) and, where there is an encoder, meaning are weighed together.
    A reader that fails leaves the phrases to decide.
    """
    by_phrase = library.phrases.scores(text, speaker)
    by_meaning = meaning.topics if meaning is not None else _read(text, speaker, library)
    joined = {
        topic: 100 * (MEANING_WEIGHT * by_meaning.get(topic, 0.0) + (1 - MEANING_WEIGHT) * phrase.score)
        if by_meaning
        else 100 * phrase.score
        for topic, phrase in by_phrase.items()
    }
    ranked = sorted(joined, key=lambda topic: (-joined[topic], topic))[:limit]
    return tuple(
        TopicMatch(topic=topic, score_percent=round(joined[topic], 1), reason=by_phrase[topic].reason)
        for topic in ranked
        if joined[topic] > 0
    )


def _read(text: str, speaker: Speaker, library: Library) -> Mapping[Topic, float]:
    if library.reader is None:
        return {}
    try:
        return library.reader.read(text, speaker).topics
    except Exception:  # noqa: BLE001 matching must not fail with the encoder; phrases decide alone
        return {}


def choose_services(need: Need, library: Library, limit: int = 3) -> tuple[Offer, ...]:
    """Services for this need that are in date, best first, at most *limit*; never empty.

    Left out: the wrong speaker, age or area, and what is past its review date (a national
    stand-in takes its place). Where nothing fits, the helplines are returned.
    """
    ranked: dict[ServiceId, tuple[float, Offer]] = {}
    for listed in library.services.values():
        points, reason = _fit(listed, need, library)
        service = library.service(listed.id, need.at.date())
        if points <= 0 or service is None or not _may_use(service, need):
            continue
        if service.id not in ranked or ranked[service.id][0] < points:
            ranked[service.id] = (points, Offer(service=service, reason=reason))
    best = sorted(ranked.values(), key=lambda found: (-found[0], found[1].service.id))
    chosen = tuple(offer for _, offer in best[:limit])
    return chosen or _helplines(need, library)


def _fit(service: Service, need: Need, library: Library) -> tuple[float, str]:
    """How well a service fits, 0 for not at all, and the reason that a person can be told."""
    if not _may_use(service, need):
        return 0.0, ""
    topic = next((topic for topic in need.topics if topic in service.topics), None)
    leads = [library.articles[t].services for t in need.topics if t in library.articles]
    lead = next((list(ids).index(service.id) for ids in leads if service.id in ids), None)
    if topic is None and lead is None:
        return 0.0, ""
    points = 10.0
    if lead is not None:
        points += 12 - 2 * lead
    if topic is not None:
        points += 3 - min(3, 0.5 * service.topics.index(topic))
    points += 3 * (service.area != "national") + 2 * (service.grouping is need.grouping)
    points += 2 * (service.confidence == "high") + _open_points(service, need.at)
    return points, _reason(service, need)


def _open_points(service: Service, at: datetime) -> float:
    if service.hours is None:
        return 0.0
    return 2.0 if service.hours.open_at(at.astimezone(LOCAL)) else -1.0


def _reason(service: Service, need: Need) -> str:
    near = {
        "national": "it is there for the whole country",
        "northamptonshire": "it is in Northamptonshire",
        "north_northamptonshire": "it is in North Northamptonshire",
        "west_northamptonshire": "it is in West Northamptonshire",
    }[service.area]
    about = "it helps with just this" if set(service.topics) & set(need.topics) else "it is a good first step"
    return f"{about}, and {near}"


def _may_use(service: Service, need: Need) -> bool:
    speaks = need.speaker in service.speakers or need.speaker.reads_as in service.speakers
    for_the_adult = service.for_adult and bool(set(need.topics) & set(ADULT_TOPICS))
    age = None if for_the_adult and need.speaker is not Speaker.YOUNG_PERSON else need.age_band
    return speaks and service.serves_area(need.area) and service.serves_age(age)


def offers_of(listed: Iterable[ServiceId], need: Need, library: Library) -> tuple[Offer, ...]:
    """The *listed* services that this person may use and that are in date, in their order."""
    found = (library.service(service_id, need.at.date()) for service_id in listed)
    usable = dict.fromkeys(service for service in found if service is not None and _may_use(service, need))
    return tuple(Offer(service=service, reason=_reason(service, need)) for service in usable)


def _helplines(need: Need, library: Library) -> tuple[Offer, ...]:
    found: Iterable[Service | None] = (library.service(i, need.at.date()) for i in HELPLINES)
    usable = [service for service in found if service is not None and _may_use(service, need)]
    return tuple(Offer(service=s, reason="it is there for anybody, about anything") for s in usable)

"""How well a service fits a need: who may use it at all, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.advice import Service
from knowledge.library import Library
from knowledge.vocabulary import AgeBand, Area, Grouping, ServiceId, Speaker, Topic

LOCAL = ZoneInfo("Europe/London")
# Topics in which a parent may be the one in need: only there are services for adults a fit.
ADULT_TOPICS = (
    Topic.PARENT_WELLBEING,
    Topic.EARLY_YEARS,
    Topic.ABUSE_HOME,
    Topic.MONEY_HOUSING,
    Topic.PARENTS_SEPARATING,
)
# Topics for which a line for a crisis is the ordinary answer; elsewhere it comes after what is meant for them.
DANGER_TOPICS = (
    Topic.SELF_HARM,
    Topic.SUICIDAL_THOUGHTS,
    Topic.ABUSE_HOME,
    Topic.SEXUAL_ABUSE,
    Topic.EXPLOITATION,
    Topic.ONLINE_SAFETY,
    Topic.UNUSUAL_EXPERIENCES,
)
HELPLINES = (ServiceId("childline"), ServiceId("shout"), ServiceId("nhs_111_mental_health"))
_UNKNOWN_AGE = (11, 17)
_UNKNOWN_CHILD = (5, 17)
_YOUNGEST_WHO_WRITES = 6
# Of a band's years so many must be served: a line for under-19s is not for "18 to 25".
_LEAST_SHARE, _LEAST_SHARE_UNKNOWN = 0.3, 0.5
_NEEDS = tuple(Grouping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Who needs what, when: the ground on which services are chosen."""

    topics: tuple[Topic, ...]
    speaker: Speaker
    at: datetime
    age_band: AgeBand | None = None
    area: Area | None = None
    grouping: Grouping | None = None


def may_use(service: Service, need: Need, library: Library) -> bool:
    """Whether the service is for this speaker, age and area; an adults' service only where the adult needs it."""
    speaks = need.speaker in service.speakers or need.speaker.reads_as in service.speakers
    if not speaks or not service.serves_area(need.area):
        return False
    is_a_guess = need.age_band is None and need.speaker is Speaker.YOUNG_PERSON
    least = _LEAST_SHARE_UNKNOWN if is_a_guess else _LEAST_SHARE
    return _age_share(service, need, library) >= least


def _is_for_the_adult(service: Service, need: Need, library: Library) -> bool:
    """Whether it is the parent, and not the child, whom the service would help with this."""
    if not service.for_adult or need.speaker is Speaker.YOUNG_PERSON:
        return False
    return any(
        topic in service.topics or _rank(service.id, topic, library) is not None
        for topic in need.topics
        if topic in ADULT_TOPICS
    )


def _age_share(service: Service, need: Need, library: Library) -> float:
    """How much of the age band is served, 0 to 1; a service for the adult takes the adult."""
    if _is_for_the_adult(service, need, library):
        return 1.0
    is_young = need.speaker is Speaker.YOUNG_PERSON
    if need.age_band is None:
        first, last = _UNKNOWN_AGE if is_young else _UNKNOWN_CHILD
    else:
        first, last = need.age_band.years
    if is_young and first < _YOUNGEST_WHO_WRITES < last:
        first = _YOUNGEST_WHO_WRITES
    least, most = service.min_age or 0, service.max_age if service.max_age is not None else last
    served = sum(least <= year <= most for year in range(first, last + 1))
    return served / (last - first + 1)


def points_of(listed: Service, service: Service, need: Need, library: Library) -> float | None:
    """How well *service*, which stands where *listed* does, fits the need; None for not at all."""
    topics = [topic for topic in need.topics if topic in service.topics]
    ranks = [rank for rank in (_rank(listed.id, topic, library) for topic in need.topics) if rank is not None]
    in_crisis = need.grouping is Grouping.RISK_SUPPORT
    if in_crisis and service.id in HELPLINES and not in_danger(need):
        ranks.append(1)
    if not topics and not ranks:
        return None
    points = max(2.0, 12.0 - 2 * min(ranks)) if ranks else 0.0
    if topics:
        points += 3 - min(3, 0.5 * service.topics.index(topics[0])) - min(2, need.topics.index(topics[0]))
    points += _area_points(service, need.area) + _need_points(service, need)
    points += 2 * (service.confidence == "high") + (3 if in_crisis else 1) * _open_points(service, need.at)
    return points - 8 * (1 - _age_share(service, need, library))


def _rank(service_id: ServiceId, topic: Topic, library: Library) -> int | None:
    """Where the card of *topic* lists the service, from 0."""
    article = library.articles.get(topic)
    listed = article.services if article is not None else ()
    return listed.index(service_id) if service_id in listed else None


def _area_points(service: Service, area: Area | None) -> float:
    """Near is better; one council's area is a guess where nobody said which."""
    if service.area == "national":
        return 0.0
    if area in (None, Area.UNKNOWN):
        return 1.0 if service.area == "northamptonshire" else -6.0
    return 3.0


def _need_points(service: Service, need: Need) -> float:
    """Nearer groupings fit better. A line for a crisis goes first in one and last outside it; where the topic
    itself is danger, the order of its card stands."""
    if in_danger(need):
        return 0.0
    is_for_crisis = service.grouping is Grouping.RISK_SUPPORT
    if need.grouping is Grouping.RISK_SUPPORT:
        return 8.0 if is_for_crisis else 0.0
    if is_for_crisis:
        return -4.0 if need.grouping is Grouping.GETTING_MORE_HELP else -8.0
    if need.grouping is None:
        return 0.0
    return 2.0 - abs(_NEEDS.index(service.grouping) - _NEEDS.index(need.grouping))


def _open_points(service: Service, at: datetime) -> float:
    if service.hours is None:
        return 0.0
    return 2.0 if service.hours.open_at(at.astimezone(LOCAL)) else -1.0


def in_danger(need: Need) -> bool:
    """Whether a topic of the need is one where a line for a crisis is the ordinary answer."""
    return bool(set(need.topics) & set(DANGER_TOPICS))

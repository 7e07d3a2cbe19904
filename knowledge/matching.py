"""Own words to topics, and a need to services; best first, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.advice import Service
from knowledge.fitting import HELPLINES, Need, may_use, points_of
from knowledge.library import Library
from knowledge.vocabulary import Grouping, ServiceId, Speaker, Topic

__all__ = ["Need", "Offer", "TopicMatch", "choose_services", "match_topics", "offers_of"]
MEANING_WEIGHT = 0.7
# Numbers that everybody knows: given whatever their review date says, so that there is always one.
ALWAYS = (ServiceId("nhs_111_mental_health"), ServiceId("emergency_999"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    """A topic that the words may be about. *score_percent* 0 to 100; *reason* in plain words."""

    topic: Topic
    score_percent: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service to show, and why this one."""

    service: Service
    reason: str


def match_topics(text: str, speaker: Speaker, library: Library, limit: int = 3) -> tuple[TopicMatch, ...]:
    """The likeliest topics for *text*, best first, at most *limit*; empty where nothing fits at all.

    Phrases (spelling, names, wording) and, where there is an encoder, meaning are weighed together.
    A reader that fails leaves the phrases to decide.
    """
    by_phrase = library.phrases.scores(text, speaker)
    by_meaning = _read(text, speaker, library)
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
        english = library.lexicon.language_of(text) == "en"
        return library.reader.topics(text, speaker, english=english)
    except Exception:  # noqa: BLE001 matching must not fail with the encoder; phrases decide alone
        return {}


def choose_services(need: Need, library: Library, limit: int = 3) -> tuple[Offer, ...]:
    """Services for this need that are in date, best first, at most *limit*; never empty.

    Left out: the wrong speaker, age or area, a number that is offered already, and what is past its
    review date (a national stand-in takes its place). Where nothing fits, the helplines are returned.
    """
    ranked: dict[ServiceId, tuple[float, Offer]] = {}
    for listed in library.services.values():
        service = library.service(listed.id, need.at.date())
        if service is None or not (may_use(listed, need, library) and may_use(service, need, library)):
            continue
        points = points_of(listed, service, need, library)
        if points is not None and (service.id not in ranked or ranked[service.id][0] < points):
            ranked[service.id] = (points, Offer(service=service, reason=_reason(service, need)))
    return _unlike(list(ranked.values()), limit) or _helplines(need, library, limit)


def _unlike(ranked: list[tuple[float, Offer]], limit: int) -> tuple[Offer, ...]:
    """The best, each a little less the more of its kind stand before it, and no number twice."""
    chosen: list[Offer] = []
    left = sorted(ranked, key=lambda found: (-found[0], found[1].service.id))
    while left and len(chosen) < limit:
        kinds = Counter(_kind(offer.service) for offer in chosen)
        best = max(left, key=lambda found: found[0] - 2 * kinds[_kind(found[1].service)])[1]
        chosen.append(best)
        taken = _numbers(best.service)
        left = [found for found in left if found[1] is not best and not taken & _numbers(found[1].service)]
    return tuple(chosen)


def _kind(service: Service) -> tuple[Grouping, bool, bool]:
    return service.grouping, service.area == "national", bool(_numbers(service))


def _numbers(service: Service) -> set[str]:
    return {number.replace(" ", "") for number in (service.phone, service.text) if number}


def _reason(service: Service, need: Need) -> str:
    near = {
        "national": "it is there for the whole country",
        "northamptonshire": "it is in Northamptonshire",
        "north_northamptonshire": "it is in North Northamptonshire",
        "west_northamptonshire": "it is in West Northamptonshire",
    }[service.area]
    if set(service.topics) & set(need.topics):
        about = "it helps with just this"
    elif service.id in HELPLINES:
        about = "you can talk to them about anything"
    else:
        about = "it is a good first step"
    return f"{about}, and {near}"


def offers_of(listed: Iterable[ServiceId], need: Need, library: Library) -> tuple[Offer, ...]:
    """The *listed* services that this person may use and that are in date, in their order."""
    found = (library.service(service_id, need.at.date()) for service_id in listed)
    usable = dict.fromkeys(
        service for service in found if service is not None and may_use(service, need, library)
    )
    return tuple(Offer(service=service, reason=_reason(service, need)) for service in usable)


def _helplines(need: Need, library: Library, limit: int) -> tuple[Offer, ...]:
    dated = (library.service(service_id, need.at.date()) for service_id in HELPLINES)
    usable = [service for service in dated if service is not None and may_use(service, need, library)]
    usable = usable or [library.services[i] for i in ALWAYS if i in library.services]
    found = dict.fromkeys(usable[:limit])
    return tuple(Offer(service=s, reason="you can talk to them about anything") for s in found)

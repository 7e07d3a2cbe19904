"""A feed beside our services, field by field: what is new, what differs, what the feed does not have."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from knowledge import advice
from knowledge.open_referral import fields, standard, terms
from knowledge.open_referral.fields import Fields, Value
from knowledge.open_referral.writing import identifier
from knowledge.vocabulary import ServiceId

REMEMBERED = re.compile(r"^Open Referral: .*, id (?P<id>.+)$")
_NEEDED = ("what", "expect", "speakers", "area", "topics", "grouping")
_WAYS_IN = ("phone", "text", "web", "email", "places", "referral")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field; None where a side does not say it."""

    field: str
    ours: Value | None
    theirs: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A service of theirs that is one of ours, and by what it was known."""

    service: advice.Service
    record: standard.Service
    by: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A service of theirs that we do not have. *like*: ours with the same number, perhaps the same service."""

    id: ServiceId
    record: standard.Service
    fields: Fields
    like: tuple[ServiceId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """*missing*: ours that the feed does not have."""

    met: tuple[Met, ...] = ()
    new: tuple[New, ...] = ()
    missing: tuple[ServiceId, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def is_none(self) -> bool:
        return not self.new and not self.missing and not any(one.changes for one in self.met)


def compare(
    services: Mapping[ServiceId, advice.Service],
    feed: Iterable[standard.Service],
    same: Mapping[str, str] | None = None,
) -> Difference:
    """Theirs matched with ours by identifier, by an import before, or by name; *same* says it of their ids.

    A number alone does not match: a switchboard has many services behind it.
    """
    by = _Ways(services, same or {})
    met: dict[ServiceId, Met] = {}
    new: dict[ServiceId, New] = {}
    notes: list[str] = []
    for record in feed:
        service_id, way = by.find(record)
        if service_id in met:
            named = f"{fields.clean(record.name)} ({fields.clean(record.id)})"
            notes.append(f"{named}: a second record of {service_id}; not compared")
        elif service_id is not None:
            met[service_id] = _met(services[service_id], record, way)
        elif record.status == "active":
            fresh = _new(record, {*services, *new}, by)
            new[fresh.id] = fresh
    notes += [
        f"{one.service.id}: they say it is {one.record.status}; look, and remove or change it by hand"
        for one in met.values()
        if one.record.status != "active"
    ]
    missing = tuple(service_id for service_id in services if service_id not in met)
    return Difference(met=tuple(met.values()), new=tuple(new.values()), missing=missing, notes=tuple(notes))


def lacks(said: Fields) -> tuple[str, ...]:
    """What an entry needs and *said* does not hold."""
    wanted = [name for name in _NEEDED if name not in said]
    if not any(way in said for way in _WAYS_IN):
        wanted.append("phone, text, web, email or places")
    return tuple(wanted)


class _Ways:
    """The ways in which one of ours is known."""

    def __init__(self, services: Mapping[ServiceId, advice.Service], same: Mapping[str, str]) -> None:
        self._said = {record_id: ServiceId(i) for record_id, i in same.items() if i in services}
        self._ids = {identifier("service", service_id): service_id for service_id in services}
        self._before = {
            found["id"]: service.id
            for service in services.values()
            for source in service.sources
            if (found := REMEMBERED.match(source))
        }
        self._names = {_bare(service.name): service.id for service in services.values()}
        self._numbers: dict[str, set[ServiceId]] = {}
        for service in services.values():
            for number in filter(None, (service.phone, service.text)):
                self._numbers.setdefault(fields.digits(number), set()).add(service.id)

    def find(self, record: standard.Service) -> tuple[ServiceId | None, str]:
        if record.id in self._said:
            return self._said[record.id], "your word"
        if record.id in self._ids:
            return self._ids[record.id], "our identifier"
        if record.id in self._before:
            return self._before[record.id], "an import before"
        service_id = self._names.get(_bare(record.name))
        return service_id, "name" if service_id else ""

    def like(self, said: Fields) -> tuple[ServiceId, ...]:
        """Ours with one of these numbers."""
        numbers = {fields.digits(str(said[name])) for name in ("phone", "text") if name in said}
        return tuple(sorted(set().union(*(self._numbers.get(number, set()) for number in numbers))))


def _met(service: advice.Service, record: standard.Service, way: str) -> Met:
    """What only our own taxonomies say is not missing from a feed that does not know them."""
    mine = fields.ours(service)
    other = fields.theirs(record, mine)
    changes = tuple(
        Change(field=name, ours=mine.get(name), theirs=other.get(name))
        for name in fields.ORDER
        if _differs(name, mine.get(name), other.get(name)) and (name in other or name not in terms.TAXONOMIES)
    )
    return Met(service=service, record=record, by=way, changes=changes)


def _differs(name: str, mine: Value | None, other: Value | None) -> bool:
    if isinstance(mine, str) and isinstance(other, str):
        if name in ("phone", "text"):
            return fields.digits(mine) != fields.digits(other)
        if name == "web":
            return mine.rstrip("/") != other.rstrip("/")
        return " ".join(mine.split()) != " ".join(other.split())
    return mine != other


def _new(record: standard.Service, taken: Container[str], by: _Ways) -> New:
    said = fields.theirs(record)
    name = re.sub(r"[^a-z0-9]+", "_", record.name.casefold()).strip("_")[:50] or "service"
    free = name if name not in taken and len(name) > 1 else f"{name}_{identifier(record.id)[:4]}"
    return New(id=ServiceId(free), record=record, fields=said, like=by.like(said))


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())

"""Our services as a page of the standard. Identifiers are made from ours, so they are the same each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from knowledge import advice
from knowledge.open_referral import standard, terms, times
from knowledge.open_referral.fields import CLOSED_ON_BANK_HOLIDAYS

_NAMES = uuid5(NAMESPACE_URL, "urn:waymark:open-referral")
_PLACE = re.compile(
    r"(?P<city>[^:]+): (?P<street>.+), (?P<postcode>[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2})(?:, [\d ]+)?"
)


def identifier(*names: str) -> str:
    """The same UUID for the same names, always."""
    return str(uuid5(_NAMES, ":".join(names)))


def page(services: Iterable[advice.Service]) -> standard.Page:
    """All services as the one page of a list."""
    contents = tuple(_service(service) for service in services)
    return standard.Page(
        total_items=len(contents),
        total_pages=1,
        page_number=1,
        size=len(contents),
        first_page=True,
        last_page=True,
        empty=not contents,
        contents=contents,
    )


def text_of(whole: standard.Page) -> str:
    """The page as JSON; what is not said is left out."""
    return whole.model_dump_json(indent=2, exclude_defaults=True) + "\n"


def _service(service: advice.Service) -> standard.Service:
    provider = service.provider or service.name
    phones = _phones(service)
    return standard.Service(
        id=identifier("service", service.id),
        name=service.name,
        status="active",
        description=service.what,
        application_process=service.expect,
        url=service.web,
        email=service.email,
        minimum_age=service.min_age,
        maximum_age=service.max_age,
        assured_date=service.reviewed_on.isoformat(),
        organization=standard.Organization(
            id=identifier("organization", provider), name=provider, description=f"Provides {service.name}"
        ),
        phones=phones,
        contacts=_contacts(service, provider, phones),
        schedules=_schedules(service),
        service_areas=(_area(service),),
        service_at_locations=tuple(_at(service, place) for place in service.places),
        cost_options=_costs(service),
        attributes=tuple(_attributes(service)),
    )


def _phones(service: advice.Service) -> tuple[standard.Phone, ...]:
    word = f"Text the word {service.text_word}" if service.text_word else ""
    given = (("voice", service.phone, ""), ("text", service.text, word))
    return tuple(
        standard.Phone(
            id=identifier("phone", service.id, kind), number=number, type=kind, description=description
        )
        for kind, number, description in given
        if number
    )


def _contacts(
    service: advice.Service, provider: str, phones: tuple[standard.Phone, ...]
) -> tuple[standard.Contact, ...]:
    """In the UK profile a number belongs to a contact: so it stands there too."""
    if not phones and not service.email:
        return ()
    made = standard.Contact(
        id=identifier("contact", service.id), name=provider, email=service.email, phones=phones
    )
    return (made,)


def _schedules(service: advice.Service) -> tuple[standard.Schedule, ...]:
    notes = CLOSED_ON_BANK_HOLIDAYS if service.hours and service.hours.closed_bank_holidays else ""
    made = [
        standard.Schedule(
            id=identifier("schedule", service.id, str(number)),
            freq="WEEKLY",
            interval=1,
            notes=notes,
            **fields,
        )
        for number, fields in enumerate(times.weekly(service.hours))
    ]
    if service.hours_note:
        note_id = identifier("schedule", service.id, "note")
        made.append(standard.Schedule(id=note_id, description=service.hours_note))
    return tuple(made)


def _area(service: advice.Service) -> standard.ServiceArea:
    name, code = terms.AREAS[service.area]
    return standard.ServiceArea(
        id=identifier("service_area", service.id), name=name, uri=terms.GEOGRAPHY + code
    )


def _at(service: advice.Service, place: str) -> standard.ServiceAtLocation:
    found = _PLACE.fullmatch(place)
    addresses = (_address(place, found.groupdict()),) if found else ()
    return standard.ServiceAtLocation(
        id=identifier("service_at_location", service.id, place),
        location=standard.Location(
            id=identifier("location", place), location_type="physical", name=place, addresses=addresses
        ),
    )


def _address(place: str, parts: Mapping[str, str]) -> standard.Address:
    return standard.Address(
        id=identifier("address", place),
        address_1=parts["street"],
        city=parts["city"],
        state_province="Northamptonshire",
        postal_code=parts["postcode"],
        country="GB",
        address_type="physical",
    )


def _costs(service: advice.Service) -> tuple[standard.CostOption, ...]:
    if not service.cost:
        return ()
    amount: dict[str, Any] = {"amount": 0.0} if service.cost == "free" else {}
    return (standard.CostOption(id=identifier("cost_option", service.id), option=service.cost, **amount),)


def _attributes(service: advice.Service) -> Iterable[standard.Attribute]:
    given: dict[terms.Field, Sequence[str]] = {
        "topics": service.topics,
        "speakers": service.speakers,
        "grouping": [service.grouping],
        "referral": [service.referral] if service.referral else [],
        "ages_of": ["adult"] if service.for_adult else [],
    }
    for field, values in given.items():
        taxonomy = terms.TAXONOMIES[field]
        for value in map(str, values):
            yield standard.Attribute(
                id=identifier("attribute", service.id, field, value),
                link_type=taxonomy.link_type,
                taxonomy_term=standard.TaxonomyTerm(
                    id=identifier("taxonomy_term", field, value),
                    name=terms.words(value),
                    description=f"{taxonomy.about}: {terms.words(value).casefold()}",
                    term=value,
                    taxonomy=taxonomy.name,
                ),
            )

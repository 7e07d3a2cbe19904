"""The fields of a service as our files name them, from our side and from theirs, so that they can be compared."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from knowledge import advice
from knowledge.open_referral import standard, terms, times

Value = str | bool | tuple[str, ...]
Fields = Mapping[str, Value]

NUMBERS = ("phone", "text", "text_word")
WORDED = ("name", "what", "expect", "topics", "speakers", "grouping", "ages_of")
ORDER = (
    "name", "provider", "what", "expect", "speakers", "ages", "ages_of", "area", "places", "topics",
    "grouping", "cost", "phone", "text", "text_word", "web", "email", "referral", "hours", "hours_note",
    "closed_bank_holidays",
)  # fmt: skip
LONGEST = 160
CLOSED_ON_BANK_HOLIDAYS = "Closed on bank holidays"
AGES = re.compile(r"(?:from )?(?P<min>[\d.]+)?(?: ?(?:to|-) ?(?P<max>[\d.]+))?")
_NO_LIMIT = 99
_WORD_TO_TEXT = re.compile(r"\b[Tt]ext (?:the word )?([A-Z]{2,12})\b")
_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def ours(service: advice.Service) -> Fields:
    """What we say of it; what we do not say is not there."""
    said: dict[str, Value] = {
        "name": service.name,
        "provider": service.provider,
        "what": service.what,
        "expect": service.expect,
        "speakers": tuple(service.speakers),
        "ages": ages(service.min_age, service.max_age),
        "ages_of": "adult" if service.for_adult else "",
        "area": service.area,
        "places": service.places,
        "topics": tuple(service.topics),
        "grouping": str(service.grouping),
        "cost": service.cost,
        "phone": service.phone,
        "text": service.text,
        "text_word": service.text_word,
        "web": service.web,
        "email": service.email,
        "referral": service.referral,
        "hours": times.lines_of(times.spells_of(service.hours)),
        "hours_note": service.hours_note,
        "closed_bank_holidays": service.hours is not None and service.hours.closed_bank_holidays,
    }
    return _said(said)


def theirs(service: standard.Service, known: Fields | None = None) -> Fields:
    """What they say of it, in our form. Where they give several numbers, *known* says which one we have."""
    known = known or {}
    spells = times.spells_in(service.schedules)
    organization = service.organization
    said: dict[str, Value] = {
        "name": _plain(service.name),
        "provider": _plain(organization.name) if organization else "",
        "what": shortened(_plain(service.description)),
        "expect": shortened(_plain(service.application_process)),
        "speakers": terms.terms_in(service.attributes, "speakers"),
        "ages": ages(service.minimum_age, service.maximum_age),
        "ages_of": "adult" if "adult" in terms.terms_in(service.attributes, "ages_of") else "",
        "area": terms.area_of(service.service_areas),
        "places": tuple(place for at in service.service_at_locations if (place := _place(at.location))),
        "topics": terms.terms_in(service.attributes, "topics"),
        "grouping": next(iter(terms.terms_in(service.attributes, "grouping")), ""),
        "cost": _cost(service),
        "phone": _number(_voices(service), known.get("phone")),
        "text": _number(_texts(service), known.get("text")),
        "text_word": _word(service),
        "web": service.url,
        "email": service.email or next((c.email for c in service.contacts if c.email), ""),
        "referral": next(iter(terms.terms_in(service.attributes, "referral")), ""),
        "hours": times.lines_of(spells or ()),
        "hours_note": _note(service, readable=spells is not None),
        "closed_bank_holidays": any(CLOSED_ON_BANK_HOLIDAYS in s.notes for s in service.schedules),
    }
    return _said(said)


def ages(least: float | None, most: float | None) -> str:
    """Ages in words, "11 to 18", "from 16", "to 25"; a least of 0 and a most of 99 are no limits."""
    lowest, highest = f"{least:g}" if least else "", f"{most:g}" if most and most < _NO_LIMIT else ""
    if lowest and highest:
        return f"{lowest} to {highest}"
    return f"from {lowest}" if lowest else f"to {highest}" if highest else ""


def digits(number: str) -> str:
    """A number as it is dialled in the United Kingdom, nothing but digits."""
    return re.sub(r"^(?:0044|44(?=\d{9,10}$))0?", "0", re.sub(r"\D", "", number))


def shortened(text: str) -> str:
    """As many whole sentences as a card holds; the first one whatever its length."""
    first, *rest = _SENTENCE_END.split(text)
    for sentence in rest:
        if len(first) + 1 + len(sentence) > LONGEST:
            break
        first += f" {sentence}"
    return first


def clean(text: str) -> str:
    """One line that can be printed: nothing in it steers a terminal, ends a line or turns the writing round."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _said(said: Mapping[str, Value]) -> Fields:
    cleaned = {name: _cleaned(said[name]) for name in ORDER}
    return {name: value for name, value in cleaned.items() if value}


def _cleaned(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(clean(one) for one in value)
    return clean(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    """Without mark-up, which the standard lets a description hold."""
    return clean(html.unescape(_TAG.sub(" ", text)))


def _phones(service: standard.Service) -> Iterable[standard.Phone]:
    yield from service.phones
    for contact in service.contacts:
        yield from contact.phones
    for at in service.service_at_locations:
        yield from at.phones


def _is_text(phone: standard.Phone) -> bool:
    if phone.type:
        return phone.type.casefold() in ("text", "sms")
    return bool(_WORD_TO_TEXT.search(phone.description))


def _voices(service: standard.Service) -> list[str]:
    spoken = ("", "voice", "cell", "tel", "phone", "landline", "mobile")
    return [p.number for p in _phones(service) if p.type.casefold() in spoken and not _is_text(p)]


def _texts(service: standard.Service) -> list[str]:
    return [p.number for p in _phones(service) if _is_text(p)]


def _number(numbers: list[str], known: Value | None) -> str:
    """The number that we have, as we write it, where they give it too; otherwise their first."""
    wanted = digits(known) if isinstance(known, str) else ""
    if wanted and any(digits(number) == wanted for number in numbers):
        return str(known)
    first = next((number.strip().strip('"') for number in numbers if digits(number)), "")
    return re.sub(r"^\+44\s*(?:\(0\)\s*)?", "0", first)


def _word(service: standard.Service) -> str:
    found = (_WORD_TO_TEXT.search(p.description) for p in _phones(service) if _is_text(p))
    return next((match[1] for match in found if match), "")


def _place(location: standard.Location | None) -> str:
    if location is None:
        return ""
    name = _plain(location.name)
    address = next(iter(location.addresses), None)
    if address is None or not address.postal_code or address.postal_code in name:
        return name
    street = [part for part in (name, address.address_1, address.postal_code) if part]
    return f"{address.city}: {', '.join(dict.fromkeys(street))}"


def _cost(service: standard.Service) -> str:
    options = service.cost_options
    if options and all(option.amount == 0 for option in options):
        return "free"
    worded = [
        " ".join(
            part
            for part in (f"£{o.amount:g}" if o.amount else "", o.amount_description, _bracketed(o))
            if part
        )
        for o in options
    ]
    return "; ".join(part for part in worded if part) or _plain(service.fees_description)


def _bracketed(option: standard.CostOption) -> str:
    return f"({option.option})" if option.amount and option.option else option.option


def _note(service: standard.Service, *, readable: bool) -> str:
    """What the schedules say in words: of those that are no weekly hours, or of all where those cannot be read."""
    notes = [s.description for s in service.schedules if s.description and (not readable or not s.opens_at)]
    return _plain(". ".join(dict.fromkeys(note.rstrip(".") for note in notes)))

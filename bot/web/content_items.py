"""Cards, questions and services as parts of a web page: what people read, and what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import escape, unescape

from dialogues import cards
from knowledge.advice import Article, Service
from knowledge.library import Library
from knowledge.matching import Offer
from knowledge.questions import Question
from knowledge.vocabulary import AgeBand, ServiceId, Speaker

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing on the page. *title* is plain text, *html* is escaped; *words* is all that a search looks in."""

    anchor: str
    title: str
    html: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Whom the content is shown for, and when. *elsewhere*: the address of all of it, where this is a part."""

    library: Library
    speaker: Speaker
    at: datetime
    elsewhere: str = ""


def all_cards(view: View) -> tuple[Item, ...]:
    articles = view.library.articles.values()
    return tuple(_card(article, view) for article in sorted(articles, key=lambda a: _label(a, view)))


def all_questions(view: View) -> tuple[Item, ...]:
    listed = view.library.questions.listed.values()
    return tuple(_question(question, view) for question in listed if question.is_for(view.speaker))


def all_services(view: View) -> tuple[Item, ...]:
    mine = [s for s in view.library.services.values() if view.speaker in s.speakers]
    return tuple(_service(service, view) for service in sorted(mine, key=lambda s: s.name.casefold()))


def _card(article: Article, view: View) -> Item:
    screens = [_screens(article, view.speaker, None, level=4)]
    for speaker, band in sorted(article.by_age):
        if speaker is view.speaker:
            inner = _screens(article, speaker, band, level=5)
            screens.append(f"<details><summary>{_ages(band)}</summary>{inner}</details>")
    facts = {
        "Shown with it": _links(article.services, view),
        **_provenance(article.sources, article.reviewed_on, article.review_by, article.version, view),
    }
    return _item(f"card-{article.id}", _label(article, view), "".join(screens) + _facts(facts))


def _screens(article: Article, speaker: Speaker, band: AgeBand | None, *, level: int) -> str:
    """The two screens of a card and the question after them, under headings of this level."""
    parts = (
        ("First screen", cards.advice(article, speaker, band)),
        ("Tell me more", cards.more(article, speaker, band)),
        ("Then it asks", escape(article.part(speaker, band).follow_on)),
    )
    return "".join(
        f'<h{level}>{name}</h{level}><div class="said">{_paragraphs(text)}</div>' for name, text in parts
    )


def _question(question: Question, view: View) -> Item:
    article = view.library.articles[question.topic]
    ways = "".join(f"<li>{escape(way)}</li>" for way in question.ways)
    facts = {
        "Read on": _card_link(article, view),
        "Shown with it": _links(question.services, view),
        **_provenance(question.sources, question.reviewed_on, question.review_by, question.version, view),
    }
    html = (
        f'<div class="said"><p>{escape(question.answer)}</p></div>'
        f"<details><summary>Other ways to ask it ({len(question.ways)})</summary><ul>{ways}</ul></details>"
        f"{_facts(facts)}"
    )
    return _item(f"question-{question.id}", question.ask, html)


def _service(service: Service, view: View) -> Item:
    card = cards.service(Offer(service=service, reason=""), view.at)
    stand_in = view.library.services.get(service.instead) if service.instead else None
    facts = {
        "Provided by": escape(service.provider),
        "For": escape(", ".join(_plain(speaker) for speaker in service.speakers)),
        "Ages": escape(_age_limits(service)),
        "Area": escape(_plain(service.area).title()),
        "Helps with": ", ".join(_card_link(view.library.articles[topic], view) for topic in service.topics),
        "Need": escape(_plain(service.grouping)),
        "Confidence": escape(service.confidence),
        **_provenance(service.sources, service.reviewed_on, service.review_by, service.version, view),
        "Stand-in": _links([stand_in.id], view) if stand_in else "",
    }
    html = f'<div class="said">{_paragraphs(card)}</div>{_facts(facts)}'
    return _item(f"service-{service.id}", service.name, html)


def _item(anchor: str, title: str, html: str) -> Item:
    words = unescape(_TAG.sub(" ", html))
    return Item(anchor=anchor, title=title, html=html, words=f"{title} {words}".casefold())


def _provenance(
    sources: Iterable[str], reviewed_on: date, review_by: date, version: int, view: View
) -> Mapping[str, str]:
    listed = "".join(f"<li>{escape(source)}</li>" for source in sources)
    late = ' <strong class="late">out of date</strong>' if review_by < view.at.date() else ""
    return {
        "Sources": f"<ul>{listed}</ul>",
        "Reviewed on": _date(reviewed_on),
        "Review by": _date(review_by) + late,
        "Version": str(version),
    }


def _facts(facts: Mapping[str, str]) -> str:
    """A list of names and values; *facts* are escaped."""
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items() if value)
    return f"<dl>{rows}</dl>"


def _links(ids: Iterable[ServiceId], view: View) -> str:
    """Services by name; a link only where the service is on the page of this reader."""
    return ", ".join(_link(view.library.services[service_id], view) for service_id in ids)


def _link(service: Service, view: View) -> str:
    name = escape(service.name)
    if view.speaker not in service.speakers:
        return name
    return f'<a href="{view.elsewhere}#service-{service.id}">{name}</a>'


def _card_link(article: Article, view: View) -> str:
    return f'<a href="{view.elsewhere}#card-{article.id}">{escape(_label(article, view))}</a>'


def _paragraphs(text: str) -> str:
    """Telegram HTML, which is escaped already, with its empty lines as paragraphs."""
    return "".join(f"<p>{'<br>'.join(part.split(chr(10)))}</p>" for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    yield from (part for part in text.split("\n\n") if part.strip())


def _label(article: Article, view: View) -> str:
    return article.label[view.speaker.reads_as]


def _ages(band: AgeBand) -> str:
    first, last = band.years
    return f"For ages {first} to {last}" if first else f"For under {last + 1}s"


def _age_limits(service: Service) -> str:
    whose = " (the adult's)" if service.for_adult else ""
    if service.min_age and service.max_age:
        return f"{service.min_age:g} to {service.max_age:g}{whose}"
    if service.min_age or service.max_age:
        return f"from {service.min_age:g}{whose}" if service.min_age else f"up to {service.max_age:g}{whose}"
    return "any"


def _date(day: date) -> str:
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B %Y}</time>'


def _plain(value: str) -> str:
    return str(value).replace("_", " ")

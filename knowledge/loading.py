"""All content read and checked together, once, and compiled to a Library."""

from __future__ import annotations

from pathlib import Path

from knowledge.faults import ContentError, Fault
from knowledge.library import Library
from knowledge.meaning import MeaningReader
from knowledge.phrases import compile_phrases
from knowledge.read_advice import read_articles
from knowledge.read_questions import read_questions
from knowledge.read_services import read_services
from knowledge.risk import lexicon
from knowledge.vocabulary import Topic

CONTENT = Path(__file__).parent / "content"


def load_library(folder: Path = CONTENT, reader: MeaningReader | None = None) -> Library:
    """The library of *folder*. Raises ContentError with every fault: file, line, field, remedy."""
    articles, faults = read_articles(folder / "advice")
    services, more = read_services(folder / "services")
    faults += more
    questions, more = read_questions(folder / "questions", services)
    faults += more
    faults += [
        Fault(f"advice/{topic}.md", 0, "file", "this topic of the list has no card")
        for topic in Topic
        if topic not in articles
    ]
    faults += [
        Fault(f"advice/{article.id}.md", 0, "services", f"{service_id} is no listed service")
        for article in articles.values()
        for service_id in article.services
        if service_id not in services
    ]
    faults += [
        Fault("services", 0, service.id, f"instead: {service.instead} is no listed service")
        for service in services.values()
        if service.instead is not None and service.instead not in services
    ]
    if faults:
        raise ContentError(faults)
    return Library(
        articles=articles,
        services=services,
        phrases=compile_phrases(articles.values()),
        questions=questions,
        lexicon=lexicon.load(folder / "risk"),
        reader=reader,
    )

"""All that the service knows, read and checked once, then never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.advice import Article, Service
from knowledge.meaning import MeaningReader
from knowledge.phrases import Phrases
from knowledge.questions import Questions
from knowledge.risk.lexicon import Lexicon
from knowledge.vocabulary import ServiceId, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Advice, services and risk rules, compiled. *reader* is the encoder, None where there is none."""

    articles: Mapping[Topic, Article]
    services: Mapping[ServiceId, Service]
    phrases: Phrases
    lexicon: Lexicon
    questions: Questions
    reader: MeaningReader | None = None

    @property
    def sure_percent(self) -> float:
        """From which score a topic is worth asking about: phrasing alone gives lower scores than meaning."""
        return 28.0 if self.reader is None else 30.0

    def service(self, service_id: ServiceId, today: date) -> Service | None:
        """The service, or what stands in for it once its review date has passed; None for neither."""
        service = self.services.get(service_id)
        if service is None or service.review_by >= today:
            return service
        stand_in = self.services.get(service.instead) if service.instead else None
        return stand_in if stand_in is not None and stand_in.review_by >= today else None

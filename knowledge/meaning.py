"""Reading by meaning: what the encoder gives, whoever computes it. No model is loaded here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from knowledge.risk.levels import RiskCategory
from knowledge.vocabulary import Speaker, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One text as the encoder reads it; every number is a calibrated probability, 0 to 1.

    *at_least* holds P(level >= 1), P(>= 2), P(>= 3), P(>= 4), never rising; *thresholds* are the
    chances from which CHECK (by P(>= 1)), CONCERN (by the alarm), URGENT (by P(>= 3)) and EMERGENCY (by P(>= 4))
    count, chosen on validation data of our own. *doubt* is the
    alarm below which words that are not strong by themselves are taken for harmless. *nearest* are the
    messages of our own corpus, of some risk, that read most like this one.
    """

    at_least: tuple[float, float, float, float]
    thresholds: tuple[float, float, float, float] = (0.5, 0.5, 0.5, 0.5)
    doubt: float = 0.05
    categories: Mapping[RiskCategory, float] = field(default_factory=dict)
    nearest: tuple[str, ...] = ()
    version: str = ""

    @property
    def alarm(self) -> float:
        """How much it reads like something that a human should see: the mean of P(>= 2) and P(>= 3)."""
        return (self.at_least[1] + self.at_least[2]) / 2


class MeaningReader(Protocol):
    """Deterministic, safe to call from several threads; raises on failure."""

    def read(self, text: str, speaker: Speaker, *, english: bool = True) -> Meaning:
        """The risk in *text*; *english* False where it is in another language."""

    def topics(self, text: str, speaker: Speaker, *, english: bool = True) -> Mapping[Topic, float]:
        """How likely each topic is what *text* is about; the shares add up to 1."""

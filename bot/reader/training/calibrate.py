"""From logits to honest probabilities, and from probabilities to the levels they count as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.measuring.corpus import Record, is_everyday
from bot.reader.training.network import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may go wrong on the messages held out, as shares.

    *check*, *concern*: of everyday messages of level 0 read as at least that. Everyday ones are those of the briefs
    written for topics: most other harmless messages are twins of risky ones, written to be taken for them. How wide
    was settled by the false alarms among ordinary labelled messages that were not trained on.
    *urgent*: of level 2 read as 3. *emergency*: of level 3 read as 4. *doubted*: of levels 2 to 4 that the
    reader may take for harmless where words alone say otherwise. Without *everyday*, all of level 0 counts.
    """

    check: float = 0.35
    concern: float = 0.07
    urgent: float = 0.95
    emergency: float = 0.15
    doubted: float = 0.10
    everyday: bool = True


# Few long ones are held out, and nearly all of them are twins.
LONG = Budget(concern=0.15, everyday=False)


def platt(logits: np.ndarray, records: Sequence[Record]) -> tuple[list[float], list[float]]:
    """Scale and shift of each step's logit, by logistic regression on held-out messages (Newton's method)."""
    scales, shifts = [], []
    for step in range(LEVELS):
        target = np.array([record.level > step for record in records], dtype=float)
        scale, shift = _logistic(logits[:, step].astype(float), target)
        scales.append(round(scale, 4))
        shifts.append(round(shift, 4))
    return scales, shifts


def chances(logits: np.ndarray, scales: Sequence[float], shifts: Sequence[float]) -> np.ndarray:
    """P(level >= 1..4), never rising, as the reader computes them."""
    raised = 1 / (1 + np.exp(-(logits * np.array(scales) + np.array(shifts))))
    return np.round(np.minimum.accumulate(raised, axis=1), 2)


def alarms(found: np.ndarray) -> np.ndarray:
    """As `Meaning.alarm`."""
    return (found[:, 1] + found[:, 2]) / 2


def thresholds(
    found: np.ndarray, records: Sequence[Record], budget: Budget
) -> tuple[float, float, float, float]:
    """The lowest chances that keep each budget on these messages."""
    level = np.array([record.level for record in records])
    none = np.array([r.level == 0 and not r.alt and (is_everyday(r) or not budget.everyday) for r in records])
    check = _lowest(found[none, 0], budget.check)
    concern = _lowest(alarms(found)[none], budget.concern)
    escalated = alarms(found) >= concern
    urgent = _lowest(found[escalated & (level == 2), 2], budget.urgent)
    emergency = max(0.3, _lowest(found[escalated & (level == 3), 3], budget.emergency))
    return check, concern, urgent, emergency


def doubt(found: np.ndarray, records: Sequence[Record], budget: Budget) -> float:
    """The alarm below which all but the budget's share of levels 2 to 4 never fall."""
    risky = alarms(found)[np.array([record.level >= 2 for record in records])]
    return float(np.floor(100 * np.quantile(risky, budget.doubted)) / 100)


def _lowest(values: np.ndarray, share: float) -> float:
    """The lowest two-place probability that at most *share* of *values* reach."""
    if not len(values):
        return 0.5
    for hundredths in range(2, 100):
        if np.mean(values >= hundredths / 100) <= share:
            return hundredths / 100
    return 0.99


def _logistic(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    weights = np.zeros(2)
    design = np.stack([x, np.ones_like(x)], axis=1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (p - y) + 1e-3 * weights
        curvature = (design * (p * (1 - p))[:, None]).T @ design + 1e-3 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return float(weights[0]), float(weights[1])

"""From logits to honest probabilities, and from probabilities to the levels they count as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.measuring.corpus import Record
from bot.reader.training.network import LEVELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The share of level 0 messages that may be read as each level or above, of level 2 read as 3, of level 3
    as 4; and of levels 2 to 4 that the reader may take for harmless where words alone say otherwise."""

    check: float = 0.15
    concern: float = 0.015
    urgent_of_concern: float = 0.30
    emergency_of_urgent: float = 0.15
    doubted: float = 0.03


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


def thresholds(
    found: np.ndarray, records: Sequence[Record], budget: Budget
) -> tuple[float, float, float, float]:
    """The lowest probabilities that keep each budget on these held-out messages."""
    none = np.array([record.level == 0 and not record.alt for record in records])
    concern = np.array([record.level == 2 for record in records])
    urgent = np.array([record.level == 3 for record in records])
    check = _lowest(found[none, 0], budget.check)
    second = _lowest(found[none, 1], budget.concern)
    third = max(0.2, _lowest(found[concern, 2], budget.urgent_of_concern))
    fourth = max(0.3, _lowest(found[urgent, 3], budget.emergency_of_urgent))
    return check, second, third, fourth


def doubt(found: np.ndarray, records: Sequence[Record], budget: Budget) -> float:
    """The P(level >= 2) below which all but the budget's share of levels 2 to 4 never fall."""
    risky = found[np.array([record.level >= 2 for record in records]), 1]
    return float(np.floor(100 * np.quantile(risky, budget.doubted)) / 100)


def _lowest(values: np.ndarray, share: float) -> float:
    """The lowest two-place probability that at most *share* of *values* reach."""
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

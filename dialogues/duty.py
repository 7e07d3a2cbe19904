"""What may honestly be promised at this moment about a human."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Computed at the edge from the rota and the queue, at the moment of the turn.

    *on_duty* None: no rota is kept, so no time may be promised. *expected* is how long a claim
    takes now, known only where somebody is on duty. *next_at*: when the next duty begins.
    """

    on_duty: bool | None = None
    expected: timedelta | None = None
    next_at: datetime | None = None

"""What may be promised of a human at this moment: from the rota and from how fast claims come now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.duty import Rota
from bot.storage.database import Store
from dialogues.duty import Duty

_RECENT = timedelta(days=7)
_ENOUGH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """*rota* None: no rota is kept, so nothing is promised about time."""

    rota: Rota | None

    async def duty(self, store: Store, at: datetime) -> Duty:
        if self.rota is None:
            return Duty()
        if not self.rota.on_duty(at):
            return Duty(on_duty=False, next_at=self.rota.next_at(at))
        return Duty(on_duty=True, expected=_slow_end(await store.cases.response_minutes(at - _RECENT)))


def _slow_end(minutes: Sequence[float]) -> timedelta | None:
    """The wait that nine of ten recent claims kept; None where there were too few to say."""
    if len(minutes) < _ENOUGH:
        return None
    return timedelta(minutes=sorted(minutes)[int(0.9 * (len(minutes) - 1))])

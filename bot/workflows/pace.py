"""Telegram's sending limits: 30 messages a second in all, about 1 a second a chat, 20 a minute a group."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

OVERALL = (30.0, 30.0)
CHAT = (1.0, 6.0)
GROUP = (20 / 60, 18.0)
EVERYWHERE = ""
_CHATS_KEPT = 5_000


class _Bucket:
    """Fills at *rate* a second up to *most*; one message takes one."""

    __slots__ = ("at", "left", "most", "rate")

    def __init__(self, rate: float, most: float, at: datetime) -> None:
        self.rate, self.most, self.left, self.at = rate, most, most, at

    def wait(self, at: datetime) -> float:
        self.left = min(self.most, self.left + max(0.0, (at - self.at).total_seconds()) * self.rate)
        self.at = max(self.at, at)
        return 0.0 if self.left >= 1 else (1 - self.left) / self.rate

    def take(self) -> None:
        self.left -= 1


class Pace:
    """How long a chat must wait. Short bursts to one chat are let through, as Telegram does."""

    def __init__(self, at: datetime) -> None:
        self._overall = _Bucket(*OVERALL, at)
        self._chats: OrderedDict[str, _Bucket] = OrderedDict()
        self._held_until = at
        self._told: dict[str, datetime] = {}

    def wait(self, lane: str, at: datetime, *, group: bool, urgent: bool = False) -> timedelta:
        """Zero where a message to *lane* may go now; it is then counted.

        An urgent one waits for nothing but Telegram's own word about this very chat: it is rare, and
        Telegram lets bursts through. A group's limit must not keep help from a person.
        """
        told = max(self._told.get(lane, at), self._told.get(EVERYWHERE, at))
        held_until = told if urgent else self._held_until
        if at < held_until:
            return held_until - at
        bucket = self._chats.get(lane)
        if bucket is None:
            bucket = self._chats[lane] = _Bucket(*(GROUP if group else CHAT), at)
            if len(self._chats) > _CHATS_KEPT:
                self._chats.popitem(last=False)
        self._chats.move_to_end(lane)
        seconds = max(self._overall.wait(at), bucket.wait(at))
        if urgent:
            seconds = 0.0
        if seconds == 0:
            self._overall.take()
            bucket.take()
        return timedelta(seconds=seconds)

    def hold(self, until: datetime, lane: str = EVERYWHERE) -> None:
        """Telegram asked for silence until then, when a message went to *lane*."""
        self._held_until = max(self._held_until, until)
        self._told = {known: then for known, then in self._told.items() if then > self._overall.at}
        self._told[lane] = until

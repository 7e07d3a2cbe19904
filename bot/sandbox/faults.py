"""What can be made to go wrong, for tests and for trying the bot's patience."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

ANY = "*"
_PER_SECOND, _PER_GROUP_MINUTE = 30, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The next *times* calls of *method* fail, before acting on them or after.

    *status* 0 cuts the connection instead of answering.
    """

    method: str
    times: int = 1
    status: int = 500
    retry_after: int = 0
    description: str = ""
    after_acting: bool = False


@dataclass(slots=True, kw_only=True)
class Faults:
    """*twice* sends every update two times. *latency_seconds* is by method, `*` for all.

    *blocked* holds the ids of people whom the bot can no longer reach, without being told so before.
    *limits* keeps Telegram's own: 30 messages a second, one a second to a chat, 20 a minute to a group.
    """

    twice: bool = False
    limits: bool = False
    latency_seconds: dict[str, float] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    _planned: list[Fault] = field(default_factory=list)
    _sent: deque[tuple[float, int]] = field(default_factory=deque)

    def fail(
        self,
        method: str,
        *,
        times: int = 1,
        status: int = 500,
        retry_after: int = 0,
        description: str = "",
        after_acting: bool = False,
    ) -> None:
        """The next *times* calls of *method* (`*`: of any) are answered with *status*."""
        self._planned.append(
            Fault(
                method=method.lower(), times=times, status=status, retry_after=retry_after,
                description=description, after_acting=after_acting,
            )
        )  # fmt: skip

    def drop(self, method: str, *, times: int = 1, after_acting: bool = False) -> None:
        """The connections of the next *times* calls are cut, unanswered."""
        self._planned.append(Fault(method=method.lower(), times=times, status=0, after_acting=after_acting))

    def take(self, method: str) -> Fault | None:
        """The fault that this call meets, counted off."""
        for place, fault in enumerate(self._planned):
            if fault.method in (ANY, method.lower()):
                if fault.times > 1:
                    self._planned[place] = replace(fault, times=fault.times - 1)
                else:
                    del self._planned[place]
                return fault
        return None

    def delay(self, method: str) -> float:
        """Seconds."""
        return self.latency_seconds.get(method, self.latency_seconds.get(ANY, 0.0))

    def wait_to_send(self, chat_id: int, at: float) -> int:
        """Seconds until the limits let a message into this chat; 0 counts it as sent."""
        if not self.limits:
            return 0
        while self._sent and self._sent[0][0] <= at - 60:
            self._sent.popleft()
        second = [to for when, to in self._sent if when > at - 1]
        if len(second) >= _PER_SECOND or chat_id in second:
            return 1
        group = [when for when, to in self._sent if to == chat_id < 0]
        if len(group) >= _PER_GROUP_MINUTE:
            return int(group[-_PER_GROUP_MINUTE] + 60 - at) + 1
        self._sent.append((at, chat_id))
        return 0

    def planned(self) -> tuple[Fault, ...]:
        return tuple(self._planned)

    def clear(self) -> None:
        """Everything works again."""
        self.twice = self.limits = False
        self.latency_seconds.clear()
        self.blocked.clear()
        self._planned.clear()
        self._sent.clear()

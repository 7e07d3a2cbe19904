"""What one event led to: the session as it is now, and what must be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from dialogues.effects import Effect
from dialogues.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """*goes_on*: the side path is over, and the talk goes on where it was (see `flow`)."""

    session: Session
    effects: tuple[Effect, ...] = ()
    goes_on: bool = False

    def then(self, *effects: Effect) -> Self:
        """This turn with *effects* after its own."""
        return replace(self, effects=self.effects + effects)

    def first(self, *effects: Effect) -> Self:
        """This turn with *effects* before its own."""
        return replace(self, effects=effects + self.effects)

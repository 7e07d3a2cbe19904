"""What a turn may draw on: the library, the script, and the scene it plays in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from dialogues.duty import Duty
from dialogues.effects import Button, Effect, Say
from dialogues.script import Script
from dialogues.session import Session
from dialogues.turn import Turn
from knowledge.library import Library
from knowledge.vocabulary import EventId

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The compiled, immutable knowledge and wording; made once at start."""

    library: Library
    script: Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One turn's surroundings: who, when, and what may be promised. Stages read it, none changes it."""

    session: Session
    guide: Guide
    at: datetime
    event_id: EventId
    duty: Duty

    def now(self, session: Session) -> Self:
        """The same scene with the session as it has become."""
        return replace(self, session=session)

    def line(self, line_id: str, **values: str) -> str:
        answers = self.session.answers
        return self.guide.script.line(line_id, self.session.speaker, answers.age_band, **values)

    def button(self, action: str, label_id: str = "", **values: str) -> Button:
        """The button for *action*; its label is written under *label_id*, or under the action."""
        label = self.guide.script.label(label_id or action, self.session.speaker)
        return Button(label=label.format(**values) if values else label, action=action)

    def rows(self, *actions: str, width: int = 1) -> Rows:
        """Buttons for these actions, *width* to a row."""
        buttons = [self.button(action) for action in actions]
        return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))

    def say(self, line_id: str, rows: Rows = (), *, urgent: bool = False, **values: str) -> Say:
        """The line as a message, with "Help now" as its last button where it has any buttons."""
        return Say(
            text=self.line(line_id, **values), buttons=self.with_help(rows) if rows else (), urgent=urgent
        )

    def with_help(self, rows: Rows) -> Rows:
        if any(button.action == "help_now" for row in rows for button in row):
            return rows
        return (*rows, (self.button("help_now"),))

    def turn(self, *effects: Effect) -> Turn:
        return Turn(session=self.session, effects=effects)

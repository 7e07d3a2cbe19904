"""What the person is told about who will come, and when: only what is true at this moment."""

from __future__ import annotations

from dialogues.cards import LOCAL
from dialogues.guide import Scene


def who_will_come(scene: Scene) -> str:
    """A line that promises a person only where somebody is on duty, and a time only where known."""
    duty = scene.duty
    if duty.on_duty and duty.expected is not None:
        minutes = max(5, 5 * round(duty.expected.total_seconds() / 300))
        return scene.line("promise.on_duty", minutes=str(minutes))
    if duty.on_duty:
        return scene.line("promise.on_duty_no_time")
    if duty.on_duty is None:
        return scene.line("promise.not_known")
    if duty.next_at is None:
        return scene.line("promise.nobody")
    local = duty.next_at.astimezone(LOCAL)
    when = f"{local:%A} at {local:%H:%M}"
    return scene.line("promise.nobody_until", when=when)

"""Whether every line and label that the code asks for is written, and every card can be reached."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from dialogues import questions
from dialogues.guide import Guide
from dialogues.stages import exercises, plan, worry
from dialogues.stages.escalating import group_names
from knowledge.faults import Fault
from knowledge.risk.levels import RiskLevel
from knowledge.vocabulary import Grouping, Speaker

_CODE = Path(__file__).parent
_LINE = re.compile(r"[a-z_0-9]+(?:\.[a-z_0-9]+)*")
_ROWS = re.compile(r"\brows\(([^()]*)\)|\bbutton\(([^()]*)\)")
_LITERAL = re.compile(r'"([a-z_]+(?::[a-z_0-9]+)*)"')


def dialogue_faults(guide: Guide) -> list[Fault]:
    """Every line without wording, button without label, wording nobody asks for, and unreachable card."""
    return [*_missing(guide), *_unlabelled(guide), *_crisis(guide), *_unreachable(guide)]


def _missing(guide: Guide) -> Iterator[Fault]:
    for line_id in sorted(asked_for(guide)):
        if line_id not in guide.script.lines:
            yield Fault(
                "dialogues/wording", 0, line_id, "the conversation says this line, but it is not written"
            )
            continue
        for speaker in Speaker:
            if not guide.script.speaks(line_id, speaker):
                yield Fault("dialogues/wording", 0, line_id, f"has no wording for {speaker} and none for any")


def asked_for(guide: Guide) -> set[str]:
    """Every line that the code names, whole or by the parts that it is put together from."""
    lines = {f"door.{door}" for door in Grouping}
    lines |= {f"ask.{question}" for question in questions.ORDER}
    lines |= {f"exercise.{name}.{n}" for name, most in exercises.STEPS.items() for n in range(1, most + 1)}
    for n in range(1, plan.PROMPTS + 1):
        lines |= {f"plan.ask.{n}", f"plan.heading.{n}"}
    lines.add("language.any")
    kinds = {line_id.partition(".")[0] for line_id in guide.script.lines}
    named = {name for name in _named() if _LINE.fullmatch(name) and name.partition(".")[0] in kinds}
    return lines | {name for name in named if "." in name or name in guide.script.lines}


def _named() -> set[str]:
    """Every string that stands in the code of the conversation and of the edge."""
    found = set()
    for folder in (_CODE, _CODE.parent / "bot" / "workflows", _CODE.parent / "bot" / "telegram"):
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return found


def _unlabelled(guide: Guide) -> Iterator[Fault]:
    actions = {f"answer:{q}:{v}" for q in questions.ORDER for s in Speaker for v in questions.choices(q, s)}
    for path in _CODE.rglob("*.py"):
        for inside in _ROWS.findall(path.read_text(encoding="utf-8")):
            actions |= {found for part in inside for found in _LITERAL.findall(part)}
    for action in sorted(actions - set(guide.script.labels)):
        yield Fault("dialogues/wording/buttons.toml", 0, action, "this button is offered but has no label")


def _crisis(guide: Guide) -> Iterator[Fault]:
    """Each level that reaches a human has words for every kind of risk, or words for any."""
    for level in (RiskLevel.CONCERN, RiskLevel.URGENT, RiskLevel.EMERGENCY):
        name = level.name.lower()
        for speaker in Speaker:
            lines = [f"crisis.{name}.any", *(f"crisis.{name}.{group}" for group in group_names())]
            written = [
                line for line in lines if guide.script.has(line) and guide.script.speaks(line, speaker)
            ]
            if lines[0] not in written:
                yield Fault("dialogues/wording/crisis.toml", 0, lines[0], f"is not written for {speaker}")


def _unreachable(guide: Guide) -> Iterator[Fault]:
    for speaker in Speaker:
        listed = set(worry.topics_for(speaker))
        for topic in guide.library.articles:
            if topic not in listed and topic != "other":
                yield Fault(f"advice/{topic}.md", 0, "id", f"no button leads {speaker} to this card")

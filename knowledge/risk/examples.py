"""Whether the signals do what their own examples say: the check that content editors run."""

from __future__ import annotations

from pathlib import Path

from knowledge.faults import ContentError, Fault
from knowledge.risk.levels import RiskLevel
from knowledge.risk.lexicon import Lexicon, Signal, load
from knowledge.risk.signals import find
from knowledge.text import read
from knowledge.vocabulary import Speaker


def faults(folder: Path) -> list[Fault]:
    """What is wrong with the signals in *folder*; [] where every example holds. Raises nothing for bad content."""
    try:
        lexicon = load(folder)
    except ContentError as error:
        return list(error.faults)
    return [fault for signal in lexicon.signals for fault in _of(signal, lexicon)]


def _of(signal: Signal, lexicon: Lexicon) -> list[Fault]:
    wanted = [(text, signal.level, "fires") for text in signal.fires]
    wanted += [(text, RiskLevel.NONE, "silent") for text in signal.silent]
    wanted += [(text, level, "lowered") for text, level in signal.lowered]
    found = []
    for text, level, name in wanted:
        got = level_in(text, signal, lexicon)
        if got != level:
            remedy = f'"{text}" should give level {int(level)} and gives {int(got)}'
            found.append(Fault(signal.file, signal.line, f"{signal.id} {name}", remedy))
    return found


def level_in(text: str, signal: Signal, lexicon: Lexicon) -> RiskLevel:
    """The level that *signal* keeps in *text*, NONE where it is silent."""
    speaker = signal.speaker or Speaker.YOUNG_PERSON
    found = find(read(text, lexicon.words), lexicon, speaker, only=signal)
    return max((f.level for f in found), default=RiskLevel.NONE)

"""`run_bot.py bench`: how long things take on this machine. Figures, not tests."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.reader import load_reader
from dialogues.duty import Duty
from dialogues.events import MessageReceived
from dialogues.guide import Guide
from dialogues.loading import load_guide
from dialogues.session import Session, from_json, to_json
from dialogues.step import step
from knowledge.questions import Question
from knowledge.risk.screening import screen
from knowledge.vocabulary import EventId

ROUNDS = 400


def main(_: Sequence[str]) -> int:
    started = time.perf_counter()
    guide = load_guide(load_reader())
    sys.stdout.write(f"content and reader loaded in {time.perf_counter() - started:.2f} s\n")
    texts = _texts(guide)
    library = guide.library
    _report("screening by signals alone", partial(screen, lexicon=library.lexicon), texts)
    if library.reader is not None:
        both = partial(screen, lexicon=library.lexicon, reader=library.reader)
        _report("screening with the reader by meaning", both, texts)
        _report("screening 4,000 characters", both, [f"{n} {' '.join(texts)[:4000]}" for n in range(20)])
    _report("one turn, session through JSON", _turn(guide), texts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"memory at most {peak:.0f} MB\n")
    return 0


def _texts(guide: Guide) -> list[str]:
    """Ways in which people ask, out of the content: real lengths, and no two the same."""
    listed: list[Question] = list(guide.library.questions.listed.values())
    return [way for question in listed for way in (question.ask, *question.ways)][:ROUNDS]


def _turn(guide: Guide) -> Callable[[str], object]:
    at = datetime.now(UTC)
    session = [Session(agreed_at=at)]

    def once(text: str) -> None:
        event = MessageReceived(id=EventId("bench"), at=at + timedelta(seconds=1), text=text)
        session[0] = from_json(to_json(step(session[0], event, guide, Duty()).session))

    return once


def _report(name: str, act: Callable[[str], object], texts: Sequence[str]) -> None:
    took = []
    for text in texts:
        started = time.perf_counter()
        act(text)
        took.append(1000 * (time.perf_counter() - started))
    took.sort()
    p99 = took[min(len(took) - 1, int(0.99 * len(took)))]
    sys.stdout.write(
        f"{name:34} median {statistics.median(took):6.2f} ms   p99 {p99:6.2f} ms   n={len(took)}\n"
    )

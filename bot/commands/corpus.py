"""`run_bot.py corpus`: what the corpus holds, how far two readers agreed, and whether style gives a level away.

`run_bot.py corpus --words` prints the words of its English messages, for knowledge/content/risk/english.txt.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.measuring import corpus, style
from bot.measuring.corpus import Record

_EXPLICIT = re.compile(
    r"suicid|kill (?:my|him|her|them|your)sel|\bkms\b|end (?:my|her|his|it) (?:life|all)|self.?harm|"
    r"cut(?:ting)? (?:my|her|him)sel|\babus|\brape|overdos|want(?:s|ed)? to die|\bgroom",
    re.IGNORECASE,
)
NEAR_PERCENT = 92.0
_WORDS = "# Words that messages in English use, to know texts in other languages by: `python run_bot.py corpus --words`"


def main(arguments: Sequence[str]) -> int:
    briefs = corpus.read()
    if "--words" in arguments:
        sys.stdout.write("\n".join([_WORDS, *corpus.english_words(briefs)]) + "\n")
        return 0
    records = [record for brief in briefs for record in brief.records]
    lines = [f"{len(records)} messages by {len(briefs)} hands", *_counts(records), *_agreement(records)]
    lines += [*_explicit(records), *_near(records), *_style(records)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _counts(records: Sequence[Record]) -> list[str]:
    def line(name: str, values: Sequence[object]) -> str:
        return f"{name}: " + ", ".join(
            f"{value} {n}" for value, n in sorted(Counter(map(str, values)).items())
        )

    return [
        line("levels", [r.level for r in records]),
        line("speakers", [r.speaker for r in records]),
        line("kinds", [r.kind for r in records]),
        line("categories", [name for r in records for name in r.categories]),
        line("topics of level 0 and 1", [name for r in records if r.level <= 1 for name in r.topics]),
        f"matched pairs: {len({(r.id.rsplit('-', 1)[0], r.pair) for r in records if r.pair})}",
    ]


def _agreement(records: Sequence[Record]) -> list[str]:
    """The blind second reading against the first label; a settled label has replaced the first."""
    read = [r for r in records if r.second is not None]
    if not read:
        return []
    same = sum(r.second == r.level for r in read) / len(read)
    near = sum(abs(int(r.second or 0) - r.level) <= 1 for r in read) / len(read)
    settled = sum(r.settled for r in records)
    return [
        f"read blind a second time: {len(read)}; same level {same:.3f}, at most one away {near:.3f}; settled {settled}"
    ]


def _explicit(records: Sequence[Record]) -> list[str]:
    positives = [r for r in records if r.level >= 2]
    none = [r for r in records if r.level == 0]
    share = sum(bool(_EXPLICIT.search(r.text)) for r in positives) / len(positives)
    other = sum(bool(_EXPLICIT.search(r.text)) for r in none) / len(none)
    return [f"an explicit phrase: {share:.3f} of level 2 to 4, {other:.3f} of level 0"]


def _near(records: Sequence[Record]) -> list[str]:
    """Messages nearly the same as another of the same level (matched pairs differ in level)."""
    found = []
    for level in range(5):
        texts = [r.text.casefold() for r in records if r.level == level]
        for i, text in enumerate(texts):
            hit = process.extractOne(text, texts[i + 1 :], scorer=fuzz.ratio, score_cutoff=NEAR_PERCENT)
            if hit:
                found.append(f"  {text[:60]!r} ~ {hit[0][:60]!r}")
    return [f"near-duplicates of one level: {len(found)}", *found[:10]]


def _style(records: Sequence[Record]) -> list[str]:
    chance = style.area_under_curve([r.text for r in records], [r.level >= 2 for r in records])
    return [
        f"level 2 to 4 told by style alone (length, case, signs, questions, emoji): AUC {chance:.3f} (chance 0.5)"
    ]

"""Topics by phrasing: how near a text is to the ways people say a topic, misspelt ways included."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.advice import Article
from knowledge.vocabulary import Speaker, Topic

_WORD = re.compile(r"[a-z0-9']+")
_ENDINGS = ("ingly", "edly", "ing", "ied", "ies", "ed", "es", "s", "ly", "y")
_FAINT = frozenset(
    "a an and are as at be been but by can could did do does for from get got had has have he her him his how i "
    "i'm im if in is it it's its just like me my no not of on or our out she so some that the their them then "
    "there they this to up was we were what when who why will with would you your am about all any really very "
    "dont don't cant can't".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseScore:
    """*score* 0 to 1, and the phrase that came nearest."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The topics' phrasings, compiled: stems with their weight, and the phrases themselves."""

    stems: Mapping[Topic, Mapping[str, float]]
    known: tuple[str, ...]
    phrases: tuple[tuple[Topic, str], ...]

    def scores(self, text: str, speaker: Speaker) -> dict[Topic, PhraseScore]:
        """A score for every topic; the sum of the rare stems that text and topic share, and the
        nearest whole phrase (rapidfuzz token_set_ratio, misspellings drawn to known stems)."""
        del speaker  # phrasings are shared; the encoder tells speakers apart
        plain = text.casefold().replace("’", "'")
        words = [self._known(stem) for stem in stems(plain)]
        nearest = self._nearest(plain)
        result = {}
        for topic, weights in self.stems.items():
            shared = sum(weights.get(word, 0.0) for word in set(words))
            by_stem = shared / (shared + 4.0)
            ratio, phrase = nearest.get(topic, (0.0, ""))
            score = min(1.0, 0.75 * by_stem + 0.5 * max(0.0, ratio - 0.5))
            reason = f'words near "{phrase}"' if ratio >= 0.6 else "words that belong to this topic"
            result[topic] = PhraseScore(score=score, reason=reason)
        return result

    def _known(self, stem: str) -> str:
        if len(stem) < 5 or stem in self.known:
            return stem
        found = process.extractOne(stem, self.known, scorer=fuzz.ratio, score_cutoff=84)
        return found[0] if found else stem

    def _nearest(self, plain: str) -> dict[Topic, tuple[float, str]]:
        best: dict[Topic, tuple[float, str]] = {}
        hits = process.extract(
            plain, [phrase for _, phrase in self.phrases], scorer=fuzz.token_sort_ratio, limit=12
        )
        for phrase, ratio, index in hits:
            topic = self.phrases[index][0]
            if ratio / 100 > best.get(topic, (0.0, ""))[0]:
                best[topic] = (ratio / 100, phrase)
        return best


def stems(plain: str) -> list[str]:
    """The words of a text that carry meaning, without their endings."""
    return [_stem(word) for word in _WORD.findall(plain.casefold()) if word not in _FAINT]


def compile_phrases(articles: Iterable[Article]) -> Phrases:
    """The phrasings of all topics; a stem weighs more the fewer topics use it."""
    listed = [article for article in articles if article.id is not Topic.OTHER]
    uses = {article.id: Counter(stems(" ".join(_ways(article)))) for article in listed}
    spread = Counter(stem for counts in uses.values() for stem in counts)
    weights = {
        topic: {
            stem: math.log(1 + len(listed) / spread[stem]) * min(2.0, 0.8 + 0.2 * n)
            for stem, n in counts.items()
        }
        for topic, counts in uses.items()
    }
    phrases = tuple((article.id, way.casefold()) for article in listed for way in article.phrases)
    return Phrases(stems=weights, known=tuple(sorted(spread)), phrases=phrases)


def _ways(article: Article) -> Iterable[str]:
    yield from article.phrases
    yield from article.label.values()
    yield from article.about.values()


def _stem(word: str) -> str:
    word = word.replace("'", "")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word

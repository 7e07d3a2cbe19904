"""Signals and meaning to one level: explicit, monotone, and no strong signal voted down."""

from __future__ import annotations

from dataclasses import replace

from knowledge.meaning import Meaning
from knowledge.risk.levels import Reason, Risk, RiskCategory, RiskLevel, Subject
from knowledge.risk.signals import Found
from knowledge.text import Reading
from knowledge.vocabulary import Speaker

# So few words ("a lot", "my mum") are an answer to something: the reader, which saw only them, may not doubt them.
FEW_WORDS = 3
_READ_AS = {
    "negated": "said as a denial",
    "past": "said of the past",
    "benign": "said in an everyday sense",
    "fiction": "said of a story, a game or the news",
    "topic": "named as a topic",
    "harmless": "in a message that otherwise reads as harmless",
    "suspected": "suspected, not seen or told",
}


def level_of(
    found: tuple[Found, ...],
    meaning: Meaning | None,
    *,
    speaker: Speaker,
    version: str,
    language: str,
    failure: str,
    reading: Reading,
) -> Risk:
    """The higher of what the signals say and what the meaning says, with every reason.

    A signal that is not `strong` counts for no more than CHECK where the reader by meaning is all but sure
    that the whole is harmless: words alone ("county lines", for homework) are not yet a disclosure.
    """
    kept = tuple(_weighed(f, meaning) for f in found if f.level > RiskLevel.NONE)
    level = max((f.level for f in kept), default=RiskLevel.NONE)
    reasons = [_reason(f) for f in kept]
    categories = [c for f in sorted(kept, key=lambda f: -f.level) for c in f.signal.categories]
    if meaning is not None:
        by_meaning = meaning_level(meaning)
        if by_meaning is RiskLevel.CHECK and len(reading.plain.split()) <= FEW_WORDS:
            by_meaning = RiskLevel.NONE
        if by_meaning > RiskLevel.NONE:
            likely = _likely(meaning)
            categories += likely
            named = ", ".join(c.replace("_", " ") for c in likely) or "risk"
            chance = round(100 * meaning.at_least[by_meaning - 1])
            like = f'; most like: "{meaning.nearest[0]}"' if meaning.nearest else ""
            plain = f"reads like messages about {named} at level {int(by_meaning)} or above ({chance}%){like}"
            reasons.append(Reason(rule="meaning", plain=plain, level=by_meaning))
        level = max(level, by_meaning)
    if language != "en" and level < RiskLevel.CONCERN and reading.plain.strip():
        level = max(level, RiskLevel.CHECK)
        reasons.append(
            Reason(rule="language.not_english", plain=f"not in English ({language})", level=RiskLevel.CHECK)
        )
    if failure:
        reasons.append(Reason(rule="meaning.failed", plain=f"the reader by meaning failed ({failure})"))
    if level > RiskLevel.NONE and not categories:
        categories = [RiskCategory.SUICIDE] if level is RiskLevel.CHECK else []
    return Risk(
        level=level,
        categories=tuple(dict.fromkeys(categories)),
        subject=_subject(kept, speaker, level),
        reasons=tuple(sorted(reasons, key=lambda r: (-r.level, r.rule))),
        rules_version=version,
        model_version=meaning.version if meaning is not None else "",
        language=language,
    )


def _weighed(found: Found, meaning: Meaning | None) -> Found:
    if meaning is None or found.signal.strong or found.level < RiskLevel.CONCERN:
        return found
    if meaning.alarm >= meaning.doubt:
        return found
    return replace(found, level=RiskLevel.CHECK, read_as="harmless")


def meaning_level(meaning: Meaning) -> RiskLevel:
    """The level that the probabilities reach, one after the other; the reader brings its thresholds.

    Each step counts only where the one before it does, so that a level is never skipped; CONCERN is
    reached by the alarm, which weighs "at least concern" and "at least urgent" alike.
    """
    check, concern, urgent, emergency = meaning.thresholds
    if meaning.alarm < concern:
        return RiskLevel.CHECK if meaning.at_least[0] >= check else RiskLevel.NONE
    if meaning.at_least[2] < urgent:
        return RiskLevel.CONCERN
    return RiskLevel.EMERGENCY if meaning.at_least[3] >= emergency else RiskLevel.URGENT


def _likely(meaning: Meaning) -> list[RiskCategory]:
    ranked = sorted(meaning.categories.items(), key=lambda item: -item[1])
    return [c for c, p in ranked if p >= 0.4][:3] or [c for c, _ in ranked[:1]]


def _reason(found: Found) -> Reason:
    plain = found.signal.plain
    if found.read_as:
        plain = f"{plain}, {_READ_AS[found.read_as]}"
    if found.subject is Subject.OTHER:
        plain = f"{plain}; about somebody else"
    return Reason(rule=found.signal.id, quote=found.quote, plain=plain, level=found.level)


def _subject(kept: tuple[Found, ...], speaker: Speaker, level: RiskLevel) -> Subject:
    if level is RiskLevel.NONE:
        return Subject.NONE
    if kept:
        top = max(kept, key=lambda f: f.level)
        return top.subject
    return Subject.SELF if speaker is Speaker.YOUNG_PERSON else Subject.OTHER

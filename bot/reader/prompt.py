"""A message as the encoder is given it: who writes first, then the words without what only colours them."""

from __future__ import annotations

import re
import unicodedata

from knowledge.vocabulary import Speaker

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_REPEATED = re.compile(r"(.)\1{2,}")
_FILLERS = re.compile(
    r"(?<!\w)(?:lo+l+|lmf?a+o+|rofl|haha(?:ha)*|hehe|tbh|ngl|tbf|omg|omd|um+|erm*|x+|idk why|anyway)(?!\w)",
    re.IGNORECASE,
)
# Faces, hearts and hands tell of a mood that young people put on anything; things (a pill, a bridge) are words.
_MOOD = (
    "face",
    "heart",
    "tears of joy",
    "hand",
    "person ",
    "sparkles",
    "fire",
    "hundred points",
    "skull",
    "eyes",
    "modifier",
)


def prompt(text: str, speaker: Speaker) -> str:
    who = "young person" if speaker is Speaker.YOUNG_PERSON else "parent"
    return f"{who}: {readable(text)}"


def readable(text: str) -> str:
    """Compatible letters, none invisible, two of a letter in a row at most, things for emoji, no fillers.

    Case, spacing, faces and fillers change nothing in what the encoder reads.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("’", "'")
    plain = "".join(_named(sign) for sign in plain)
    plain = _FILLERS.sub(" ", plain.lower())
    return " ".join(_REPEATED.sub(r"\1\1", plain).split())


def _named(sign: str) -> str:
    if unicodedata.category(sign) not in ("So", "Sk") or sign in "^`´":
        return sign
    name = unicodedata.name(sign, "").lower().replace("hocho", "knife")
    return " " if any(word in name for word in _MOOD) else f" {name} "

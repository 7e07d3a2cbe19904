"""A message as the encoder is given it: who writes first, and signs that it has no word for spelt out."""

from __future__ import annotations

import re
import unicodedata

from knowledge.vocabulary import Speaker

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_REPEATED = re.compile(r"(.)\1{3,}")
_PLAINER = {"hocho": "knife", "face with": "", " symbol": "", " sign": ""}


def prompt(text: str, speaker: Speaker) -> str:
    who = "young person" if speaker is Speaker.YOUNG_PERSON else "parent"
    return f"{who}: {readable(text)}"


def readable(text: str) -> str:
    """Compatible letters, no invisible ones, at most three of a letter in a row, emoji by their names."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("’", "'")
    plain = "".join(_named(sign) for sign in plain)
    return _REPEATED.sub(r"\1\1\1", " ".join(plain.split()))


def _named(sign: str) -> str:
    if unicodedata.category(sign) not in ("So", "Sk") or sign in "^`´":
        return sign
    name = unicodedata.name(sign, "").lower()
    for long, short in _PLAINER.items():
        name = name.replace(long, short)
    return f" {name.strip()} "

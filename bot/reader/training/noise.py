"""Small noise on training texts, so that spelling, case and emoji do not carry the meaning."""

from __future__ import annotations

import random

_EMOJI = ("😂", "😭", "💀", "🙃", "😅", "❤️", "🥲", "😩", "👀", "🤷", "😊", "🙏", "🏫", "📱", "🌧️")
_FILLER = ("lol", "idk", "like", "tbh", "ngl", "omg", "so yeah", "sorry", "hi", "haha", "x", "anyway", "um")


def noisy(text: str, share: float, chance: random.Random) -> str:
    """*text*, changed a little in about *share* of the calls; the same label holds."""
    if chance.random() >= share:
        return text
    change = chance.choice((_swap, _drop, _double, _case, _emoji, _filler, _no_punctuation))
    return change(text, chance)


def _swap(text: str, chance: random.Random) -> str:
    i = chance.randrange(max(1, len(text) - 1))
    return text[:i] + text[i + 1 : i + 2] + text[i : i + 1] + text[i + 2 :]


def _drop(text: str, chance: random.Random) -> str:
    i = chance.randrange(max(1, len(text)))
    return text[:i] + text[i + 1 :]


def _double(text: str, chance: random.Random) -> str:
    i = chance.randrange(max(1, len(text)))
    return text[:i] + text[i : i + 1] * chance.choice((2, 3)) + text[i + 1 :]


def _case(text: str, chance: random.Random) -> str:
    return text.lower() if chance.random() < 0.7 else text.upper()


def _emoji(text: str, chance: random.Random) -> str:
    return f"{text} {chance.choice(_EMOJI)}"


def _filler(text: str, chance: random.Random) -> str:
    word = chance.choice(_FILLER)
    return f"{word} {text}" if chance.random() < 0.5 else f"{text} {word}"


def _no_punctuation(text: str, chance: random.Random) -> str:
    return "".join(c for c in text if c not in ".,'’!?")

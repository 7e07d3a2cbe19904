"""A long text in pieces: the whole, and windows of its sentences, so that one line of risk is not drowned."""

from __future__ import annotations

import re

LONG_WORDS = 45
WINDOW_WORDS = 30
MOST = 12
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


def pieces(text: str) -> list[str]:
    """The text, followed for a long one by windows of neighbouring sentences; at most MOST of them."""
    whole = " ".join(text.split())
    if len(whole.split()) <= LONG_WORDS:
        return [whole]
    windows: list[str] = []
    held: list[str] = []
    for sentence in _sentences(text):
        if held and len(" ".join([*held, sentence]).split()) > WINDOW_WORDS:
            windows.append(" ".join(held))
            held = held[-1:] if len(held[-1].split()) < WINDOW_WORDS // 2 else []
        held.append(sentence)
    windows.append(" ".join(held))
    if len(windows) > MOST:
        windows = windows[: MOST // 2] + windows[-MOST // 2 :]
    return [whole, *windows]


def _sentences(text: str) -> list[str]:
    """Sentences of at most WINDOW_WORDS words each: texts without full stops are cut by length."""
    found: list[str] = []
    for sentence in _SENTENCE.findall(text):
        words = sentence.split()
        found += [" ".join(words[i : i + WINDOW_WORDS]) for i in range(0, len(words), WINDOW_WORDS)]
    return found or [text]

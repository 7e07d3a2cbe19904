"""The small language in which signals say what they look for, and its regular expression (RE2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import re2

from knowledge.text import plain_letters

GAP = 4  # words that "..." may stand for, at most
_NAME = re.compile(r"\{([a-z_]+)\}")
_ALLOWED = re.compile(r"(?:[^\W_]|[ |()\[\]{}_*.#])*")
_WORD = re.compile(r"[^\W_]+\*?")
_EDGE = re.compile(r"(?<![^ |(\[])\.(?![^ |)\]])")  # a full stop by itself
_AT_THE_END = re.compile(r" \.\.\.(?=$|[)|])")  # a gap with nothing after it asks for nothing
_OPTIONAL_AT_END = re.compile(r" \[([^\[\]]*)\](?=$|[)|\0\3])")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\] ")


class PatternError(ValueError):
    """A pattern that cannot be read; its message says how to mend it."""


def compile_any(patterns: tuple[str, ...], groups: Mapping[str, str]) -> Any:
    """One expression for any of *patterns*; it is searched in text with a space on either side.

    Raises PatternError.
    """
    joined = "|".join(expression(pattern, groups) for pattern in patterns)
    options = re2.Options()
    options.max_mem = 32 << 20
    options.log_errors = False
    try:
        return re2.compile(f" (?:{joined}) ", options)
    except re2.error as error:
        raise PatternError(f"cannot be read ({error}): look for a bracket that is not closed") from error


def expression(pattern: str, groups: Mapping[str, str]) -> str:
    """The regular expression of *pattern*: {group}, (one|other), [left out or not], word*, # (a number),
    "..." (up to GAP words of one sentence), "." (where a sentence begins or ends)."""
    plain = plain_letters(filled(pattern, groups).replace("'", ""))
    if not _ALLOWED.fullmatch(plain) or plain != plain.lower() or "  " in plain or plain != plain.strip():
        raise PatternError(
            f'"{pattern}": use small letters, single spaces, {{group}}, (a|b), [x], word*, #, ...'
        )
    plain = _AT_THE_END.sub("", plain).replace(" ... ", "\0")
    plain = _EDGE.sub("\4", plain)
    if "." in plain:
        raise PatternError(f'"{pattern}": "..." and "." need a space before them and after them')
    plain = plain.replace("#", "\2").replace("*", "[^ .]*").replace("(", "(?:")
    plain = _optional(plain).replace("\4", r"\.")
    return plain.replace("\0", f"(?: [^ .]+){{0,{GAP}}} ")


def filled(pattern: str, groups: Mapping[str, str]) -> str:
    """The pattern with each {name} replaced by the group of that name. Raises PatternError."""

    def group(match: re.Match[str]) -> str:
        if match[1] not in groups:
            raise PatternError(f"there is no group {{{match[1]}}} in words.toml")
        return f"({_NAME.sub(group, groups[match[1]])})"

    return _NAME.sub(group, pattern)


def words_of(pattern: str, groups: Mapping[str, str]) -> set[str]:
    """The whole words that *pattern* mentions, groups unfolded; beginnings such as "kill*" left out."""
    return {word for word in _mentioned(pattern, groups) if not word.endswith("*")}


def beginnings_of(pattern: str, groups: Mapping[str, str]) -> set[str]:
    """What the words that *pattern* mentions begin with where it leaves the end open ("kill*")."""
    return {word.removesuffix("*") for word in _mentioned(pattern, groups) if word.endswith("*")}


def _mentioned(pattern: str, groups: Mapping[str, str]) -> list[str]:
    plain = plain_letters(filled(pattern, groups).replace("'", ""))
    return _WORD.findall(plain)


def _optional(plain: str) -> str:
    """[word] made a part that may be missing, together with the space beside it."""
    marked = plain.replace("[^ .]*", "\1")
    changed = 1
    while changed:
        marked, changed = _OPTIONAL_AT_END.subn(lambda m: f"\3{m[1]}))?", marked)
    marked = _OPTIONAL.sub(lambda m: f"(?:(?:{m[1]}) )?", marked)
    if "[" in marked or "]" in marked:
        raise PatternError(f'"{plain}": [x] needs a space before it or after it')
    marked = marked.replace("\3", "(?: (?:")
    return marked.replace("\1", "[^ .]*").replace("\2", "[0-9]+")

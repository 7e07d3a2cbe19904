"""What a case rests on: why it was opened and raised, in whose words, read by which rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from pydantic import ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from knowledge.risk.levels import Reason, RiskCategory, Subject


@checked(frozen=True, slots=True, kw_only=True, config=ConfigDict(hide_input_in_errors=True))
class CaseDetails:
    """One opening or raise, or all of a case's together (`together`).

    *trigger* as in dialogues.effects.OpenCase; *who* is age band, area and speaker, never a name.
    """

    trigger: str = ""
    who: str = ""
    categories: tuple[RiskCategory, ...] = ()
    subject: Subject = Subject.NONE
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    words: str = field(default="", repr=False)
    earlier: tuple[str, ...] = field(default=(), repr=False)
    versions: str = ""


_DETAILS = TypeAdapter(CaseDetails)


def to_json(details: CaseDetails) -> str:
    return _DETAILS.dump_json(details).decode()


def from_json(stored: str) -> CaseDetails:
    """Raises pydantic.ValidationError (without the stored text) where it is none."""
    return _DETAILS.validate_json(stored)


def together(raises: Sequence[CaseDetails]) -> CaseDetails:
    """A case's raises (oldest first) as one.

    Trigger, who, earlier and versions are the first that were told; words and subject the last;
    reasons are all of them, newest first; categories all, in the order in which they came.
    """
    newest_first = tuple(reversed(raises))
    return CaseDetails(
        trigger=next((part.trigger for part in raises if part.trigger), ""),
        who=next((part.who for part in raises if part.who), ""),
        categories=tuple(dict.fromkeys(name for part in raises for name in part.categories)),
        subject=next(
            (part.subject for part in newest_first if part.subject is not Subject.NONE), Subject.NONE
        ),
        reasons=tuple(dict.fromkeys(reason for part in newest_first for reason in part.reasons)),
        words=next((part.words for part in newest_first if part.words), ""),
        earlier=next((part.earlier for part in raises if part.earlier), ()),
        versions=next((part.versions for part in raises if part.versions), ""),
    )

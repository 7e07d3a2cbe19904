"""What the moderators see of a case: the card, its buttons, and the lines about it. Pure, Telegram HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from bot.callback_data import for_team
from bot.cases import Case, Outcome, Status
from bot.outgoing import Keys
from dialogues.cards import LOCAL
from knowledge.risk.levels import Reason, RiskLevel, Subject

LONGEST_WORDS = 1500
_SIGN = {
    RiskLevel.EMERGENCY: "🔴 EMERGENCY",
    RiskLevel.URGENT: "🟠 URGENT",
    RiskLevel.CONCERN: "🟡 CONCERN",
    RiskLevel.CHECK: "🔵 ASKED FOR A PERSON",
    RiskLevel.NONE: "🔵 ASKED FOR A PERSON",
}
_TRIGGER = {
    "screened": "what was written shows a risk",
    "unsafe_answer": "an answer about safety",
    "asked_for_person": "asked for a person",
    "could_not_screen": "could not be read by the program",
    "failure": "the bot failed on a message",
    "unclear_and_silent": "unclear words, then no answer when asked about safety",
}
OUTCOMES = {
    Outcome.ADVICE_GIVEN: "Advice given",
    Outcome.SIGNPOSTED: "Shown where help is",
    Outcome.PASSED_ON: "Passed on (safeguarding, service)",
    Outcome.EMERGENCY_CALLED: "999 was called",
    Outcome.NO_ANSWER: "No answer from the person",
    Outcome.FALSE_ALARM: "False alarm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What a card tells besides the case itself."""

    trigger: str
    who: str
    categories: Sequence[str]
    subject: Subject
    reasons: Sequence[Reason] = field(repr=False)
    words: str = field(repr=False)
    earlier: Sequence[str] = field(default=(), repr=False)
    versions: str = ""


def title(case: Case) -> str:
    """One line, also the name of the case's topic; at most 128 characters."""
    return f"{_SIGN[case.level]} · case {case.number}"


def card(case: Case, facts: CardFacts, at: datetime) -> str:
    """The whole card: level, state and waiting clock, who, why, and what was said."""
    about = ", ".join(name.replace("_", " ") for name in facts.categories) or "nothing named"
    whose = {Subject.SELF: "the writer", Subject.OTHER: "somebody else", Subject.NONE: "not known"}
    lines = [
        f"<b>{title(case)}</b>",
        state(case, at),
        f"<b>Who:</b> {escape(facts.who)}",
        f"<b>Why:</b> {escape(_TRIGGER.get(facts.trigger, facts.trigger))}",
    ]
    if case.level.needs_moderator:
        lines.append(f"<b>About:</b> {escape(about)}; whose safety: {whose[facts.subject]}")
    if facts.words:
        lines.append(f"<b>Said:</b> “{escape(_short(facts.words, LONGEST_WORDS))}”")
    lines += [f"• {_reason(reason)}" for reason in facts.reasons[:6]]
    if facts.earlier:
        before = " / ".join(escape(_short(words, 160)) for words in facts.earlier[-4:])
        lines.append(f"<b>Before that:</b> {before}")
    if facts.versions:
        lines.append(f"<i>Read by {escape(facts.versions)}. A reading, not an assessment.</i>")
    return "\n".join(lines)


def _reason(reason: Reason) -> str:
    quote = f": “{escape(_short(reason.quote, 120))}”" if reason.quote else ""
    return f"{escape(reason.plain or reason.rule)}{quote} <code>{escape(reason.rule)}</code>"


def state(case: Case, at: datetime) -> str:
    """Who has it, or since when it waits."""
    since = f"{case.opened_at.astimezone(LOCAL):%H:%M on %a %d %b}"
    minutes = int((at - case.opened_at).total_seconds() // 60)
    match case.status:
        case Status.WAITING:
            return f"⏳ Waiting since {since} ({minutes} min)"
        case Status.CLAIMED:
            return f"👤 {escape(case.alias)} has it (opened {since})"
        case Status.HANDED_BACK:
            return f"🤖 {escape(case.alias)} has it; the bot is talking again (opened {since})"
        case Status.CLOSED:
            outcome = OUTCOMES[case.outcome] if case.outcome else "closed"
            return f"✅ Closed by {escape(case.alias)}: {escape(outcome)}"


def keys(case: Case) -> Keys:
    """The moves that fit the case's state."""
    number = case.number
    match case.status:
        case Status.WAITING:
            return ((for_team("Claim", "claim", number),),)
        case Status.CLAIMED:
            return (
                (for_team("Reply", "reply", number), for_team("Hand back to bot", "back", number)),
                (for_team("Give it up", "release", number), for_team("Close", "close", number)),
            )
        case Status.HANDED_BACK:
            return (
                (for_team("Take over again", "claim", number),),
                (for_team("Give it up", "release", number), for_team("Close", "close", number)),
            )
        case Status.CLOSED:
            return ()


def outcome_keys(case: Case) -> Keys:
    """One button an outcome, and one that keeps the case open."""
    rows = tuple(
        (for_team(label, "outcome", case.number, outcome.value),) for outcome, label in OUTCOMES.items()
    )
    return (*rows, ((for_team("Keep it open", "keep", case.number)),))


def raised(case: Case, words: str, reasons: Sequence[Reason]) -> str:
    """The line that tells of a rise in an open case."""
    why = "\n".join(f"• {_reason(reason)}" for reason in reasons[:4])
    said = f"\n<b>Said:</b> “{escape(_short(words, LONGEST_WORDS))}”" if words else ""
    return f"⬆️ <b>Case {case.number} is now {_SIGN[case.level]}</b>{said}\n{why}"


def relay(case: Case, author: str, text: str) -> str:
    """Words of the person (or a note of what the bot did) for the case's moderator."""
    if author == "note":
        return f"<i>Case {case.number}: {escape(text)}</i>"
    return f"<b>Case {case.number}, the person:</b>\n{escape(_short(text, 3500))}"


def unreadable(case: Case) -> str:
    return (
        f"⚠️ <b>Case {case.number}: one message about it could not be read, and was not sent.</b>\n"
        "We cannot tell what it said. Please look after this case yourself, and tell whoever runs the bot."
    )


def still_waiting(case: Case, at: datetime) -> str:
    return f"🔔 <b>{title(case)} is still waiting</b>\n{state(case, at)}\nPlease claim it."


def for_lead(case: Case, at: datetime) -> str:
    return f"🔔 <b>{title(case)}: nobody has claimed it</b>\n{state(case, at)}\nYou are told as safeguarding lead."


def queue(cases: Sequence[Case], at: datetime) -> str:
    """Every open case, one a line, most urgent first."""
    if not cases:
        return "No case is open."
    return "\n".join(f"{title(case)}: {state(case, at)}" for case in cases)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"

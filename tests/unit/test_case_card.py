"""What a moderator is shown of a case: its level and state, nobody's name, nothing that breaks the markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import callback_data, case_card
from bot.case_card import CardFacts
from bot.cases import Case, ModeratorId, Outcome, Status
from bot.sandbox.entities import parse_html
from knowledge.risk.levels import Reason, RiskLevel, Subject
from knowledge.vocabulary import CaseId, PersonId

AT = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
CASE = Case(
    id=CaseId("100200-77"),
    person_id=PersonId("f00dfeed"),
    level=RiskLevel.URGENT,
    status=Status.WAITING,
    opened_at=AT,
    number=12,
)
FACTS = CardFacts(
    trigger="screened",
    who="young person, 14 or 15",
    categories=("self_harm", "suicide"),
    subject=Subject.SELF,
    reasons=(Reason(rule="self_harm.now", quote="cutting again", plain="tells of self-harm now"),),
    words="cant sleep, been cutting again",
    earlier=("hi",),
    versions="rules-1",
)
HELD = replace(CASE, moderator_id=ModeratorId("m1"), alias="Amina")
LONGEST = 4096
NASTY = "<b>&amp;</i> “x” <script> & \U0001f494 "


def shown(html: str) -> str:
    """As Telegram would show it. Raises ApiError where Telegram would refuse the markup."""
    return parse_html(html)[0]


@pytest.mark.parametrize(
    ("level", "sign"),
    [
        (RiskLevel.EMERGENCY, "🔴 EMERGENCY · case 12"),
        (RiskLevel.URGENT, "🟠 URGENT · case 12"),
        (RiskLevel.CONCERN, "🟡 CONCERN · case 12"),
        (RiskLevel.CHECK, "🔵 ASKED FOR A PERSON · case 12"),
        (RiskLevel.NONE, "🔵 ASKED FOR A PERSON · case 12"),
    ],
)
def test_each_level_has_its_sign(level: RiskLevel, sign: str) -> None:
    case = replace(CASE, level=level)
    assert shown(case_card.card(case, FACTS, AT)).split("\n")[0] == sign
    assert case_card.title(case) == sign
    about = "whose safety" in case_card.card(case, FACTS, AT)
    assert about is level.needs_moderator


@pytest.mark.parametrize(
    ("case", "state", "labels"),
    [
        (CASE, "⏳ Waiting since 13:00 on Wed 01 Jul (7 min)", ["Claim"]),
        (
            replace(HELD, status=Status.CLAIMED),
            "👤 Amina has it (opened 13:00 on Wed 01 Jul)",
            ["Reply", "Hand back to bot", "Give it up", "Close"],
        ),
        (
            replace(HELD, status=Status.HANDED_BACK),
            "🤖 Amina has it; the bot is talking again (opened 13:00 on Wed 01 Jul)",
            ["Take over again", "Give it up", "Close"],
        ),
        (
            replace(HELD, status=Status.CLOSED, outcome=Outcome.SIGNPOSTED),
            "✅ Closed by Amina: Shown where help is",
            [],
        ),
    ],
)
def test_each_state_is_told_with_the_moves_that_fit_it(case: Case, state: str, labels: list[str]) -> None:
    later = AT + timedelta(minutes=7, seconds=50)
    assert shown(case_card.card(case, FACTS, later)).split("\n")[1] == state
    keys = [key for row in case_card.keys(case) for key in row]
    assert [key.label for key in keys] == labels
    for key in keys:
        button = callback_data.read(key.data)
        assert isinstance(button, callback_data.TeamButton)
        assert button.number == 12


def test_a_card_tells_why_and_what_was_said() -> None:
    text = shown(case_card.card(CASE, FACTS, AT))
    assert text.split("\n")[2:] == [
        "Who: young person, 14 or 15",
        "Why: what was written shows a risk",
        "About: self harm, suicide; whose safety: the writer",
        "Said: “cant sleep, been cutting again”",
        "• tells of self-harm now: “cutting again” self_harm.now",
        "Before that: hi",
        "Read by rules-1. A reading, not an assessment.",
    ]


def test_no_id_of_the_person_or_the_case_is_on_it() -> None:
    everything = [
        case_card.card(CASE, FACTS, AT),
        case_card.still_waiting(CASE, AT),
        case_card.for_lead(CASE, AT),
        case_card.queue([CASE], AT),
        case_card.raised(CASE, "words", FACTS.reasons),
        case_card.relay(CASE, "person", "words"),
    ]
    for text in everything:
        assert CASE.person_id not in text
        assert CASE.id not in text


@pytest.mark.parametrize("status", list(Status))
def test_markup_in_words_and_names_shows_as_written(status: Status) -> None:
    case = replace(HELD, status=status, alias=NASTY.strip(), outcome=Outcome.NO_ANSWER)
    nasty = replace(
        FACTS,
        words=NASTY,
        who=NASTY,
        earlier=(NASTY,),
        versions=NASTY,
        reasons=(Reason(rule="r<1>", quote=NASTY, plain=NASTY),),
        trigger=NASTY,
    )
    text = shown(case_card.card(case, nasty, AT))
    assert text.count(NASTY.strip()) >= 6
    assert NASTY.strip() in shown(case_card.raised(case, NASTY, nasty.reasons))
    assert NASTY.strip() in shown(case_card.relay(case, "person", NASTY))
    assert NASTY.strip() in shown(case_card.relay(case, "note", NASTY))
    shown(case_card.queue([case], AT))


@pytest.mark.parametrize("letter", ["a", "&", "<", "\U0001f494"])
def test_the_longest_words_fit_into_a_message(letter: str) -> None:
    long = letter * 4096
    reasons = tuple(Reason(rule=f"rule.{n}", quote=long, plain="why " * 20) for n in range(12))
    facts = replace(FACTS, words=long, earlier=(long,) * 12, reasons=reasons)
    for html in (
        case_card.card(HELD, facts, AT),
        case_card.raised(CASE, long, reasons),
        case_card.relay(CASE, "person", long),
    ):
        assert len(shown(html)) <= LONGEST
        assert "…" in html
    assert len(case_card.title(replace(CASE, number=10**9))) <= 128


def test_the_queue_is_one_line_a_case_in_the_order_it_is_given() -> None:
    other = replace(HELD, number=3, level=RiskLevel.CONCERN, status=Status.CLAIMED)
    assert [line.split(":")[0] for line in case_card.queue([CASE, other], AT).split("\n")] == [
        "🟠 URGENT · case 12",
        "🟡 CONCERN · case 3",
    ]
    assert case_card.queue([], AT) == "No case is open."


def test_every_outcome_can_be_chosen_and_the_case_kept_open() -> None:
    keys = [key for row in case_card.outcome_keys(HELD) for key in row]
    chosen = [callback_data.read(key.data) for key in keys]
    assert [button.rest for button in chosen if isinstance(button, callback_data.TeamButton)] == [
        *(outcome.value for outcome in Outcome),
        "",
    ]
    assert all(len(key.data.encode()) <= callback_data.LONGEST for key in keys)

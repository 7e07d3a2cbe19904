"""A human is told: the case, the crisis words that fit, and the truth about who will come."""

from __future__ import annotations

from dataclasses import replace

from dialogues import risk_memory, who
from dialogues.effects import AddToCase, CancelTimer, Count, OpenCase, RaiseCase, Say
from dialogues.guide import Rows, Scene
from dialogues.session import CaseLink, WaitingForPerson
from dialogues.stages import promise
from dialogues.turn import Turn
from knowledge.risk.levels import Risk, RiskCategory, RiskLevel, Subject
from knowledge.vocabulary import CaseId

SILENCE = "safety_silence"
_GROUPS: tuple[tuple[RiskCategory, str], ...] = (
    (RiskCategory.MEDICAL, "medical"),
    (RiskCategory.SUICIDE, "self"),
    (RiskCategory.SELF_HARM, "self"),
    (RiskCategory.CARER_CRISIS, "carer"),
    (RiskCategory.MISSING, "missing"),
    (RiskCategory.SEXUAL_HARM, "harmed"),
    (RiskCategory.ABUSE, "harmed"),
    (RiskCategory.DOMESTIC_ABUSE, "harmed"),
    (RiskCategory.HARMFUL_PRACTICES, "harmed"),
    (RiskCategory.EXPLOITATION, "harmed"),
    (RiskCategory.VIOLENCE, "violence"),
    (RiskCategory.UNUSUAL_EXPERIENCES, "unusual"),
    (RiskCategory.EATING, "body"),
    (RiskCategory.SUBSTANCES, "body"),
)


def group_names() -> tuple[str, ...]:
    """Every kind of crisis wording."""
    return tuple(dict.fromkeys(group for _, group in _GROUPS))


def group_of(categories: tuple[RiskCategory, ...]) -> str:
    """Which kind of crisis wording fits; the most pressing category decides."""
    return next((group for category, group in _GROUPS if category in categories), "any")


def to_human(scene: Scene, text: str, risk: Risk, trigger: str) -> Turn:
    session = scene.session
    if session.case is not None:
        return _more_of_it(scene, session.case, text, risk)
    opened = open_case(scene, trigger=trigger, level=risk.level, risk=risk, words=text)
    line = "crisis.could_not_read" if trigger == "could_not_screen" else crisis_line(scene, risk)
    return _crisis(opened, scene, line)


def _more_of_it(scene: Scene, case: CaseLink, text: str, risk: Risk) -> Turn:
    """A case is open: a rise raises it, and only an emergency breaks the bot's silence."""
    if not risk_memory.is_news(scene.session.episode, risk) and risk.could_screen:
        return Turn(session=scene.session, effects=(person_wrote(case, text),)).then(*_acknowledge(scene))
    level = max(risk.level, RiskLevel.CONCERN)
    raised = RaiseCase(
        case_id=case.case_id, level=level, categories=risk.categories, reasons=risk.reasons, words=text
    )
    rose = level > scene.session.episode.alerted
    session = risk_memory.alerted(scene.session, level)
    turn = Turn(session=session, effects=(raised,))
    speaking = case.claimed_by and not case.handed_back
    if rose and (level is RiskLevel.EMERGENCY or not speaking):
        return turn.then(scene.say(crisis_line(scene, risk), meanwhile_rows(scene), urgent=True))
    return turn.then(*_acknowledge(scene))


def person_wrote(case: CaseLink, text: str) -> AddToCase:
    return AddToCase(case_id=case.case_id, author="person", text=text)


def _acknowledge(scene: Scene) -> tuple[Say, ...]:
    if isinstance(scene.session.stage, WaitingForPerson):
        return (scene.say("waiting.passed_on", scene.rows("safe_meanwhile", "exercises", width=2)),)
    return ()


def open_case(
    scene: Scene, *, trigger: str, level: RiskLevel, risk: Risk | None = None, words: str = ""
) -> Turn:
    """A new case, bearing this event's id, and the session that waits for a person."""
    session = scene.session
    risk = risk or Risk()
    case_id = CaseId(scene.event_id)
    opened = OpenCase(
        case_id=case_id,
        level=level,
        trigger=trigger,
        categories=tuple(dict.fromkeys((*risk.categories, *session.episode.categories))),
        subject=risk.subject,
        reasons=risk.reasons,
        who=who.in_plain_words(session.answers),
        words=words,
        earlier=tuple(heard.text for heard in session.heard if heard.text != words),
        versions=" ".join(v for v in (risk.rules_version, risk.model_version) if v),
    )
    session = risk_memory.alerted(session, level)
    session = replace(session, case=CaseLink(case_id=case_id, opened_at=scene.at), stage=WaitingForPerson())
    count = Count(name="escalated", labels=(level.name.lower(), trigger))
    return Turn(session=session, effects=(opened, CancelTimer(name=SILENCE), count))


def crisis_line(scene: Scene, risk: Risk) -> str:
    """The most fitting crisis wording: by level, then kind, then whose safety it is."""
    level, group = risk.level.name.lower(), group_of(risk.categories)
    about = ".other" if risk.subject is Subject.OTHER else ""
    return scene.guide.script.first_of(
        scene.session.speaker,
        f"crisis.{level}.{group}{about}",
        f"crisis.{level}.{group}",
        f"crisis.{level}.any{about}",
        f"crisis.{level}.any",
    )


def _crisis(turn: Turn, scene: Scene, line: str) -> Turn:
    scene = scene.now(turn.session)
    words = scene.say(line, urgent=True)
    told = Say(text=promise.who_will_come(scene), buttons=scene.with_help(meanwhile_rows(scene)), urgent=True)
    return turn.then(words, told)


def meanwhile_rows(scene: Scene) -> Rows:
    return scene.rows("exercises", "safe_meanwhile", width=2)

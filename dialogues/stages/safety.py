"""Safety: what is said and done when words show a risk, and the one kind, direct question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from dialogues import questions, risk_memory, who
from dialogues.effects import AddToCase, CancelTimer, Count, Effect, OpenCase, RaiseCase, Say, SetTimer
from dialogues.guide import Rows, Scene
from dialogues.session import (
    AskingAboutSafety,
    CaseLink,
    CheckingIn,
    ConfirmingTopics,
    Session,
    WaitingForPerson,
)
from dialogues.stages import promise
from dialogues.turn import Turn
from knowledge.risk.levels import Reason, Risk, RiskCategory, RiskLevel, Subject
from knowledge.vocabulary import CaseId, FeelsSafe, ThoughtsOfHarm

SILENCE = "safety_silence"
SILENCE_UNCLEAR = timedelta(minutes=10)
SILENCE_EARLY = timedelta(minutes=30)
ASK_BY_MESSAGE = 3
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


def respond(scene: Scene, text: str, risk: Risk) -> Turn | None:
    """What risk in *text* calls for; None where the stage may answer as usual.

    *scene.session* already remembers the text. A human is told in this turn or was told before.
    """
    session = scene.session
    if not risk.could_screen:
        return _to_human(scene, text, risk, "could_not_screen")
    added_up = not risk.level.needs_moderator and session.episode.level > session.episode.alerted
    if risk.level.needs_moderator or (risk.level and added_up and session.episode.level.needs_moderator):
        level = max(risk.level, session.episode.level if added_up else RiskLevel.NONE)
        return _to_human(scene, text, replace(risk, level=level), "screened")
    if session.case is not None:
        return None
    if risk.level is RiskLevel.CHECK:
        return ask(scene, "unclear", risk)
    return None


def _to_human(scene: Scene, text: str, risk: Risk, trigger: str) -> Turn:
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
        return turn.then(scene.say(crisis_line(scene, risk), _crisis_rows(scene), urgent=True))
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
    told = Say(text=promise.who_will_come(scene), buttons=scene.with_help(_crisis_rows(scene)), urgent=True)
    return turn.then(words, told)


def _crisis_rows(scene: Scene) -> Rows:
    return scene.rows("exercises", "safe_meanwhile", width=2)


# -- the question about safety -------------------------------------------------------------------


def ask(scene: Scene, because: Literal["early", "unclear"], risk: Risk | None = None) -> Turn:
    """Ask kindly and directly; *unclear* asks in words that fit what was hinted at."""
    stage = scene.session.stage
    question: Literal["feels_safe", "thoughts_of_harm"] = "feels_safe"
    line = "safety.early"
    if because == "unclear":
        group = group_of(risk.categories if risk else ())
        line = scene.guide.script.first_of(
            scene.session.speaker, f"safety.unclear.{group}", "safety.unclear.any"
        )
        question = "thoughts_of_harm" if group in ("self", "body", "any") else "feels_safe"
    resume: Literal["check_in", "advice", "path"] = "path"
    if isinstance(stage, CheckingIn) or getattr(stage, "in_check_in", False):
        resume = "check_in"
    elif scene.session.answers.topics:
        resume = "advice"
    guesses = stage.guesses if isinstance(stage, ConfirmingTopics | AskingAboutSafety) else ()
    if isinstance(stage, AskingAboutSafety):
        resume = stage.resume
    asking = AskingAboutSafety(because=because, resume=resume, question=question, guesses=guesses)
    scene = scene.now(scene.session.at_stage(asking).with_episode(asked_at=scene.at))
    key = "harm" if question == "thoughts_of_harm" else "safe"
    rows = scene.rows(*(f"{key}:{value}" for value in questions.choices(question, scene.session.speaker)))
    wait = SILENCE_UNCLEAR if because == "unclear" else SILENCE_EARLY
    count = Count(name="asked_about_safety", labels=(because,))
    return scene.turn(scene.say(line, rows), SetTimer(name=SILENCE, after=wait), count)


def ask_early(scene: Scene, turn: Turn) -> Turn:
    """*turn*, and the early question after it, where this person was not asked yet."""
    session = turn.session
    if session.episode.asked_at is not None or session.case is not None:
        return turn
    if session.answers.feels_safe is not None:
        return turn
    asked = ask(scene.now(session), "early")
    return Turn(session=asked.session, effects=turn.effects + asked.effects)


def should_ask(session: Session) -> bool:
    """Whether it is time to ask, however mild all looks: nobody writes three times unasked."""
    return (
        session.episode.asked_at is None
        and session.case is None
        and session.answers.feels_safe is None
        and len(session.heard) >= ASK_BY_MESSAGE
    )


def said(scene: Scene, stage: AskingAboutSafety, text: str) -> Turn:
    """An answer to the question in own words; what is not clear counts as unsure."""
    value = questions.understand(stage.question, text, scene.session.speaker)
    if value is None:
        value = FeelsSafe.UNSURE if stage.question == "feels_safe" else ThoughtsOfHarm.PREFER_NOT
    return answered(scene, stage.question, str(value), words=text)


def answered(
    scene: Scene, question: Literal["feels_safe", "thoughts_of_harm"], value: str, words: str = ""
) -> Turn:
    """What follows from an answer. A yes to harm or a no to safe is never taken back by a later one."""
    try:
        parsed = questions.parse(question, value)
    except ValueError:
        return scene.turn()
    scene = scene.now(scene.session.with_answers(**{question: parsed}))
    quiet = (CancelTimer(name=SILENCE), Count(name="answered", labels=(question, value)))
    if questions.is_unsafe(question, parsed):
        return unsafe_answer(scene, question, value, words).then(*quiet)
    if parsed is FeelsSafe.UNSURE:
        asked = _ask_about_harm(scene)
        return asked.then(quiet[1])
    if parsed is ThoughtsOfHarm.PREFER_NOT:
        return _over(scene, scene.say("safety.prefer_not", scene.rows("person")), *quiet)
    if scene.session.case is None:
        scene = scene.now(scene.session.with_episode(answered_safe_at=scene.at, checks=0))
    return _over(scene, scene.say("safety.glad"), *quiet)


def unsafe_answer(scene: Scene, question: str, value: str, words: str = "") -> Turn:
    """Not safe, or thoughts of harm: a human is told, and what can be done now is said."""
    sometimes = value == ThoughtsOfHarm.SOMETIMES
    level = RiskLevel.CONCERN if sometimes else RiskLevel.URGENT
    categories = scene.session.episode.categories
    if question == "thoughts_of_harm" and not categories:
        categories = (RiskCategory.SUICIDE,)
    reason = Reason(
        rule=f"answer.{question}", quote=value, plain=f"answered: {_plain(question, value)}", level=level
    )
    risk = Risk(level=level, categories=categories, subject=Subject.SELF, reasons=(reason,))
    session = scene.session.with_episode(
        level=max(scene.session.episode.level, level), categories=categories, last_at=scene.at
    )
    return _to_human(scene.now(session), words or _plain(question, value), risk, "unsafe_answer")


def _plain(question: str, value: str) -> str:
    asked = "feels safe" if question == "feels_safe" else "thoughts of harm"
    return f"{asked}: {value.replace('_', ' ')}"


def _ask_about_harm(scene: Scene) -> Turn:
    stage = scene.session.stage
    resume: Literal["check_in", "advice", "path"] = (
        stage.resume if isinstance(stage, AskingAboutSafety) else "path"
    )
    guesses = stage.guesses if isinstance(stage, AskingAboutSafety) else ()
    asking = AskingAboutSafety(because="unclear", resume=resume, question="thoughts_of_harm", guesses=guesses)
    scene = scene.now(scene.session.at_stage(asking).with_episode(asked_at=scene.at))
    rows = scene.rows(*(f"harm:{v}" for v in questions.choices("thoughts_of_harm", scene.session.speaker)))
    timer = SetTimer(name=SILENCE, after=SILENCE_UNCLEAR)
    return scene.turn(scene.say("safety.unsure", rows), timer)


def _over(scene: Scene, *effects: Effect) -> Turn:
    return Turn(session=scene.session, effects=effects, goes_on=True)


def silence(scene: Scene) -> Turn:
    """Nobody answered the question: after an unclear message a human looks; otherwise a soft word."""
    stage = scene.session.stage
    if not isinstance(stage, AskingAboutSafety) or scene.session.case is not None:
        return scene.turn()
    if stage.because == "early":
        return scene.turn(
            replace(scene.say("safety.silence_early", scene.rows("safe:yes", "safe:no")), unprompted=True)
        )
    words = scene.session.heard[-1].text if scene.session.heard else ""
    opened = open_case(scene, trigger="unclear_and_silent", level=RiskLevel.CONCERN, words=words)
    scene = scene.now(opened.session)
    said = replace(scene.say("safety.silence_unclear", _crisis_rows(scene)), unprompted=True)
    return opened.then(said)


def help_now(scene: Scene) -> Turn:
    """The numbers that answer now, whatever else is going on, and the choice of a person."""
    rows = ((scene.button("person"),), (scene.button("exercises"), scene.button("menu")))
    said = Say(text=scene.line("help_now"), buttons=rows, urgent=True)
    return scene.turn(said, Count(name="help_now"))

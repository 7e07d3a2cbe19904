"""A person takes over: asked for, claimed, speaking, handed back, closed; and waiting, told truly."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dialogues.effects import AddToCase, Count, Say
from dialogues.events import CaseClaimed, CaseClosed, CaseReleased, CaseWaited, HandedBack, ModeratorReplied
from dialogues.guide import Rows, Scene
from dialogues.session import ChoosingPath, Ended, Episode, Session, WaitingForPerson, WithModerator
from dialogues.stages import escalating, promise
from dialogues.turn import Turn
from knowledge.vocabulary import CaseId


def ask_for_person(scene: Scene, words: str = "") -> Turn:
    """The person wants a human: a case is opened, without any alarm where there is no risk."""
    session = scene.session.with_answers(wants_person=True)
    scene = scene.now(session)
    if session.case is not None:
        return _already_asked(scene)
    opened = escalating.open_case(
        scene,
        trigger="asked_for_person",
        level=session.episode.level,
        words=words or (session.heard[-1].text if session.heard else ""),
    )
    scene = scene.now(opened.session)
    text = f"{scene.line('person.asked')}\n\n{promise.who_will_come(scene)}"
    return opened.then(Say(text=text, buttons=scene.with_help(_meanwhile(scene))))


def said_while_waiting(scene: Scene, text: str) -> Turn:
    """Words while nobody has claimed the case: passed on, and said so."""
    case = scene.session.case
    if case is None:
        return Turn(session=scene.session, goes_on=True)
    return scene.turn(escalating.person_wrote(case, text), scene.say("waiting.passed_on", _meanwhile(scene)))


def said_to_moderator(scene: Scene, text: str) -> Turn:
    """Words to the moderator who has the case; the bot itself is silent."""
    case = scene.session.case
    if case is None:
        return Turn(session=scene.session, goes_on=True)
    return scene.turn(escalating.person_wrote(case, text))


def claimed(scene: Scene, event: CaseClaimed) -> Turn:
    if not _is_ours(scene.session, event.case_id):
        return scene.turn()
    scene = _linked(scene, claimed_by=event.alias, handed_back=False)
    scene = scene.now(scene.session.at_stage(WithModerator(case_id=event.case_id)))
    return scene.turn(_unprompted(scene.say("handover.claimed", alias=escape(event.alias))))


def replied(scene: Scene, event: ModeratorReplied) -> Turn:
    """The moderator's words, under the moderator's first name."""
    said = scene.line("handover.moderator_says", alias=escape(event.alias), words=escape(event.text))
    return scene.turn(Say(text=said, urgent=True))


def released(scene: Scene, event: CaseReleased) -> Turn:
    if not _is_ours(scene.session, event.case_id):
        return scene.turn()
    scene = _linked(scene, claimed_by="", handed_back=False)
    scene = scene.now(scene.session.at_stage(WaitingForPerson()))
    text = f"{scene.line('handover.released')}\n\n{promise.who_will_come(scene)}"
    return scene.turn(Say(text=text, buttons=scene.with_help(_meanwhile(scene)), unprompted=True))


def handed_back(scene: Scene, event: HandedBack) -> Turn:
    if not _is_ours(scene.session, event.case_id):
        return scene.turn()
    scene = _linked(scene, handed_back=True)
    scene = scene.now(scene.session.at_stage(ChoosingPath()))
    return scene.turn(_unprompted(scene.say("handover.handed_back", _what_next(scene))))


def closed(scene: Scene, event: CaseClosed) -> Turn:
    """The case is over: the person is told, and may go on or leave."""
    if not _is_ours(scene.session, event.case_id):
        return scene.turn()
    calm = Episode(
        asked_at=scene.session.episode.asked_at
    )  # a moderator has seen to it: what comes now is new
    session = replace(scene.session, case=None, episode=calm)
    if not isinstance(session.stage, Ended):
        session = session.at_stage(ChoosingPath())
    scene = scene.now(session)
    said = _unprompted(scene.say("handover.closed", _what_next(scene)))
    return scene.turn(said, Count(name="case_closed", labels=(event.outcome,)))


def waited(scene: Scene, event: CaseWaited) -> Turn:
    """Nobody came in the time there was: the truth, an apology, and what answers now."""
    case = scene.session.case
    if case is None or case.case_id != event.case_id or case.claimed_by:
        return scene.turn()
    line = "waiting.still" if event.step == 1 else "waiting.long"
    said = _unprompted(scene.say(line, _meanwhile(scene)))
    note = AddToCase(case_id=case.case_id, author="note", text=f"The person was told: {line}.")
    return scene.turn(said, note)


def safe_meanwhile(scene: Scene) -> Turn:
    """ "I am safe for now": noted for the moderator; it lowers nothing."""
    case = scene.session.case
    if case is None:
        return Turn(session=scene.session, goes_on=True)
    note = AddToCase(case_id=case.case_id, author="note", text="Pressed: I am safe for now.")
    return scene.turn(note, scene.say("waiting.safe_noted", scene.rows("exercises", "path:topics", width=2)))


def _already_asked(scene: Scene) -> Turn:
    case = scene.session.case
    if case is not None and case.claimed_by and not case.handed_back:
        return scene.turn(scene.say("person.has_it", alias=escape(case.claimed_by)))
    note = AddToCase(
        case_id=case.case_id if case else CaseId(""), author="note", text="Asked for a person again."
    )
    scene = scene.now(scene.session.at_stage(WaitingForPerson()))
    text = f"{scene.line('person.again')}\n\n{promise.who_will_come(scene)}"
    return scene.turn(note, Say(text=text, buttons=scene.with_help(_meanwhile(scene))))


def _linked(scene: Scene, *, handed_back: bool, claimed_by: str | None = None) -> Scene:
    case = scene.session.case
    if case is None:
        return scene
    alias = case.claimed_by if claimed_by is None else claimed_by
    link = replace(case, handed_back=handed_back, claimed_by=alias)
    return scene.now(replace(scene.session, case=link))


def _is_ours(session: Session, case_id: CaseId) -> bool:
    return session.case is not None and session.case.case_id == case_id


def _meanwhile(scene: Scene) -> Rows:
    return scene.rows("exercises", "safe_meanwhile", width=2)


def _what_next(scene: Scene) -> Rows:
    return scene.rows("path:ask", "exercises", "plan", "end", width=2)


def _unprompted(said: Say) -> Say:
    return replace(said, unprompted=True)

"""What a slash command does, at every stage and for everybody."""

from __future__ import annotations

from dataclasses import replace

from dialogues.effects import AddToCase, CancelTimer, Count, EraseData, HideChat, Say, ShowData
from dialogues.guide import Scene
from dialogues.session import Ended, Session, Welcome
from dialogues.stages import escalating, exercises, handover, plan, safety, welcome, worry
from dialogues.turn import Turn

COMMANDS = (
    "start",
    "help",
    "person",
    "topics",
    "calm",
    "plan",
    "privacy",
    "mydata",
    "forget",
    "hide",
    "stop",
)


def run(scene: Scene, command: str) -> Turn:
    """The command's turn; a command that is none is answered with the list of those that are."""
    match command:
        case "start" | "restart" | "menu":
            return start(scene)
        case "help":
            return scene.turn(scene.say("command.help", scene.rows("menu", "person", width=2)))
        case "now" | "helpnow" | "sos":
            return safety.help_now(scene)
        case "person" | "human":
            return handover.ask_for_person(scene)
        case "topics":
            return worry.show_list(scene) if scene.session.case is None else safety.help_now(scene)
        case "calm" | "breathe":
            return exercises.offer(scene)
        case "plan":
            return plan.begin(scene)
        case "privacy":
            return scene.turn(scene.say("command.privacy", scene.rows("menu")))
        case "mydata":
            return scene.turn(ShowData())
        case "forget":
            return scene.turn(scene.say("command.forget", scene.rows("forget:yes", "menu")))
        case "hide":
            return scene.turn(HideChat(line=scene.line("command.hidden")), Count(name="hidden"))
        case "stop":
            return stop(scene)
    return scene.turn(scene.say("command.unknown", scene.rows("menu")))


def start(scene: Scene) -> Turn:
    """Begin, or begin again: an open case stays open, and what is known of risk stays known."""
    session = scene.session
    if session.case is not None:
        return scene.turn(scene.say("command.start_in_case", scene.rows("person", "exercises", width=2)))
    if session.agreed_at is None:
        return welcome.greet(scene)
    return welcome.offer_paths(scene.now(_fresh(session)), "path.again")


def stop(scene: Scene) -> Turn:
    """The bot is quiet from now on; a case that is open stays with people, and the person is told."""
    case = scene.session.case
    session = scene.session.at_stage(Ended(stopped=True))
    scene = scene.now(session)
    quiet = CancelTimer(name=escalating.SILENCE)
    if case is None:
        return scene.turn(quiet, scene.say("command.stopped"), Count(name="stopped"))
    note = AddToCase(case_id=case.case_id, author="note", text="The person sent /stop.")
    return scene.turn(quiet, note, scene.say("command.stopped_in_case"), Count(name="stopped"))


def forget(scene: Scene) -> Turn:
    """Everything is erased but what an open case must keep; then it is as if new."""
    kept = scene.session.case
    session = Session(turn=scene.session.turn, case=kept)
    if kept is not None:
        session = replace(scene.session, heard=(), plan=())
        return Turn(session=session, effects=(EraseData(), scene.say("command.forgotten_but_case")))
    return Turn(
        session=session.at_stage(Welcome()),
        effects=(
            EraseData(),
            CancelTimer(name=escalating.SILENCE),
            Say(text=scene.line("command.forgotten")),
        ),
    )


def _fresh(session: Session) -> Session:
    """A new talk: who the person is stays, the worry and its answers start again."""
    answers = replace(
        session.answers, mood=None, topics=(), duration=None, impact=None, support=None, skipped=(),
        feels_safe=None, thoughts_of_harm=None, wants_person=False,
    )  # fmt: skip
    return replace(session, answers=answers, path=(), heard=(), corrected=())

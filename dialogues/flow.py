"""Where the talk goes on once a side path (a safety question, an exercise, a case) is over."""

from __future__ import annotations

from dialogues.guide import Scene
from dialogues.session import (
    AskingAboutSafety,
    CheckingIn,
    Signposting,
    WaitingForPerson,
    WithModerator,
)
from dialogues.stages import check_in, signposting, welcome, worry
from dialogues.turn import Turn


def finish(scene: Scene, turn: Turn) -> Turn:
    """*turn*, and what comes next where it says that the talk goes on."""
    if not turn.goes_on:
        return turn
    following = go_on(scene.now(turn.session))
    return Turn(session=following.session, effects=turn.effects + following.effects)


def go_on(scene: Scene) -> Turn:
    """The next thing for this session: the person who has it, the check-in, the advice, or the paths."""
    session = scene.session
    if session.case is not None:
        with_person = session.case.claimed_by and not session.case.handed_back
        resting = WithModerator(case_id=session.case.case_id) if with_person else WaitingForPerson()
        return Turn(session=session.at_stage(resting))
    stage = session.stage
    if isinstance(stage, CheckingIn) or (isinstance(stage, AskingAboutSafety) and stage.resume == "check_in"):
        return check_in.ask_next(scene)
    if isinstance(stage, AskingAboutSafety) and stage.guesses:
        return worry.ask_which(scene, stage.guesses, in_check_in=False)
    if session.answers.topics:
        topic, *later = session.answers.topics
        if isinstance(stage, AskingAboutSafety) and stage.because == "early":
            session = session.at_stage(Signposting(topic=topic, later=tuple(later)))
            scene = scene.now(session)
            return scene.turn(scene.say("safety.go_on", signposting.after(scene)))
        return signposting.show_topic(scene, topic, later=tuple(later))
    return welcome.offer_paths(scene, "path.go_on")

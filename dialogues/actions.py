"""What a pressed button does. Buttons of older turns still mean what they say."""

from __future__ import annotations

from dialogues import commands, talking
from dialogues.guide import Scene
from dialogues.session import CheckingIn, ConfirmingTopics, MakingPlan
from dialogues.stages import asking, check_in, exercises, handover, plan, safety, signposting, welcome, worry
from dialogues.turn import Turn
from knowledge.vocabulary import Topic


def press(scene: Scene, action: str) -> Turn:
    """The turn for a button. Something unknown, from an older version, offers the paths."""
    name, _, rest = action.partition(":")
    match name:
        case "help_now":
            return safety.help_now(scene)
        case "person":
            return handover.ask_for_person(scene)
        case "safe" | "harm":
            return asking.answered(scene, "feels_safe" if name == "safe" else "thoughts_of_harm", rest)
        case "safe_meanwhile":
            return handover.safe_meanwhile(scene)
        case "exercises":
            return exercises.offer(scene)
        case "exercise":
            return exercises.begin(scene, rest)
        case "exercise_step":
            which, _, number = rest.partition(":")
            return exercises.step(scene, which, int(number) if number.isdigit() else 1)
        case "exercise_stop":
            return exercises.stop(scene)
        case "privacy" | "menu" | "again":
            return commands.run(scene, "privacy" if name == "privacy" else "start")
        case "forget" if rest == "yes":
            return commands.forget(scene)
        case "plan":
            return _plan(scene, rest)
    case = scene.session.case
    if case is not None and not case.handed_back:
        return _browse(scene, name, rest)
    return _talk(scene, name, rest) or welcome.offer_paths(scene)


def _talk(scene: Scene, name: str, rest: str) -> Turn | None:
    """Buttons of the talk itself: consent, paths, questions, topics."""
    stage = scene.session.stage
    match name:
        case "agree":
            return talking.agreed(scene)
        case "disagree":
            return welcome.disagree(scene)
        case "path":
            return _path(scene, rest)
        case "answer":
            question, _, value = rest.partition(":")
            return check_in.choose(scene, question, value)
        case "skip":
            return check_in.skip(scene, stage.question if isinstance(stage, CheckingIn) else "worry")
        case "back":
            return check_in.back(scene)
        case "about" if isinstance(stage, ConfirmingTopics):
            return _about(scene, stage, rest)
        case "about" | "topic":
            in_check_in = _in_check_in(scene)
            return worry.confirm(scene, (Topic(rest),), in_check_in=in_check_in) if _is_topic(rest) else None
        case "end":
            return signposting.end(scene)
    return _show(scene, name, rest)


def _show(scene: Scene, name: str, rest: str) -> Turn | None:
    """Buttons that only show something."""
    match name:
        case "more" if _is_topic(rest):
            return signposting.show_more(scene, Topic(rest))
        case "try":
            return signposting.tried(scene, rest)
        case "topics":
            page = int(rest) if rest.isdigit() else 0
            return worry.show_list(scene, page=page, in_check_in=_in_check_in(scene))
    return None


def _browse(scene: Scene, name: str, rest: str) -> Turn:
    """While a person is awaited or speaks, advice may be looked at; the stage stays as it is."""
    waiting = scene.session.stage
    if name in ("topic", "about") and _is_topic(rest):
        turn: Turn | None = signposting.show_topic(scene, Topic(rest))
    elif name == "path":
        turn = worry.show_list(scene)
    else:
        turn = _show(scene, name, rest)
    if turn is None:
        return scene.turn(scene.say("waiting.not_now", scene.rows("exercises", "path:topics", width=2)))
    return Turn(session=turn.session.at_stage(waiting), effects=turn.effects)


def _path(scene: Scene, rest: str) -> Turn:
    if rest == "check_in":
        return check_in.start(scene)
    if rest == "topics":
        return worry.show_list(scene)
    return scene.turn(scene.say("path.ask", scene.rows("path:topics", "path:check_in", width=2)))


def _about(scene: Scene, stage: ConfirmingTopics, rest: str) -> Turn:
    if rest == "none":
        return worry.correct(scene, stage)
    if rest == "all":
        return worry.confirm(scene, stage.guesses, in_check_in=stage.in_check_in)
    chosen = (Topic(rest),) if _is_topic(rest) else stage.guesses[:1]
    return worry.confirm(scene, chosen, in_check_in=stage.in_check_in)


def _plan(scene: Scene, rest: str) -> Turn:
    match rest:
        case "skip" if isinstance(scene.session.stage, MakingPlan):
            return plan.skip(scene)
        case "again":
            return plan.again(scene)
        case "erase":
            return plan.erase(scene)
    return plan.begin(scene)


def _in_check_in(scene: Scene) -> bool:
    stage = scene.session.stage
    return isinstance(stage, CheckingIn) or bool(getattr(stage, "in_check_in", False))


def _is_topic(value: str) -> bool:
    return value in set(Topic)

"""A worry in own words or from the list: matched, confirmed, corrected."""

from __future__ import annotations

from dataclasses import replace

from dialogues import understanding
from dialogues.effects import Button, Count
from dialogues.guide import Rows, Scene
from dialogues.session import CheckingIn, ChoosingPath, ChoosingTopic, ConfirmingTopics, Session
from dialogues.stages import answering, asking, signposting
from dialogues.turn import Turn
from knowledge.matching import match_topics
from knowledge.phrases import stems
from knowledge.vocabulary import Speaker, Topic

PAGE = 10
_FEW_WORDS = 3
_NEAR_THE_BEST = 0.4
_YOUNG_LAST = (Topic.CHILD_BEHAVIOUR, Topic.EARLY_YEARS, Topic.TALKING_TO_MY_CHILD, Topic.PARENT_WELLBEING)


def match(scene: Scene, text: str, *, in_check_in: bool = False, besides: tuple[Topic, ...] = ()) -> Turn:
    """ "Is it about ...?" for what was written; the list where nothing fits.

    *besides* are guesses at a worry told just before, which is not forgotten over the new one.
    """
    session = _speaker_heard(scene.session, text)
    scene = scene.now(session)
    library = scene.guide.library
    if not in_check_in and (answered := answering.answer(scene, text)) is not None:
        return answered
    found = [
        match
        for match in match_topics(text, session.speaker, library)
        if match.topic is not Topic.OTHER and match.topic not in session.corrected
    ]
    best = found[0].score_percent if found else 0.0
    guesses = tuple(match.topic for match in found if match.score_percent >= _NEAR_THE_BEST * best)
    if not guesses or best < library.sure_percent:
        return _nothing_fits(scene, text, in_check_in=in_check_in)
    together = tuple(dict.fromkeys((*guesses[: 3 - len(besides)], *besides)))
    return ask_which(scene, together, in_check_in=in_check_in).then(Count(name="worry_matched"))


def ask_which(scene: Scene, guesses: tuple[Topic, ...], *, in_check_in: bool) -> Turn:
    """ "Is it about ...?" for one guess; for two or three, which of them."""
    session = scene.session.at_stage(ConfirmingTopics(guesses=guesses, in_check_in=in_check_in))
    rows = _guess_rows(scene, guesses)
    if len(guesses) == 1:
        said = scene.say("worry.is_it", rows, about=_about(scene, guesses[0]))
    else:
        said = scene.say("worry.which", rows)
    return Turn(session=session, effects=(said,))


def confirm(scene: Scene, topics: tuple[Topic, ...], *, in_check_in: bool) -> Turn:
    """The person said what it is about: go on with the check-in, or give the advice."""
    kept = tuple(dict.fromkeys((*scene.session.answers.topics, *topics)))
    counts = tuple(
        Count(name="topic_chosen", labels=(topic.value, scene.session.speaker)) for topic in topics
    )
    scene = scene.now(replace(scene.session.with_answers(topics=kept), corrected=()))
    if in_check_in:
        session = scene.session.at_stage(CheckingIn(question="worry"))
        return Turn(session=session, effects=counts, goes_on=True)
    turn = signposting.show_topic(scene, topics[0], later=topics[1:])
    return asking.ask_early(scene, turn).then(*counts)


def correct(scene: Scene, stage: ConfirmingTopics) -> Turn:
    """None of these: the guesses are not offered again, and the list is shown."""
    corrected = tuple(dict.fromkeys((*scene.session.corrected, *stage.guesses)))
    session = replace(scene.session, corrected=corrected)
    count = Count(name="guess_corrected", labels=(stage.guesses[0].value,))
    return show_list(scene.now(session), in_check_in=stage.in_check_in, line="worry.sorry").then(count)


def show_list(scene: Scene, *, page: int = 0, in_check_in: bool = False, line: str = "worry.list") -> Turn:
    """The topics as buttons, a page at a time; own words are welcome here too."""
    stage = ChoosingTopic(page=page, in_check_in=in_check_in)
    scene = scene.now(scene.session.at_stage(stage))
    return scene.turn(scene.say(line, topic_rows(scene, stage)))


def topic_rows(scene: Scene, stage: ChoosingTopic) -> Rows:
    topics = topics_for(scene.session.speaker)
    pages = -(-len(topics) // PAGE)
    page = stage.page % pages
    buttons = [
        Button(label=_label(scene, topic), action=f"topic:{topic}")
        for topic in topics[page * PAGE : (page + 1) * PAGE]
    ]
    rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    turn_page = replace(scene.button("more_topics"), action=f"topics:{(page + 1) % pages}")
    return (*rows, (turn_page,))


def _nothing_fits(scene: Scene, text: str, *, in_check_in: bool) -> Turn:
    """Small talk is met with an open ear; a worry that no topic fits with the list, and counted as unmet."""
    if len(stems(text)) <= _FEW_WORDS and not in_check_in:
        rows = scene.rows("path:topics", "path:check_in", "person")
        session = scene.session.at_stage(ChoosingPath())
        return Turn(session=session, effects=(scene.say("worry.tell_more", rows),))
    again = isinstance(scene.session.stage, ChoosingTopic)
    turn = show_list(
        scene, in_check_in=in_check_in, line="worry.not_found_again" if again else "worry.not_found"
    )
    return turn.then(Count(name="unmet_need", labels=(scene.session.speaker,)))


def _guess_rows(scene: Scene, guesses: tuple[Topic, ...]) -> Rows:
    if len(guesses) == 1:
        return scene.rows("about:yes", "about:none")
    picks = tuple((Button(label=_label(scene, topic), action=f"about:{topic}"),) for topic in guesses)
    both = scene.rows("about:all")
    return (*picks, *both, *scene.rows("about:none"))


def _label(scene: Scene, topic: Topic) -> str:
    return scene.guide.library.articles[topic].label[scene.session.speaker.reads_as]


def _about(scene: Scene, topic: Topic) -> str:
    return scene.guide.library.articles[topic].about[scene.session.speaker.reads_as]


def topics_for(speaker: Speaker) -> tuple[Topic, ...]:
    """The topics of the list for this reader, the likeliest first."""
    topics = [topic for topic in Topic if topic is not Topic.OTHER]
    if speaker is Speaker.YOUNG_PERSON:
        return tuple(t for t in topics if t not in _YOUNG_LAST) + _YOUNG_LAST
    first = tuple(_YOUNG_LAST)
    return first + tuple(t for t in topics if t not in first)


def _speaker_heard(session: Session, text: str) -> Session:
    """Somebody who has not said who they are, but writes "my son", is a parent or carer."""
    if session.answers.speaker is not None:
        return session
    heard = understanding.speaker(text)
    return session.with_answers(speaker=heard) if heard in (Speaker.PARENT, Speaker.PROFESSIONAL) else session


def said_again(scene: Scene, stage: ConfirmingTopics, text: str) -> Turn:
    """Own words where "is it about" was asked: yes, no, or another way of saying it."""
    plain = text.casefold().strip(" .!")
    if plain in _ALL:
        return confirm(scene, stage.guesses, in_check_in=stage.in_check_in)
    if plain in _YES or any(plain.startswith(f"{word} ") for word in _YES):
        return confirm(scene, stage.guesses[:1], in_check_in=stage.in_check_in)
    if plain in _NO:
        return correct(scene, stage)
    if plain.split(" ")[0].strip(",.") in _NO:
        corrected = tuple(dict.fromkeys((*scene.session.corrected, *stage.guesses)))
        return match(
            scene.now(replace(scene.session, corrected=corrected)), text, in_check_in=stage.in_check_in
        )
    return match(scene, text, in_check_in=stage.in_check_in, besides=stage.guesses[:1])


_YES = frozenset({"yes", "yeah", "yep", "yea", "yh", "ye", "y", "yup", "correct", "thats it", "that's it"})
_ALL = frozenset({"both", "all", "all of them", "all of these", "all three", "everything"})
_NO = frozenset({"no", "nope", "nah", "na", "n", "not really", "neither", "none", "wrong", "something else"})

"""A question that people often ask, and its own answer: no check-in needed, asking is answering."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dialogues import cards
from dialogues.effects import Button, Count, Say
from dialogues.guide import Scene
from dialogues.session import Signposting
from dialogues.turn import Turn
from knowledge import questions
from knowledge.matching import Need, Offer, offers_of
from knowledge.questions import Question
from knowledge.vocabulary import Topic

MOST_SERVICES = 2


def answer(scene: Scene, text: str) -> Turn | None:
    """The answer to the question that *text* asks; None where it asks none of those that are listed."""
    found = questions.find(text, scene.session.speaker, scene.guide.library.questions, limit=1)
    return show(scene, found[0].question) if found else None


def show(scene: Scene, question: Question) -> Turn:
    """The question as it is listed, its answer, whom to turn to, and the card to read on."""
    library = scene.guide.library
    answers = scene.session.answers
    need = Need(
        topics=(question.topic,),
        speaker=scene.session.speaker,
        age_band=answers.age_band,
        area=answers.area,
        at=scene.at,
    )
    offers = offers_of(question.services, need, library)[:MOST_SERVICES]
    parts = [f"<b>{escape(question.ask)}</b>", escape(question.answer), *_services(scene, offers)]
    label = library.articles[question.topic].label[scene.session.speaker.reads_as]
    read_on = (
        ((Button(label=label, action=f"topic:{question.topic}"),),)
        if question.topic is not Topic.OTHER
        else ()
    )
    rows = (*read_on, *scene.rows("path:ask", "person", width=2))
    session = scene.session.at_stage(Signposting(topic=question.topic))
    said = Say(text="\n\n".join(parts), buttons=scene.with_help(rows))
    return Turn(session=session, effects=(said, Count(name="question_answered", labels=(question.id,))))


def _services(scene: Scene, offers: tuple[Offer, ...]) -> list[str]:
    return [cards.service(replace(offer, reason=""), scene.at) for offer in offers]

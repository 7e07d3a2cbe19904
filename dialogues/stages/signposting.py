"""The door: advice for the topic, services that fit, and the person's own choice of what to try."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dialogues import cards, grouping
from dialogues.effects import Button, Count, Say
from dialogues.guide import Rows, Scene
from dialogues.session import Ended, Signposting
from dialogues.turn import Turn
from knowledge.matching import Need, Offer, choose_services
from knowledge.vocabulary import Grouping, ServiceId, Topic


def show_result(scene: Scene) -> Turn:
    """The end of the check-in: the door in one plain sentence, then advice and services."""
    answers = scene.session.answers
    door, why = grouping.suggest(answers, scene.session.episode.level)
    topics = answers.topics or ((Topic.KEEPING_WELL,) if door is Grouping.THRIVING else (Topic.GETTING_HELP,))
    opening = Say(text=scene.line(f"door.{door}"))
    turn = show_topic(scene, topics[0], door=door, later=topics[1:])
    return turn.first(opening).then(Count(name="door", labels=(door.value, why)))


def show_topic(
    scene: Scene, topic: Topic, *, door: Grouping | None = None, later: tuple[Topic, ...] = ()
) -> Turn:
    """The card for a topic, then two or three services that fit this person."""
    article = scene.guide.library.articles[topic]
    answers = scene.session.answers
    stage = Signposting(topic=topic, grouping=door, later=later)
    scene = scene.now(scene.session.at_stage(stage))
    card = Say(text=cards.advice(article, scene.session.speaker, answers.age_band))
    offers = offers_for(scene, topic, door)
    services = Say(text=_services_text(scene, offers), buttons=scene.with_help(_rows(scene, topic, offers)))
    return scene.turn(card, services).then(Count(name="advice_shown", labels=(topic.value,)))


def show_more(scene: Scene, topic: Topic) -> Turn:
    """The rest of the card, with its follow-on question."""
    answers = scene.session.answers
    article = scene.guide.library.articles[topic]
    text = cards.more(article, scene.session.speaker, answers.age_band)
    follow_on = escape(article.part(scene.session.speaker, answers.age_band).follow_on)
    rows = scene.with_help(scene.rows("try:ideas", "path:ask", "person", "end"))
    return scene.turn(Say(text=f"{text}\n\n{follow_on}", buttons=rows))


def tried(scene: Scene, what: str) -> Turn:
    """The person's choice of what to try: noted, and the talk may end here or go on."""
    service = scene.guide.library.service(ServiceId(what), scene.at.date())
    chosen = tuple(dict.fromkeys((*scene.session.chosen_services, what)))
    scene = scene.now(replace(scene.session, chosen_services=chosen))
    rows = after(scene)
    count = Count(name="chose_to_try", labels=(what,))
    if service is None:
        return scene.turn(scene.say("choice.ideas", rows), count)
    return scene.turn(scene.say("choice.service", rows, name=escape(service.name)), count)


def said(scene: Scene, stage: Signposting, text: str) -> Turn | None:
    """Words at this point are thanks, or a new question (None: match it)."""
    plain = text.casefold().strip(" .!")
    if plain.split(" ")[0] in ("thanks", "thank", "thx", "ta", "cheers", "ok", "okay") and len(plain) < 40:
        return scene.turn(scene.say("closing.thanks", after(scene)))
    return None


def end(scene: Scene) -> Turn:
    """An ending: something that keeps people well, and the way back."""
    stage = scene.session.stage
    topic = stage.topic if isinstance(stage, Signposting) else Topic.KEEPING_WELL
    answers = scene.session.answers
    keep = scene.guide.library.articles[topic].part(scene.session.speaker, answers.age_band).keep_well
    session = scene.session.at_stage(Ended())
    text = scene.line("closing.end", keep_well=escape(keep))
    rows = scene.with_help(scene.rows("path:ask", "again", width=2))
    return Turn(session=session, effects=(Say(text=text, buttons=rows), Count(name="ended")))


def offers_for(scene: Scene, topic: Topic, door: Grouping | None) -> tuple[Offer, ...]:
    answers = scene.session.answers
    need = Need(
        topics=(topic,),
        speaker=scene.session.speaker,
        age_band=answers.age_band,
        area=answers.area,
        grouping=door,
        at=scene.at,
    )
    return choose_services(need, scene.guide.library)


def _services_text(scene: Scene, offers: tuple[Offer, ...]) -> str:
    blocks = [cards.service(offer, scene.at) for offer in offers]
    return "\n\n".join((scene.line("services.intro"), *blocks))


def _rows(scene: Scene, topic: Topic, offers: tuple[Offer, ...]) -> Rows:
    more = replace(scene.button("more"), action=f"more:{topic}")
    tries = tuple((_try_button(scene, offer),) for offer in offers)
    return ((more,), *tries, *scene.rows("try:ideas", "path:ask", "person", "end"))


def _try_button(scene: Scene, offer: Offer) -> Button:
    label = scene.button("try", name=offer.service.name).label
    return Button(label=label[:60], action=f"try:{offer.service.id}")


def after(scene: Scene) -> Rows:
    stage = scene.session.stage
    later = stage.later[:1] if isinstance(stage, Signposting) else ()
    follow = tuple(
        (
            Button(
                label=scene.guide.library.articles[topic].label[scene.session.speaker.reads_as],
                action=f"topic:{topic}",
            ),
        )
        for topic in later
    )
    return (*follow, *scene.rows("exercises", "plan", "path:ask", "person", "end"))

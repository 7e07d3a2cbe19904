"""`run_bot.py preview TOPIC [parent]`: what a person sees of a topic, as text."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from dialogues import cards
from dialogues.talk import plain
from knowledge.loading import load_library
from knowledge.matching import Need, choose_services
from knowledge.vocabulary import Speaker, Topic


def main(arguments: Sequence[str]) -> int:
    """2 for a topic that is none; the list of topics is printed then."""
    topic, *rest = [*arguments, ""]
    if topic not in set(Topic):
        sys.stderr.write("preview TOPIC [parent]; topics: " + ", ".join(Topic) + "\n")
        return 2
    speaker = Speaker.PARENT if "parent" in rest else Speaker.YOUNG_PERSON
    library = load_library()
    article = library.articles[Topic(topic)]
    now = datetime.now(UTC)
    offers = choose_services(Need(topics=(Topic(topic),), speaker=speaker, at=now), library)
    parts = [cards.advice(article, speaker, None), cards.more(article, speaker, None)]
    parts += [article.part(speaker).follow_on, *(cards.service(offer, now) for offer in offers)]
    sys.stdout.write("\n\n".join(plain(part) for part in parts) + "\n")
    return 0

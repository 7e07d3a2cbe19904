"""Whether a text is English enough to be screened as English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Set

from knowledge.text import plain_letters

_SCRIPTS = (
    ("uk", re.compile("[\u0400-\u04ff]{3,}")),
    ("ar", re.compile("[\u0600-\u06ff]{3,}")),
    ("bn", re.compile("[\u0980-\u09ff]{3,}")),
    ("gu", re.compile("[\u0a80-\u0aff]{3,}")),
    ("pa", re.compile("[\u0a00-\u0a7f]{3,}")),
    ("hi", re.compile("[\u0900-\u097f]{3,}")),
    ("zh", re.compile("[\u4e00-\u9fff]{2,}")),
)
# The commonest small words of each language in chat spelling, accents left out; none is an English word.
_MARKERS: dict[str, frozenset[str]] = {
    "pl": frozenset(
        "nie jest sie mnie moge jestem bardzo czy mam tak jak co dla ale tylko juz wszystko mojej mama tata moj moja "
        "chce boje byc nikt kto jestes czesc dzien dobry prosze pomoc szkole domu wczoraj dzisiaj dziekuje "
        "mozna".split()
    ),
    "ro": frozenset(
        "nu este sunt mie ma imi foarte pentru mai dar si cum ce vreau acasa mama tata ajutor eu nimeni scoala buna "
        "am fost multumesc aici azi ieri mereu sa nici asta fiul fiica mea meu".split()
    ),
    "lt": frozenset(
        "as ne yra man labai kaip bet noriu namo mama tetis padekite nieko esu jau su ir kad mano mokykloje labas "
        "aciu bijau nezinau negaliu".split()
    ),
    "pt": frozenset(
        "nao eu estou meu minha muito mas para quero casa mae pai ajuda ninguem escola como que uma voce ontem hoje "
        "tenho oi ola obrigado tudo mais".split()
    ),
    "es": frozenset(
        "quiero estoy muy mi casa ayuda nadie escuela hola gracias porque pero tengo mama papa hoy ayer todo nada "
        "conmigo siento ella puedo".split()
    ),
    "fr": frozenset(
        "je suis pas mon ma tres mais pour veux maison mere pere aide personne ecole comme une avec bonjour salut "
        "merci elle il nous jai cest plus rien".split()
    ),
    "bn": frozenset(
        "ami amar na keno kotha bhalo kichu amake bari ma baba bhai bolte parina khub ache".split()
    ),
    "gu": frozenset("hu mane nathi che mari maro su kem ghare mummy pappa bahu chu".split()),
    "ur": frozenset(
        "main mein mujhe nahi hai hoon mera meri kya ghar ammi abbu bohat bahut kuch karta karti raha rahi koi ko "
        "aur ho gaya".split()
    ),
    "so": frozenset(
        "waan waxaan ma iga aniga hooyo aabo guriga dugsiga fadlan caawi waa maya haa ku".split()
    ),
}
_ALSO_ENGLISH = frozenset(
    "as man am ma no a he so me plus pas para ache main ho ko hu su che co si ne mama ku how".split()
)
_ENGLISH = frozenset(
    "i the to and my is it a of in me you for that on im not with have was just so what do be dont he she this they "
    "can at get but her his like about if how all no are we or up out when who help really know want any".split()
)


_GREETINGS = frozenset(
    "hola salut bonjour bonsoir czesc hej ola oi buna ciao labas sveiki namaste salam salaam assalamu alaikum "
    "asalamualaikum kem cho merhaba priviet pryvit hallo hei dziendobry dzien dobry noroc merci gracias obrigado "
    "dziekuje multumesc aciu adeu bye no yes si oui tak da nie sup wagwan wagwarn".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_STRANGE_FROM = 3  # words; from there on, a text of which too few words are English is not English
_ENGLISH_SHARE = 0.6  # of 20,000 messages in English, slips and slang included, one in 800 has less


def words(text: str) -> list[str]:
    """Its words in small letters, without accents and apostrophes."""
    return _WORD.findall(plain_letters(text.casefold()).replace("'", ""))


def other_than_english(text: str, english: Set[str], spoken: Callable[[str], Counter[str]]) -> str:
    """ "en", or the code of the language that *text* is mostly written in ("und": not known which).

    A short greeting counts as English in any language. *english* holds the words that English messages use;
    *spoken* counts, for each other language, the words that its rules know.
    """
    used = words(text)
    if len(used) <= 3 and all(word in _GREETINGS for word in used):
        return "en"
    for code, script in _SCRIPTS:
        if script.search(text):
            return code
    if len(used) < 2:
        return "en"
    hits = Counter(
        code
        for code, markers in _MARKERS.items()
        for word in used
        if word in markers and word not in _ALSO_ENGLISH
    )
    common = sum(word in _ENGLISH for word in used)
    strange = sum(word not in english for word in used) > (1 - _ENGLISH_SHARE) * len(used)
    if len(used) >= _STRANGE_FROM and strange:
        hits += spoken(" ".join(used))
    elif max(hits.values(), default=0) <= common:
        return "en"
    code, most = max(hits.items(), key=lambda hit: (hit[1], hit[0]), default=("und", 0))
    if most >= 2:
        return code
    return "und" if strange else "en"

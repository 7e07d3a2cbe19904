"""The risk policy's levels, rulings and hard edges, carried by the signals alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.risk.levels import RiskCategory, RiskLevel, Subject
from knowledge.risk.lexicon import Lexicon, load
from knowledge.risk.screening import screen
from knowledge.vocabulary import Speaker

RULES = Path(__file__).parents[2] / "knowledge" / "content" / "risk"
YOUNG, PARENT = Speaker.YOUNG_PERSON, Speaker.PARENT


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load(RULES)


def level(text: str, lexicon: Lexicon, speaker: Speaker = YOUNG) -> int:
    return int(screen(text, lexicon, speaker=speaker).level)


RULINGS = [
    # preparations, and a stock of means
    (3, PARENT, "she's given all her jewellery away to her friends"),
    (3, PARENT, "he was in bits for weeks and now he's suddenly cheerful"),
    (3, PARENT, "my antidepressants have gone missing from the cabinet"),
    (3, YOUNG, "I've got a stash of tablets under my bed"),
    (4, YOUNG, "I'm sat with all the tablets in front of me"),
    (4, YOUNG, "I'm going to end my life tonight"),
    # goodbyes
    (4, YOUNG, "goodbye everyone, I'm sorry I wasn't better"),
    (4, PARENT, "he's sent all his friends a goodbye message"),
    (3, YOUNG, "I've been thinking about writing goodbye letters"),
    # a denial with a time limit, or a condition about to end
    (3, YOUNG, "I won't kill myself, not tonight anyway"),
    (3, YOUNG, "I'd never do it, because of my little brother. he's moving to my dad's on saturday"),
    (3, YOUNG, "I'm only staying alive until my nan goes"),
    # wishing not to be, wanting to die, everyday readings
    (2, YOUNG, "I wish I could go to sleep and never wake up"),
    (2, YOUNG, "I don't want to exist"),
    (3, YOUNG, "I want to die"),
    (3, YOUNG, "I want to take my own life"),
    (1, YOUNG, "I don't want to be here"),
    (2, YOUNG, "I don't want to die, I just want it all to stop"),
    (1, YOUNG, "I would never hurt myself"),
    (3, YOUNG, "I'm fine, I only cut a bit"),
    (1, YOUNG, "I'm not suicidal but it's been a bad year"),
    # a parent who fears hurting a child
    (3, PARENT, "I'm scared I'll shake him. he's in the cot and I'm in the garden"),
    (3, PARENT, "I keep having thoughts about hurting the baby"),
    (4, PARENT, "I'm going to throw him down the stairs, I can't stop"),
    # fear at home
    (1, YOUNG, "things are a bit tense at home"),
    (2, YOUNG, "I'm scared of my dad"),
    (3, YOUNG, "dad kicked a hole in my bedroom door"),
    (3, YOUNG, "mum has a bag packed in case we have to leave because of him"),
    # neglect
    (2, PARENT, "the boy next door is always in dirty clothes"),
    (3, YOUNG, "mum's passed out and won't wake up for the baby, she's been drinking"),
    (4, YOUNG, "mum's been gone three nights, there's no food and the baby is screaming"),
    # being drawn in
    (2, YOUNG, "some older lads want me to hold a bag for them"),
    (2, PARENT, "he's been watching neo nazi videos and talking about a race war"),
    (3, YOUNG, "they make me sell drugs for them"),
    (3, PARENT, "she's planning to travel to syria"),
    (3, YOUNG, "I owe the dealer money and he's threatened my family"),
    # eating
    (2, YOUNG, "I make myself sick after tea"),
    (2, YOUNG, "I've been starving myself"),
    (3, YOUNG, "I nearly fainted because I haven't been eating"),
    (3, PARENT, "she hasn't eaten for four days"),
    # forced marriage and FGM
    (3, YOUNG, "I'm scared they'll make me marry him in the summer"),
    (3, YOUNG, "mum says my sister is going to be cut when we go to Gambia"),
    (2, YOUNG, "they're taking us back home on a long trip and won't tell us why"),
    # secrecy asked by an adult; meetings, pictures, threats
    (2, YOUNG, "my tutor said to keep our chats our little secret"),
    (2, YOUNG, "a stranger online keeps asking me for pics"),
    (3, YOUNG, "I'm meeting a man I met on discord"),
    (3, YOUNG, "I sent him nudes"),
    (3, YOUNG, "he says he'll leak my pics unless I send more"),
    # partners
    (3, YOUNG, "my girlfriend told me to go kill myself"),
    (3, YOUNG, "my boyfriend says he'll post it if I leave"),
    (3, YOUNG, "my boyfriend slapped me"),
    # after a birth
    (2, PARENT, "I feel nothing for the baby"),
    (3, PARENT, "I gave birth last month and I know this baby is not mine"),
    # gas and drugs
    (3, YOUNG, "been doing balloons and now I can't feel my feet, they are numb"),
    (4, YOUNG, "my friend took pills at a party and he's fitting"),
    # voices
    (2, YOUNG, "I hear voices when nobody is there"),
    (3, YOUNG, "the voices tell me to hurt my sister"),
    # violence and weapons
    (2, YOUNG, "I carry a knife for protection"),
    (3, YOUNG, "I'm going to stab him on monday"),
    (4, YOUNG, "they're outside my house with machetes"),
    # missing
    (2, YOUNG, "I'm thinking about running away"),
    (3, PARENT, "my daughter hasn't come home"),
    # suspicion, without having seen or been told
    (2, PARENT, "I'm worried she might be self harming"),
    (2, YOUNG, "I think my friend might be suicidal"),
    # said by or seen in somebody else
    (3, YOUNG, "my friend says she's going to kill herself"),
    (4, YOUNG, "my mate's taken an overdose"),
    (3, YOUNG, "my best friend told me her stepdad hits her"),
    # past and over
    (2, YOUNG, "I used to self harm in lockdown"),
    (2, YOUNG, "I tried to kill myself two years ago"),
    (3, YOUNG, "I used to cut and I've started again"),
    (3, YOUNG, "my uncle used to hit me when I was little"),
    # what a word means from a parent
    (3, PARENT, "he hit me in front of the kids"),
    (0, PARENT, "my toddler hits me when he's tired"),
    # hopeless, half said
    (1, YOUNG, "I can't do this any more"),
    (1, YOUNG, "what's the point"),
    (1, YOUNG, "I've done something stupid"),
    (1, YOUNG, "I can't tell anyone"),
]


@pytest.mark.parametrize(("wanted", "speaker", "text"), RULINGS)
def test_each_ruling_is_carried_by_signals(
    wanted: int, speaker: Speaker, text: str, lexicon: Lexicon
) -> None:
    assert level(text, lexicon, speaker) == wanted


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (3, "i wana unalive myself"),
        (3, "kms"),
        (3, "thinking about sewerslide"),
        (3, "iwanttodie"),
        (3, "i want\nto\ndie"),
        (3, "1 w4nt to d1e"),
        (3, "i want to 💀"),
        (3, "𝓲 𝔀𝓪𝓷𝓽 𝓽𝓸 𝓭𝓲𝓮"),
        (3, "been sh again, sh every night, i sh"),
        (3, "sucidal again"),
        (3, "mi dad hits me n mi sister wiv a belt"),
        (2, "back on ana tips again"),
        (3, "got graped at a party"),
    ],
)
def test_disguise_keeps_the_level(wanted: int, text: str, lexicon: Lexicon) -> None:
    assert level(text, lexicon) >= wanted


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "this maths is killing me",
        "I'm dead 😂😂",
        "I nearly died of embarrassment",
        "my dad will kill me if I fail",
        "could murder a kebab",
        "got killed by the boss again",
        "in the play he kills himself and we have to write about it",
        "my song lyrics are about a boy who wants to die",
        "we had an assembly about self harm",
        "what is county lines",
        "ran 10 kms on sunday morning",
        "I took two paracetamol for my headache",
        "I cut myself shaving",
        "he beat me at fifa",
        "my nan died and I miss her",
        "my little brother bit me",
        "my friend's moving to Leeds",
        "mum shouts at me to tidy my room",
        "how do I stop worrying about exams",
        "I skipped breakfast because I was late",
        "we're fasting for ramadan",
        "my therapist is nice and we sat together",
    ],
)
def test_everyday_life_is_left_alone(text: str, lexicon: Lexicon) -> None:
    assert level(text, lexicon) == RiskLevel.NONE


@pytest.mark.parametrize(
    ("speaker", "text", "subject"),
    [
        (YOUNG, "I want to die", Subject.SELF),
        (YOUNG, "my friend says she's going to kill herself", Subject.OTHER),
        (YOUNG, "my dad hits me", Subject.SELF),
        (YOUNG, "my dad hits my mum", Subject.OTHER),
        (PARENT, "my son says he wants to die", Subject.OTHER),
        (PARENT, "I want to kill myself", Subject.SELF),
        (PARENT, "been cutting herself again", Subject.OTHER),
        (PARENT, "my husband hits me", Subject.SELF),
        (YOUNG, "hi", Subject.NONE),
    ],
)
def test_whose_safety_it_is(speaker: Speaker, text: str, subject: Subject, lexicon: Lexicon) -> None:
    assert screen(text, lexicon, speaker=speaker).subject is subject


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("my boyfriend hit me", RiskCategory.DOMESTIC_ABUSE),
        ("I took all my pills", RiskCategory.MEDICAL),
        ("doing nos and my legs are numb", RiskCategory.MEDICAL),
        ("they want me to marry my cousin, my parents do", RiskCategory.HARMFUL_PRACTICES),
        ("I make myself sick after eating", RiskCategory.EATING),
    ],
)
def test_the_category_is_named(text: str, category: RiskCategory, lexicon: Lexicon) -> None:
    assert category in screen(text, lexicon).categories


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (3, "chcę umrzeć"),
        (3, "vreau sa mor"),
        (3, "noriu mirti"),
        (3, "хочу померти"),
        (3, "quero morrer"),
        (3, "je veux mourir"),
        (3, "ami morte chai"),
        (3, "mane jivvu nathi"),
        (3, "mujhe marna hai"),
        (3, "waxaan rabaa inaan dhinto"),
        (1, "nie wiem co robić, w szkole jest źle"),
        (1, "আমি বাড়ি যেতে চাই না"),
        (0, "cześć"),
        (0, "hola"),
    ],
)
def test_other_languages(wanted: int, text: str, lexicon: Lexicon) -> None:
    assert level(text, lexicon) == wanted


def test_a_burst_of_short_messages_is_read_as_one(lexicon: Lexicon) -> None:
    assert screen("die", lexicon, earlier=("i want", "to")).level is RiskLevel.URGENT


def test_reasons_are_in_plain_words_with_the_words_read(lexicon: Lexicon) -> None:
    reason = screen("My Sister  K1LLS me.. jk. but i wanna d.i.e tho", lexicon).reasons[0]
    assert (reason.rule, reason.quote) == ("suicide.want_to_die", "wanna d.i.e")
    assert reason.plain == "Says somebody wants to die"

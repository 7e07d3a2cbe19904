"""Own words to the answers of the check-in: what a person types where buttons are offered.

Plain phrase lists, whole words, first fit wins; None where it is not clear, and then the bot asks
again kindly. Nothing here lowers or raises risk: the screen has read the words before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from knowledge.vocabulary import (
    AgeBand,
    Area,
    Duration,
    FeelsSafe,
    Impact,
    Speaker,
    Support,
    ThoughtsOfHarm,
)

Answer = TypeVar("Answer", bound=StrEnum)


def _table(*rows: tuple[Answer, str]) -> tuple[tuple[Answer, re.Pattern[str]], ...]:
    return tuple((value, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for value, words in rows)


def _first(table: Sequence[tuple[Answer, re.Pattern[str]]], text: str) -> Answer | None:
    plain = text.casefold().replace("’", "'").replace("'", "")
    return next((value for value, words in table if words.search(plain)), None)


_SPEAKER = _table(
    (
        Speaker.PROFESSIONAL,
        r"(?:im|i am|as) an? (?:ta|teacher|tutor|social worker|youth worker|school nurse|nurse|gp|doctor|"
        r"key ?worker|counsellor|senco|support worker)|i work with|professional|not a parent",
    ),
    (
        Speaker.PARENT,
        r"parent|carer|(?:im|i am) (?:a|her|his|their) (?:mum|mam|dad|nan|gran\w*|grandad|step\w*|foster\w*)|"
        r"my (?:own )?(?:\d+ ?(?:yr|year|y/?o)\w*(?: old)? )?(?:son|daughter|kid|kids|child|children|little one|"
        r"toddler|baby|lad|grandson|granddaughter|stepson|stepdaughter|foster \w+|eldest|youngest)|"
        r"my \d+ ?(?:yr|year|y/?o)\w*(?: old)?(?: \w+)?|our (?:son|daughter|lad|girl|boy)",
    ),
    (Speaker.YOUNG_PERSON, r"young(?: person)?|me|for me|myself|teen\w*|student|year (?:[5-9]|1[0-3])|kid"),
)
_TOWNS_NORTH = (
    r"north|corby|kettering|wellingborough|rushden|raunds|thrapston|oundle|irthlingborough|rothwell|"
    r"desborough|burton latimer|higham(?: ferrers)?|finedon|earls barton|irchester"
)
_TOWNS_WEST = (
    r"west|northampton|daventry|towcester|brackley|duston|moulton|brixworth|long buckby|kingsthorpe|"
    r"wootton|silverstone|weedon|roade"
)
_AREA = _table(
    (Area.UNKNOWN, r"not sure|dont know|dunno|no idea|idk"),
    (Area.WEST, rf"(?:{_TOWNS_WEST})(?: ?north(?:ants|amptonshire))?|west north\w+|wnc"),
    (Area.NORTH, rf"(?:{_TOWNS_NORTH})(?: ?north\w+)?|north north\w+|nnc"),
    (
        Area.ELSEWHERE,
        r"elsewhere|somewhere else|other|outside|leicester\w*|milton keynes|bedford\w*|london|birmingham",
    ),
)
_DURATION = _table(
    (
        Duration.YEARS,
        r"years?|yrs?|forever|always|all my life|since (?:i was|primary|forever|birth|he was|she was)|as long as",
    ),
    (
        Duration.MONTHS,
        r"months?|mths?|ages|half a year|since (?:about |around |like |last )?(?:jan|feb|mar|apr|may|jun|jul|aug|"
        r"sep|sept|oct|nov|dec|summer|easter|christmas|xmas|spring|autumn|winter|school|term|the summer|we broke)\w*",
    ),
    (Duration.WEEKS, r"weeks?|wks?|fortnight|few weeks|since half term|this month|a month"),
    (
        Duration.DAYS,
        r"days?|today|yesterday|this week|since (?:mon|tue|wed|thu|fri|sat|sun)\w*|last night|"
        r"just now|just started|new",
    ),
)
_IMPACT = _table(
    (
        Impact.CANNOT_DO_NORMAL_THINGS,
        r"cant do (?:anything|normal|nothing)|cannot do|cant (?:leave|get out|go to school|function|"
        r"work)|stopped going|"
        r"not (?:been )?(?:going|in) (?:to )?school|everything|completely|dont see anyone|off sick",
    ),
    (
        Impact.A_LOT,
        r"behind (?:in|with|on)|no time (?:for|to)|given up|stopped|late (?:for|most)|cant (?:concentrate|focus)",
    ),
    (Impact.NONE, r"not really|not at all|none|no|nope|nah|doesnt|isnt|its fine|hardly"),
    (
        Impact.A_LOT,
        r"a lot|alot|lots|loads|really (?:bad|badly)|massively|big time|most days|every ?day|"
        r"so much|quite a lot|very",
    ),
    (Impact.A_LITTLE, r"a (?:little|bit)|bit|little|sometimes|some|kinda|kind of|sort of|a few|not much"),
)
_SUPPORT = _table(
    (
        Support.ALREADY_IN_SERVICES,
        r"camhs|counsell\w+|therap\w+|psych\w+|social worker|cypmhs|crisis team|mental health team|"
        r"already (?:in|with|seeing|getting)|"
        r"key ?worker|senco|early help|waiting list",
    ),
    (
        Support.NOBODY,
        r"no ?one|nobody|no ?body|none|not really|no|nope|nah|on my own|by myself|just me|havent told|alone",
    ),
    (
        Support.SOMEONE,
        r"yes|yeah|yep|mum|mam|dad|nan|gran\w*|auntie?|uncle|sister|brother|cousin|friends?|mates?|teacher|tutor|"
        r"boyfriend|girlfriend|partner|husband|wife|family|someone|a few|school|gp|parents|people|neighbour",
    ),
)
_SAFE = _table(
    (
        FeelsSafe.UNSURE,
        r"nowhere|nothing is|dunno|dont know|not sure|unsure|idk|maybe|kind of|kinda|sort of|sometimes|depends|"
        r"at school yes|not at home|"
        r"i think so|i guess|i suppose|hard to say",
    ),
    (
        FeelsSafe.NO,
        r"no not|not (?:really )?safe|not really|unsafe|dont feel safe|im not|isnt safe|no|nope|nah|never",
    ),
    (
        FeelsSafe.YES,
        r"yes|yeah|yep|yh|yea|ye|yup|safe|im fine|all (?:good|fine|safe)|ok|okay|fine|totally|of course|course|sure",
    ),
)
_NO_TROUBLE = re.compile(
    r"(?<!\w)(?:no|nope|nah) (?:worries|concerns|problems?|nothing|im (?:safe|fine|ok))(?!\w)"
)
_HARM = _table(
    (
        ThoughtsOfHarm.PREFER_NOT,
        r"prefer not|rather not|dont want to (?:say|talk|answer)|pass|skip|cant say|not saying",
    ),
    (ThoughtsOfHarm.SOMETIMES, r"no but (?:sometimes|i|maybe|at)|sometimes|on and off|now and then"),
    (ThoughtsOfHarm.NO, r"no|nope|nah|never|not at all|nothing like that|not gonna|wouldnt|course not"),
    (
        ThoughtsOfHarm.SOMETIMES,
        r"sometimes|a bit|maybe|now and then|on and off|kind of|kinda|sort of|dunno|idk|not sure|"
        r"most nights|at night",
    ),
    (
        ThoughtsOfHarm.YES,
        r"yes|yeah|yep|yh|yea|ye|all the time|every ?day|every night|a lot|i do|i am|think about it",
    ),
)
_MOOD = (
    (
        2,
        r"(?:not|isnt|wasnt|never|dont feel|didnt feel)(?: (?:really|very|that|so|feeling|too|all that))* "
        r"(?:great|happy|good|ok|okay|fine|well|amazing|brilliant)",
    ),
    (
        1,
        r"really bad|awful|terrible|the worst|worst|horrible|broken|rock bottom|shit|as low as|hopeless|rubbish|sick",
    ),
    (5, r"great|amazing|brilliant|really good|fab\w*|buzzing|fantastic|happy|class"),
    (
        2,
        r"bad|low|sad|down|rough|not (?:good|great|ok)|worried|scared|tired|gutted|anxious|stressed|"
        r"angry|upset|meh|lonely|zle",
    ),
    (4, r"good|pretty good|fine|alright|not bad|well|decent"),
    (3, r"ok|okay|so so|middling|average|mid|bit of both|up and down|frazzled"),
)
_MOOD_WORDS = tuple((value, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for value, words in _MOOD)
_NUMBER = re.compile(r"(?<![\w.])(\d{1,2})(?![\w.])")
_OUT_OF_TEN = re.compile(r"(\d{1,2})\s*(?:out of|/)\s*10")
_YEAR_GROUP = re.compile(r"(?<!\w)(?:year|yr) ?(\d{1,2})(?!\w)")


def speaker(text: str) -> Speaker | None:
    return _first(_SPEAKER, text)


def area(text: str) -> Area | None:
    return _first(_AREA, text)


def duration(text: str) -> Duration | None:
    return _first(_DURATION, text)


def impact(text: str) -> Impact | None:
    return _first(_IMPACT, text)


def support(text: str) -> Support | None:
    return _first(_SUPPORT, text)


def feels_safe(text: str) -> FeelsSafe | None:
    """Safe, not safe, or unsure; "yes at school, not at home" is unsure, never yes."""
    plain = text.casefold().replace("’", "'").replace("'", "")
    if _NO_TROUBLE.search(plain):
        return FeelsSafe.YES
    return _first(_SAFE, text)


def thoughts_of_harm(text: str) -> ThoughtsOfHarm | None:
    return _first(_HARM, text)


def mood(text: str) -> int | None:
    """1 to 5 (5 great), from a number out of five or ten, or a word."""
    plain = text.casefold().replace("’", "'").replace("'", "")
    if tenth := _OUT_OF_TEN.search(plain):
        return min(5, max(1, round(int(tenth[1]) / 2)))
    if (number := _NUMBER.search(plain)) and 1 <= int(number[1]) <= 5:
        return int(number[1])
    return next((value for value, words in _MOOD_WORDS if words.search(plain)), None)


def age_band(text: str, reader: Speaker) -> AgeBand | None:
    """The band of an age in years or a school year; a parent's child may be under five."""
    plain = text.casefold()
    years = None
    if grade := _YEAR_GROUP.search(plain):
        years = int(grade[1]) + 4
    elif number := re.search(r"(?<!\w)(\d{1,2})(?:\s*(?:y/?o|yrs?|years?|and a half)\b.*)?(?!\w)", plain):
        years = int(number[1])
    if years is None or years > 25:
        return None
    if years < 11:
        if reader is Speaker.YOUNG_PERSON:
            return AgeBand.UNDER_11
        return AgeBand.UNDER_5 if years < 5 else AgeBand.FIVE_TO_10
    for band in (AgeBand.FROM_11, AgeBand.FROM_14, AgeBand.FROM_16, AgeBand.FROM_18):
        if years <= band.years[1]:
            return band
    return None

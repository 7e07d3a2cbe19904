"""Services for a need: never the wrong one, best first, and always somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogues.guide import Guide
from knowledge.advice import Service
from knowledge.fitting import ADULT_TOPICS, DANGER_TOPICS, HELPLINES, LOCAL
from knowledge.hours import parse
from knowledge.library import Library
from knowledge.matching import Need, Offer, choose_services, offers_of
from knowledge.readability import reading_age
from knowledge.vocabulary import AgeBand, Area, Grouping, ServiceId, Speaker, Topic

YOUNG, PARENT, PROFESSIONAL = Speaker.YOUNG_PERSON, Speaker.PARENT, Speaker.PROFESSIONAL
MORNING = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # a Wednesday
NIGHT = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
TEN_YEARS_ON = MORNING + timedelta(days=3653)
MILD = tuple(topic for topic in Topic if topic not in DANGER_TOPICS)
ADULT_LINES = (
    "nhft_mental_health_number",
    "northamptonshire_mind",
    "hummingbird_bereavement",
    "ndas",
    "eve",
    "pandas",
)

Chosen = Callable[..., list[str]]


@pytest.fixture(scope="module")
def library(guide: Guide) -> Library:
    return guide.library


@pytest.fixture
def chosen(library: Library) -> Chosen:
    def ids(topic: Topic, speaker: Speaker = YOUNG, *, at: datetime = MORNING, **fields: object) -> list[str]:
        return [offer.service.id for offer in offers(library, topic, speaker, at=at, **fields)]

    return ids


def offers(
    library: Library, topic: Topic, speaker: Speaker = YOUNG, *, at: datetime = MORNING, **fields: object
) -> tuple[Offer, ...]:
    known = {"age_band": AgeBand.FROM_14, "area": Area.NORTH, "grouping": Grouping.GETTING_ADVICE}
    return choose_services(Need(topics=(topic,), speaker=speaker, at=at, **{**known, **fields}), library)  # type: ignore[arg-type]


def with_services(library: Library, *changed: Service) -> Library:
    return replace(library, services={**library.services, **{service.id: service for service in changed}})


def expired(library: Library, *ids: str) -> Library:
    past = MORNING.date() - timedelta(days=1)
    return with_services(library, *(replace(library.services[ServiceId(i)], review_by=past) for i in ids))


@pytest.mark.parametrize(
    ("topic", "speaker", "fields", "first"),
    [
        (Topic.SLEEP, YOUNG, {}, "nhft_school_nurse_text"),
        (Topic.SLEEP, YOUNG, {"age_band": AgeBand.UNDER_11}, "nhs_every_mind_matters"),
        (Topic.SLEEP, PARENT, {"age_band": AgeBand.FIVE_TO_10}, "nhft_0_19_hub"),
        (Topic.SLEEP, PROFESSIONAL, {"age_band": AgeBand.FIVE_TO_10}, "nhft_0_19_hub"),
        (Topic.LOW_MOOD, YOUNG, {"area": Area.NORTH}, "youth_works"),
        (Topic.LOW_MOOD, YOUNG, {"area": Area.WEST}, "the_lowdown"),
        (Topic.LOW_MOOD, YOUNG, {"area": Area.ELSEWHERE}, "childline"),
        (Topic.BEREAVEMENT, PARENT, {}, "winstons_wish"),
        (Topic.YOUNG_CARER, YOUNG, {}, "northamptonshire_young_carers"),
        (Topic.MONEY_HOUSING, PARENT, {}, "citizens_advice"),
        (Topic.SCHOOL_ATTENDANCE, PARENT, {"grouping": Grouping.GETTING_HELP}, "mhst_northamptonshire"),
        (Topic.SUICIDAL_THOUGHTS, YOUNG, {"grouping": Grouping.RISK_SUPPORT}, "emergency_999"),
        (Topic.SELF_HARM, YOUNG, {}, "papyrus_hopeline247"),
        (Topic.EXAM_STRESS, YOUNG, {"age_band": AgeBand.FROM_18}, "student_minds"),
        (Topic.ABUSE_HOME, YOUNG, {"at": NIGHT, "grouping": Grouping.RISK_SUPPORT}, "childline"),
    ],
)
def test_best_first(
    chosen: Chosen, topic: Topic, speaker: Speaker, fields: dict[str, object], first: str
) -> None:
    assert chosen(topic, speaker, **fields)[0] == first


@pytest.mark.parametrize(
    ("never", "topic", "speaker", "fields"),
    [
        # the other council's area
        ("the_lowdown", Topic.LOW_MOOD, YOUNG, {"area": Area.NORTH}),
        ("youth_works", Topic.LOW_MOOD, YOUNG, {"area": Area.WEST}),
        ("family_hubs_west", Topic.CHILD_BEHAVIOUR, PARENT, {"area": Area.NORTH}),
        ("local_offer_west", Topic.AUTISM_ADHD, PARENT, {"area": Area.NORTH}),
        ("nhft_school_nurse_text", Topic.SLEEP, YOUNG, {"area": Area.ELSEWHERE}),
        # a guess at the council where nobody said
        ("the_lowdown", Topic.ANXIETY, YOUNG, {"area": Area.UNKNOWN}),
        ("youth_works", Topic.ANXIETY, YOUNG, {"area": None}),
        # too old, too young
        ("childline", Topic.ANXIETY, YOUNG, {"age_band": AgeBand.FROM_18}),
        ("nhft_school_nurse_text", Topic.SLEEP, YOUNG, {"age_band": AgeBand.FROM_18}),
        ("nhft_school_nurse_text", Topic.SLEEP, YOUNG, {"age_band": AgeBand.UNDER_11}),
        ("student_minds", Topic.EXAM_STRESS, YOUNG, {}),
        ("rape_crisis_247", Topic.SEXUAL_ABUSE, YOUNG, {}),
        ("shelter", Topic.MONEY_HOUSING, YOUNG, {}),
        # adults' services for a child, also where a parent asks about one or the age is not known
        ("nhft_mental_health_number", Topic.LOW_MOOD, YOUNG, {"age_band": None}),
        ("nhft_mental_health_number", Topic.ANXIETY, PARENT, {"age_band": None}),
        ("nhft_mental_health_number", Topic.ANXIETY, PARENT, {"age_band": AgeBand.FROM_16}),
        ("hummingbird_bereavement", Topic.BEREAVEMENT, PARENT, {"age_band": AgeBand.FIVE_TO_10}),
        # for young people only, for parents only
        ("childline", Topic.ANXIETY, PARENT, {}),
        ("youngminds_parents", Topic.ANXIETY, YOUNG, {}),
        # a line for a crisis where the worry is mild and others are there
        ("shout", Topic.ANXIETY, YOUNG, {"at": NIGHT}),
        ("shout", Topic.SLEEP, PARENT, {"at": NIGHT}),
        ("runaway_helpline", Topic.FAMILY_CONFLICT, YOUNG, {}),
    ],
)
def test_never_the_wrong_one(
    chosen: Chosen, never: str, topic: Topic, speaker: Speaker, fields: dict[str, object]
) -> None:
    assert never not in chosen(topic, speaker, **fields)


def test_a_parent_who_struggles_is_shown_what_is_for_adults(chosen: Chosen) -> None:
    assert "nhft_mental_health_number" in chosen(Topic.PARENT_WELLBEING, PARENT, age_band=AgeBand.FIVE_TO_10)


def test_one_topic_of_adults_does_not_let_their_services_in_for_another(library: Library) -> None:
    need = Need(
        topics=(Topic.EARLY_YEARS, Topic.ANXIETY), speaker=PARENT, at=MORNING, age_band=AgeBand.UNDER_5
    )
    found = [offer.service.id for offer in choose_services(need, library, limit=100)]

    assert "nhft_mental_health_number" not in found
    assert "pandas" in found


@pytest.mark.parametrize(
    "grouping", [Grouping.THRIVING, Grouping.GETTING_ADVICE, None, Grouping.GETTING_HELP]
)
@pytest.mark.parametrize("topic", MILD)
def test_a_crisis_line_never_stands_before_an_ordinary_service(
    library: Library, topic: Topic, grouping: Grouping
) -> None:
    found = offers(library, topic, grouping=grouping, at=NIGHT)
    crisis = [offer.service.grouping is Grouping.RISK_SUPPORT for offer in found]

    assert crisis == sorted(crisis) or len(library.articles[topic].services) == 0, found


def test_the_same_needs_another_door_when_it_weighs_more(chosen: Chosen) -> None:
    mild = chosen(Topic.LOW_MOOD, PARENT, age_band=AgeBand.FROM_11, area=Area.NORTH)
    heavy = chosen(Topic.LOW_MOOD, YOUNG, grouping=Grouping.RISK_SUPPORT, at=NIGHT)

    assert "mhst_northamptonshire" in mild
    assert heavy[0] == "shout"


@pytest.mark.parametrize("at", [MORNING, NIGHT])
def test_in_a_crisis_somebody_is_there_at_that_hour(library: Library, at: datetime) -> None:
    for topic, speaker, band in product(Topic, Speaker, (*AgeBand, None)):
        found = offers(library, topic, speaker, age_band=band, grouping=Grouping.RISK_SUPPORT, at=at)
        assert any(is_open(offer.service, at) for offer in found), (topic, speaker, band, found)


def is_open(service: Service, at: datetime) -> bool:
    return service.hours is not None and service.hours.open_at(at.astimezone(LOCAL))


def test_who_is_there_now_comes_before_who_is_not(library: Library) -> None:
    day = replace(
        library.services[ServiceId("winstons_wish")], id=ServiceId("by_day"), phone="01604 634385", text=""
    )
    night = replace(
        day, id=ServiceId("by_night"), phone="01536 518339", hours=parse(("every-day 18:00-08:00",))
    )
    both = with_services(library, day, night)

    def order(at: datetime) -> list[str]:
        need = Need(topics=(Topic.BEREAVEMENT,), speaker=YOUNG, at=at)
        found = [offer.service.id for offer in choose_services(need, both, 99)]
        return [i for i in found if i in ("by_day", "by_night")]

    assert order(MORNING) == ["by_day", "by_night"]
    assert order(NIGHT) == ["by_night", "by_day"]


def test_what_is_out_of_date_is_replaced_by_its_national_stand_in(library: Library) -> None:
    before = offers(library, Topic.LOW_MOOD, area=Area.WEST)
    after = offers(expired(library, "the_lowdown"), Topic.LOW_MOOD, area=Area.WEST)

    assert "the_lowdown" in [offer.service.id for offer in before]
    assert "the_lowdown" not in [offer.service.id for offer in after]
    for offer in after:
        assert offer.service.area != "national" or offer.reason.endswith("for the whole country")


def test_a_stand_in_is_judged_as_itself(library: Library) -> None:
    """Where the ordinary service has lapsed, a line for a crisis does not inherit its first place."""
    found = offers(expired(library, "the_lowdown"), Topic.SELF_ESTEEM, area=Area.WEST)

    assert found[0].service.id != "shout"


def test_when_all_is_out_of_date_there_is_still_a_number_to_call(library: Library) -> None:
    for speaker in Speaker:
        found = offers(library, Topic.SLEEP, speaker, at=TEN_YEARS_ON)
        assert [offer.service.phone for offer in found] == ["111", "999"]
        assert all(offer.reason == "you can talk to them about anything" for offer in found)


def test_helplines_where_nothing_fits(library: Library) -> None:
    nothing = Need(topics=(), speaker=YOUNG, at=MORNING, age_band=AgeBand.FROM_14)

    assert [offer.service.id for offer in choose_services(nothing, library)] == list(HELPLINES)
    assert [offer.service.id for offer in choose_services(replace(nothing, speaker=PARENT), library)] == [
        "shout",
        "nhs_111_mental_health",
    ]


def test_no_number_is_offered_twice(library: Library) -> None:
    for topic, speaker, band in product(Topic, Speaker, AgeBand):
        found = offers(library, topic, speaker, age_band=band, area=Area.UNKNOWN)
        numbers = [n for offer in found for n in (offer.service.phone, offer.service.text) if n]
        assert len(numbers) == len(set(numbers)), found


def test_three_of_a_kind_give_way_to_something_else(library: Library) -> None:
    """Three websites for the whole country, all first on the card, do not fill the three places."""
    web = library.services[ServiceId("nhs_every_mind_matters")]
    copies = [replace(web, id=ServiceId(f"website_{n}"), confidence="high") for n in range(3)]
    found = choose_services(
        Need(
            topics=(Topic.KEEPING_WELL,), speaker=YOUNG, at=MORNING, age_band=AgeBand.FROM_14, area=Area.WEST
        ),
        with_services(library, *copies),
    )

    assert any(offer.service.phone or offer.service.places for offer in found)


def test_the_reason_is_short_and_plain(library: Library) -> None:
    reasons = {
        offer.reason
        for topic, speaker, area in product(Topic, Speaker, Area)
        for offer in offers(library, topic, speaker, area=area)
    }

    assert all(len(reason) < 80 for reason in reasons)
    for reason in reasons:
        # Repeated, for a handful of words cannot be judged; place names are as long as they are.
        plain = f"{reason.replace('Northamptonshire', 'town')}. " * 4
        assert reading_age(plain) <= 11, (reason, reading_age(plain))


def test_what_a_question_lists_is_held_to_the_same(library: Library) -> None:
    need = Need(
        topics=(Topic.LOW_MOOD,), speaker=PARENT, at=MORNING, age_band=AgeBand.FROM_11, area=Area.NORTH
    )
    listed = [ServiceId(i) for i in ("childline", "the_lowdown", "nhft_mental_health_number", "youth_works")]

    assert [offer.service.id for offer in offers_of(listed, need, library)] == ["youth_works"]


NEEDS = st.builds(
    Need,
    topics=st.lists(st.sampled_from(Topic), max_size=3, unique=True).map(tuple),
    speaker=st.sampled_from(Speaker),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    age_band=st.sampled_from((*AgeBand, None)),
    area=st.sampled_from((*Area, None)),
    grouping=st.sampled_from((*Grouping, None)),
)


@settings(max_examples=400, deadline=None)
@given(need=NEEDS, limit=st.integers(1, 5))
def test_any_need_is_met_with_what_it_may_use(library: Library, need: Need, limit: int) -> None:
    found = choose_services(need, library, limit)

    assert 1 <= len(found) <= limit
    assert len({offer.service.id for offer in found}) == len(found)
    assert all(offer.reason for offer in found)
    if all(offer.reason == "you can talk to them about anything" for offer in found):
        return
    assert wrong(found, need) == []


def wrong(found: Iterable[Offer], need: Need) -> list[str]:
    """What a person with this need should not have been shown, said anew and without the code that chose."""
    faults = []
    for service in (offer.service for offer in found):
        if out_of_date(service, need.at.date()):
            faults.append(f"{service.id}: out of date")
        reads_as = PARENT if need.speaker is PROFESSIONAL else need.speaker
        if not {need.speaker, reads_as} & set(service.speakers):
            faults.append(f"{service.id}: for others")
        if not reaches(service, need.area):
            faults.append(f"{service.id}: elsewhere")
        is_adult = service.for_adult and need.speaker is not YOUNG and set(need.topics) & set(ADULT_TOPICS)
        if need.age_band is not None and not is_adult and not takes(service, need.age_band):
            faults.append(f"{service.id}: another age")
    return faults


def out_of_date(service: Service, today: date) -> bool:
    return service.review_by < today


def reaches(service: Service, area: Area | None) -> bool:
    if area is Area.ELSEWHERE:
        return service.area == "national"
    return area in (None, Area.UNKNOWN) or service.area in ("national", "northamptonshire", area)


def takes(service: Service, band: AgeBand) -> bool:
    first, last = band.years
    return any((service.min_age or 0) <= year <= (service.max_age or 99) for year in range(first, last + 1))

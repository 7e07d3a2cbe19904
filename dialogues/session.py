"""One person's place in the conversation: answers, stage, and what is known of risk so far.

A session is one JSON value: it is stored between any two events, so nothing may live elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from knowledge.risk.levels import RiskCategory, RiskLevel
from knowledge.vocabulary import (
    AgeBand,
    Area,
    CaseId,
    Duration,
    FeelsSafe,
    Grouping,
    Impact,
    Speaker,
    Support,
    ThoughtsOfHarm,
    Topic,
)

VERSION = 1
EPISODE_ENDS_AFTER = timedelta(days=7)
WINDOW = 12

QuestionId = Literal[
    "speaker",
    "age_band",
    "area",
    "mood",
    "worry",
    "duration",
    "impact",
    "support",
    "feels_safe",
    "thoughts_of_harm",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the person chose to tell; None where not asked yet or skipped (see *skipped*)."""

    speaker: Speaker | None = None
    age_band: AgeBand | None = None
    area: Area | None = None
    mood: Annotated[int, Field(ge=1, le=5)] | None = None
    topics: tuple[Topic, ...] = ()
    duration: Duration | None = None
    impact: Impact | None = None
    support: Support | None = None
    feels_safe: FeelsSafe | None = None
    thoughts_of_harm: ThoughtsOfHarm | None = None
    wants_person: bool = False
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One of the person's recent texts, kept only in the short window of an open session."""

    at: datetime
    text: str = field(repr=False)
    level: RiskLevel = RiskLevel.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What has been read of risk since the last calm: it rises by words, never falls by denial.

    *alerted* is the highest level a human was told of; *asked_at* when safety was last asked;
    *checks* counts unclear messages (level CHECK) that no answer has followed yet.
    """

    level: RiskLevel = RiskLevel.NONE
    alerted: RiskLevel = RiskLevel.NONE
    categories: tuple[RiskCategory, ...] = ()
    alerted_categories: tuple[RiskCategory, ...] = ()
    asked_at: datetime | None = None
    answered_safe_at: datetime | None = None
    checks: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """The one open case of this person. *claimed_by* is the moderator's first name."""

    case_id: CaseId
    opened_at: datetime
    claimed_by: str = ""
    handed_back: bool = False


# -- the stages: each holds exactly what it needs ------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Nothing agreed yet: the plain-words consent is on the screen."""

    kind: Literal["welcome"] = "welcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosingPath:
    """Agreed; choosing between the check-in, a question of their own, topics, and a person."""

    kind: Literal["choosing_path"] = "choosing_path"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckingIn:
    """One question of the check-in is on the screen."""

    question: QuestionId
    kind: Literal["checking_in"] = "checking_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmingTopics:
    """ "Is it about ...?" is on the screen. *in_check_in* goes on with the check-in after it."""

    guesses: tuple[Topic, ...]
    in_check_in: bool = False
    kind: Literal["confirming_topics"] = "confirming_topics"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosingTopic:
    """The topic list is on the screen, page *page* of it."""

    page: int = 0
    in_check_in: bool = False
    kind: Literal["choosing_topic"] = "choosing_topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingAboutSafety:
    """The one kind, direct question about safety is on the screen.

    *because* tells why: early (everyone is asked once), unclear (a message might be risk).
    *guesses* are the topics that were being confirmed, to go on with afterwards.
    """

    because: Literal["early", "unclear"]
    resume: Literal["check_in", "advice", "path"]
    question: Literal["feels_safe", "thoughts_of_harm"] = "feels_safe"
    guesses: tuple[Topic, ...] = ()
    kind: Literal["asking_about_safety"] = "asking_about_safety"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signposting:
    """Advice and services for a topic are on the screen."""

    topic: Topic
    grouping: Grouping | None = None
    later: tuple[Topic, ...] = ()
    kind: Literal["signposting"] = "signposting"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForPerson:
    """A case is open and nobody has claimed it yet; the bot may still help meanwhile."""

    kind: Literal["waiting_for_person"] = "waiting_for_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithModerator:
    """A moderator speaks; the bot is silent until the case is handed back."""

    case_id: CaseId
    kind: Literal["with_moderator"] = "with_moderator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """A breathing or grounding exercise is under way, at step *step*."""

    name: str
    step: int = 0
    kind: Literal["exercise"] = "exercise"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingPlan:
    """The person's own safety plan is being made, prompt *step* is on the screen."""

    step: int = 0
    kind: Literal["making_plan"] = "making_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The talk has ended; any word begins again where it makes sense."""

    stopped: bool = False
    kind: Literal["ended"] = "ended"


Stage = Annotated[
    Welcome
    | ChoosingPath
    | CheckingIn
    | ConfirmingTopics
    | ChoosingTopic
    | AskingAboutSafety
    | Signposting
    | WaitingForPerson
    | WithModerator
    | Exercise
    | MakingPlan
    | Ended,
    Field(discriminator="kind"),
]


@checked(frozen=True, slots=True, kw_only=True, config=ConfigDict(hide_input_in_errors=True))
class Session:
    """A person's place. *turn* counts up with every event; buttons of older turns are old."""

    turn: int = 0
    stage: Stage = field(default_factory=Welcome)
    answers: Answers = field(default_factory=Answers)
    agreed_at: datetime | None = None
    path: tuple[QuestionId, ...] = ()
    episode: Episode = field(default_factory=Episode)
    heard: tuple[Heard, ...] = field(default=(), repr=False)
    case: CaseLink | None = None
    chosen_services: tuple[str, ...] = ()
    plan: tuple[str, ...] = field(default=(), repr=False)
    corrected: tuple[Topic, ...] = ()
    media_in_a_row: int = 0
    unread_in_a_row: int = 0
    last_at: datetime | None = None
    version: int = VERSION

    def at_stage(self, stage: Stage) -> Self:
        return replace(self, stage=stage)

    def with_answers(self, **changes: object) -> Self:
        return replace(self, answers=replace(self.answers, **changes))  # type: ignore[arg-type]

    def with_episode(self, **changes: object) -> Self:
        return replace(self, episode=replace(self.episode, **changes))  # type: ignore[arg-type]

    @property
    def speaker(self) -> Speaker:
        """Who writes, taken to be a young person until they say otherwise."""
        return self.answers.speaker or Speaker.YOUNG_PERSON


_SESSION = TypeAdapter(Session)


def to_json(session: Session) -> bytes:
    """The session as UTF-8 JSON; `from_json` gives back an equal value."""
    return _SESSION.dump_json(session)


def from_json(stored: bytes | str) -> Session:
    """Raises pydantic.ValidationError (without the stored text) where it is not a session."""
    return _SESSION.validate_json(stored)

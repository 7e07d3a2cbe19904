"""What a visitor does on the page, and the faults that may be asked for: read, and done."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal, assert_never

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.sandbox import humans
from bot.sandbox.faults import Faults
from bot.sandbox.files import StandIn
from bot.sandbox.services import Services


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class _InChat(_Action):
    """*human* acts in *chat*."""

    human: int
    chat: int


class Say(_InChat):
    do: Literal["say"]
    text: str
    reply_to: int | None = None
    thread: int | None = None


class SendStandIn(_InChat):
    do: Literal["stand_in"]
    what: StandIn
    thread: int | None = None


class Edit(_InChat):
    do: Literal["edit"]
    message: int
    text: str


class Press(_InChat):
    """*place* counts the message's inline buttons row by row, from 0."""

    do: Literal["press"]
    message: int
    place: int


class SetBlocked(_InChat):
    do: Literal["block", "unblock"]


class AddPerson(_Action):
    do: Literal["add_person"]
    name: Annotated[str, Field(min_length=1, max_length=64)]
    part: Literal["young_person", "parent"]


Action = Annotated[Say | SendStandIn | Edit | Press | SetBlocked | AddPerson, Field(discriminator="do")]
ACTION: TypeAdapter[Action] = TypeAdapter(Action)


def act(services: Services, action: Action) -> dict[str, Any]:
    """The id of what was made. Raises CannotDoError, or KeyError where there is no such person."""
    match action:
        case Say():
            sent = humans.say(
                services, action.human, action.chat, action.text,
                reply_to=action.reply_to, thread_id=action.thread,
            )  # fmt: skip
            return {"message": sent["message_id"]}
        case SendStandIn():
            sent = humans.send_stand_in(
                services, action.human, action.chat, action.what, caption="", thread_id=action.thread
            )
            return {"message": sent["message_id"]}
        case Edit():
            humans.edit(services, action.human, action.chat, action.message, action.text)
            return {"message": action.message}
        case Press():
            pressed = humans.press(services, action.human, action.chat, action.message, action.place)
            return {"callback_id": pressed}
        case SetBlocked():
            humans.set_blocked(services, action.human, action.do == "block")
            return {}
        case AddPerson():
            human = services.world.add_human("", action.name, action.part)
            services.world.commit()
            return {"human": human.id}
        case _:
            assert_never(action)


class Failure(_Action):
    """The next *times* calls of *method* fail; *status* 0 cuts the connection."""

    method: str = "*"
    times: Annotated[int, Field(ge=1, le=10_000)] = 1
    status: Annotated[int, Field(ge=0, le=599)] = 500
    retry_after: Annotated[int, Field(ge=0, le=3600)] = 0
    description: str = ""
    after_acting: bool = False


class FaultsWanted(_Action):
    """What is left out stays as it is; *clear* comes first."""

    clear: bool = False
    twice: bool | None = None
    limits: bool | None = None
    latency_seconds: dict[str, Annotated[float, Field(ge=0, le=60)]] | None = None
    blocked: frozenset[int] | None = None
    fail: tuple[Failure, ...] = ()


def apply_faults(faults: Faults, wanted: FaultsWanted) -> None:
    if wanted.clear:
        faults.clear()
    if wanted.twice is not None:
        faults.twice = wanted.twice
    if wanted.limits is not None:
        faults.limits = wanted.limits
    if wanted.latency_seconds is not None:
        faults.latency_seconds = {name.lower(): seconds for name, seconds in wanted.latency_seconds.items()}
    if wanted.blocked is not None:
        faults.blocked = set(wanted.blocked)
    for failure in wanted.fail:
        faults.fail(**failure.model_dump())


def show_faults(faults: Faults) -> dict[str, Any]:
    return {
        "twice": faults.twice,
        "limits": faults.limits,
        "latency_seconds": faults.latency_seconds,
        "blocked": sorted(faults.blocked),
        "planned": [asdict(fault) for fault in faults.planned()],
    }

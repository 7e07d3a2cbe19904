"""The sandbox as one thing: open it, add its routes to the web application, take part, close it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from bot.sandbox import humans
from bot.sandbox.api import BotApi
from bot.sandbox.changes import ANYWHERE
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.ledger import Ledger
from bot.sandbox.methods import all_methods
from bot.sandbox.page import Page
from bot.sandbox.people import WAIT_SECONDS, Participant
from bot.sandbox.records import Group, Part
from bot.sandbox.services import Services
from bot.sandbox.snapshot import Link
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import MODERATORS_CHAT_ID, World

T = TypeVar("T")
_CAST: tuple[tuple[str, str, Part], ...] = (
    ("young_person", "Robin", "young_person"),
    ("parent", "Sam", "parent"),
    ("moderator", "Amina", "moderator"),
    ("second_moderator", "Tom", "moderator"),
    ("lead", "Helen", "lead"),
)


class Sandbox:
    """`people` holds everyone at their private chat with the bot, `moderators` at the moderators' group.

    Close it before the web server: its long polls and event streams end only then.
    """

    def __init__(self, services: Services, ledger: Ledger, token: str, links: tuple[Link, ...]) -> None:
        self._services = services
        self._ledger = ledger
        self._api = BotApi(services, token, all_methods())
        self._page = Page(services, links)
        self.token = token
        self.moderators_chat_id = MODERATORS_CHAT_ID
        self.faults = services.faults
        self.world = services.world

    @classmethod
    async def open(
        cls,
        *,
        token: str,
        state: Path | None,
        forum: bool = True,
        clock: Callable[[], float] = time.time,
        callback_seconds: int = 30,
        links: tuple[Link, ...] = (),
    ) -> Sandbox:
        """The sandbox as it was left in the file *state*, or a new one; None keeps nothing.

        *forum*: the moderators' group has topics. *callback_seconds*: how long a pressed button may wait for
        its answer. *links*: labels and addresses of other pages, shown at the top of this one.
        Raises LedgerError for a state file that is damaged or in use.
        """
        ledger = await asyncio.to_thread(Ledger.open, state)
        world, faults = World(ledger, token, clock), Faults()
        updates = Updates(world, faults)
        services = Services(
            world=world,
            updates=updates,
            webhook=Webhook(world, updates, faults),
            files=Files(world, None if state is None else state.with_name(state.name + ".files")),
            faults=faults,
            callback_seconds=callback_seconds,
        )
        _furnish(world, forum=forum)
        services.webhook.start()
        return cls(services, ledger, token, links)

    async def close(self) -> None:
        """End what waits, and keep everything."""
        self._services.updates.close()
        self.world.changes.close()
        await self._services.webhook.stop()
        self._ledger.close()

    def routes(self) -> list[web.RouteDef]:
        """The Bot API, the page at `/`, and the page's own under `/sandbox/`."""
        return [*self._api.routes(), *self._page.routes()]

    @property
    def people(self) -> dict[str, Participant]:
        """By key: young_person, parent, moderator, second_moderator, lead, and those who were added."""
        return {human.key: self._at(human.id, human.id) for human in self.world.humans()}

    @property
    def moderators(self) -> dict[str, Participant]:
        """By key: moderator, second_moderator, lead; each at the moderators' group."""
        members = self._moderators_group().member_ids
        return {self.world.human(one).key: self._at(one, MODERATORS_CHAT_ID) for one in members}

    @property
    def lead_chat_id(self) -> int:
        """The safeguarding lead's private chat, which the bot may write to from the start."""
        return self.people["lead"].chat_id

    @property
    def pending_updates(self) -> int:
        """Updates that the bot has not confirmed."""
        return self._services.updates.pending_count

    @property
    def updates(self) -> Updates:
        return self._services.updates

    @property
    def webhook(self) -> Webhook:
        return self._services.webhook

    async def until(self, found: Callable[[], T | None], timeout: float = WAIT_SECONDS) -> T:  # noqa: ASYNC109
        """The first true answer of *found*, asked after every change anywhere. Raises TimeoutError."""
        return await self.world.changes.until(ANYWHERE, found, timeout)

    def add_person(self, name: str, part: Part = "young_person", *, key: str = "") -> Participant:
        """Somebody new at a private chat; a moderator or lead is put into the moderators' group too."""
        human = self.world.add_human(key, name, part)
        if part in ("moderator", "lead"):
            group = self._moderators_group()
            self.world.put_group(replace(group, member_ids=(*group.member_ids, human.id)))
        self.world.commit()
        return self._at(human.id, human.id)

    def add_group(self, title: str, member: Participant, *, forum: bool = False) -> int:
        """The id of another group, into which *member* puts the bot."""
        group_id = MODERATORS_CHAT_ID - self.world.ledger.next_number("groups")
        group = Group(
            id=group_id,
            title=title,
            member_ids=(member.id,),
            owner_id=member.id,
            is_forum=forum,
            bot_status="left",
        )
        humans.put_bot_in(self._services, member.id, group)
        return group_id

    def at(self, key: str, chat_id: int) -> Participant:
        """The person *key* in any chat."""
        return self._at(self.people[key].id, chat_id)

    def let_bot_return(self) -> None:
        """Put the bot back into the moderators' group that it left."""
        group = self._moderators_group()
        humans.put_bot_in(self._services, group.owner_id, group)

    def _at(self, human_id: int, chat_id: int) -> Participant:
        return Participant(self._services, human_id, chat_id)

    def _moderators_group(self) -> Group:
        return next(group for group in self.world.groups() if group.id == MODERATORS_CHAT_ID)


def _furnish(world: World, *, forum: bool) -> None:
    """The people and the group that a new sandbox begins with."""
    if not world.humans():
        for key, name, part in _CAST:
            world.add_human(key, name, part, started=part == "lead")
    team = [human for human in world.humans() if human.part in ("moderator", "lead")]
    known = next((group for group in world.groups() if group.id == MODERATORS_CHAT_ID), None)
    made = known or Group(
        id=MODERATORS_CHAT_ID,
        title="Waymark moderators",
        member_ids=tuple(human.id for human in team),
        owner_id=next(human.id for human in team if human.part == "lead"),
    )
    world.put_group(replace(made, is_forum=forum))
    world.commit()

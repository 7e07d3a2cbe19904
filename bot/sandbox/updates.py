"""What waits for the bot: updates in order, kept until it confirms them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.sandbox.changes import ANYWHERE
from bot.sandbox.errors import ApiError, conflict
from bot.sandbox.faults import Faults
from bot.sandbox.records import Json
from bot.sandbox.world import World

FIRST_UPDATE_ID = 700_000_001
LONGEST_POLL_SECONDS = 50
MOST_AT_ONCE = 100
_NOT_UNLESS_ASKED_FOR = ("chat_member", "message_reaction", "message_reaction_count")
_SECOND_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Updates:
    """The queue, and the one long poll that may be *waiting* at it.

    *on_new* hands each update to a webhook instead.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self.waiting: asyncio.Future[None] | None = None
        self.webhook_set = False
        self.on_new: Callable[[Json], None] | None = None

    def add(self, kind: str, body: Json) -> None:
        """Queue an update, where the bot asked for its kind; not yet committed."""
        if not self._wanted(kind):
            return
        update_id = self._world.ledger.next_number("updates", FIRST_UPDATE_ID)
        update = {"update_id": update_id, kind: body}
        self._world.ledger.put("updates", update_id, update)
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_result(None)
        if self.on_new is not None:
            self.on_new(update)

    def pending(self) -> list[Json]:
        return list(self._world.ledger.table("updates").values())

    @property
    def pending_count(self) -> int:
        return len(self._world.ledger.table("updates"))

    def confirm(self, *update_ids: int) -> None:
        for update_id in update_ids:
            self._world.ledger.drop("updates", update_id)
        self._world.tell("confirmed", ANYWHERE)
        self._world.commit()

    def drop_all(self) -> None:
        self.confirm(*(int(update["update_id"]) for update in self.pending()))

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Which kinds to queue from now on; None keeps the choice made before, none at all is the default."""
        if kinds is not None and list(kinds) != self.allowed:
            self._world.ledger.put("settings", "allowed_updates", list(kinds))
            self._world.commit()

    @property
    def allowed(self) -> list[str]:
        return list(self._world.ledger.table("settings").get("allowed_updates", []))

    def _wanted(self, kind: str) -> bool:
        allowed = self.allowed
        return kind in allowed if allowed else kind not in _NOT_UNLESS_ASKED_FOR

    async def poll(self, offset: int, limit: int, seconds: int) -> list[Json]:
        """Confirm what is before *offset*, then the oldest updates; wait for one where there is none.

        Raises ApiError: 409 where a webhook is set, or as soon as another poll comes.
        """
        if self.webhook_set:
            raise conflict(_WEBHOOK_SET)
        self.end_poll(_SECOND_POLLER)
        self._confirm_before(offset)
        if not self.pending_count and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL_SECONDS))
        batch = self.pending()[: min(max(limit, 1), MOST_AT_ONCE)]
        return [again for update in batch for again in (update, update)] if self._faults.twice else batch

    async def _wait(self, seconds: int) -> None:
        if self._world.changes.closed:
            raise ApiError(500, "Internal Server Error: restart")
        self.waiting = waiting = asyncio.get_running_loop().create_future()
        self._world.tell("polling", ANYWHERE)
        self._world.commit()
        try:
            await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            pass
        finally:
            if self.waiting is waiting:
                self.waiting = None

    def end_poll(self, reason: str) -> None:
        """The waiting poll, if any, is answered with 409 and this reason."""
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(conflict(reason))

    def close(self) -> None:
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(ApiError(500, "Internal Server Error: restart"))

    def _confirm_before(self, offset: int) -> None:
        ids = [int(update["update_id"]) for update in self.pending()]
        confirmed = ids[:offset] if offset < 0 else [update_id for update_id in ids if update_id < offset]
        if confirmed:
            self.confirm(*confirmed)

"""A person at a chat, for tests: what they do, what they see, and waiting for it without sleeping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.sandbox import humans, markup
from bot.sandbox.files import StandIn
from bot.sandbox.records import Human, Json
from bot.sandbox.services import Services

WAIT_SECONDS = 5.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message as it shows. *sender* is a first name; *buttons* are labels, row by row."""

    id: int
    sender: str
    from_bot: bool
    text: str
    buttons: tuple[tuple[str, ...], ...]
    reply_to: int | None
    thread_id: int | None
    edited: bool
    protected: bool
    at: int
    raw: Json = field(repr=False, compare=False)

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for row in self.buttons for label in row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What showed after a button was pressed."""

    callback_id: str
    text: str
    alert: bool


class Participant:
    """One person in one chat: a private one with the bot, or a group."""

    def __init__(self, services: Services, human_id: int, chat_id: int) -> None:
        self._services = services
        self.id = human_id
        self.chat_id = chat_id

    @property
    def human(self) -> Human:
        return self._services.world.human(self.id)

    # what they do

    def start(self) -> Seen:
        return self.send_text("/start")

    def send_text(
        self, text: str, *, reply_to: Seen | int | None = None, thread_id: int | None = None
    ) -> Seen:
        """Raises CannotDoError, as every action here does, for what a Telegram app would not offer."""
        replied = reply_to.id if isinstance(reply_to, Seen) else reply_to
        return seen(
            humans.say(self._services, self.id, self.chat_id, text, reply_to=replied, thread_id=thread_id)
        )

    def send_stand_in(self, kind: StandIn, *, caption: str = "", thread_id: int | None = None) -> Seen:
        sent = humans.send_stand_in(
            self._services, self.id, self.chat_id, kind, caption=caption, thread_id=thread_id
        )
        return seen(sent)

    def edit(self, message: Seen | int, text: str) -> Seen:
        return seen(humans.edit(self._services, self.id, self.chat_id, _id(message), text))

    def press(self, message: Seen | int, label: str) -> str:
        """Press the first inline button with this label; the id of the callback query."""
        now = self._services.world.message(self.chat_id, _id(message))
        labels = [str(button["text"]) for button in markup.buttons(now or {})]
        if label not in labels:
            raise humans.CannotDoError(f"no button {label!r} under this message; there are {labels}")
        return humans.press(self._services, self.id, self.chat_id, _id(message), labels.index(label))

    def press_key(self, label: str) -> Seen:
        """Press a key of the reply keyboard, which sends its label."""
        if not any(label in row for row in self.keyboard):
            raise humans.CannotDoError(f"no key {label!r}; there are {self.keyboard}")
        return self.send_text(label)

    def block(self) -> None:
        humans.set_blocked(self._services, self.id, True)

    def unblock(self) -> None:
        humans.set_blocked(self._services, self.id, False)

    # what they see

    def messages(self) -> tuple[Seen, ...]:
        """Oldest first."""
        return tuple(seen(message) for message in self._services.world.messages(self.chat_id).values())

    @property
    def last(self) -> Seen:
        """Raises LookupError where there is no message yet."""
        messages = self._services.world.messages(self.chat_id)
        if not messages:
            raise LookupError("there is no message in this chat")
        return seen(messages[next(reversed(messages))])

    @property
    def keyboard(self) -> tuple[tuple[str, ...], ...]:
        """The labels of the reply keyboard; empty where none shows."""
        keyboard = self._services.world.keyboard(self.chat_id) or {}
        return tuple(tuple(key["text"] for key in row) for row in keyboard.get("keyboard", ()))

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What pressed buttons were lately answered with, oldest first; forgotten when the sandbox closes."""
        return tuple(
            Answer(callback_id=told["callback_id"], text=told["text"], alert=told["alert"])
            for told in self._services.world.answers
            if told["human_id"] == self.id and told["chat_id"] == self.chat_id
        )

    # waiting

    async def wait_for(
        self,
        predicate: Callable[[Seen], bool],
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109
        *,
        after: Seen | int | None = None,
    ) -> Seen:
        """The first message that fits, now there or to come or to be edited so; only newer than *after*.

        Raises TimeoutError, with what is there, after *timeout* seconds.
        """
        first = 0 if after is None else _id(after)

        def found() -> Seen | None:
            return next((one for one in self.messages() if one.id > first and predicate(one)), None)

        try:
            return await self.until(found, timeout)
        except TimeoutError:
            there = [f"{one.sender}: {one.text}" for one in self.messages() if one.id > first][-10:]
            raise TimeoutError(f"no such message in {timeout} s; there are {there}") from None

    async def wait_for_reply(self, timeout: float = WAIT_SECONDS, *, after: Seen | int) -> Seen:  # noqa: ASYNC109
        """The bot's first message after this one."""
        return await self.wait_for(lambda message: message.from_bot, timeout, after=after)

    async def wait_for_answer(self, callback_id: str, timeout: float = WAIT_SECONDS) -> Answer:  # noqa: ASYNC109
        """The answer to a pressed button. Raises TimeoutError."""
        return await self.until(
            lambda: next((one for one in self.answers if one.callback_id == callback_id), None), timeout
        )

    async def until(self, found: Callable[[], T | None], timeout: float = WAIT_SECONDS) -> T:  # noqa: ASYNC109
        """The first true answer of *found*, asked after every change in this chat. Raises TimeoutError."""
        return await self._services.world.changes.until(self.chat_id, found, timeout)


def seen(message: Json) -> Seen:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return Seen(
        id=int(message["message_id"]),
        sender=str(message["from"]["first_name"]),
        from_bot=bool(message["from"]["is_bot"]),
        text=str(message.get("text") or message.get("caption") or ""),
        buttons=tuple(tuple(str(button["text"]) for button in row) for row in rows),
        reply_to=message.get("reply_to_message", {}).get("message_id"),
        thread_id=message.get("message_thread_id"),
        edited="edit_date" in message,
        protected=bool(message.get("has_protected_content")),
        at=int(message["date"]),
        raw=message,
    )


def _id(message: Seen | int) -> int:
    return message.id if isinstance(message, Seen) else message

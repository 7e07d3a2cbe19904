"""What there is in the sandbox now: the bot, people, groups, topics, messages; kept and told of."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.errors import bad_request
from bot.sandbox.ledger import Ledger, Table
from bot.sandbox.records import Chat, Group, Human, Json, Part, Topic, bot_user

FIRST_HUMAN_ID = 5_100_001
MODERATORS_CHAT_ID = -1_002_000_000_001


class World:
    """The state. Every change goes `put` ... `commit` without an await between, so none is seen by half."""

    def __init__(self, ledger: Ledger, token: str, clock: Callable[[], float] = time.time) -> None:
        self.ledger = ledger
        self.bot = bot_user(token)
        self.changes = Changes()
        self.answers: deque[Json] = deque(maxlen=1_000)
        self._clock = clock
        self._untold: list[Json] = []

    def now(self) -> int:
        """Seconds since 1970, as Telegram dates everything."""
        return int(self._clock())

    def commit(self) -> None:
        """Keep what was put, then tell of it."""
        self.ledger.commit()
        untold, self._untold = self._untold, []
        for change in untold:
            self.changes.publish(change)

    def tell(self, kind: str, chat_id: int, **body: Any) -> None:
        """A change to be told of at the next commit."""
        self._untold.append({"kind": kind, "chat_id": chat_id, **body})

    # people and groups

    def humans(self) -> list[Human]:
        return [Human(**stored) for stored in self.ledger.table("humans").values()]

    def human(self, human_id: int) -> Human:
        """Raises KeyError."""
        return Human(**self.ledger.table("humans")[human_id])

    def add_human(self, key: str, name: str, part: Part, *, started: bool = False) -> Human:
        human_id = self.ledger.next_number("humans", FIRST_HUMAN_ID)
        human = Human(id=human_id, key=key or f"person_{human_id}", name=name, part=part, started=started)
        self.put_human(human)
        return human

    def put_human(self, human: Human) -> None:
        self.ledger.put("humans", human.id, asdict(human))
        self.tell("chat", human.id)

    def groups(self) -> list[Group]:
        return [self._group(stored) for stored in self.ledger.table("groups").values()]

    def put_group(self, group: Group) -> None:
        self.ledger.put("groups", group.id, asdict(group))
        self.tell("chat", group.id)

    def find_chat(self, chat_id: int) -> Chat | None:
        if (stored := self.ledger.table("humans").get(chat_id)) is not None:
            return Human(**stored)
        if (stored := self.ledger.table("groups").get(chat_id)) is not None:
            return self._group(stored)
        return None

    def chat(self, chat_id: int) -> Chat:
        """Raises ApiError as Telegram does for a chat that the bot never met."""
        chat = self.find_chat(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    @staticmethod
    def _group(stored: Json) -> Group:
        return Group(**{**stored, "member_ids": tuple(stored["member_ids"])})

    # messages

    def messages(self, chat_id: int) -> Table:
        """Messages by id, oldest first, as the bot sees them."""
        return self.ledger.table(f"messages:{chat_id}")

    def message(self, chat_id: int, message_id: int) -> Json | None:
        found: Json | None = self.messages(chat_id).get(message_id)
        return found

    def put_message(self, message: Json) -> None:
        chat_id = int(message["chat"]["id"])
        self.ledger.put(f"messages:{chat_id}", int(message["message_id"]), message)
        self.tell("message", chat_id, message_id=message["message_id"])

    def drop_message(self, chat_id: int, message_id: int) -> None:
        self.ledger.drop(f"messages:{chat_id}", message_id)
        self.ledger.drop(f"reactions:{chat_id}", message_id)
        self.ledger.drop(f"quiet_edits:{chat_id}", message_id)
        self.tell("deleted", chat_id, message_id=message_id)

    def edit_is_quiet(self, message: Json) -> bool:
        """Only the buttons of this edited message ever changed."""
        return message["message_id"] in self.ledger.table(f"quiet_edits:{message['chat']['id']}")

    def next_message_id(self, chat: Chat) -> int:
        """Telegram counts a supergroup's messages by themselves, and all private chats' together."""
        return self.ledger.next_number(f"messages:{chat.id}" if isinstance(chat, Group) else "messages")

    # topics, keyboards

    def topics(self, chat_id: int) -> list[Topic]:
        return [Topic(**stored) for stored in self.ledger.table(f"topics:{chat_id}").values()]

    def topic(self, chat_id: int, thread_id: int) -> Topic | None:
        stored = self.ledger.table(f"topics:{chat_id}").get(thread_id)
        return None if stored is None else Topic(**stored)

    def put_topic(self, chat_id: int, topic: Topic) -> None:
        self.ledger.put(f"topics:{chat_id}", topic.id, asdict(topic))
        self.tell("chat", chat_id)

    def keyboard(self, chat_id: int) -> Json | None:
        """The reply keyboard that shows under the chat's messages."""
        found: Json | None = self.ledger.table("keyboards").get(chat_id)
        return found

    def set_keyboard(self, chat_id: int, keyboard: Json | None) -> None:
        self.ledger.put("keyboards", chat_id, keyboard)
        self.tell("chat", chat_id)

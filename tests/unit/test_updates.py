"""What a stored update means, for everything that Telegram can send."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.telegram import updates
from bot.telegram.updates import FromPerson, Nothing, Reachable, StrangeChat, TeamPressed, TeamWrote
from dialogues.events import ButtonPressed, CommandGiven, MediaReceived, MessageReceived
from knowledge.vocabulary import EventId

AT = datetime(2026, 11, 24, tzinfo=UTC)
TEAM = frozenset({-500})
ROBIN = {"id": 7, "is_bot": False, "first_name": "Robin"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Robin"}
GROUP = {"id": -500, "type": "supergroup", "title": "Team"}


def message(chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 1795000000, "chat": chat, "from": ROBIN, **more}


def read(**body: Any) -> updates.Meaning:
    return updates.read(json.dumps({"update_id": 1, **body}), EventId("e"), AT, TEAM)


def event(**body: Any) -> Any:
    found = read(**body)
    assert isinstance(found, FromPerson)
    assert found.user_id == 7
    return found.event


def test_text_commands_edits_and_captions_are_words() -> None:
    assert event(message=message(text="hi")) == MessageReceived(id=EventId("e"), at=AT, text="hi")
    assert event(edited_message=message(text="hi")).edited
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    captioned = event(message=message(caption="look", photo=photo))
    assert (captioned.text, captioned.attached) == ("look", "photo")
    command = event(message=message(text="/Stop@waymark_bot please stop"))
    assert isinstance(command, CommandGiven)
    assert (command.command, command.text) == ("stop", "please stop")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("voice", {"file_id": "f", "file_unique_id": "u", "duration": 1}),
        ("sticker", {"file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}),
        ("location", {"latitude": 52.2, "longitude": -0.9}),
        ("contact", {"phone_number": "1", "first_name": "R"}),
    ],
)  # fmt: skip
def test_what_has_no_words_is_media(kind: str, body: dict[str, Any]) -> None:
    found = event(message=message(**{kind: body}))
    assert isinstance(found, MediaReceived)
    assert found.media == kind


def test_a_button_comes_back_as_it_was_sent() -> None:
    query = {"id": "q", "from": ROBIN, "chat_instance": "i", "data": "4:answer:mood:2", "message": message()}
    assert event(callback_query=query) == ButtonPressed(
        id=EventId("e"), at=AT, action="answer:mood:2", turn=4
    )


def test_a_button_that_was_never_sent_offers_the_menu() -> None:
    query = {"id": "q", "from": ROBIN, "chat_instance": "i", "data": "c:claim:1", "message": message()}
    assert event(callback_query=query).action == "menu"


def test_only_a_team_chat_can_move_cases() -> None:
    def pressed(chat: dict[str, Any]) -> updates.Meaning:
        shown = message(chat)
        query = {"id": "q", "from": ROBIN, "chat_instance": "i", "data": "c:claim:12", "message": shown}
        return read(callback_query=query)

    found = pressed(GROUP)
    assert isinstance(found, TeamPressed)
    assert found.button.number == 12
    assert pressed({**GROUP, "id": -501}) == Nothing()


def test_a_reply_in_the_group_knows_what_it_replies_to() -> None:
    found = read(message=message(GROUP, text="hello", reply_to_message=message(GROUP, text="card")))
    assert isinstance(found, TeamWrote)
    assert found.reply_to == 3


def test_a_blocked_bot_and_a_strange_group() -> None:
    def member(chat: dict[str, Any], status: str) -> updates.Meaning:
        new = {"status": status, "user": {**ROBIN, "is_bot": True}, "until_date": 0}
        old = {"status": "member", "user": ROBIN}
        change = {"chat": chat, "from": ROBIN, "date": 1, "old_chat_member": old, "new_chat_member": new}
        return read(my_chat_member=change)

    assert member(PRIVATE, "kicked") == Reachable(user_id=7, reachable=False)
    assert member({**GROUP, "id": -9}, "member") == StrangeChat(chat_id=-9, added=True)
    assert member(GROUP, "member") == Nothing()


def test_words_are_saved_from_what_cannot_be_parsed() -> None:
    payload = json.dumps({"update_id": 1, "message": {"chat": {"id": 7, "type": "private"}, "text": "help"}})
    with pytest.raises(KeyError):
        updates.read(payload, EventId("e"), AT, TEAM)
    saved = updates.unreadable(payload, EventId("e"), AT)
    assert isinstance(saved, FromPerson)
    assert saved.event == MessageReceived(id=EventId("e"), at=AT, text="help")

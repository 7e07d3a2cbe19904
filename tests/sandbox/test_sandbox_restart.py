"""What outlives a restart, and a process that is killed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.sandbox.files import plain_png
from bot.sandbox.ledger import Ledger, LedgerError
from tests.sandbox.support import Start, says

BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Go on", callback_data="1:on")]])


async def test_a_conversation_outlives_a_restart(start: Start, tmp_path: Path) -> None:
    first = await start(tmp_path / "data" / "state")
    robin = first.sandbox.people["young_person"]
    robin.send_text("one")
    await first.bot.send_message(
        robin.id, "<b>hi</b>", parse_mode="HTML", reply_markup=ReplyKeyboardMarkup([["Menu"]])
    )
    asked = await first.bot.send_message(robin.id, "?", reply_markup=BUTTON)
    query_id = robin.press(asked.message_id, "Go on")
    first.sandbox.add_person("Kit", "parent", key="kit").block()
    topic = await first.bot.create_forum_topic(first.sandbox.moderators_chat_id, "Case 1")
    picture = await first.bot.send_photo(robin.id, io.BytesIO(plain_png(2, 2)))
    confirmed = (await first.bot.get_updates())[0].update_id
    pending = await first.bot.get_updates(offset=confirmed + 1)
    seen = robin.messages()
    await first.sandbox.close()

    second = await start(tmp_path / "data" / "state")
    again = second.sandbox.people["young_person"]
    assert again.messages() == seen
    assert again.keyboard == (("Menu",),)
    assert second.sandbox.people["kit"].human.blocked
    assert await second.bot.send_message(
        second.sandbox.moderators_chat_id, "x", message_thread_id=topic.message_thread_id
    )
    assert await second.bot.get_updates() == pending
    assert await second.bot.answer_callback_query(query_id)
    file = await second.bot.get_file(picture.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == plain_png(2, 2)
    newer = again.send_text("two")
    assert newer.id > seen[-1].id
    assert (await second.bot.get_updates())[-1].update_id == pending[-1].update_id + 1


async def test_ids_rise_even_where_everything_was_confirmed(start: Start, tmp_path: Path) -> None:
    first = await start(tmp_path / "state")
    first.sandbox.people["parent"].send_text("one")
    (update,) = await first.bot.get_updates()
    await first.bot.get_updates(offset=update.update_id + 1)
    await first.sandbox.close()
    second = await start(tmp_path / "state")
    second.sandbox.people["parent"].send_text("two")
    assert (await second.bot.get_updates())[0].update_id == update.update_id + 1


def test_each_commit_is_one_line_and_a_torn_one_is_as_if_it_never_was(tmp_path: Path) -> None:
    path = tmp_path / "state"
    ledger = Ledger.open(path)
    ledger.put("a", 1, {"text": "é\u2028"})
    ledger.put("a", "two", [1])
    ledger.commit()
    ledger.put("a", 3, "never committed")
    kept = path.read_text(encoding="utf-8")
    assert kept.count("\n") == 1
    ledger.close()
    path.write_text(kept + kept[: len(kept) // 2], encoding="utf-8")
    again = Ledger.open(path)
    assert again.table("a") == {1: {"text": "é\u2028"}, "two": [1]}
    again.drop("a", 1)
    again.commit()
    again.close()
    third = Ledger.open(path)
    assert third.table("a") == {"two": [1]}
    assert [json.loads(line) for line in path.read_text().splitlines()] == [[["a", "two", [1]]]]
    third.close()


def test_a_damaged_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_text('[["a",1,2]]\nnonsense\n[["a",2,2]]\n')
    with pytest.raises(LedgerError, match=r"state, line 2: not JSON; mend or delete"):
        Ledger.open(path)


def test_two_sandboxes_cannot_share_a_file(tmp_path: Path) -> None:
    first = Ledger.open(tmp_path / "state")
    with pytest.raises(LedgerError, match=says("in use")):
        Ledger.open(tmp_path / "state")
    first.close()
    Ledger.open(tmp_path / "state").close()

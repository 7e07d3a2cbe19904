"""Messages through python-telegram-bot's client: sent, formatted, answered, edited, deleted, copied."""

from __future__ import annotations

import io

import pytest
from telegram import (
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden

from bot.sandbox.files import plain_png
from bot.sandbox.humans import CannotDoError
from bot.sandbox.people import Participant
from tests.sandbox.support import Place, says

BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Yes", callback_data="1:yes"),
            InlineKeyboardButton("No", callback_data="1:no"),
        ],
        [InlineKeyboardButton("Childline", url="https://www.childline.org.uk/")],
    ]
)


async def test_the_bot_is_a_bot_and_dates_are_seconds(place: Place, robin: Participant) -> None:
    me = await place.bot.get_me()
    assert (me.is_bot, me.first_name, me.can_read_all_group_messages) == (True, "Waymark", True)
    sent = await place.bot.send_message(robin.id, "Hello")
    assert sent.date.timestamp() == place.clock.seconds
    assert sent.from_user.id == me.id
    assert sent.chat.type == "private"
    assert robin.last.text == "Hello"
    assert robin.last.from_bot


async def test_html_becomes_text_and_entities_in_utf16_units(place: Place, robin: Participant) -> None:
    link = '<a href="https://a.org/?x=1&amp;y=2">link</a>'
    source = f"🧭 <b>Bold <i>both</i></b> &lt;3 &amp; {link} <code>85258</code>"
    sent = await place.bot.send_message(robin.id, source, parse_mode=ParseMode.HTML)
    assert sent.text == "🧭 Bold both <3 & link 85258"
    kinds = {sent.parse_entity(entity): entity.type for entity in sent.entities}
    assert kinds == {"Bold both": "bold", "both": "italic", "link": "text_link", "85258": "code"}
    assert next(entity.url for entity in sent.entities if entity.url) == "https://a.org/?x=1&y=2"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>never closed", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<p>unknown</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é <b>a</i></b>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("2 < 3", "Unclosed start tag at byte offset 2"),
        ("2 <> 3", 'Unsupported start tag "" at byte offset 2'),
    ],
)
async def test_wrong_html_is_refused(place: Place, robin: Participant, source: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=says(f"can't parse entities: {reason}")):
        await place.bot.send_message(robin.id, source, parse_mode="HTML")
    assert len(robin.messages()) == 1


async def test_length_limits(place: Place, robin: Participant) -> None:
    await place.bot.send_message(robin.id, "<b>" + "a" * 4096 + "</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match=says("message is too long")):
        await place.bot.send_message(robin.id, "a" * 4097)
    for empty in (" \n ", "<b> </b>"):
        with pytest.raises(BadRequest, match=says("message text is empty")):
            await place.bot.send_message(robin.id, empty, parse_mode="HTML")


async def test_plain_addresses_and_commands_are_found(place: Place, robin: Participant) -> None:
    sent = await place.bot.send_message(robin.id, "See https://a.org/b. or write to x@y.uk, /help")
    assert {sent.parse_entity(entity): entity.type for entity in sent.entities} == {
        "https://a.org/b": "url",
        "x@y.uk": "email",
        "/help": "bot_command",
    }


async def test_inline_buttons_press_and_answer(place: Place, robin: Participant) -> None:
    sent = await place.bot.send_message(robin.id, "Safe?", reply_markup=BUTTONS)
    assert robin.last.buttons == (("Yes", "No"), ("Childline",))
    query_id = robin.press(sent.message_id, "No")
    query = (await place.bot.get_updates())[-1].callback_query
    assert (query.data, query.from_user.id, query.message.message_id) == ("1:no", robin.id, sent.message_id)
    assert query.chat_instance
    assert await query.answer("Thank you", show_alert=True)
    answer = await robin.wait_for_answer(query_id)
    assert (answer.text, answer.alert) == ("Thank you", True)
    with pytest.raises(BadRequest, match=says("query is too old")):
        await query.answer()


async def test_an_old_or_unknown_query_cannot_be_answered(place: Place, robin: Participant) -> None:
    sent = await place.bot.send_message(robin.id, "Safe?", reply_markup=BUTTONS)
    query_id = robin.press(sent.message_id, "Yes")
    place.clock.seconds += 31
    for wrong in (query_id, "77"):
        with pytest.raises(BadRequest, match=says("query is too old and response timeout expired")):
            await place.bot.answer_callback_query(wrong)


async def test_address_buttons_and_missing_ones_cannot_be_pressed(place: Place, robin: Participant) -> None:
    sent = await place.bot.send_message(robin.id, "Safe?", reply_markup=BUTTONS)
    for label in ("Childline", "Perhaps"):
        with pytest.raises(CannotDoError):
            robin.press(sent.message_id, label)


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (InlineKeyboardButton("x", callback_data="é" * 33), "button_data_invalid"),
        (InlineKeyboardButton("x", url="tel:116123"), "Unsupported URL protocol"),
        (InlineKeyboardButton("x"), "text buttons are unallowed in the inline keyboard"),
    ],
)
async def test_wrong_buttons_are_refused(
    place: Place, robin: Participant, button: InlineKeyboardButton, reason: str
) -> None:
    with pytest.raises(BadRequest, match=says(reason)):
        await place.bot.send_message(robin.id, "x", reply_markup=InlineKeyboardMarkup([[button]]))


async def test_reply_keyboard_stays_until_removed(place: Place, robin: Participant) -> None:
    keyboard = ReplyKeyboardMarkup([["Help now", KeyboardButton("Stop")]], resize_keyboard=True)
    await place.bot.send_message(robin.id, "Menu", reply_markup=keyboard)
    await place.bot.send_message(robin.id, "More", reply_markup=ForceReply())
    assert robin.keyboard == (("Help now", "Stop"),)
    assert robin.press_key("Help now").text == "Help now"
    await place.bot.send_message(robin.id, "Gone", reply_markup=ReplyKeyboardRemove())
    assert not robin.keyboard


async def test_reply_and_protection(place: Place, robin: Participant) -> None:
    said = robin.send_text("a question")
    sent = await place.bot.send_message(
        robin.id, "answer", reply_parameters=ReplyParameters(said.id), protect_content=True
    )
    assert sent.reply_to_message.text == "a question"
    assert sent.has_protected_content
    with pytest.raises(BadRequest, match=says("message to be replied not found")):
        await place.bot.send_message(robin.id, "x", reply_parameters=ReplyParameters(999))
    lost = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await place.bot.send_message(robin.id, "x", reply_parameters=lost)).reply_to_message is None
    with pytest.raises(BadRequest, match=says("can't be copied")):
        await place.bot.copy_message(robin.id, robin.id, sent.message_id)


async def test_edits(place: Place, robin: Participant) -> None:
    sent = await place.bot.send_message(robin.id, "<b>one</b>", parse_mode="HTML", reply_markup=BUTTONS)
    with pytest.raises(BadRequest, match=says("message is not modified")):
        await sent.edit_text("<b>one</b>", parse_mode="HTML", reply_markup=BUTTONS)
    edited = await sent.edit_text("two", reply_markup=BUTTONS)
    assert (edited.text, edited.entities, edited.edit_date is not None) == ("two", (), True)
    # An edit without buttons takes them away.
    assert (await sent.edit_text("three")).reply_markup is None
    assert robin.last.buttons == ()
    assert (await sent.edit_reply_markup(BUTTONS)).text == "three"
    assert (await sent.edit_reply_markup(None)).reply_markup is None
    with pytest.raises(BadRequest, match=says("message is not modified")):
        await sent.edit_reply_markup(None)
    with pytest.raises(BadRequest, match=says("message to edit not found")):
        await place.bot.edit_message_text("x", robin.id, 999)
    with pytest.raises(BadRequest, match=says("message can't be edited")):
        await place.bot.edit_message_text("x", robin.id, robin.send_text("mine").id)


async def test_delete_within_48_hours(place: Place, robin: Participant) -> None:
    old = await place.bot.send_message(robin.id, "old")
    place.clock.seconds += 48 * 3600 + 1
    theirs = robin.send_text("mine")
    new = [await place.bot.send_message(robin.id, str(number)) for number in range(2)]
    with pytest.raises(BadRequest, match=says("message can't be deleted")):
        await old.delete()
    assert await place.bot.delete_message(robin.id, theirs.id)
    with pytest.raises(BadRequest, match=says("message to delete not found")):
        await place.bot.delete_message(robin.id, theirs.id)
    assert await place.bot.delete_messages(robin.id, [999, *(message.message_id for message in new)])
    assert [message.text for message in robin.messages()] == ["/start", "old"]


async def test_old_messages_of_a_group_can_be_deleted(place: Place) -> None:
    group = place.sandbox.moderators_chat_id
    old = place.sandbox.moderators["moderator"].send_text("old")
    place.clock.seconds += 72 * 3600
    assert await place.bot.delete_message(group, old.id)


async def test_photos_documents_and_downloads(place: Place, robin: Participant) -> None:
    picture = plain_png(3, 2)
    sent = await place.bot.send_photo(robin.id, io.BytesIO(picture), caption="<i>map</i>", parse_mode="HTML")
    assert (sent.photo[-1].width, sent.photo[-1].height, sent.caption) == (3, 2, "map")
    file = await place.bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == picture
    again = await place.bot.send_photo(robin.id, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id
    sheet = await place.bot.send_document(robin.id, b"a,b\n1,2\n", filename="answers.csv")
    assert (sheet.document.file_name, sheet.document.file_size) == ("answers.csv", 8)
    large = b"x" * (2 * 1024 * 1024)
    assert (await place.bot.send_document(robin.id, large, filename="l")).document.file_size == len(large)
    with pytest.raises(BadRequest, match=says("wrong file_id")):
        await place.bot.get_file("nothing")
    with pytest.raises(BadRequest, match=says("wrong file identifier")):
        await place.bot.send_photo(robin.id, "nothing")


async def test_what_people_attach_can_be_downloaded(place: Place, robin: Participant) -> None:
    robin.send_stand_in("voice")
    robin.send_stand_in("sticker")
    robin.send_stand_in("photo", caption="look")
    voice, sticker, photo = [update.message for update in await place.bot.get_updates()][-3:]
    assert (voice.voice.duration, sticker.sticker.emoji, photo.caption) == (4, "🙂", "look")
    for attached in (voice.voice, sticker.sticker, photo.photo[-1]):
        file = await attached.get_file()
        assert len(await file.download_as_bytearray()) == attached.file_size


async def test_copy_and_forward(place: Place, robin: Participant) -> None:
    said = robin.send_text("the words")
    group = place.sandbox.moderators_chat_id
    copied = await place.bot.copy_message(group, robin.id, said.id)
    amina = place.sandbox.moderators["moderator"]
    assert (amina.last.id, amina.last.text, amina.last.from_bot) == (copied.message_id, "the words", True)
    forwarded = await place.bot.forward_message(group, robin.id, said.id)
    assert forwarded.forward_origin.sender_user.id == robin.id
    with pytest.raises(BadRequest, match=says("message to copy not found")):
        await place.bot.copy_message(group, robin.id, 999)


async def test_typing_reactions_and_pins(place: Place, robin: Participant) -> None:
    said = robin.send_text("hm")
    with place.sandbox.world.changes.feed() as feed:
        assert await place.bot.send_chat_action(robin.id, ChatAction.TYPING)
        assert feed.get_nowait() == {
            "kind": "typing", "chat_id": robin.id, "action": "typing", "thread_id": None,
        }  # fmt: skip
    with pytest.raises(BadRequest, match=says("wrong parameter action")):
        await place.bot.send_chat_action(robin.id, "sleeping")
    assert await place.bot.set_message_reaction(robin.id, said.id, "👍")
    assert await place.bot.set_message_reaction(robin.id, said.id, None)
    with pytest.raises(BadRequest, match=says("reaction_invalid")):
        await place.bot.set_message_reaction(robin.id, said.id, "🧭")
    assert await place.bot.pin_chat_message(robin.id, said.id)
    assert (await place.bot.get_chat(robin.id)).pinned_message.text == "hm"
    assert robin.last.raw["pinned_message"]["message_id"] == said.id
    assert await place.bot.unpin_chat_message(robin.id)
    assert (await place.bot.get_chat(robin.id)).pinned_message is None


async def test_who_cannot_be_written_to(place: Place) -> None:
    parent = place.sandbox.people["parent"]
    with pytest.raises(Forbidden, match=says("can't initiate conversation")):
        await place.bot.send_message(parent.id, "x")
    with pytest.raises(BadRequest, match=says("chat not found")):
        await place.bot.send_message(42, "x")
    parent.start()
    sent = await place.bot.send_message(parent.id, "x")
    parent.block()
    with pytest.raises(CannotDoError):
        parent.send_text("x")
    for refused in (place.bot.send_message(parent.id, "x"), sent.edit_text("y")):
        with pytest.raises(Forbidden, match=says("bot was blocked by the user")):
            await refused
    parent.unblock()
    assert await place.bot.send_message(parent.id, "x")
    member = [update.my_chat_member for update in await place.bot.get_updates()][-2:]
    assert [one.new_chat_member.status for one in member] == ["kicked", "member"]


async def test_the_group_and_its_members(place: Place) -> None:
    group = place.sandbox.moderators_chat_id
    chat = await place.bot.get_chat(group)
    assert (chat.type, chat.is_forum, chat.id < -(10**12)) == ("supergroup", True, True)
    lead = place.sandbox.people["lead"]
    assert (await place.bot.get_chat_member(group, lead.id)).status == "creator"
    administrators = await place.bot.get_chat_administrators(group)
    assert {one.user.id for one in administrators} == {lead.id, place.bot.id}
    assert (await place.bot.get_chat_member(group, place.bot.id)).can_manage_topics
    assert await place.bot.get_chat_member_count(group) == 4
    with pytest.raises(BadRequest, match=says("member not found")):
        await place.bot.get_chat_member(group, place.sandbox.people["parent"].id)
    with pytest.raises(BadRequest, match=says("no administrators in the private chat")):
        await place.bot.get_chat_administrators(lead.id)


async def test_leaving_the_group_and_coming_back(place: Place) -> None:
    group = place.sandbox.moderators_chat_id
    assert await place.bot.leave_chat(group)
    with pytest.raises(Forbidden, match=says("not a member")):
        await place.bot.send_message(group, "x")
    place.sandbox.let_bot_return()
    assert await place.bot.send_message(group, "x")
    told = [update.my_chat_member.new_chat_member.status for update in await place.bot.get_updates()]
    assert told == ["left", "administrator"]


async def test_a_strange_group_tells_of_itself(place: Place) -> None:
    group = place.sandbox.add_group("Year 9", place.sandbox.people["young_person"])
    place.sandbox.at("young_person", group).send_text("hello bot")
    added, said = await place.bot.get_updates()
    assert (added.my_chat_member.chat.id, added.my_chat_member.new_chat_member.status) == (
        group,
        "administrator",
    )
    assert (said.message.chat.title, said.message.text) == ("Year 9", "hello bot")


async def test_commands_and_descriptions(place: Place) -> None:
    assert await place.bot.set_my_commands([BotCommand("start", "Begin"), ("help", "Help now")])
    assert [command.command for command in await place.bot.get_my_commands()] == ["start", "help"]
    assert await place.bot.get_my_commands(language_code="pl") == ()
    with pytest.raises(BadRequest, match=says("bot_command_invalid")):
        await place.bot.set_my_commands([("No Spaces", "x")])
    assert await place.bot.delete_my_commands()
    assert await place.bot.get_my_commands() == ()
    assert await place.bot.set_my_description("What I do")
    assert await place.bot.set_my_short_description("In short")
    assert (await place.bot.get_my_description()).description == "What I do"
    assert (await place.bot.get_my_short_description()).short_description == "In short"
    assert (await place.bot.get_my_name()).name == "Waymark"

"""The page in a real browser: what people do there reaches the bot, and what the bot sends shows there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from playwright.async_api import Page, expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.sandbox.people import Participant
from tests.sandbox.support import Place
from tests.support import browser

SAFE = InlineKeyboardMarkup([[InlineKeyboardButton(word, callback_data=word) for word in ("Yes", "No")]])


@pytest.fixture
async def page(place: Place) -> AsyncIterator[Page]:
    """The page, open; the test fails on anything the browser complains of."""
    async with browser.page(place.url) as opened:
        yield opened


async def test_a_conversation_by_keyboard_alone(place: Place, page: Page) -> None:
    robin = place.sandbox.people["young_person"]
    phone = page.get_by_role("region", name="Young person")
    await phone.get_by_role("button", name="Start").focus()
    await page.keyboard.press("Enter")
    assert (await robin.wait_for(lambda said: said.text == "/start")).sender == "Robin"
    keyboard = ReplyKeyboardMarkup([["Help now"]])
    await place.bot.send_message(robin.id, "Hello", reply_markup=keyboard)
    asked = await place.bot.send_message(robin.id, "<b>Safe?</b>", parse_mode="HTML", reply_markup=SAFE)
    # Pressing Start left the focus in the composer.
    await expect(phone.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("not sure")
    await page.keyboard.press("Enter")
    await robin.wait_for(lambda said: said.text == "not sure")
    await expect(phone.get_by_role("log")).to_contain_text("not sure")  # drawn: nothing moves under the key
    before = await place.bot.get_updates()
    await phone.get_by_role("button", name="Yes").focus()
    await page.keyboard.press("Space")
    [update] = await place.bot.get_updates(offset=before[-1].update_id + 1, timeout=10)
    query = update.callback_query
    assert (query.data, query.message.message_id) == ("Yes", asked.message_id)
    await query.answer("Noted")
    await expect(phone.get_by_role("status")).to_have_text("Noted")
    # The buttons change under the focus, which stays in the message.
    await asked.edit_text("Safe? You said yes.", reply_markup=SAFE)
    await expect(phone.get_by_text("edited")).to_have_count(1)
    await expect(phone.get_by_role("button", name="Yes", exact=True)).to_be_focused()
    await phone.get_by_role("button", name="Help now").press("Enter")
    await robin.wait_for(lambda said: said.text == "Help now")


async def test_what_the_bot_does_shows_and_a_reload_keeps_it(
    place: Place, page: Page, robin: Participant
) -> None:
    phone = page.get_by_role("region", name="Young person")
    log = phone.get_by_role("log")
    hostile = "<img src=x onerror=alert(1)>&lt;"
    sent = await place.bot.send_message(robin.id, hostile)
    gone = await place.bot.send_message(robin.id, "soon gone")
    await place.bot.send_message(
        robin.id, '<a href="javascript:alert(1)">x</a> <code>85258</code>', parse_mode="HTML"
    )
    await expect(log).to_contain_text(hostile)
    await expect(log.get_by_role("button", name="Copy 85258")).to_be_visible()
    await expect(log.get_by_role("link")).to_have_count(0)
    await place.bot.send_chat_action(robin.id, "typing")
    await expect(phone.get_by_text("Waymark is writing")).to_be_visible()
    await gone.delete()
    await expect(log).not_to_contain_text("soon gone")
    await sent.edit_text("changed")
    await page.reload()
    await expect(log.get_by_role("article")).to_have_count(3)
    await expect(log).to_contain_text(re.compile("changed.*edited", re.DOTALL))
    assert await log.get_attribute("aria-live") is not None


async def test_moderators_reply_and_are_answered_with_an_alert(place: Place, page: Page) -> None:
    group = place.sandbox.moderators_chat_id
    topic = await place.bot.create_forum_topic(group, "Case 7")
    card = await place.bot.send_message(
        group, "Card", message_thread_id=topic.message_thread_id, reply_markup=SAFE
    )
    phone = page.get_by_role("region", name="Moderators' group")
    await phone.get_by_label("Speaking as").select_option("Tom")
    await phone.get_by_role("button", name="Reply to: Card").press("Enter")
    await page.keyboard.type("I can take it")
    await page.keyboard.press("Enter")
    tom = place.sandbox.moderators["second_moderator"]
    said = await tom.wait_for(lambda message: message.text == "I can take it")
    assert (said.sender, said.reply_to, said.thread_id) == ("Tom", card.message_id, topic.message_thread_id)
    await phone.get_by_role("button", name="Edit: I can take it").press("Enter")
    await phone.get_by_role("textbox").fill("I will take it")
    await page.keyboard.press("Enter")
    await tom.wait_for(lambda message: message.text == "I will take it" and message.edited)
    await phone.get_by_role("button", name="No").click()
    await tom.until(lambda: place.sandbox.pending_updates == 3)
    await (await place.bot.get_updates())[-1].callback_query.answer("Held by Amina", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("Held by Amina")
    await page.keyboard.press("Enter")
    await phone.get_by_label("Topic").focus()
    await phone.get_by_label("Topic").select_option("General")
    await expect(phone.get_by_label("Topic")).to_be_focused()
    await expect(phone.get_by_text("I will take it")).to_be_hidden()


async def test_a_narrow_page_adding_a_person_and_blocking(place: Place, page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    tabs = page.get_by_role("navigation", name="Chats")
    await tabs.get_by_role("button", name="Parent").click()
    await expect(page.get_by_role("region", name="Young person")).to_be_hidden()
    await place.bot.send_message(place.sandbox.moderators_chat_id, "a case")
    await expect(tabs.get_by_role("button", name="Moderators 1 new")).to_be_visible()
    await page.get_by_role("button", name="Add a person").click()
    await page.get_by_label("First name").fill("Kit")
    await page.keyboard.press("Enter")
    phone = page.get_by_role("region", name="Kit")
    await phone.get_by_role("button", name="Start").click()
    await phone.get_by_label("More for Kit").click()
    await phone.get_by_role("button", name="Block the bot").click()
    await expect(phone.get_by_role("button", name="Unblock the bot").last).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_headers_are_strict_and_nothing_comes_from_elsewhere(place: Place) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(place.url) as answer:
            policy = answer.headers["Content-Security-Policy"]
            html = await answer.text()
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policy
        assert "<style" not in html
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=|https?://", html)
        for asset in re.findall(r"/sandbox/[\w.]+", html):
            async with session.get(f"{place.url}{asset}") as answer:
                assert answer.status == 200
        for missing in ("page.py", "..%2fpage.py", "files/sandbox-file-9"):
            async with session.get(f"{place.url}/sandbox/{missing}") as answer:
                assert answer.status == 404


async def test_only_the_page_itself_may_act(place: Place, robin: Participant) -> None:
    action = {"do": "say", "human": robin.id, "chat": robin.id, "text": "hello"}
    async with aiohttp.ClientSession() as session:
        url = f"{place.url}/sandbox/actions"
        async with session.post(url, json=action, headers={"Origin": "https://example.org"}) as answer:
            assert answer.status == 403
        async with session.post(url, data=action) as answer:
            assert answer.status == 403
        for wrong in (
            {**action, "human": 1},
            {**action, "text": " "},
            {"do": "erase"},
            {**action, "chat": 9},
        ):
            async with session.post(url, json=wrong) as answer:
                assert (answer.status, "error" in await answer.json()) == (400, True)
        async with session.post(url, json=action, headers={"Origin": place.url}) as answer:
            assert answer.status == 200
    assert robin.last.text == "hello"

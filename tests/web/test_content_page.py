"""The page of all content: complete, searchable, escaped, and usable by everybody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import expect

from bot.web import content_page
from dialogues.guide import Guide
from knowledge.vocabulary import ServiceId, Speaker
from tests.support.browser import accessibility_faults, page
from tests.support.serving import serving

NOW = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
Client = TestClient[web.Request, web.Application]
_VOID = {"meta", "link", "input", "br"}


def application(guide: Guide, at: datetime = NOW) -> web.Application:
    site = web.Application()
    site.add_routes(content_page.routes(guide, now=lambda: at))
    return site


@pytest.fixture
async def client(guide: Guide) -> AsyncIterator[Client]:
    async with TestClient(TestServer(application(guide))) as opened:
        yield opened


async def text(client: Client, query: str = "") -> str:
    answer = await client.get(f"/content{query}")
    assert answer.status == 200
    return await answer.text()


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


class _Checked(HTMLParser):
    """Whether every element is closed in order; ids, links within the page, and headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.within: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = dict(attrs)
        if identifier := found.get("id"):
            self.ids.append(identifier)
        if (target := found.get("href") or "").startswith("#"):
            self.within.append(target[1:])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        assert not any(name.startswith("on") for name in found), "an inline handler"
        assert "style" not in found
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("speaker", [Speaker.YOUNG_PERSON, Speaker.PARENT])
async def test_everything_is_there_as_people_see_it(client: Client, guide: Guide, speaker: Speaker) -> None:
    shown = plain(await text(client, f"?for={speaker}"))
    library = guide.library

    for article in library.articles.values():
        parts = [
            article.parts[speaker],
            *(part for (who, _), part in article.by_age.items() if who is speaker),
        ]
        assert article.label[speaker] in shown
        for part in parts:
            for said in (
                part.normal,
                *part.tries,
                part.who_can_help,
                part.more_help,
                part.keep_well,
                part.follow_on,
            ):
                assert " ".join(said.split()) in shown, article.id
    for question in library.questions.listed.values():
        if question.is_for(speaker):
            assert " ".join(question.answer.split()) in shown, question.id
    for service in library.services.values():
        if speaker in service.speakers:
            assert service.what in shown
            assert all(number in shown for number in (service.phone, service.text))
            assert all(source in shown for source in service.sources)


async def test_services_of_others_are_not_there(client: Client, guide: Guide) -> None:
    parents_page = await text(client, "?for=parent")

    assert 'id="service-childline"' not in parents_page
    assert 'id="service-childline"' in await text(client)


async def test_behind_each_service_stands_where_it_comes_from(client: Client, guide: Guide) -> None:
    service = guide.library.services[ServiceId("winstons_wish")]
    [article] = re.findall(r'<article id="service-winstons_wish".*?</article>', await text(client), re.DOTALL)
    shown = plain(article)

    for said in (
        "Confidence high",
        "Reviewed on 24 November 2026",
        "Review by 24 May 2027",
        *service.sources,
    ):
        assert said in shown
    assert 'href="#service-child_bereavement_uk"' in article


async def test_what_is_out_of_date_says_so(guide: Guide) -> None:
    late = application(guide, NOW + timedelta(days=220))
    async with TestClient(TestServer(late)) as opened:
        [article] = re.findall(
            r'<article id="service-winstons_wish".*?</article>', await text(opened), re.DOTALL
        )

    assert "out of date" in article


@pytest.mark.parametrize("query", ["", "?for=parent", "?q=sleep", "?q=zzzz", "?for=nobody"])
async def test_sound_html_with_headings_in_order_and_links_that_lead_somewhere(
    client: Client, query: str
) -> None:
    checked = _Checked(await text(client, query))

    assert checked.open == []
    assert len(set(checked.ids)) == len(checked.ids)
    assert set(checked.within) <= set(checked.ids)
    assert checked.headings[0] == 1
    steps = zip(checked.headings, checked.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    assert {"main", "header", "nav", "form", "label"} <= checked.tags
    assert "script" not in checked.tags


async def test_finds_what_holds_all_the_words(client: Client) -> None:
    found = await text(client, "?q=Winston  GRIEF")

    assert 'id="service-winstons_wish"' in found
    assert 'id="card-sleep"' not in found
    assert re.search(r"\d+ with “Winston GRIEF”", plain(found))
    assert 'value="Winston GRIEF"' in found


async def test_finds_nothing_and_says_so(client: Client) -> None:
    found = await text(client, "?q=zzzz&for=parent")

    assert "Nothing with “zzzz”" in plain(found)
    assert 'href="/content?for=parent"' in found
    assert "<article" not in found


async def test_what_is_sought_is_only_ever_text(client: Client) -> None:
    hostile = '"><script>alert(1)</script>'
    found = await text(client, f"?q={hostile.replace('>', '%3E')}")

    assert "<script" not in found
    assert hostile in unescape(found)
    assert len(await text(client, "?q=" + "a" * 5000)) < 10_000


async def test_content_is_only_ever_text(guide: Guide) -> None:
    bad = "<img src=x onerror=alert(1)> & 'so' \"on\""
    service = guide.library.services[ServiceId("childline")]
    worse = replace(
        service, name=bad, what=bad, provider=bad, cost=bad, hours_note=bad, places=(bad,), sources=(bad,), web=f"https://x.example/{bad}",
        phone=bad, email=bad, text=bad, text_word=bad,
    )  # fmt: skip
    library = replace(guide.library, services={**guide.library.services, service.id: worse})
    async with TestClient(TestServer(application(replace(guide, library=library)))) as opened:
        shown = await text(opened)

    assert "<img" not in shown
    assert _Checked(shown).open == []


async def test_strict_headers(client: Client) -> None:
    for path in ("/content", "/content/content.css"):
        answer = await client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content_type == "text/css"


async def test_it_is_there_beside_the_sandbox_and_linked_from_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as running, ClientSession(running.running.address) as visitor:
        async with visitor.get("/content") as answer:
            assert "All the content" in await answer.text()
        async with visitor.get("/sandbox/events") as events:
            first = (await events.content.readuntil(b"\n\n")).decode()
        assert '["All the content", "/content"]' in first


@pytest.fixture
async def address(guide: Guide) -> AsyncIterator[str]:
    async with TestServer(application(guide)) as server:
        yield str(server.make_url("/content"))


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
async def test_in_a_browser(address: str, width: int, scheme: str) -> None:
    """Given the page, when somebody looks for a service as a parent and follows a link, all of it can be used."""
    async with page(address, width=width) as opened:
        await opened.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        await opened.keyboard.press("Tab")
        await expect(opened.get_by_role("link", name="Skip to the content")).to_be_focused()
        await opened.get_by_role("link", name="Parent or carer").click()
        await opened.get_by_label("Find words").fill("winston")
        await opened.get_by_role("button", name="Find").click()
        await expect(opened.get_by_role("link", name="Parent or carer")).to_have_attribute(
            "aria-current", "page"
        )
        await expect(opened.get_by_text(re.compile("[0-9]+ with “winston”"))).to_be_visible()
        await opened.get_by_role("navigation", name="On this page").get_by_text("List of services").click()
        await (
            opened.get_by_role("navigation", name="On this page")
            .get_by_role("link", name="Winston's Wish", exact=True)
            .click()
        )
        await expect(opened.get_by_role("article", name="Winston's Wish", exact=True)).to_be_in_viewport()
        await opened.evaluate("document.querySelectorAll('article details').forEach(d => d.open = true)")
        assert await opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await accessibility_faults(opened) == []

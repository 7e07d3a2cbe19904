"""A page of all content as people see it: cards, questions and services, for a young person or a parent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import web

from bot.web.content_items import Item, View, all_cards, all_questions, all_services
from dialogues.guide import Guide
from knowledge.vocabulary import Speaker

_STYLE = Path(__file__).parent / "static" / "content.css"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LONGEST_QUERY = 100
_READERS = {Speaker.YOUNG_PERSON: "Young person", Speaker.PARENT: "Parent or carer"}
Sections = Sequence[tuple[str, str, Sequence[Item]]]


def _now() -> datetime:
    return datetime.now(UTC)


def routes(guide: Guide, now: Callable[[], datetime] = _now) -> list[web.RouteDef]:
    """GET /content, `?for=parent` for a parent, `?q=words` for what holds all these words; and its style."""

    async def content(request: web.Request) -> web.Response:
        speaker = Speaker.PARENT if request.query.get("for") == "parent" else Speaker.YOUNG_PERSON
        words = " ".join(request.query.get("q", "").split())[:_LONGEST_QUERY]
        elsewhere = _address(speaker, "") if words else ""
        view = View(library=guide.library, speaker=speaker, at=now(), elsewhere=elsewhere)
        text = await asyncio.to_thread(_page, view, words)
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    async def style(_: web.Request) -> web.Response:
        text = await asyncio.to_thread(_STYLE.read_text, encoding="utf-8")
        return web.Response(text=text, content_type="text/css", headers=_HEADERS)

    return [web.get("/content", content), web.get("/content/content.css", style)]


def _page(view: View, words: str) -> str:
    whole: Sections = (
        ("cards", "Cards", all_cards(view)),
        ("questions", "Questions", all_questions(view)),
        ("services", "Services", all_services(view)),
    )
    wanted = words.casefold().split()
    found: Sections = [
        (anchor, name, [item for item in items if all(word in item.words for word in wanted)])
        for anchor, name, items in whole
    ]
    main = "".join(_section(anchor, name, items) for anchor, name, items in found if items)
    return f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_title(view, words)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/content/content.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>All the content</h1>
<p>Every card, answer and service, as people see it. <a href="/">Back to the sandbox</a></p>
{_switch(view, words)}
{_form(view, words)}
</header>
{_contents(found)}
<main id="main" tabindex="-1">
{_count(view, words, found)}
{main}
</main>
</body>
</html>
"""


def _title(view: View, words: str) -> str:
    sought = f"“{escape(words)}” in " if words else ""
    return f"{sought}all the content, {_READERS[view.speaker].lower()} – Waymark"


def _switch(view: View, words: str) -> str:
    links = []
    for speaker, name in _READERS.items():
        here = ' aria-current="page"' if speaker is view.speaker else ""
        links.append(f'<li><a href="{_address(speaker, words)}"{here}>{name}</a></li>')
    return f'<nav aria-label="Whom it is for"><ul class="switch">{"".join(links)}</ul></nav>'


def _form(view: View, words: str) -> str:
    return (
        '<form action="/content" method="get" role="search">'
        f'<input type="hidden" name="for" value="{view.speaker}">'
        '<label for="q">Find words</label>'
        f'<input type="search" id="q" name="q" value="{escape(words)}" maxlength="{_LONGEST_QUERY}">'
        "<button>Find</button></form>"
    )


def _contents(found: Sections) -> str:
    """Links to every item, folded away until they are asked for."""
    parts = []
    for anchor, name, items in found:
        if items:
            links = "".join(f'<li><a href="#{i.anchor}">{escape(i.title)}</a></li>' for i in items)
            parts.append(
                f'<li><a href="#{anchor}">{name} ({len(items)})</a>'
                f"<details><summary>List of {name.lower()}</summary><ul>{links}</ul></details></li>"
            )
    return f'<nav class="contents" aria-label="On this page"><ul>{"".join(parts)}</ul></nav>' if parts else ""


def _count(view: View, words: str, found: Sections) -> str:
    if not words:
        return ""
    count = sum(len(items) for _, _, items in found)
    told = f"{count} with" if count else "Nothing with"
    everything = f'<a href="{_address(view.speaker, "")}">Show everything</a>'
    return f'<p class="count">{told} “{escape(words)}”. {everything}</p>'


def _address(speaker: Speaker, words: str) -> str:
    query = {"for": speaker.value, **({"q": words} if words else {})}
    return escape(f"/content?{urlencode(query)}")


def _section(anchor: str, name: str, items: Sequence[Item]) -> str:
    shown = "".join(
        f'<article id="{item.anchor}" aria-labelledby="{item.anchor}-title">'
        f'<h3 id="{item.anchor}-title"><a href="#{item.anchor}">{escape(item.title)}</a></h3>{item.html}</article>'
        for item in items
    )
    heading = f'<h2 id="{anchor}-title">{name}</h2>'
    return f'<section id="{anchor}" aria-labelledby="{anchor}-title">{heading}{shown}</section>'

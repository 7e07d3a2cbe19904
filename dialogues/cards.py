"""Advice and services as text for a phone screen, in Telegram HTML."""

from __future__ import annotations

from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from knowledge.advice import Article, Part, Service
from knowledge.hours import Span, clock
from knowledge.matching import Offer
from knowledge.vocabulary import AgeBand, Speaker

LOCAL = ZoneInfo("Europe/London")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def advice(article: Article, speaker: Speaker, age_band: AgeBand | None) -> str:
    """The first screen of a card: what is ordinary, and what to try now."""
    part = article.part(speaker, age_band)
    tries = "\n".join(f"• {escape(idea)}" for idea in part.tries)
    return (
        f"<b>{escape(article.label[speaker.reads_as])}</b>\n\n{escape(part.normal)}\n\n<b>To try</b>\n{tries}"
    )


def more(article: Article, speaker: Speaker, age_band: AgeBand | None) -> str:
    """The second screen: who can help, when to get more help, and keeping well."""
    part: Part = article.part(speaker, age_band)
    return (
        f"<b>Who can help</b>\n{escape(part.who_can_help)}\n\n"
        f"<b>When to get more help</b>\n{escape(part.more_help)}\n\n"
        f"<b>Keeping well</b>\n{escape(part.keep_well)}"
    )


def service(offer: Offer, at: datetime) -> str:
    """One service: what it is, what to expect, how to reach it, and whether it is open at *at*."""
    found = offer.service
    lines = [f"<b>{escape(found.name)}</b>", escape(found.what), escape(found.expect)]
    if found.places:
        lines.append(f"📍 {escape(', '.join(found.places))}")
    if found.phone:
        lines.append(f"📞 <code>{escape(found.phone)}</code>")
    if found.text:
        word = f" (text the word {escape(found.text_word)})" if found.text_word else ""
        lines.append(f"💬 text <code>{escape(found.text)}</code>{word}")
    if found.email:
        lines.append(f"✉️ {escape(found.email)}")
    if found.web:
        lines.append(f'🌐 <a href="{escape(found.web)}">{escape(_short(found.web))}</a>')
    lines.append(f"<i>{escape(_when(found, at))}</i>")
    if offer.reason:
        lines.append(f"<i>Why this: {escape(offer.reason)}</i>")
    return "\n".join(line for line in lines if line)


def _short(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _when(found: Service, at: datetime) -> str:
    cost = found.cost[:1].upper() + found.cost[1:] if found.cost else ""
    if found.hours is None:
        hours = found.hours_note
    elif found.hours.always:
        hours = "open day and night" + (f". {found.hours_note}" if found.hours_note else "")
    else:
        is_open = found.hours.open_at(at.astimezone(LOCAL))
        spans = ", ".join(_span(span) for span in found.hours.spans)
        hours = f"{'open now' if is_open else 'closed now'} ({spans})"
        hours += f". {found.hours_note}" if found.hours_note else ""
    return ". ".join(part[:1].upper() + part[1:] for part in (cost.rstrip("."), hours.rstrip(".")) if part)


def _span(span: Span) -> str:
    days = sorted(span.days)
    if len(days) == 7:
        named = "every day"
    elif len(days) > 1 and days == list(range(days[0], days[-1] + 1)):
        named = f"{_DAY_NAMES[days[0]]} to {_DAY_NAMES[days[-1]]}"
    else:
        named = " and ".join(_DAY_NAMES[day] for day in days)
    return f"{named} {clock(span.opens)} to {clock(span.closes)}"

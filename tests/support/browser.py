"""A real headless browser, and a phone on the sandbox page as a person uses it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import axe_playwright_python
from playwright.async_api import Locator, Page, async_playwright, expect

_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
_AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


@asynccontextmanager
async def page(url: str, *, width: int = 1280, height: int = 860) -> AsyncIterator[Page]:
    """The page at *url*. Raises AssertionError where it logs an error or asks for anything from outside."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert executable, "no Chromium: run .ci/run, or set CHROMIUM to its path"
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=executable, args=_FLAGS)
        opened = await browser.new_page(viewport={"width": width, "height": height})
        wrong: list[str] = []
        opened.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on(
            "request", lambda asked: None if asked.url.startswith((url, "data:")) else wrong.append(asked.url)
        )
        try:
            await opened.goto(url)
            yield opened
        finally:
            await browser.close()
        assert not wrong, wrong


async def accessibility_faults(opened: Page) -> list[str]:
    """What axe finds wrong at WCAG 2.2 A and AA."""
    await opened.evaluate(_AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = await opened.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


class Phone:
    """One chat on the sandbox page, by its title."""

    def __init__(self, opened: Page, title: str) -> None:
        self.place = opened.get_by_role("region", name=title)

    async def starts(self) -> None:
        """Begin, as Telegram has people do with a bot they never wrote to."""
        await self.taps("Start")

    async def writes(self, words: str) -> None:
        box = self.place.get_by_role("textbox")
        await box.fill(words)
        await box.press("Enter")

    async def taps(self, label: str) -> None:
        """The latest button with this label."""
        await self._buttons(label).last.click()

    async def sees(self, words: str) -> None:
        await expect(self.place.get_by_role("log")).to_contain_text(words, timeout=10_000)

    async def is_offered(self, label: str) -> None:
        await expect(self._buttons(label).last).to_be_visible(timeout=10_000)

    def _buttons(self, label: str) -> Locator:
        return self.place.get_by_role("button", name=label, exact=True)

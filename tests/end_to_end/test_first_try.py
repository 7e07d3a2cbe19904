"""What a newcomer does: start it with no token, open the page, and play every part, in a real browser."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support.browser import Phone, accessibility_faults, page
from tests.support.process import ROOT


@asynccontextmanager
async def first_try(folder: Path) -> AsyncIterator[str]:
    """`python run_bot.py` with nothing set; the address that it prints."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "run_bot.py"),
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "WEB_PORT": "0"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        said = ""
        while "Open http" not in said:
            line = await asyncio.wait_for(process.stdout.readline(), 30)
            assert line, f"it ended: {said}"
            said += line.decode()
        found = re.search(r"http://\S+", said)
        assert found
        yield found[0]
    finally:
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_young_person_checks_in_and_gets_advice(tmp_path: Path) -> None:
    """Given the page, when Robin checks in about sleep, then there is advice, a service, and an ending."""
    async with first_try(tmp_path) as url, page(url) as opened:
        robin = Phone(opened, "Young person")
        await robin.starts()
        await robin.taps("Yes, that's OK")
        await robin.taps("Check in (about 2 minutes)")
        await robin.taps("A young person")
        await robin.taps("14 or 15")
        await robin.writes("Kettering")
        await robin.taps("😐 In between")
        await robin.taps("Sleep")
        await robin.sees("Do you feel safe right now?")
        await robin.taps("Yes")
        await robin.taps("Some weeks")
        await robin.taps("A little")
        await robin.taps("Yes, someone")
        await robin.sees("You decide what fits")
        await robin.sees("People who can help")
        await robin.taps("Tell me more")
        await robin.sees("When to get more help")
        await robin.taps("I'll try one of the ideas")
        await robin.sees("Small steps count")
        await robin.taps("That's all for now")
        await robin.sees("Thank you for talking")
        assert await accessibility_faults(opened) == []
        await opened.screenshot(path=tmp_path / "advice.png")


async def test_a_parent_is_reached_by_a_moderator(tmp_path: Path) -> None:
    """Given a parent's fear, when a moderator claims and replies, then the words arrive both ways,
    and a reload forgets nothing."""
    async with first_try(tmp_path) as url, page(url) as opened:
        sam, group = Phone(opened, "Parent or carer"), Phone(opened, "Moderators' group")
        await sam.starts()
        await sam.writes("my daughter says she is going to kill herself")
        await sam.sees("999")
        await group.sees("case 1")
        await group.taps("Claim")
        await sam.sees("Amina from our team")
        await group.taps("Reply")
        await group.sees("reply to this message")
        await group.place.get_by_role("button", name=re.compile("^Reply to: ")).last.click()
        await group.writes("Hello, is she with you at the moment?")
        await sam.sees("is she with you at the moment?")
        await sam.writes("yes she is next to me")
        await group.sees("yes she is next to me")
        await opened.screenshot(path=tmp_path / "handover.png")
        await opened.reload()
        await sam.sees("is she with you at the moment?")
        await group.taps("Close")
        await group.taps("Shown where help is")
        await sam.sees("has finished for now")
        assert await accessibility_faults(opened) == []


async def test_the_conversation_outlives_a_restart(tmp_path: Path) -> None:
    """Given a check-in under way, when the bot is stopped and started, then it goes on where it was."""
    async with first_try(tmp_path) as url, page(url) as opened:
        robin = Phone(opened, "Young person")
        await robin.starts()
        await robin.taps("Yes, that's OK")
        await robin.taps("Check in (about 2 minutes)")
        await robin.is_offered("A parent or carer")
    async with first_try(tmp_path) as url, page(url, width=390, height=800) as opened:
        robin = Phone(opened, "Young person")
        await robin.sees("Who am I talking with?")
        await robin.taps("A young person")
        await robin.sees("How old are you?")
        assert await accessibility_faults(opened) == []

"""Telegram's errors are translated once: what may pass later, what never will, and who is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.messenger import BACKOFF, _translated
from bot.workflows.ports import Delivery, Later, Rejected, Sent, Unreachable


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (RetryAfter(7), Later(after=timedelta(seconds=7), everything=True)),
        (Forbidden("bot was blocked by the user"), Unreachable()),
        (BadRequest("Chat not found"), Unreachable()),
        (BadRequest("Message is not modified"), Sent()),
        (BadRequest("Can't parse entities"), Rejected(why="Can't parse entities")),
        (TimedOut(), Later(after=BACKOFF)),
        (NetworkError("reset"), Later(after=BACKOFF)),
        (TelegramError("odd"), Rejected(why="TelegramError")),
    ],
)
async def test_each_error_means_one_thing(error: Exception, means: Delivery) -> None:
    async def send() -> Delivery:
        raise error

    assert await _translated(send) == means

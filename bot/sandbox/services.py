"""What a Bot API method works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.params import Params
from bot.sandbox.updates import Updates
from bot.sandbox.webhook import Webhook
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    world: World
    updates: Updates
    webhook: Webhook
    files: Files
    faults: Faults
    callback_seconds: int = 30


Method = Callable[[Services, Params], Awaitable[Any]]

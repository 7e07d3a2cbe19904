"""When nothing can be stored: an urgent message still gets the fixed crisis words, from memory alone."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from bot.outgoing import ToPerson
from bot.telegram import updates
from bot.workflows.ports import Address, Later, Messenger
from dialogues.guide import Guide
from knowledge.risk.levels import RiskLevel
from knowledge.risk.screening import could_not_screen, screen
from knowledge.vocabulary import Speaker

logger = logging.getLogger(__name__)
_REMEMBERED = 10_000


class Failsafe:
    """Each update is answered once a process, however often Telegram sends it again."""

    def __init__(self, guide: Guide, messenger: Messenger) -> None:
        self._guide = guide
        self._messenger = messenger
        self._warned: OrderedDict[int, None] = OrderedDict()

    async def warn(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Help-now words to everybody whose text screens as urgent; no promise of a person is made."""
        for raw in raws:
            text, chat_id = updates.text_of(raw), updates.chat_of(raw)
            update_id = int(raw.get("update_id", 0))
            if not text or chat_id is None or update_id in self._warned:
                continue
            if not await asyncio.to_thread(self._urgent, text):
                continue
            self._warned[update_id] = None
            if len(self._warned) > _REMEMBERED:
                self._warned.popitem(last=False)
            line = self._guide.script.line("failure.storage_away", Speaker.YOUNG_PERSON)
            delivery = await self._messenger.deliver(ToPerson(text=line), Address(chat_id=chat_id))
            if isinstance(delivery, Later):
                self._warned.pop(
                    update_id, None
                )  # Telegram sends the update again, and then it is tried again
            logger.error(
                "crisis words sent without storage",
                extra={"update": update_id, "delivery": type(delivery).__name__},
            )

    def _urgent(self, text: str) -> bool:
        library = self._guide.library
        try:
            risk = screen(text, library.lexicon, reader=library.reader)
        except Exception as error:  # noqa: BLE001 what cannot be screened is treated as urgent
            risk = could_not_screen(type(error).__name__)
        return risk.level >= RiskLevel.URGENT

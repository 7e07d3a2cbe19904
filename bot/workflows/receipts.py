"""What Telegram confirmed, written down at once: a crash between the answer and the commit repeats nothing.

The file holds one line a confirmed message until the database has it too. Writing goes to the
operating system within the same step of the loop, so only a power cut can lose a line.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

from bot.workflows.ports import Sent

logger = logging.getLogger(__name__)


class Receipts:
    """One process's receipts. `note` before the database knows, `clear` once it does."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._open: set[str] = set()
        self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)

    def left_over(self) -> dict[str, Sent]:
        """The receipts of a run that ended before the database had them, by outbox id."""
        found: dict[str, Sent] = {}
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                outbox_id, chat_id, message_id, thread_id = json.loads(line)
            except ValueError:
                continue  # a line cut off by the crash itself: that message counts as not confirmed
            found[outbox_id] = Sent(chat_id=chat_id, message_id=message_id, thread_id=thread_id)
        return found

    def note(self, outbox_id: str, sent: Sent) -> None:
        """Raises nothing: with a full disk the database's own record is all there is."""
        self._open.add(outbox_id)
        line = json.dumps([outbox_id, sent.chat_id, sent.message_id, sent.thread_id]) + "\n"
        try:
            os.write(self._file, line.encode())
        except OSError as error:
            logger.error("receipt not written", extra={"error": type(error).__name__})

    def clear(self, outbox_id: str) -> None:
        """The database has it; with none open the file begins anew."""
        self._open.discard(outbox_id)
        if not self._open:
            os.ftruncate(self._file, 0)

    def clear_all(self) -> None:
        """The database has everything that an earlier run had confirmed."""
        self._open.clear()
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        os.close(self._file)

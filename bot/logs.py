"""Logs as JSON lines: ids, levels and counts under a constant event name, never names or message text."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_NOISY = ("httpx", "httpcore", "telegram", "aiohttp", "asyncio", "sqlalchemy", "aiosqlite", "alembic")


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception only its type and place are kept: messages may quote text."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if not record.args else record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, default=str, ensure_ascii=False)


def _where(trace: object) -> list[str]:
    import traceback

    frames = traceback.extract_tb(trace)[-4:]  # type: ignore[arg-type]
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}:{frame.name}" for frame in frames]


def set_up(level: str) -> None:
    """Logs of this process go to standard error; libraries that print tokens or texts are kept quiet."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)

"""Alembic without its command line and env.py: the revisions, and a move between two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.storage.tables import metadata


def revisions() -> tuple[str, ...]:
    """Every revision, oldest first."""
    return tuple(script.revision for script in reversed(list(_scripts().walk_revisions())))


def move(connection: Connection, current: str | None, target: str) -> None:
    """Up or down from *current* to *target* ("base": nothing left), in the connection's transaction."""
    scripts, order = _scripts(), ("base", *revisions())
    down = order.index(target) < order.index(current or "base")

    def steps(at: Any, _context: object) -> Any:
        return scripts._downgrade_revs(target, at) if down else scripts._upgrade_revs(target, at)

    with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=target) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        environment.run_migrations()


def _scripts() -> ScriptDirectory:
    folder = Path(__file__).parent
    return ScriptDirectory(folder, version_locations=[folder / "versions"])

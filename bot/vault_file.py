"""Secrets that the sandbox makes for itself, once: kept beside its data, readable by nobody else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bot.storage.vault import Vault


def keys_of(folder: Path) -> str:
    """The data keys in `folder/keys`."""
    return once(folder / "keys", Vault.generate)


def once(path: Path, make: Callable[[], str]) -> str:
    """The secret in *path*, made at the first call (mode 0600)."""
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    made = make()
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(made + "\n")
    return made

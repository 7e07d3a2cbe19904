"""What the storage's tests share."""

from __future__ import annotations

from tests.support.databases import (
    database,
    database_url,
    postgres_server,
    postgres_url,
    sqlite_template,
    sqlite_url,
    vault,
)

__all__ = [
    "database",
    "database_url",
    "postgres_server",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "vault",
]

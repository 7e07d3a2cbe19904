"""The first tables."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
TABLES = (
    "people",
    "sessions",
    "inbox",
    "cases",
    "case_raises",
    "case_entries",
    "case_messages",
    "outbox",
    "timers",
    "chat_log",
    "audit",
    "tallies",
    "moderators",
    "notes",
)


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_user_id", sa.LargeBinary(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("reachable_at", _moment(), nullable=False),
        sa.Column("added_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("lookup", name="uq_people_lookup"),
    )
    op.create_table(
        "sessions",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_sessions"),
    )
    _index("ix_sessions_saved_at", "sessions", "saved_at")
    op.create_table(
        "inbox",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", _moment(), nullable=False),
        sa.Column("due_at", _moment(), nullable=False),
        sa.Column("handled_at", _moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("source", "update_id", name="uq_inbox_source_update_id"),
    )
    _index("ix_inbox_handled_at", "inbox", "handled_at")
    _index("ix_inbox_source_id", "inbox", "source", "id")
    _index("ix_inbox_waiting", "inbox", "id", where="handled_at IS NULL")
    _index("ix_inbox_waiting_lane", "inbox", "lane", "id", where="handled_at IS NULL")
    op.create_table(
        "cases",
        sa.Column("number", _counter(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("opened_at", _moment(), nullable=False),
        sa.Column("moderator_id", sa.Text(), nullable=True),
        sa.Column("sealed_alias", sa.LargeBinary(), nullable=True),
        sa.Column("claimed_at", _moment(), nullable=True),
        sa.Column("first_claimed_at", _moment(), nullable=True),
        sa.Column("closed_at", _moment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("waited_step", sa.Integer(), nullable=False),
        sa.Column("waited_at", _moment(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_cases"),
        sa.UniqueConstraint("id", name="uq_cases_id"),
        sqlite_autoincrement=True,
    )
    _index("ix_cases_closed_at", "cases", "closed_at")
    _index("ix_cases_first_claimed_at", "cases", "first_claimed_at")
    _index("ix_cases_queue", "cases", "level", "opened_at", where="status != 'closed'")
    _index("ix_cases_thread_id", "cases", "thread_id")
    _index("uq_cases_one_open", "cases", "person_id", where="status != 'closed'", unique=True)
    op.create_table(
        "case_raises",
        sa.Column("seq", _counter(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_case_raises"),
        sa.UniqueConstraint("id", name="uq_case_raises_id"),
    )
    _index("ix_case_raises_case_id", "case_raises", "case_id")
    op.create_table(
        "case_entries",
        sa.Column("seq", _counter(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_case_entries"),
        sa.UniqueConstraint("id", name="uq_case_entries_id"),
    )
    _index("ix_case_entries_case_id", "case_entries", "case_id")
    op.create_table(
        "case_messages",
        sa.Column("seq", _counter(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_case_messages"),
        sa.UniqueConstraint("id", name="uq_case_messages_id"),
        sa.UniqueConstraint("lookup", name="uq_case_messages_lookup"),
    )
    _index("ix_case_messages_case_id", "case_messages", "case_id")
    op.create_table(
        "outbox",
        sa.Column("seq", _counter(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("due_at", _moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
    )
    _index("ix_outbox_ended_at", "outbox", "ended_at")
    _index("ix_outbox_unsent_case", "outbox", "case_id", where="state != 'sent'")
    _index("ix_outbox_waiting_due_at", "outbox", "due_at", where="state = 'waiting'")
    _index("ix_outbox_waiting_lane", "outbox", "lane", "seq", where="state = 'waiting'")
    _index("ix_outbox_waiting_person", "outbox", "person_id", where="state = 'waiting'")
    _index("ix_outbox_waiting_priority", "outbox", "priority", "seq", where="state = 'waiting'")
    op.create_table(
        "timers",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", _moment(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("owner", "name", name="pk_timers"),
    )
    _index("ix_timers_due_at", "timers", "due_at")
    op.create_table(
        "chat_log",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("incoming", sa.Boolean(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "message_id", name="pk_chat_log"),
    )
    _index("ix_chat_log_at", "chat_log", "at")
    op.create_table(
        "audit",
        sa.Column("seq", _counter(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    _index("ix_audit_about", "audit", "about")
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "name", "labels", name="pk_tallies"),
    )
    op.create_table(
        "moderators",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_user_id", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_alias", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_moderators"),
        sa.UniqueConstraint("lookup", name="uq_moderators_lookup"),
    )
    op.create_table(
        "notes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_notes"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


# A revision does not use tables.py or its column types: those change, the past does not.
def _moment() -> sa.types.TypeEngine[datetime]:
    return sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def _counter() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _index(name: str, table: str, *columns: str, where: str | None = None, unique: bool = False) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(
        name, table, list(columns), unique=unique, sqlite_where=condition, postgresql_where=condition
    )

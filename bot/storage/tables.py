"""Every table. What is sealed is bound to its row; what is plain is a random id, a level, a count or a time.

Indexes follow the questions that are asked while serving, so that no answer costs more as people are added.
"""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.columns import Moment, counter

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# Written out, not bound: a planner uses a partial index only where it sees the index's own condition.
_CLOSED = sa.literal_column("'closed'", sa.Text)
_SENT = sa.literal_column("'sent'", sa.Text)
WAITING = sa.literal_column("'waiting'", sa.Text)


def _index(name: str, *columns: sa.Column[object], where: sa.ColumnElement[bool] | None = None) -> None:
    sa.Index(name, *columns, sqlite_where=where, postgresql_where=where)


people = sa.Table(
    "people",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("lookup", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("sealed_user_id", sa.LargeBinary, nullable=False),
    sa.Column("reachable", sa.Boolean, nullable=False),
    sa.Column("reachable_at", Moment, nullable=False),
    sa.Column("added_at", Moment, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("saved_at", Moment, nullable=False),
)
_index("ix_sessions_saved_at", sessions.c.saved_at)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", counter(), primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("update_id", sa.BigInteger, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("handled_at", Moment),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("failure", sa.Text),
    sa.UniqueConstraint("source", "update_id"),
)
_index("ix_inbox_waiting", inbox.c.id, where=inbox.c.handled_at.is_(None))
_index("ix_inbox_waiting_lane", inbox.c.lane, inbox.c.id, where=inbox.c.handled_at.is_(None))
_index("ix_inbox_handled_at", inbox.c.handled_at)
_index("ix_inbox_source_id", inbox.c.source, inbox.c.id)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("number", counter(), primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("person_id", sa.Text, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("moderator_id", sa.Text),
    sa.Column("sealed_alias", sa.LargeBinary),
    sa.Column("claimed_at", Moment),
    sa.Column("first_claimed_at", Moment),
    sa.Column("closed_at", Moment),
    sa.Column("outcome", sa.Text),
    sa.Column("waited_step", sa.Integer, nullable=False),
    sa.Column("waited_at", Moment),
    sa.Column("thread_id", sa.BigInteger),
    sqlite_autoincrement=True,
)
case_is_open = cases.c.status != _CLOSED
sa.Index(
    "uq_cases_one_open",
    cases.c.person_id,
    unique=True,
    sqlite_where=case_is_open,
    postgresql_where=case_is_open,
)
_index("ix_cases_queue", cases.c.level, cases.c.opened_at, where=case_is_open)
_index("ix_cases_first_claimed_at", cases.c.first_claimed_at)
_index("ix_cases_closed_at", cases.c.closed_at)
_index("ix_cases_thread_id", cases.c.thread_id)

case_raises = sa.Table(
    "case_raises",
    metadata,
    sa.Column("seq", counter(), primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("case_id", sa.Text, nullable=False, index=True),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)

case_entries = sa.Table(
    "case_entries",
    metadata,
    sa.Column("seq", counter(), primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("case_id", sa.Text, nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)

case_messages = sa.Table(
    "case_messages",
    metadata,
    sa.Column("seq", counter(), primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("lookup", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("case_id", sa.Text, nullable=False, index=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("seq", counter(), primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("priority", sa.SmallInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("person_id", sa.Text),
    sa.Column("case_id", sa.Text),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("message_id", sa.BigInteger),
)
outbox_waits = outbox.c.state == WAITING
outbox_unsent = outbox.c.state != _SENT
_index("ix_outbox_waiting_lane", outbox.c.lane, outbox.c.seq, where=outbox_waits)
_index("ix_outbox_waiting_priority", outbox.c.priority, outbox.c.seq, where=outbox_waits)
_index("ix_outbox_waiting_due_at", outbox.c.due_at, where=outbox_waits)
_index("ix_outbox_waiting_person", outbox.c.person_id, where=outbox_waits)
_index("ix_outbox_unsent_case", outbox.c.case_id, where=outbox_unsent)
_index("ix_outbox_ended_at", outbox.c.ended_at)

timers = sa.Table(
    "timers",
    metadata,
    sa.Column("owner", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", Moment, nullable=False, index=True),
    sa.Column("stamp", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary),
)

chat_log = sa.Table(
    "chat_log",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("incoming", sa.Boolean, nullable=False),
    sa.Column("at", Moment, nullable=False, index=True),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", counter(), primary_key=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False, index=True),
    sa.Column("at", Moment, nullable=False),
)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("labels", sa.Text, primary_key=True),
    sa.Column("total", sa.BigInteger, nullable=False),
)

moderators = sa.Table(
    "moderators",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("lookup", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("sealed_user_id", sa.LargeBinary, nullable=False),
    sa.Column("sealed_alias", sa.LargeBinary, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)

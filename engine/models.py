"""The tables of running processes: instances and their state, tasks, messages, incidents."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from db.base import metadata
from db.types import BigId, UtcDateTime

process_instances = Table(
    "process_instances",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("definition_id", BigId, ForeignKey("process_definitions.id"), nullable=False),
    Column("stream_id", BigId, ForeignKey("streams.id"), nullable=False),
    # What the instance is about: the public id of a thing that the engine knows nothing of.
    Column("business_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    CheckConstraint("state IN ('running', 'completed', 'cancelled')", name="state_known"),
    Index("ix_process_instances_stream_id", "stream_id"),
    Index("ix_process_instances_business_key", "business_key"),
)

instance_states = Table(
    "instance_states",
    metadata,
    Column("instance_id", BigId, ForeignKey("process_instances.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    # Which program can read it; today's is 1 (engine/spiff/state.py).
    Column("format", Integer, nullable=False, server_default="1"),
    PrimaryKeyConstraint("instance_id", "version"),
    CheckConstraint("kind IN ('snapshot', 'delta')", name="kind_known"),
)

OTHER_FORMAT = text("format <> 1")
Index(
    # Empty as long as every state is of today's format, so that asking at start costs nothing.
    "ix_instance_states_other_format",
    instance_states.c.format,
    sqlite_where=OTHER_FORMAT,
    postgresql_where=OTHER_FORMAT,
)

user_tasks = Table(
    "user_tasks",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("instance_id", BigId, ForeignKey("process_instances.id"), nullable=False),
    Column("position", Text, nullable=False),
    Column("process", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("business_key", Text, nullable=False),
    # Who may take it, as one opaque word that the policy above us understands.
    Column("candidate_group", Text, nullable=False),
    Column("assignee", Text, nullable=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("instance_id", "position"),
    CheckConstraint("state IN ('open', 'completed', 'cancelled')", name="state_known"),
    Index("ix_user_tasks_business_key", "business_key"),
)
Index(
    "ix_user_tasks_inbox",
    user_tasks.c.candidate_group,
    user_tasks.c.created_at,
    user_tasks.c.id,
    sqlite_where=user_tasks.c.state == "open",
    postgresql_where=user_tasks.c.state == "open",
)

task_drafts = Table(
    "task_drafts",
    metadata,
    Column("task_id", BigId, ForeignKey("user_tasks.id"), nullable=False),
    Column("actor", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("task_id", "actor"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    # The sender's own id of the message: the same one twice is one message.
    Column("message_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text, nullable=True),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("receipt", Text, nullable=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=True),
    Column("cause", Text, nullable=True),
    # Since when one from outside waits for an event that is not reached yet.
    Column("waits_since", UtcDateTime, nullable=True),
    # Of one sent inside the house: the stream of the command that sent it.
    Column("sent_in", BigId, ForeignKey("streams.id"), nullable=True),
    # Tells what was sent before from what was changed, to who may not read the payload.
    Column("digest", Text, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("message_id"),
    UniqueConstraint("receipt"),
    CheckConstraint(
        "state IN ('received', 'waiting', 'correlated', 'unmatched')", name="state_known"
    ),
)
Index(
    "ix_messages_received",
    messages.c.id,
    sqlite_where=messages.c.state == "received",
    postgresql_where=messages.c.state == "received",
)
Index(
    "ix_messages_waiting",
    messages.c.name,
    messages.c.correlation_key,
    sqlite_where=messages.c.state == "waiting",
    postgresql_where=messages.c.state == "waiting",
)
Index(
    "ix_messages_received_key",
    messages.c.name,
    messages.c.correlation_key,
    sqlite_where=messages.c.state == "received",
    postgresql_where=messages.c.state == "received",
)

message_subscriptions = Table(
    "message_subscriptions",
    metadata,
    Column("instance_id", BigId, ForeignKey("process_instances.id"), nullable=False),
    Column("position", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("correlation_key", Text, nullable=False),
    PrimaryKeyConstraint("instance_id", "position"),
    Index("ix_message_subscriptions_name_key", "name", "correlation_key"),
)

timers = Table(
    "timers",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("instance_id", BigId, ForeignKey("process_instances.id"), nullable=False),
    Column("position", Text, nullable=False),
    Column("process", Text, nullable=False),
    Column("element", Text, nullable=False),
    # Null while the time is not known: the timer waits, and never fires by itself.
    Column("due_at", UtcDateTime, nullable=True),
    # The kind of error that keeps the time from being known, as for an incident.
    Column("cause", Text, nullable=True),
    Column("next_attempt_at", UtcDateTime, nullable=True),
    UniqueConstraint("instance_id", "position"),
    Index("ix_timers_due", "due_at", "id"),
)

start_timers = Table(
    "start_timers",
    metadata,
    # The process that begins.
    Column("key", Text, primary_key=True),
    # When, by the wall clock, as the diagram has it.
    Column("cycle", Text, nullable=False),
    # Times before this instant passed before the cycle was there.
    Column("since", UtcDateTime, nullable=False),
    # Null until the worker has told the first time.
    Column("due_at", UtcDateTime, nullable=True),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    Column("instance_id", BigId, ForeignKey("process_instances.id"), nullable=False),
    Column("position", Text, nullable=False),
    Column("element", Text, nullable=False),
    # The kind of error only: what it says may hold what nobody may read here.
    Column("cause", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    # Resolved: the step has worked. Ended: it never did, and is not to be taken any longer.
    Column("state", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime, nullable=True),
    UniqueConstraint("public_id"),
    UniqueConstraint("instance_id", "position"),
    CheckConstraint("state IN ('open', 'resolved', 'ended')", name="state_known"),
)

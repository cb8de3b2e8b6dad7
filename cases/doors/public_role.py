"""What the database role of a public door alone may do: lay a message down, and read its forms.

Told as rights, so that PostgreSQL itself keeps it: whoever takes over the public web server reads
no notice, no case and no history, and changes nothing that has come in.
"""

from __future__ import annotations

from sqlalchemy import text

from db.session import Session

RIGHTS: tuple[tuple[str, str], ...] = (
    # The forms that it shows, and whether the tables have this version's shape.
    ("process_definitions", "SELECT"),
    ("definition_parts", "SELECT"),
    ("artifacts", "SELECT"),
    ("alembic_version", "SELECT"),
    # A notice and its files, and of earlier ones what their senders may be told: no content.
    ("messages", "INSERT"),
    ("messages", "SELECT (id, message_id, receipt, received_at, digest, state)"),
    ("attachments", "INSERT"),
    ("attachments", "SELECT (id)"),
    ("attachment_chunks", "INSERT"),
    # Keys of senders' own systems: whose they are, and that they were used.
    ("api_keys", "SELECT"),
    ("api_keys", "UPDATE (last_used_at)"),
)
SEQUENCES = ("messages_id_seq", "attachments_id_seq")

_ROLE = "SELECT rolsuper OR rolbypassrls OR pg_has_role(oid, {owner}, 'MEMBER') FROM pg_roles"
_OWNER = "(SELECT relowner FROM pg_class WHERE oid = 'messages'::regclass)"


class RoleUnsuitable(Exception):
    """The role cannot be the public door's; the message says why."""


def grant(session: Session, role: str) -> None:
    """Take every right from the role, and give it these. Raises RoleUnsuitable."""
    if session.get_bind().dialect.name != "postgresql":
        raise RoleUnsuitable("SQLite knows no roles: a public door alone needs PostgreSQL.")
    _require_plain(session, role)
    name = session.get_bind().dialect.identifier_preparer.quote(role)
    for statement in statements(name):
        session.execute(text(statement))


def statements(name: str) -> list[str]:
    """What is said to the database; name: the role, quoted."""
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {name}",
        f"REVOKE CREATE ON SCHEMA public FROM {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        *(f"GRANT {right} ON {table} TO {name}" for table, right in RIGHTS),
        *(f"GRANT USAGE ON SEQUENCE {sequence} TO {name}" for sequence in SEQUENCES),
    ]


def _require_plain(session: Session, role: str) -> None:
    """Rights mean nothing for a superuser, nor for who may act as the owner of the tables."""
    looked = text(f"{_ROLE.format(owner=_OWNER)} WHERE rolname = :role")
    is_mighty = session.scalar(looked, {"role": role})
    if is_mighty is None:
        raise RoleUnsuitable(f"There is no role {role}. Make it first: CREATE ROLE ... LOGIN.")
    if is_mighty:
        raise RoleUnsuitable(f"The role {role} owns the tables or is a superuser.")

"""The tables of definitions, and the few questions and changes that they are made for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    UniqueConstraint,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from db.base import metadata
from db.session import Session
from db.types import BigId, UtcDateTime
from engine.manifest import Manifest, Part, read_manifest

artifacts = Table(
    "artifacts",
    metadata,
    # sha256 of the body, as 64 hexadecimal digits.
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

process_definitions = Table(
    "process_definitions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # sha256 of the manifest, which names every part by its own digest.
    Column("digest", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("origin", Text, nullable=False),
    # The definition with the highest activation is the one that new instances get. It is not
    # always the highest version: going back to older content does not make a version of its own.
    Column("activation", Integer, nullable=False),
    Column("start_message", Text, nullable=True),
    Column("deployed_at", UtcDateTime, nullable=False),
    Column("deployed_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("key", "version"),
    UniqueConstraint("key", "digest"),
    UniqueConstraint("key", "activation"),
    CheckConstraint("origin IN ('shipped', 'local')", name="origin_known"),
    Index("ix_process_definitions_start_message", "start_message"),
)

definition_parts = Table(
    "definition_parts",
    metadata,
    Column("definition_id", BigId, ForeignKey("process_definitions.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, ForeignKey("artifacts.digest"), nullable=False),
    PrimaryKeyConstraint("definition_id", "name"),
)

definition_drafts = Table(
    "definition_drafts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("filed_at", UtcDateTime, nullable=False),
    Column("filed_by", Text, nullable=False),
    UniqueConstraint("key", "digest"),
)

Rows: TypeAlias = Select[int, str, int, str, str, str, int, datetime, str, str]


@dataclass(frozen=True)
class StoredDefinition:
    """The row of a definition."""

    id: int
    key: str
    version: int
    digest: str
    manifest: Manifest
    origin: str
    activation: int
    deployed_at: datetime
    deployed_by: str
    note: str


@dataclass(frozen=True)
class NewDefinition:
    """What is about to become a version of a process."""

    manifest: Manifest
    origin: str
    start_message: str | None
    deployed_at: datetime
    deployed_by: str
    note: str


def by_id(session: Session, definition_id: int) -> StoredDefinition | None:
    """The definition with this id, if there is one."""
    return _one(session, _rows().where(process_definitions.c.id == definition_id))


def by_digest(session: Session, key: str, digest: str) -> StoredDefinition | None:
    """The version of a process that has exactly this content, if there is one."""
    table = process_definitions.c
    return _one(session, _rows().where(table.key == key, table.digest == digest))


def by_digests(session: Session, digests: Collection[str]) -> list[StoredDefinition]:
    """The definitions with exactly these contents, by key and version."""
    table = process_definitions.c
    statement = _rows().where(table.digest.in_(digests)).order_by(table.key, table.version)
    return _many(session, statement)


def current(session: Session, key: str) -> StoredDefinition | None:
    """The definition that new instances of a process get."""
    table = process_definitions.c
    return _one(session, _rows().where(table.key == key).order_by(table.activation.desc()).limit(1))


def all_current(session: Session) -> list[StoredDefinition]:
    """The current definition of every process, by key."""
    table = process_definitions.c
    return _many(session, _rows().where(_is_current()).order_by(table.key))


def started_by(session: Session, message: str) -> StoredDefinition | None:
    """The current definition that a message starts, if one does."""
    table = process_definitions.c
    statement = _rows().where(table.start_message == message, _is_current())
    return _one(session, statement.order_by(table.key).limit(1))


def versions(session: Session, key: str) -> list[StoredDefinition]:
    """Every version of a process, newest first."""
    table = process_definitions.c
    return _many(session, _rows().where(table.key == key).order_by(table.version.desc()))


def bodies(session: Session, definition_id: int) -> dict[str, bytes]:
    """The files of a definition, by name."""
    rows = session.execute(
        select(definition_parts.c.name, artifacts.c.body)
        .join(artifacts, artifacts.c.digest == definition_parts.c.digest)
        .where(definition_parts.c.definition_id == definition_id)
    )
    return {name: bytes(body) for name, body in rows}


def store_artifacts(session: Session, parts: tuple[Part, ...], files: Mapping[str, bytes]) -> None:
    """Keep the bytes of every part, each content once."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for part in parts:
        session.execute(
            dialect.insert(artifacts)
            .values(digest=part.digest, kind=part.role, body=files[part.name])
            .on_conflict_do_nothing(index_elements=["digest"])
        )


def add(session: Session, new: NewDefinition) -> tuple[int, int]:
    """Id and number of a new version that becomes current; its artifacts are stored already."""
    key = new.manifest.key
    version = _highest(session, key, "version") + 1
    values = {
        "key": key,
        "version": version,
        "digest": new.manifest.digest,
        "manifest": new.manifest.text,
        "origin": new.origin,
        "activation": _highest(session, key, "activation") + 1,
        "start_message": new.start_message,
        "deployed_at": new.deployed_at,
        "deployed_by": new.deployed_by,
        "note": new.note,
    }
    new_id: int = session.execute(
        insert(process_definitions).values(**values).returning(process_definitions.c.id)
    ).scalar_one()
    for part in new.manifest.parts:
        row = {"role": part.role, "name": part.name, "digest": part.digest}
        session.execute(insert(definition_parts).values(definition_id=new_id, **row))
    return new_id, version


def activate(session: Session, stored: StoredDefinition) -> None:
    """Make an older version the current one again."""
    session.execute(
        update(process_definitions)
        .where(process_definitions.c.id == stored.id)
        .values(activation=_highest(session, stored.key, "activation") + 1)
    )


def file_draft(session: Session, manifest: Manifest, *, now: datetime, by: str) -> bool:
    """Keep what was shipped beside a process that was edited here; tells whether it is new."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = (
        dialect.insert(definition_drafts)
        .values(
            key=manifest.key,
            digest=manifest.digest,
            manifest=manifest.text,
            filed_at=now,
            filed_by=by,
        )
        .on_conflict_do_nothing(index_elements=["key", "digest"])
        .returning(definition_drafts.c.id)
    )
    return session.execute(statement).first() is not None


def _rows() -> Rows:
    table = process_definitions.c
    return select(
        table.id,
        table.key,
        table.version,
        table.digest,
        table.manifest,
        table.origin,
        table.activation,
        table.deployed_at,
        table.deployed_by,
        table.note,
    )


def _one(session: Session, statement: Rows) -> StoredDefinition | None:
    row = session.execute(statement).one_or_none()
    return None if row is None else _stored(row)


def _many(session: Session, statement: Rows) -> list[StoredDefinition]:
    return [_stored(row) for row in session.execute(statement)]


def _stored(row: Any) -> StoredDefinition:
    return StoredDefinition(
        id=row.id,
        key=row.key,
        version=row.version,
        digest=row.digest,
        manifest=read_manifest(row.manifest),
        origin=row.origin,
        activation=row.activation,
        deployed_at=row.deployed_at,
        deployed_by=row.deployed_by,
        note=row.note,
    )


def _is_current() -> ColumnElement[bool]:
    newer = process_definitions.alias("newer")
    return ~exists().where(
        newer.c.key == process_definitions.c.key,
        newer.c.activation > process_definitions.c.activation,
    )


def _highest(session: Session, key: str, column: str) -> int:
    table = process_definitions.c
    statement = select(func.max(table[column])).where(table.key == key)
    return session.execute(statement).scalar() or 0

"""Drafts of processes: what somebody changes in the studio until it is published or thrown away.

A process has one draft at most that is under way. It holds every file of the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases.tables.studio_models import (
    process_approvals,
    process_draft_files,
    process_draft_people,
    process_drafts,
)
from db.session import Session

OPEN, SUBMITTED, PUBLISHED, DISCARDED = "open", "submitted", "published", "discarded"
_LIVE = (OPEN, SUBMITTED)


@dataclass(frozen=True)
class Draft:
    """A draft. base_id: the definition that it changes. note: said when it was submitted; reply:
    said when it was sent back."""

    id: int
    key: str
    base_id: int
    state: str
    version: int
    author: str
    changed_by: str
    changed_at: datetime
    note: str
    reply: str

    @property
    def is_open(self) -> bool:
        """Whether it can be changed; else it waits for approval."""
        return self.state == OPEN


def under_way(session: Session, key: str) -> Draft | None:
    """The draft of a process that is neither published nor thrown away, if there is one."""
    return next((draft for draft in all_under_way(session) if draft.key == key), None)


def all_under_way(session: Session) -> list[Draft]:
    """Every draft that is under way, by the key of its process."""
    table = process_drafts.c
    rows = session.execute(
        select(process_drafts).where(table.state.in_(_LIVE)).order_by(table.key)
    ).mappings()
    return [Draft(**{name: row[name] for name in Draft.__dataclass_fields__}) for row in rows]


def last_version(session: Session, key: str) -> int:
    """The version of the last change of any draft of the process, 0 when there has been none."""
    table = process_drafts.c
    return session.execute(select(func.max(table.version)).where(table.key == key)).scalar() or 0


def files(session: Session, draft: Draft) -> dict[str, bytes]:
    """The files of a draft, by name."""
    table = process_draft_files.c
    rows = session.execute(select(table.name, table.body).where(table.draft_id == draft.id))
    return {row.name: bytes(row.body) for row in rows}


def editors(session: Session, draft: Draft) -> frozenset[str]:
    """The ids of everyone who has written in a draft or submitted it."""
    table = process_draft_people.c
    found = select(table.person).where(table.draft_id == draft.id, table.part == "editor")
    return frozenset(session.execute(found).scalars())


def approvals(session: Session, key: str) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Who approved each published version and who had written it, by the id of the definition."""
    rows = session.execute(
        select(process_approvals.c.definition_id, process_approvals.c.person, process_drafts)
        .join(process_drafts, process_drafts.c.id == process_approvals.c.draft_id)
        .where(process_drafts.c.key == key)
        .order_by(process_drafts.c.id)
    ).mappings()
    return {
        row["definition_id"]: (row["person"], _editors_in_order(session, row["id"])) for row in rows
    }


def begin(session: Session, key: str, base_id: int, by: str, now: datetime) -> int:
    """Begin a draft; returns its id. Its files and its version come with the first change."""
    values: dict[str, Any] = {
        "key": key,
        "base_id": base_id,
        "state": OPEN,
        "version": last_version(session, key),
        "author": by,
        "began_at": now,
        "changed_by": by,
        "changed_at": now,
        "note": "",
        "reply": "",
    }
    statement = insert(process_drafts).values(**values).returning(process_drafts.c.id)
    return int(session.execute(statement).scalar_one())


def change(session: Session, draft: Draft, by: str, now: datetime, **values: Any) -> None:
    """Note that somebody did something with the draft; its version goes up."""
    session.execute(
        update(process_drafts)
        .where(process_drafts.c.id == draft.id)
        .values(version=draft.version + 1, changed_by=by, changed_at=now, **values)
    )


def write(session: Session, draft: Draft, files: Mapping[str, bytes]) -> None:
    """Put these files in place of those the draft has."""
    session.execute(delete(process_draft_files).where(process_draft_files.c.draft_id == draft.id))
    rows = [{"draft_id": draft.id, "name": name, "body": body} for name, body in files.items()]
    session.execute(insert(process_draft_files), rows)


def add_editor(session: Session, draft: Draft, person: str) -> None:
    """Remember that a person has had a hand in the draft, so that she can never approve it."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(process_draft_people)
        .values(draft_id=draft.id, person=person, part="editor")
        .on_conflict_do_nothing(index_elements=["draft_id", "person"])
    )


def approve(session: Session, draft: Draft, person: str, definition: int, now: datetime) -> None:
    """Keep who approved a draft and what it became; the database refuses one of its editors."""
    whom = {"draft_id": draft.id, "person": person, "part": "approver"}
    session.execute(insert(process_draft_people).values(**whom))
    session.execute(
        insert(process_approvals).values(**whom, definition_id=definition, approved_at=now)
    )


def _editors_in_order(session: Session, draft_id: int) -> tuple[str, ...]:
    table = process_draft_people.c
    found = select(table.person).where(table.draft_id == draft_id, table.part == "editor")
    return tuple(session.execute(found.order_by(table.person)).scalars())

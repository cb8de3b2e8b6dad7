"""The journal of a case: what was found, done and decided, by whom and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from cases.tables.models import journal, notices
from db.session import Session


@dataclass(frozen=True)
class JournalEntry:
    """One entry. facts may be sensitive: shown on the case page only, never listed or searched.

    form: where its questions stand, as ``process/form`` or ``acts/form``; None: by its kind.
    """

    kind: str
    author: str
    written_at: datetime
    facts: dict[str, Any]
    form: str | None = None


_ENTRY = insert(journal)


def write(
    session: Session,
    case_id: int,
    kind: str,
    author: str,
    facts: dict[str, Any],
    now: datetime,
    *,
    form: str | None = None,
    notice_id: int | None = None,
) -> None:
    """Add an entry; nothing is ever changed or taken away here but by erasure.

    notice_id: the notice whose facts it tells. Taken out of a wrong case, they are not that
    household's to keep, and must not be read there (the notice's own case may be sealed).
    """
    entry = {
        "case_id": case_id,
        "notice_id": notice_id,
        "kind": kind,
        "author": author,
        "written_at": now,
        "form": form,
        "facts": json.dumps(facts, ensure_ascii=False, allow_nan=False),
    }
    session.execute(_ENTRY, entry)


def of_case(session: Session, case_id: int) -> list[JournalEntry]:
    """The entries of a case and of the notices that are in it now, oldest first."""
    of_notices = select(notices.c.id).where(notices.c.case_id == case_id)
    written_here = (journal.c.case_id == case_id) & journal.c.notice_id.is_(None)
    rows = session.execute(
        select(journal)
        .where(written_here | journal.c.notice_id.in_(of_notices))
        .order_by(journal.c.id)
    )
    return [_entry(row) for row in rows]


def last(session: Session, case_id: int, kind: str) -> JournalEntry | None:
    """The newest entry of a kind in a case, if there is one."""
    wanted = select(journal).where(journal.c.case_id == case_id, journal.c.kind == kind)
    row = session.execute(wanted.order_by(journal.c.id.desc()).limit(1)).one_or_none()
    return _entry(row) if row else None


def _entry(row: Any) -> JournalEntry:
    return JournalEntry(row.kind, row.author, row.written_at, json.loads(row.facts), row.form)

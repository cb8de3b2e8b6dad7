"""The books of an installation as figures: what two runs of the same work must have in common."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select

from cases.tables.letter_models import dispatches, letters
from cases.tables.limit_models import limit_calculations, time_limits
from cases.tables.models import cases, journal, notices
from cases.tables.office_models import confirmations, deviations, warnings
from cases.tables.track_models import contact_attempts, evictions, measures, payments
from db.session import Session
from engine.agreement import compare
from engine.job_rows import jobs
from engine.models import incidents, messages, process_instances, timers, user_tasks
from ledger.models import history, streams
from ledger.verify import verify
from tests.product import Product

COUNTED: tuple[Table, ...] = (
    cases, notices, letters, dispatches, time_limits, limit_calculations, journal, confirmations,
    deviations, warnings, contact_attempts, evictions, measures, payments, messages, timers,
)  # fmt: skip
TRIES = ("incident.repeated", "incident.retry_asked", "command.ask_retry", "command.retry_steps")
"""A try that was ended before it was written down is made again: those may be more."""

_ID = re.compile(r"^Message-ID: *(\S+)", re.MULTILINE | re.IGNORECASE)


def of(product: Product, place: Path) -> dict[str, Any]:
    """Rows, states, events of the cases' chains, and what has left the house."""
    with product.database.reading() as session:
        report = verify(session)
        return {
            "rows": {table.name: _rows(session, table) for table in COUNTED},
            "states": _states(session),
            "events": _events(session),
            "letters out": _letters_out(session),
            "mails": len(set(_mail_ids(place))),
            "print files": len(list((place / "out" / "print").glob("*.pdf"))),
            "open incidents": _rows(session, incidents, incidents.c.state == "open"),
            "faults in the ledger": len(report.faults),
            "jobs that somebody holds": _rows(session, jobs, jobs.c.lease_until.is_not(None)),
            "instances that disagree with their rows": len(
                compare(session, product.engine).disagreements
            ),
        }


def sent_again(place: Path) -> int:
    """How many mails have come more than once, each time under the same Message-ID."""
    return sum(Counter(_mail_ids(place)).values()) - len(set(_mail_ids(place)))


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """A sentence for each figure that is not as it was in the run that nothing disturbed."""
    return [
        f"{name} {key}: {there.get(key, 0)} instead of {wanted.get(key, 0)}."
        for name, wanted, there in (
            (name, _as_counts(expected[name]), _as_counts(found[name])) for name in expected
        )
        for key in sorted({*wanted, *there})
        if wanted.get(key, 0) != there.get(key, 0)
    ]


def _as_counts(figure: Any) -> dict[str, int]:
    if isinstance(figure, dict):
        return figure
    return {"": figure} if isinstance(figure, int) else {f"says {figure!r}:": 1}


def _states(session: Session) -> dict[str, int]:
    counted: dict[str, int] = {}
    for table in (user_tasks, process_instances, jobs, letters, time_limits, cases):
        rows = session.execute(select(table.c.state, func.count()).group_by(table.c.state))
        counted |= {f"{table.name} {state}": number for state, number in rows}
    return counted


def _events(session: Session) -> dict[str, int]:
    """How often each kind of event stands in the chains of cases and notices."""
    rows = session.execute(
        select(history.c.kind, func.count())
        .join(streams, streams.c.id == history.c.stream_id)
        .where(streams.c.kind.in_(("case", "message", "system")), history.c.kind.not_in(TRIES))
        .group_by(history.c.kind)
    )
    return {row[0]: row[1] for row in rows}


def _letters_out(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(letters.c.kind, func.count())
        .where(letters.c.state == "sent", letters.c.proof.is_not(None))
        .group_by(letters.c.kind)
    )
    return {row[0]: row[1] for row in rows}


def _mail_ids(place: Path) -> list[str]:
    texts = (path.read_text(errors="replace") for path in (place / "mail").glob("*.eml"))
    return [found.group(1) for text in texts if (found := _ID.search(text))]


def _rows(session: Session, table: Table, *conditions: Any) -> int:
    return int(
        session.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one()
    )

"""What a run with kills has lost or done twice, read from the database and the mail that came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select

from bench.walk import Told
from cases.tables.letter_models import letters
from cases.tables.models import cases, journal, notices
from db.session import Database, Session
from engine.definition_store import process_definitions
from engine.job_rows import jobs
from engine.models import incidents, messages, process_instances, user_tasks
from ledger.models import history

PROCESSES_OF_A_NOTICE = (
    ("receive_notice", "completed"),
    ("confirm_receipt", "completed"),
    ("main_case", "completed"),
    ("unpaid_rent", "cancelled"),
    ("request_complement", "cancelled"),
)
"""What each notice starts, and how it ends: its track is at work until the case is closed."""

LEFT_AT_CLOSING = ("choose_measure", "write_to_household", "watch_complement")
"""Tasks of the tracks, one of each for a notice."""

LETTERS_OF_A_NOTICE = ("receipt", "L08")
"""The receipt at once, and the request for what the notice lacks, which confirms it too."""


def find(database: Database, told: Told, mails: Sequence[str]) -> list[str]:
    """A sentence for each thing that is missing, too many or unfinished; none is what we want."""
    with database.reading() as session:
        return [
            *_notices(session, told),
            *_tasks(session, told),
            *_instances(session, told),
            *_letters(session, mails),
            *_left_over(session),
        ]


def _notices(session: Session, told: Told) -> Iterator[str]:
    given = Counter(told.receipts)
    for name, table in (("messages", messages), ("notices", notices)):
        column = table.c.receipt
        kept = Counter(session.execute(select(column).where(column.isnot(None))).scalars())
        if kept != given:
            lost, extra = len(given - kept), len(kept - given)
            yield f"{name}: {lost} with a receipt are not there, {extra} are there unasked."
    closed = _count(session, cases, cases.c.state == "closed")
    if closed != len(told.receipts):
        yield f"{closed} closed cases for {len(told.receipts)} notices."


def _tasks(session: Session, told: Told) -> Iterator[str]:
    if left := _count(session, user_tasks, user_tasks.c.state == "open"):
        yield f"{left} tasks are open."
    yield from _cancelled(session, told)
    ids = set(session.execute(select(user_tasks.c.public_id)).scalars())
    confirmed = {task.rpartition("/")[2] for task in told.completed}
    if missing := confirmed - ids:
        yield f"{len(missing)} tasks that a person was told are done do not exist."
    completed = _count(session, user_tasks, user_tasks.c.state == "completed")
    events = _count(session, history, history.c.kind == "task.completed")
    if events != completed:
        yield f"{events} completions in the ledger for {completed} tasks."
    written = _count(session, journal)
    acts = _count(session, user_tasks, user_tasks.c.element.in_(("assess_case", "decide_outcome")))
    if written != acts:
        yield f"{written} journal notes for {acts} assessments and decisions."


def _cancelled(session: Session, told: Told) -> Iterator[str]:
    cancelled = select(user_tasks.c.element).where(user_tasks.c.state == "cancelled")
    counted = Counter(session.execute(cancelled).scalars())
    expected = Counter(dict.fromkeys(LEFT_AT_CLOSING, len(told.receipts)))
    if counted != expected:
        yield f"Cancelled tasks are {dict(counted)}, should be {dict(expected)}."


def _instances(session: Session, told: Told) -> Iterator[str]:
    same = process_definitions.c.id == process_instances.c.definition_id
    rows = session.execute(
        select(process_definitions.c.key, process_instances.c.state).join(process_instances, same)
    )
    counted = Counter((row.key, row.state) for row in rows)
    expected = Counter(dict.fromkeys(PROCESSES_OF_A_NOTICE, len(told.receipts)))
    if counted != expected:
        yield f"Instances are {dict(counted)}, should be {dict(expected)}."


def _letters(session: Session, mails: Sequence[str]) -> Iterator[str]:
    kinds = Counter(session.execute(select(letters.c.kind)).scalars())
    expected = Counter(dict.fromkeys(LETTERS_OF_A_NOTICE, _count(session, notices)))
    if kinds != expected:
        yield f"Letters are {dict(kinds)}, should be {dict(expected)}."
    proved = _count(session, letters, letters.c.state == "sent", letters.c.proof.isnot(None))
    proofs = _count(session, history, history.c.kind == "dispatch.proved")
    if not kinds.total() == proved == proofs == len(set(mails)):
        yield (
            f"{kinds.total()} letters, {proved} with proof, {proofs} proofs in the ledger, "
            f"{len(set(mails))} different mails."
        )


def _left_over(session: Session) -> Iterator[str]:
    if left := _count(session, jobs, jobs.c.state != "done"):
        yield f"{left} jobs are not done."
    if left := _count(session, incidents, incidents.c.state == "open"):
        yield f"{left} incidents are open."


def _count(session: Session, table: Any, *conditions: Any) -> int:
    statement = select(func.count()).select_from(table).where(*conditions)
    return int(session.execute(statement).scalar_one())

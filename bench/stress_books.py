"""What must hold after a stress run of the process that was made for it: from the database, the
outside, and what people heard."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from bench.stress_people import Told
from bench.stress_process import JOB_KIND
from db.session import Database, Session
from engine.agreement import compare
from engine.executor import Engine
from engine.job_rows import jobs
from engine.models import (
    incidents,
    instance_states,
    messages,
    process_instances,
    timers,
    user_tasks,
)
from ledger.models import history, history_payloads
from ledger.verify import verify

Sentences = Iterator[str]


def find(
    database: Database, engine: Engine, told: Sequence[Told], effects: Sequence[str]
) -> dict[str, list[str]]:
    """Each invariant, and a sentence for each way in which it does not hold."""
    invariants: dict[str, Callable[[Session], Sentences]] = {
        "every notice is one instance, and has come to its end": lambda s: _instances(s, told),
        "every task is completed once, by the one who was told so": lambda s: tasks(s, told),
        "every message was handed over once": lambda s: _messages(s, told),
        "every timer has fired once, and not before its time": _timers,
        "each job's effect is there once": lambda s: _jobs(s, effects),
        "no lease is held, no incident is open": left_over,
        "versions rise by one, and each is a command's": _versions,
        "inbox, messages and timers are what the engine says": lambda s: agreement(s, engine),
        "the chains verify": chains,
    }
    with database.reading() as session:
        return {name: list(check(session)) for name, check in invariants.items()}


def agreement(session: Session, engine: Engine) -> Sentences:
    """Every running instance compared with its rows."""
    for one in compare(session, engine).disagreements:
        yield f"instance {one.instance}: {one.reason}."


def _instances(session: Session, told: Sequence[Told]) -> Sentences:
    sent = Counter(key for one in told for key in one.sent)
    found = session.execute(select(process_instances.c.business_key)).scalars()
    if (kept := Counter(found)) != sent:
        yield f"{sent.total()} notices were sent and {kept.total()} instances are there."
    if running := count(session, process_instances, process_instances.c.state != "completed"):
        yield f"{running} instances are not completed."


def tasks(session: Session, told: Sequence[Told]) -> Sentences:
    """What people were told of is what was completed, and nothing is left."""
    heard = Counter(task for one in told for task in one.completed)
    done = select(user_tasks.c.public_id).where(user_tasks.c.state == "completed")
    if heard != Counter(session.execute(done).scalars()):
        yield f"{heard.total()} were told of {len(heard)} tasks; others are completed."
    if left := count(session, user_tasks, user_tasks.c.state == "open"):
        yield f"{left} tasks are open."
    yield from _as_many(session, "task.completed", len(heard))


def _messages(session: Session, told: Sequence[Told]) -> Sentences:
    states = Counter(session.execute(select(messages.c.state)).scalars())
    # A notice, an answer and a proof for each; those that were sent twice are kept once.
    expected = 3 * sum(len(one.sent) for one in told)
    if states != Counter(correlated=expected):
        yield f"messages are {dict(states)}, should be {expected} handed over."


def _timers(session: Session) -> Sentences:
    if left := count(session, timers):
        yield f"{left} timers are left."
    rows = session.execute(
        select(history.c.subject, history.c.element, func.count().label("times"))
        .where(history.c.kind == "timer.fired")
        .group_by(history.c.subject, history.c.element)
    ).all()
    if twice := [row for row in rows if row.times > 1]:
        yield f"{len(twice)} timers fired more than once."
    rested = sum(row.element == "rest" for row in rows)
    if rested != (instances := count(session, process_instances)):
        yield f"{rested} pauses ended for {instances} instances."
    yield from too_early(session)


def too_early(session: Session) -> Sentences:
    """Timers that fired before the time that they were set to."""
    fired = payloads(session, "timer.fired")
    if early := [one for one in fired if one["at"] < one["due"]]:
        yield f"{len(early)} timers fired before their time."


def _jobs(session: Session, effects: Sequence[str]) -> Sentences:
    kept = Counter(
        session.execute(select(jobs.c.idempotency_key).where(jobs.c.kind == JOB_KIND)).scalars()
    )
    if set(kept) != set(effects):
        yield f"{len(kept)} jobs, and {len(set(effects))} different effects outside."
    if undone := count(session, jobs, jobs.c.state != "done"):
        yield f"{undone} jobs are not done."
    yield from _as_many(session, "stress.noted", count(session, process_instances))
    left = count(session, history, history.c.kind == "element.left", history.c.element == "proved")
    if left != kept.total():
        yield f"{kept.total()} jobs moved {left} instances on."


def left_over(session: Session) -> Sentences:
    """Nothing is held and nothing stands."""
    if held := count(session, jobs, jobs.c.lease_until.is_not(None)):
        yield f"{held} leases are held."
    if open_ones := count(session, incidents, incidents.c.state == "open"):
        yield f"{open_ones} incidents are open."


def _versions(session: Session) -> Sentences:
    """Every command that moved an instance left one version of it, and none two."""
    moved = _moved(session)
    last = session.execute(
        select(process_instances.c.stream_id, func.max(instance_states.c.version))
        .join(instance_states, instance_states.c.instance_id == process_instances.c.id)
        .group_by(process_instances.c.stream_id)
    ).all()
    if wrong := [stream for stream, version in last if version != moved[stream]]:
        yield f"{len(wrong)} instances have not one version for each command that moved them."


def _moved(session: Session) -> Counter[int]:
    """How many commands have moved the instance of each stream, as the ledger tells it."""
    rows = session.execute(
        select(history.c.stream_id, history.c.kind).order_by(history.c.stream_id, history.c.seq)
    )
    moved: Counter[int] = Counter()
    for stream, events in groupby(rows, key=lambda row: row.stream_id):
        kinds = _until_completed(row.kind for row in events)
        moved[stream] = sum(_moves(command) for command in _by_command(kinds))
    return moved


def _until_completed(kinds: Iterable[str]) -> Iterator[str]:
    """A try that is asked for once the instance has ended looks at it and stores nothing."""
    for kind in kinds:
        yield kind
        if kind == "instance.completed":
            return


def _by_command(kinds: Iterable[str]) -> list[list[str]]:
    commands: list[list[str]] = []
    for kind in kinds:
        if kind.startswith("command."):
            commands.append([])
        commands[-1].append(kind)
    return commands


def _moves(command: list[str]) -> bool:
    """A try of a step stores a version whether it works or not; a look at what is gone does not."""
    told = ("element.", "instance.", "incident.", "timer.fired")
    return command[0] == "command.retry_steps" or any(one.startswith(told) for one in command)


def chains(session: Session) -> Sentences:
    """What the ledger says of itself."""
    for fault in verify(session).faults:
        yield f"{fault.stream} event {fault.seq}: {fault.reason}."


def _as_many(session: Session, kind: str, expected: int) -> Sentences:
    if (found := count(session, history, history.c.kind == kind)) != expected:
        yield f"{found} events {kind} in the ledger, should be {expected}."


def count(session: Session, table: Table, *conditions: ColumnElement[bool]) -> int:
    """How many rows of a table are so."""
    statement = select(func.count()).select_from(table).where(*conditions)
    return int(session.execute(statement).scalar_one())


def payloads(session: Session, kind: str) -> Iterator[dict[str, Any]]:
    """What each event of a kind tells."""
    same = (history.c.stream_id == history_payloads.c.stream_id) & (
        history.c.seq == history_payloads.c.seq
    )
    wanted = select(history_payloads.c.payload, history.c.subject).join(history, same)
    for payload, subject in session.execute(wanted.where(history.c.kind == kind)):
        yield {**json.loads(payload), "subject": subject}

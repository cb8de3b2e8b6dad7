"""What must hold after the product itself was under stress, of every notice that came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from bench.stress_books import Sentences, agreement, chains, count, left_over, payloads, tasks
from bench.stress_books import too_early as timers_too_early
from bench.stress_people import Told
from cases.tables.letter_models import letters
from cases.tables.models import cases, notices
from db.session import Database, Session
from engine.executor import Engine
from engine.job_rows import jobs
from engine.models import instance_states, messages, process_instances, timers
from engine.replay import Outcome, every_instance, recording_of, replay
from ledger.models import history

REPLAYED = 400
"""Instances that are carried out once more; of more than these, evenly many."""


def find(
    database: Database, engine: Engine, told: Sequence[Told], effects: Sequence[str]
) -> dict[str, list[str]]:
    """Each invariant, and a sentence for each way in which it does not hold."""
    invariants: dict[str, Callable[[Session], Sentences]] = {
        "every notice is one closed case, and nothing of it runs": lambda s: _cases(s, told),
        "every task is completed once, by the one who was told so": lambda s: tasks(s, told),
        "every message was handed over once": lambda s: _messages(s, told),
        "every timer has fired once at its time, and not before": _timers,
        "each letter has left once and is proved once": lambda s: _letters(s, effects),
        "no lease is held, no incident is open": left_over,
        "versions rise by one, and stand where the record leads": lambda s: _versions(s, engine),
        "inbox, messages and timers are what the engine says": lambda s: agreement(s, engine),
        "the chains verify": chains,
    }
    with database.reading() as session:
        return {name: list(check(session)) for name, check in invariants.items()}


def _cases(session: Session, told: Sequence[Told]) -> Sentences:
    sent = Counter(receipt for one in told for receipt in one.sent)
    kept = Counter(session.execute(select(notices.c.receipt)).scalars())
    if kept != sent:
        yield f"{sent.total()} receipts were given and {kept.total()} notices are there."
    closed = count(session, cases, cases.c.state == "closed")
    if (closed, count(session, cases)) != (sent.total(), sent.total()):
        yield f"{closed} closed cases for {sent.total()} notices."
    if running := count(session, process_instances, process_instances.c.state == "running"):
        yield f"{running} instances are running."


def _messages(session: Session, told: Sequence[Told]) -> Sentences:
    states = select(messages.c.state).where(messages.c.receipt.is_not(None))
    counted = Counter(session.execute(states).scalars())
    if counted != Counter(correlated=sum(len(one.sent) for one in told)):
        yield f"messages with a notice are {dict(counted)}."
    if left := count(session, messages, messages.c.state.in_(("received", "waiting"))):
        yield f"{left} messages are not handed over."


def _timers(session: Session) -> Sentences:
    if left := count(session, timers):
        yield f"{left} timers are left."
    fired = Counter(
        (one["process"], one["position"], one["due"], one["subject"])
        for one in payloads(session, "timer.fired")
    )
    if twice := [place for place, times in fired.items() if times > 1]:
        yield f"{len(twice)} timers fired more than once at one time."
    yield from timers_too_early(session)


def _letters(session: Session, effects: Sequence[str]) -> Sentences:
    written = count(session, letters)
    sent = count(session, letters, letters.c.state == "sent", letters.c.proof.is_not(None))
    proofs = count(session, history, history.c.kind == "dispatch.proved")
    if not 0 < written == sent == proofs == len(set(effects)):
        yield (
            f"{written} letters, {sent} with proof, {proofs} proofs in the ledger, "
            f"{len(set(effects))} different mails."
        )
    if left := count(session, jobs, jobs.c.state.in_(("waiting", "leased", "failed", "poison"))):
        yield f"{left} jobs are not done."


def _versions(session: Session, engine: Engine) -> Sentences:
    version = instance_states.c.version
    gaps = session.execute(
        select(instance_states.c.instance_id)
        .group_by(instance_states.c.instance_id)
        .having(func.count() != func.max(version) - func.min(version) + 1)
    ).all()
    if gaps:
        yield f"{len(gaps)} instances miss a version."
    every = every_instance(session)
    for instance in every[:: max(1, len(every) // REPLAYED)]:
        recording = recording_of(session, instance)
        verdict = replay(recording, engine.bundle(recording.definition))
        if verdict.outcome is not Outcome.FAITHFUL:
            yield f"{verdict}"

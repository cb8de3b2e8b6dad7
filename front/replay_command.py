"""The command that re-executes what has been recorded, and says where it came out otherwise."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

import click
from flask.cli import with_appcontext

from cases import case
from db.session import Session
from engine import replay
from engine.definitions import DefinitionDamaged
from engine.replay import NotReplayable, Outcome, Verdict
from front.parts import Parts
from front.starting import fitting_parts

EXIT_CODES = {Outcome.DIVERGED: 1, Outcome.UNTOLD: 3}
"""The worst of all decides; otherwise 0."""


@click.command("replay")
@click.argument("which", required=False)
@click.option("--all", "every", is_flag=True, help="Every process instance there has been.")
@with_appcontext
def replay_command(which: str | None, every: bool) -> None:
    """Re-execute a case from its recorded commands, and compare every step with the ledger.

    WHICH is a case number or the public id of a process instance. Each instance runs once more in
    memory on the exact version of its process, with the recorded answers of people, operations,
    messages and timers; gateways, joins, tables and ends are worked out anew. Where it has come to
    is then compared with what is stored: states, values, tasks and who has taken them, timers and
    subscriptions. Writes nothing. Exit code 0 when all came out as recorded and stored (or was
    erased), 1 where one did not, 3 if it could not be told.
    """
    if every == (which is not None):
        raise click.UsageError("Name a case or a process instance, or say --all.")
    parts = fitting_parts()
    with parts.database.reading() as session:
        found = replay.every_instance(session) if which is None else _named(session, which)
    if not found:
        click.echo("There is no such case and no such process instance.", err=True)
        sys.exit(EXIT_CODES[Outcome.UNTOLD])
    sys.exit(_tell(_tried(parts, one) for one in found))


def _named(session: Session, which: str) -> list[str]:
    """The instances that move under the lock of a case; or the one that is named."""
    found = case.numbered(session, which.strip().upper())
    if found is not None:
        return replay.instances_under(session, found.stream_id)
    return [which] if replay.is_instance(session, which) else []


def _tried(parts: Parts, instance: str) -> Verdict:
    """The recording is read in a session of its own, which is closed before anything runs."""
    try:
        with parts.database.reading() as session:
            recording = replay.recording_of(session, instance)
    except (NotReplayable, DefinitionDamaged) as why:
        return Verdict(instance, "", Outcome.UNTOLD, 0, reason=str(why))
    return replay.replay(recording, parts.engine.bundle(recording.definition))


def _tell(verdicts: Iterable[Verdict]) -> int:
    """Print what is not as recorded, and a line for all; returns the exit code."""
    counted: Counter[Outcome] = Counter()
    events = 0
    for verdict in verdicts:
        counted[verdict.outcome] += 1
        events += verdict.compared
        if verdict.outcome is not Outcome.FAITHFUL:
            click.echo(_words(verdict))
    told = ", ".join(f"{counted[outcome]} {outcome.value}" for outcome in Outcome)
    several = "instance" if counted.total() == 1 else "instances"
    click.echo(f"{counted.total()} process {several}: {told}.")
    click.echo(f"{events} recorded events came out the same.")
    return max((EXIT_CODES.get(outcome, 0) for outcome in counted), key=_how_bad)


def _how_bad(code: int) -> int:
    return (0, 3, 1).index(code)


def _words(verdict: Verdict) -> str:
    whose = " ".join(word for word in (verdict.process, verdict.instance) if word)
    difference = verdict.difference
    if difference is None:
        return f"{verdict.outcome.value.upper()} {whose}: {verdict.reason}"
    place = f"event {difference.seq} of {difference.stream}"
    place = f"what is stored after {place}" if difference.is_stored else place
    return f"DIVERGED {whose}: {place}: expected {difference.expected}; found {difference.found}."

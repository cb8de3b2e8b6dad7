"""What is recorded of one process instance, read once; the re-execution needs no database after."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true

from db.session import Session
from engine import definition_store, definitions
from engine.definitions import Definition
from engine.models import process_instances
from engine.replay.stored import Stored, stored
from ledger import events
from ledger.events import Entry
from ledger.models import history, streams

BEGAN = "instance.started"
LOOKED_AT = ("access", "security")
"""The streams that tell who looked at an instance: about it, and nothing that happened in it."""

GONE = "gone"
"""The state of an instance that has no row."""


class NotReplayable(LookupError):
    """The instance cannot be re-executed; the message says why."""


@dataclass(frozen=True)
class Step:
    """One recorded event of the instance, and whether it is the first of a further command."""

    entry: Entry
    stream: str
    begins_command: bool = False

    @property
    def payload(self) -> Mapping[str, Any]:
        return self.entry.payload or {}


@dataclass(frozen=True)
class Recording:
    """An instance as the ledger tells it, oldest event first, with the definition it ran on.

    state: what its row says, which is not in the ledger. stored: where it is saved to stand, None
    where there is no row.
    """

    instance: str
    definition: Definition
    steps: tuple[Step, ...]
    state: str
    stored: Stored | None


def recording_of(session: Session, instance: str) -> Recording:
    """Read what is recorded of an instance. Raises NotReplayable, and DefinitionDamaged."""
    entries = _what_happened(session, instance)
    if not entries or entries[0].kind != BEGAN:
        raise NotReplayable("the ledger does not hold its beginning.")
    return Recording(
        instance,
        _definition(session, entries[0]),
        _steps(session, entries),
        *_kept(session, instance),
    )


def every_instance(session: Session) -> list[str]:
    """The public ids of all instances, oldest first: those that only the ledger tells of as well,
    and those that it does not tell of."""
    kept = _ids(session, true())
    told = select(history.c.subject).where(history.c.kind == BEGAN, history.c.subject.is_not(None))
    return [*kept, *sorted(set(map(str, session.execute(told).scalars())) - set(kept))]


def instances_under(session: Session, stream_id: int) -> list[str]:
    """The public ids of the instances that move under the lock of a stream, oldest first."""
    held = select(streams.c.id).where(streams.c.id == stream_id).cte(recursive=True)
    joined = select(streams.c.id).join(held, streams.c.joined_to == held.c.id)
    held = held.union(joined)
    return _ids(session, process_instances.c.stream_id.in_(select(held.c.id)))


def is_instance(session: Session, public_id: str) -> bool:
    """Whether there is an instance with this public id, in the ledger if nowhere else."""
    told = select(history.c.seq).where(history.c.subject == public_id, history.c.kind == BEGAN)
    is_told = session.scalar(told.limit(1)) is not None
    return is_told or bool(_ids(session, process_instances.c.public_id == public_id))


def _ids(session: Session, condition: ColumnElement[bool]) -> list[str]:
    ids = select(process_instances.c.public_id).where(condition)
    return list(session.execute(ids.order_by(process_instances.c.id)).scalars())


def _what_happened(session: Session, instance: str) -> list[Entry]:
    looked = select(streams.c.id).where(streams.c.kind.in_(LOOKED_AT))
    told = events.read_subject(session, instance)
    ids = {entry.stream_id for entry in told}
    looks = set(session.execute(looked.where(streams.c.id.in_(ids))).scalars())
    return [entry for entry in told if entry.stream_id not in looks]


def _definition(session: Session, began: Entry) -> Definition:
    """The exact version that the ledger names, by its digest and nothing else."""
    found = definition_store.by_digests(session, [began.definition or ""])
    if not found:
        raise NotReplayable("the version of the process that the ledger names is not stored.")
    return definitions.load(session, found[0].id)


def _kept(session: Session, instance: str) -> tuple[str, Stored | None]:
    """What its row says, and where it is saved to stand."""
    row = session.execute(
        select(process_instances.c.id, process_instances.c.state).where(
            process_instances.c.public_id == instance
        )
    ).one_or_none()
    return (GONE, None) if row is None else (str(row.state), stored(session, row.id))


def _steps(session: Session, entries: list[Entry]) -> tuple[Step, ...]:
    ids = sorted({entry.stream_id for entry in entries})
    rows = session.execute(select(streams.c.id, streams.c.key).where(streams.c.id.in_(ids)))
    keys = {row.id: row.key for row in rows}
    commands = _commands(session, ids)
    return tuple(
        Step(
            entry, keys[entry.stream_id], _begins_command(commands[entry.stream_id], before, entry)
        )
        for before, entry in zip([None, *entries], entries, strict=False)
    )


def _commands(session: Session, stream_ids: list[int]) -> dict[int, list[int]]:
    """The numbers of the commands in each stream, in order."""
    found: dict[int, list[int]] = {stream_id: [] for stream_id in stream_ids}
    rows = session.execute(
        select(history.c.stream_id, history.c.seq)
        .where(history.c.stream_id.in_(stream_ids), history.c.kind.startswith("command."))
        .order_by(history.c.stream_id, history.c.seq)
    )
    for row in rows:
        found[row.stream_id].append(row.seq)
    return found


def _begins_command(commands: list[int], before: Entry | None, entry: Entry) -> bool:
    """Whether a command stands between the event before and this one.

    Not told where a stream was joined to another in between: the command that did it stands in the
    one, and what it did after that in the other.
    """
    if before is None or before.stream_id != entry.stream_id:
        return False
    return bisect(commands, before.seq) < bisect(commands, entry.seq)

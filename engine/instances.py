"""Instances in the database: a compressed snapshot renewed now and then, and small deltas after it.

Bodies are JSON text, compressed; never jsonb and never sorted keys (engine.md A1).
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from db.session import Session
from engine.definition_store import process_definitions
from engine.errors import InstanceNotFound, StateDiverged, StateFormatUnknown
from engine.models import OTHER_FORMAT, instance_states, process_instances
from engine.spiff import state as spiff_state
from ledger.events import root_of
from ledger.models import streams

SNAPSHOT_EVERY = 20
"""Deltas between snapshots: a load reads at most this many small rows more."""


@dataclass(frozen=True)
class StoredInstance:
    """The row of an instance."""

    id: int
    public_id: str
    definition_id: int
    stream_id: int
    business_key: str
    state: str
    version: int
    """That of its last stored state, as of when the row was read; 0 before there is any."""


_STATES, _STEP = instance_states.alias(), insert(instance_states)

COLUMNS = (
    process_instances.c.id,
    process_instances.c.public_id,
    process_instances.c.definition_id,
    process_instances.c.stream_id,
    process_instances.c.business_key,
    process_instances.c.state,
    func.coalesce(
        select(func.max(_STATES.c.version))
        .where(_STATES.c.instance_id == process_instances.c.id)
        .scalar_subquery(),
        0,
    ),
)
"""The columns of a StoredInstance, in its order."""
_BY_ID = select(*COLUMNS).where(process_instances.c.id == bindparam("instance"))
_STATE = (
    select(instance_states.c.version, instance_states.c.body, instance_states.c.format)
    .where(instance_states.c.instance_id == bindparam("instance"))
    .order_by(instance_states.c.version)
)


def find(session: Session, instance_id: int) -> StoredInstance:
    """The row of an instance. Raises InstanceNotFound."""
    row = session.execute(_BY_ID, {"instance": instance_id}).one_or_none()
    if row is None:
        raise InstanceNotFound("There is no such process instance.")
    return StoredInstance(*row)


def create(
    session: Session,
    *,
    public_id: str,
    definition_id: int,
    stream_id: int,
    business_key: str,
    now: datetime,
) -> StoredInstance:
    """A new running instance that has no state yet."""
    values = {
        "public_id": public_id,
        "definition_id": definition_id,
        "stream_id": stream_id,
        "business_key": business_key,
        "state": "running",
        "started_at": now,
    }
    new_id = session.execute(
        insert(process_instances).values(**values).returning(process_instances.c.id)
    ).scalar_one()
    return StoredInstance(new_id, public_id, definition_id, stream_id, business_key, "running", 0)


def running(session: Session, business_key: str) -> list[int]:
    """Ids of the running instances about a thing, oldest first."""
    rows = session.execute(
        select(process_instances.c.id)
        .where(
            process_instances.c.business_key == business_key,
            process_instances.c.state == "running",
        )
        .order_by(process_instances.c.id)
    )
    return list(rows.scalars())


def running_under(session: Session, stream_id: int) -> list[int]:
    """Ids of those that move under the same lock as a stream, oldest first."""
    held = select(streams.c.id).where(streams.c.id == root_of(session, stream_id))
    whole = held.cte(recursive=True)
    joined = select(streams.c.id).join(whole, streams.c.joined_to == whole.c.id)
    whole = whole.union(joined)
    rows = session.execute(
        select(process_instances.c.id)
        .where(
            process_instances.c.stream_id.in_(select(whole.c.id)),
            process_instances.c.state == "running",
        )
        .order_by(process_instances.c.id)
    )
    return list(rows.scalars())


def running_of(session: Session, business_key: str, process: str) -> list[int]:
    """Those of the running instances about a thing that run a process, oldest first."""
    rows = session.execute(
        select(process_instances.c.id)
        .join(process_definitions, process_definitions.c.id == process_instances.c.definition_id)
        .where(
            process_instances.c.business_key == business_key,
            process_instances.c.state == "running",
            process_definitions.c.key == process,
        )
        .order_by(process_instances.c.id)
    )
    return list(rows.scalars())


def load_state(session: Session, instance_id: int) -> tuple[int, spiff_state.State]:
    """The last version and the state as of it: the last snapshot and the deltas after it.

    Raises StateFormatUnknown when one of them is in a format that is not ours.
    """
    rows = session.execute(_STATE, {"instance": instance_id})
    version, state = 0, spiff_state.State()
    for row in rows:
        _check_format(row.format)
        version = row.version
        spiff_state.apply(state, _unpack(row.body))
    return version, state


def save_state(
    session: Session,
    instance_id: int,
    version: int,
    old: spiff_state.State,
    new: spiff_state.State,
) -> None:
    """Store the step as one delta, or as a snapshot that replaces what came before it.

    version: the new one. Two writers of the same version meet the primary key, though the lock of
    the instance's stream, which the caller holds, keeps that from happening.
    """
    is_snapshot = version % SNAPSHOT_EVERY == 1
    if is_snapshot:
        session.execute(delete(instance_states).where(instance_states.c.instance_id == instance_id))
    body = spiff_state.difference({} if is_snapshot else old, new)
    session.execute(
        _STEP,
        {
            "instance_id": instance_id,
            "version": version,
            "kind": "snapshot" if is_snapshot else "delta",
            "format": spiff_state.FORMAT,
            "body": _pack(body),
        },
    )


def check_formats(session: Session) -> None:
    """Whether this program can read every stored state. Raises StateFormatUnknown.

    Reads one small index: meant to be asked at every start.
    """
    other = (
        select(instance_states.c.format)
        .where(OTHER_FORMAT)
        .order_by(instance_states.c.format.desc())
        .limit(1)
    )
    found = session.execute(other).scalar_one_or_none()
    if found is not None:
        _check_format(found)


def check_state(session: Session, instance_id: int, whole: spiff_state.State) -> None:
    """Compare what the snapshot and the deltas add up to with the whole state as it is.

    Raises StateDiverged. Costs a read and a second dump for every step: on in tests, and where an
    installation wants it.
    """
    _, stored = load_state(session, instance_id)
    if stored != json.loads(json.dumps(whole)):
        raise StateDiverged(f"The stored state of instance {instance_id} is not its state.")


def end(session: Session, instance_id: int, state: str, now: datetime) -> None:
    """Note that an instance is completed or cancelled."""
    session.execute(
        update(process_instances)
        .where(process_instances.c.id == instance_id)
        .values(state=state, ended_at=now)
    )


def _check_format(found: int) -> None:
    if found != spiff_state.FORMAT:
        raise StateFormatUnknown(
            f"An instance was saved in format {found} by a newer version of Bokvar; this version "
            f"knows format {spiff_state.FORMAT}. Start the newer version, or bring back the "
            "backup that was made before it was started."
        )


def _pack(body: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpack(body: bytes) -> dict[str, Any]:
    unpacked: dict[str, Any] = json.loads(zlib.decompress(body))
    return unpacked

"""Many workers and clients at once, one worker killed: what must hold of the engine holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from bench import stress, stress_books, stress_shipped_books
from bench.stress_process import StressHouse, effects
from bench.stress_shipped import ShippedHouse
from cases.tables.models import cases, notices
from db.session import Database
from engine.models import (
    instance_states,
    message_subscriptions,
    messages,
    process_instances,
    user_tasks,
)
from ledger.models import history
from tests.ledger.tampering import without_triggers

LOADS = {
    "made": stress.Load(notices=40, workers=3, clients=6, kills=1, leap_minutes=240),
    "shipped": stress.Load(notices=10, workers=2, clients=4, kills=1),
}


@pytest.mark.parametrize("scene", LOADS)
def test_every_invariant_holds_with_workers_and_clients_at_once_and_one_killed(
    scene: str, bare_database_url: str, tmp_path: Path
) -> None:
    load = LOADS[scene]
    report = stress.run(bare_database_url, tmp_path, load, scene)
    assert report.disagreements == []
    assert {name: sentences for name, sentences in report.invariants.items() if sentences} == {}
    assert (report.killed, sum(len(one.sent) for one in report.told)) == (1, load.notices)
    assert report.verify.endswith(" 0 faults.")
    assert report.holds
    seen = {"made": _made_with_losses, "shipped": _shipped_with_losses}[scene]
    told = [*report.told[1:], report.told[0]]
    told[0].sent.append("one more")
    assert seen(bare_database_url, tmp_path, told) == UNTOUCHED[scene]


UNTOUCHED = {
    "made": [
        "every timer has fired once, and not before its time",
        "no lease is held, no incident is open",
    ],
    "shipped": [
        "every timer has fired once at its time, and not before",
        "no lease is held, no incident is open",
    ],
}
"""What still holds once somebody has been in the database: all else is seen to be broken."""


def _made_with_losses(url: str, folder: Path, told: Any) -> list[str]:
    """The invariants that hold by the same books after somebody has been in the database."""
    database = Database(url)
    try:
        with database.transaction() as session, without_triggers(session):
            session.execute(update(user_tasks).where(user_tasks.c.id == 1).values(state="open"))
            session.execute(
                update(process_instances).where(process_instances.c.id == 2).values(state="running")
            )
            session.execute(
                update(instance_states)
                .where(instance_states.c.instance_id == 3)
                .values(version=instance_states.c.version + 100)
            )
            session.execute(delete(history).where(history.c.kind == "stress.noted"))
        house = StressHouse(database, folder)
        left = [*effects(folder), "send_parcel:x"]
        found = stress_books.find(database, house.engine, told, left)
    finally:
        database.dispose()
    return [name for name, sentences in found.items() if not sentences]


def _shipped_with_losses(url: str, folder: Path, told: Any) -> list[str]:
    house = ShippedHouse(Database(url), folder)
    try:
        with house.database.transaction() as session, without_triggers(session):
            session.execute(update(user_tasks).where(user_tasks.c.id == 1).values(state="open"))
            session.execute(
                update(messages).where(messages.c.receipt.is_not(None)).values(state="waiting")
            )
            session.execute(
                update(instance_states)
                .where(instance_states.c.instance_id == 3)
                .values(version=instance_states.c.version + 100)
            )
            session.execute(
                insert(message_subscriptions).values(
                    instance_id=2, position="1", element="x", name="x", correlation_key="x"
                )
            )
            session.execute(update(cases).where(cases.c.id == 1).values(state="open"))
            session.execute(delete(history).where(history.c.kind == "dispatch.proved"))
            session.execute(update(notices).where(notices.c.id == 1).values(receipt="AAAA"))
        found = stress_shipped_books.find(
            house.database, house.engine, told, [*effects(folder), "<another@bokvar.example>"]
        )
    finally:
        house.database.dispose()
    return [name for name, sentences in found.items() if not sentences]

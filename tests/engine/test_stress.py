"""Many workers and clients at once, one worker killed: what must hold of the engine holds."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, update

from bench import stress, stress_books
from bench.stress_process import StressHouse, effects
from db.session import Database
from engine.models import instance_states, process_instances, user_tasks
from ledger.models import history
from tests.ledger.tampering import without_triggers

LOAD = stress.Load(notices=40, workers=3, clients=6, kills=1, leap_minutes=240)


def test_every_invariant_holds_with_workers_and_clients_at_once_and_one_killed(
    bare_database_url: str, tmp_path: Path
) -> None:
    report = stress.run(bare_database_url, tmp_path, LOAD)
    assert report.disagreements == []
    assert {name: sentences for name, sentences in report.invariants.items() if sentences} == {}
    assert (report.killed, sum(len(one.sent) for one in report.told)) == (1, 40)
    assert report.looks > 0
    _assert_that_a_loss_would_be_seen(bare_database_url, tmp_path, report)


def _assert_that_a_loss_would_be_seen(url: str, folder: Path, report: stress.Report) -> None:
    """The same books after somebody has been in the database."""
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
        told = [*report.told[1:], report.told[0]]
        told[0].sent.append("one more")
        found = stress_books.find(database, house.engine, told, [*effects(folder), "send_parcel:x"])
    finally:
        database.dispose()
    assert [name for name, sentences in found.items() if not sentences] == [
        "every timer has fired once, and not before its time",
        "no lease is held, no incident is open",
    ]

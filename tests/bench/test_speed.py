"""`make bench` measures what it says: tried in small, and never for how long anything took."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import select

from bench.speed import completing, diagrams, outstanding, share, statements, writers
from bench.speed.child import ROOT, Child
from bench.speed.ground import QUICK, Ground, ground
from bench.speed.results import at_least, at_most, write
from db.session import Database
from engine.models import process_instances, user_tasks
from ledger.models import history


@pytest.fixture
def on(bare_database_url: str, tmp_path: Path) -> Iterator[Ground]:
    with ground("here", bare_database_url, tmp_path, QUICK) as made:
        yield made


def test_a_figure_tells_whether_it_is_met(tmp_path: Path) -> None:
    figures = [at_least("a", 3, 2), at_most("b", 3, 2), at_least("c", 3, None)]
    write(figures, tmp_path / "results.json")
    written = json.loads((tmp_path / "results.json").read_text())
    assert [row["met"] for row in written] == [True, False, None]
    assert written[0] == {
        "name": "a",
        "value": 3,
        "target": 2,
        "sense": "at least",
        "met": True,
    }


@pytest.mark.parametrize("key", diagrams.KEYS)
def test_the_baseline_writes_the_same_inbox_and_history(on: Ground, key: str) -> None:
    ours = on.workshop.begin(key)
    naive = Child("bench.speed.naive", on.url)
    theirs = naive.call("begin", key, 0, on.workshop.definition_of(ours))
    before = {instance: _events(on.database, instance) for instance in (ours, theirs)}
    for _ in range(2 * diagrams.ROUND[key] + 1):
        on.workshop.complete(ours)
        naive.call("complete", theirs)
    naive.end()
    assert _tasks(on.database, ours) == _tasks(on.database, theirs)
    written = [_events(on.database, i) - before[i] for i in (ours, theirs)]
    assert written[0] == written[1]
    assert written[0]["element.left"] > diagrams.ROUND[key]


@pytest.mark.parametrize("key", diagrams.KEYS)
def test_the_quick_way_to_many_tasks_makes_the_librarys_own_tree(key: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", COMPARED, key], cwd=ROOT, capture_output=True, text=True, check=True
    )
    quick, slow = json.loads(said.stdout)
    assert quick == slow
    assert len(quick) > 10


COMPARED = """
import json, sys
from bench.speed.naive import Naive
from bench.speed.quick_walk import walked
from bench.rounds import GO_ON
from bench.speed.diagrams import MORE
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
given, times = {"late_at": "2099-01-01T00:00:00+00:00"}, 9
specs = Naive.specs(None, sys.argv[1])
quick = walked(specs, given, times)
slow = BpmnWorkflow(*specs)
slow.task_tree.set_data(**given)
slow.do_engine_steps()
for _ in range(times):
    task = slow.get_tasks(state=TaskState.READY, manual=True)[0]
    task.set_data(**MORE, **GO_ON)
    task.run()
    slow.do_engine_steps()
def shape(workflow):
    flows = [workflow, *workflow.subprocesses.values()]
    return sorted((t.task_spec.name, int(t.state)) for flow in flows for t in flow.tasks.values())
print(json.dumps([shape(quick), shape(slow)]))
"""


@pytest.mark.parametrize("subject", [completing, statements, outstanding, writers, share])
def test_each_subject_gives_figures_that_have_a_target(on: Ground, subject: ModuleType) -> None:
    figures = list(subject.figures(on))
    assert figures
    assert all(figure.target is not None and figure.name.startswith("here") for figure in figures)
    assert len({figure.name for figure in figures}) == len(figures)


def test_a_completion_is_at_most_twelve_statements_and_one_commit(on: Ground) -> None:
    assert all(figure.met for figure in statements.figures(on))


def _tasks(database: Database, instance: int) -> Counter[tuple[str, str]]:
    wanted = select(user_tasks.c.element, user_tasks.c.state).where(
        user_tasks.c.instance_id == instance
    )
    with database.reading() as session:
        return Counter((row.element, row.state) for row in session.execute(wanted))


def _events(database: Database, instance: int) -> Counter[str]:
    """Of each kind but a timer's: the baseline sets none, and is spared that."""
    wanted = (
        select(history.c.kind)
        .join(process_instances, process_instances.c.stream_id == history.c.stream_id)
        .where(process_instances.c.id == instance, ~history.c.kind.like("timer.%"))
    )
    with database.reading() as session:
        return Counter(session.execute(wanted).scalars())

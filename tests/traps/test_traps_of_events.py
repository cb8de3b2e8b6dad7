"""Traps B13 to B23 (docs/traps.md): what is let in, let through, or left to chance."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine

from db.session import Database
from engine.errors import MessageNotCorrelated
from tests.engine.diagrams import properties
from tests.engine.house import House, catch, line
from tests.traps import drawings, odd_drawings
from tests.traps.ours import Trap, findings, passes, refused
from tests.traps.stock import happened

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "ledger", "cases", "documents", "db", "handlers", "connectors", "web", "front")


def test_b13_a_message_about_another_case_is_not_taken(database: Database) -> None:
    assert happened()["b13"] is True  # BKV-1 took the answer about BKV-999.

    refused(odd_drawings.AWAITED, "correlation_missing")
    house = House(database, {})
    house.deploy(trap=line("trap", catch("wait", "answered", "message")))
    house.correlate("came")
    own, before = house.instance().business_key, house.everything()
    for other in ("BKV-999", "", f"{own} "):
        with pytest.raises(MessageNotCorrelated):
            house.answer("answered", other)
    assert house.everything() == before
    house.answer("answered", own)
    assert house.instance().state == "completed"


def test_b14_no_diagram_makes_the_reader_hang() -> None:
    assert happened()["b14"] == "hangs"

    refused(odd_drawings.DATA_OBJECT_ABOVE, "element_not_supported")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("compensation thrown", "event_definition_not_supported"),
        ("link thrown", "event_definition_not_supported"),
        ("nothing received", "message_missing"),
        ("nobody comes there", "unreachable"),
    ],
)
def test_b15_what_would_be_passed_over_in_silence_is_refused(kind: str, code: str) -> None:
    assert happened()["b15"][kind] is True  # The process was completed as if all were well.

    refused(odd_drawings.SILENT[kind], code)


def test_b16_there_is_one_place_for_values_and_that_is_the_token() -> None:
    assert happened()["b16"] == {}  # The fact was written one step before.

    refused(odd_drawings.DATA_OBJECT, "element_not_supported")
    trap = Trap(drawings.TWO_TASKS)
    trap.run("first", fact="known")
    assert trap.values("second") == {"fact": "known"}


def test_b17_a_call_hands_over_and_takes_back_what_it_names() -> None:
    everything = {"secret": "s", "note": "caller's"}
    assert happened()["b17"] == {"seen": everything, "note": "overwritten"}

    declared = drawings.calling(properties(inputs="case, absent", outputs="answer"))
    assert passes(declared)
    trap = Trap(declared, drawings.CALLED, case="BKV-1", **everything)
    trap.run("first")
    trap.keep()
    assert trap.values("inside") == {"case": "BKV-1"}
    trap.run("inside", note="overwritten", answer=7, case="BKV-2")
    trap.keep()
    assert trap.values("second") == {"case": "BKV-1", **everything, "answer": 7}


def test_b17_a_call_that_names_nothing_hands_over_all_as_copies() -> None:
    trap = Trap(drawings.calling(), drawings.CALLED, house={"rooms": [1]})
    trap.run("first")
    trap.values("inside")["house"]["rooms"].append(2)
    trap.run("inside", note="new")
    assert trap.values("second") == {"house": {"rooms": [1]}, "note": "new"}
    nothing = Trap(drawings.calling(properties(inputs="", outputs="")), drawings.CALLED, case="1")
    nothing.run("first")
    assert nothing.values("inside") == {}
    nothing.run("inside", note="new")
    assert nothing.values("second") == {"case": "1"}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("Case", "call_value_name"),
        ("case; note", "call_value_name"),
        ("case, case", "call_value_twice"),
        ("typename", "name_reserved"),
    ],
)
def test_b17_the_names_of_what_is_handed_over_are_checked(names: str, code: str) -> None:
    for side in ("inputs", "outputs"):
        refused(drawings.calling(properties(**{side: names})), code)


def test_b18_a_timer_is_told_from_what_is_stored_and_not_by_its_own_step() -> None:
    assert happened()["b18"] == "WorkflowTaskException"

    refused(odd_drawings.WORKED_OUT_BEFORE, "extension_not_supported")


def test_b19_no_instance_ever_has_an_engine_that_runs_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert happened()["b19"] == ["chosen"]  # The code ran, once the instance had been loaded.

    refused(odd_drawings.CODE, "expression_invalid")
    for name in ("evaluate", "execute", "call_service", "__init__"):
        monkeypatch.setattr(PythonScriptEngine, name, _must_not_run)
    for diagrams in ((drawings.CHOICE,), (drawings.calling(), drawings.CALLED)):
        trap = Trap(*diagrams, answer=True)
        trap.keep()
        while trap.ready():
            trap.run(trap.ready()[0])
            trap.keep()
        assert trap.live.is_completed


def _must_not_run(*_args: Any, **_named: Any) -> None:
    raise AssertionError("Python was asked.")


def test_b20_instances_in_several_threads_do_not_know_of_each_other() -> None:
    """Stock has one mode for all threads: a state that holds a time cannot be written meanwhile."""
    assert happened()["b20"] == {"alone": "none", "meanwhile": "TypeError"}

    alone = _history(7)
    with ThreadPoolExecutor(max_workers=8) as threads:
        together = list(threads.map(_history, [7] * 64))
    assert together == [alone] * 64


def _history(rounds: int) -> list[str]:
    """The text of an instance's state after each of its steps."""
    trap, kept = Trap(drawings.JOIN_IN_A_ROUND, more=True), list[str]()
    for number in range(rounds):
        for name in trap.ready():
            trap.run(name, number=number)
            trap.keep()
            kept.append(json.dumps(trap.live.dump()))
    return kept


def test_b21_branches_that_meet_in_a_task_are_said_to_run_it_twice() -> None:
    """Stock runs it twice too; and where one leads back to a task it recurses till it fails."""
    assert happened()["b21"] == {"met": ["meet", "meet"], "back": "RecursionError"}

    warned = [f for f in findings(drawings.MERGED) if f.code == "merge_without_gateway"]
    assert [(f.element, f.is_error) for f in warned] == [("meet", False)]
    trap = Trap(drawings.MERGED)
    for name in ("left", "right"):
        trap.run(name)
        trap.keep()
    assert trap.ready() == ["meet", "meet"]
    for _ in range(2):
        trap.run("meet")
        trap.keep()
    assert trap.live.is_completed


def test_b21_a_branch_that_leads_back_to_a_task_is_said_to_and_runs() -> None:
    assert happened()["b21"]["back"] == "RecursionError"

    warned = [f for f in findings(drawings.BACK_TO_A_TASK) if f.code == "merge_without_gateway"]
    assert [(f.element, f.is_error) for f in warned] == [("carry", False)]
    trap = Trap(drawings.BACK_TO_A_TASK)
    for _round in range(20):
        for name in ("carry", "aside", "again"):
            trap.run(name)
            trap.keep()
    assert trap.ready() == ["carry"]


def test_b22_nothing_that_was_kept_is_unpickled_and_lxml_is_pinned() -> None:
    """A pickled workflow of stock runs what the pickle says: what was put in was not a list."""
    assert happened()["b22"] == {"unpickled": [1, 2, 3], "without lxml": "ModuleNotFoundError"}

    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    assert len(paths) > 200
    uses = re.compile(r"^\s*(import|from) (pickle|marshal|shelve|dill)\b|PickleType", re.M)
    found = [str(p.relative_to(ROOT)) for p in paths if uses.search(p.read_text())]
    # From us to our own child, never back (engine/confine.py).
    assert found == ["engine/confine.py"]
    assert re.search(r'"lxml==[\d.]+"', (ROOT / "pyproject.toml").read_text())


def test_b23_the_same_instance_twice_is_the_same_to_the_last_letter() -> None:
    assert happened()["b23"] is False

    assert _history(3) == _history(3)

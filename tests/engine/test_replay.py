"""Re-executing what is recorded: faithful, or the first difference named, by names alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.session import Database
from engine import instances
from engine.decisions import read_decision
from engine.elements import read_process
from engine.executor import Processor
from engine.replay import Outcome, Recording
from ledger.access import record_read, record_refusal
from ledger.events import Actor
from tests.engine.diagrams import DECISION, FORM, folder
from tests.engine.house import BO, START, House
from tests.engine.recorded import (
    XML,
    deploy,
    depot,
    place_of,
    recorded,
    replayed,
    send_parcel,
    spoilt,
    with_payload,
    with_variable,
)

FAITHFUL = Outcome.FAITHFUL
OPERATION = '<spiffworkflow:property name="operation" value="carried"/>'
AUDITOR = Actor("staff:gosta")
MOVES = ("element.entered", "element.left", "element.cancelled")


@pytest.fixture
def house(database: Database) -> House:
    made = depot(database)
    made.engine.processors = {**made.engine.processors, Cancel: CANCEL}
    return made


@pytest.fixture
def sent(house: House) -> Recording:
    send_parcel(house)
    return recorded(house)


def difference(recording: Recording) -> tuple[str, str, int]:
    """What was expected and found, and at which event."""
    verdict = replayed(recording)
    assert verdict.outcome is Outcome.DIVERGED, verdict
    assert verdict.difference is not None
    return verdict.difference.expected, verdict.difference.found, verdict.difference.seq


def test_everything_that_runs_is_replayed_without_a_database(house: House) -> None:
    send_parcel(house)
    recording = recorded(house)
    house.database.dispose()
    kinds = {step.entry.kind for step in recording.steps}
    assert kinds >= {"decision.made", "timer.fired", "incident.opened", "instance.completed"}
    verdict = replayed(recording)
    assert (verdict.outcome, verdict.compared) == (FAITHFUL, len(recording.steps))


def test_an_instance_is_replayed_after_each_of_its_commands(house: House) -> None:
    parcel = house.correlate("parcel_came")
    commands = (
        house.retry,
        lambda: house.complete("carry"),
        lambda: house.complete("sign"),
        lambda: house.answer("answered", parcel),
        lambda: house.let_time_pass(START + timedelta(days=3)),
        lambda: house.answer("called_off", parcel, once="2"),
        lambda: house.complete("sign"),
    )
    for command in commands:
        before = len(recorded(house).steps)
        command()
        verdict = replayed(recorded(house))
        assert (verdict.outcome, verdict.compared) == (FAITHFUL, len(recorded(house).steps))
        assert verdict.compared > before or command is commands[2]


def test_who_has_looked_at_an_instance_is_no_part_of_what_happened(house: House) -> None:
    send_parcel(house)
    before = recorded(house)
    for at in (before.steps[0].entry.at - timedelta(days=1), before.steps[-1].entry.at):
        with house.database.transaction() as session:
            record_read(session, AUDITOR, "replay", before.instance, now=at)
            record_refusal(session, AUDITOR, "replay", before.instance, now=at)
    after = recorded(house)
    assert after.steps == before.steps
    assert replayed(after).outcome is FAITHFUL


def test_an_instance_that_somebody_ended_is_replayed(house: House) -> None:
    house.correlate("parcel_came")
    house.execute(Cancel(house.instance().id))
    assert replayed(recorded(house)).outcome is FAITHFUL
    assert recorded(house).steps[-1].entry.kind == "instance.cancelled"


def test_a_changed_condition_is_found_where_it_first_leads_elsewhere(sent: Recording) -> None:
    model = read_process(XML.replace("weight &gt; 5", "weight &gt; 50").encode())
    changed = replace(sent, definition=replace(sent.definition, model=model))
    expected, found, seq = difference(changed)
    assert expected.startswith("element.entered meet")
    assert found.startswith("element.entered carry")
    assert seq == sent.steps[place_of(sent, "element.entered", "carry")].entry.seq


def test_a_changed_table_is_found_at_its_decision(sent: Recording) -> None:
    table = read_decision(DECISION.replace("&gt; 5", "&gt; 50").encode())
    changed = replace(sent, definition=replace(sent.definition, decisions={"grade": table}))
    expected, found, seq = difference(changed)
    assert (expected, found) == ("rule rule_light", "rule rule_heavy")
    assert seq == sent.steps[place_of(sent, "element.left", "grade_parcel")].entry.seq


def test_a_table_that_answers_otherwise_by_the_same_rule_is_found(sent: Recording) -> None:
    table = read_decision(DECISION.replace('"heavy"', '"very heavy"').encode())
    changed = replace(sent, definition=replace(sent.definition, decisions={"grade": table}))
    assert difference(changed)[:2] == (
        "outputs of the decision as the table has them",
        "other outputs: grade",
    )


def test_two_events_that_changed_places_are_found(sent: Recording) -> None:
    place = place_of(sent, "element.entered", "carry")
    steps = list(sent.steps)
    steps[place - 1], steps[place] = steps[place], steps[place - 1]
    expected, found, _seq = difference(replace(sent, steps=tuple(steps)))
    assert expected.startswith("element.left is_heavy")
    assert found.startswith("element.entered carry")


def test_a_changed_variable_is_named_without_its_value(sent: Recording) -> None:
    place = place_of(sent, "element.entered", "part_ways")
    spoiled = spoilt(sent, place, lambda step: with_variable(step, "grade", "secret"))
    verdict = replayed(spoiled)
    assert verdict.difference is not None
    assert verdict.difference.found == "other values of grade"
    assert "secret" not in repr(verdict)
    assert verdict.compared == place


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        ("decision.made", "grade_parcel"),
        ("task.claimed", "carry"),
        ("task.completed", "carry"),
        ("timer.set", "rest"),
        ("timer.fired", "rest"),
        ("incident.opened", "weigh"),
        ("instance.completed", None),
    ],
)
def test_what_led_to_a_move_is_missed(sent: Recording, kind: str, element: str | None) -> None:
    difference(spoilt(sent, place_of(sent, kind, element), lambda _step: None))


@pytest.mark.parametrize("kind", ["task.claimed", "task.completed"])
def test_a_task_that_another_completed_than_who_took_it_is_found(
    sent: Recording, kind: str
) -> None:
    by_bo = spoilt(
        sent, place_of(sent, kind), lambda s: replace(s, entry=replace(s.entry, actor=BO.id))
    )
    expected, found, _seq = difference(by_bo)
    assert expected == "a task in the hands of who took it"
    assert BO.id not in found


def test_a_task_that_was_taken_twice_is_found(sent: Recording) -> None:
    claimed = sent.steps[place_of(sent, "task.claimed")]
    twice = spoilt(sent, place_of(sent, "task.completed"), lambda _step: claimed)
    assert difference(twice)[0] == "a task that nobody has"


def test_a_routing_answer_that_was_changed_is_found(house: House) -> None:
    """The task has no operation: its routing fields alone lead on, and the answers tell them."""
    form = json.loads(json.dumps(FORM))
    form["ui"][0]["fields"][0].update(
        name="place",
        widget="radios",
        routing=True,
        options=[{"value": one, "label": {"sv": one, "en": one}} for one in ("hall", "attic")],
    )
    form["schema"]["properties"]["place"] = {"type": "string", "enum": ["hall", "attic"]}
    files = folder(XML.replace(OPERATION, ""), carry=json.dumps(form).encode())
    deploy(house, files)
    house.correlate("parcel_came")
    house.retry()
    house.complete("carry", fields={"place": ["hall"]})
    told = recorded(house)
    assert replayed(told).outcome is FAITHFUL
    place = place_of(told, "task.completed", "carry")
    other = spoilt(told, place, lambda step: with_payload(step, answers={"place": "attic"}))
    assert difference(other)[1] == "other values of place"


def test_a_timer_that_fired_before_its_time_is_found(sent: Recording) -> None:
    early = {"at": START.isoformat()}
    place = place_of(sent, "timer.fired", "rest")
    expected, found, _seq = difference(spoilt(sent, place, lambda s: with_payload(s, **early)))
    assert (expected, found) == ("a timer that fires when it is due", "one that fires before")


def test_a_row_that_says_something_else_than_the_ledger_is_found(sent: Recording) -> None:
    assert difference(replace(sent, state="running"))[:2] == (
        "an instance that is completed",
        "one that is running",
    )


def test_what_is_erased_is_no_difference(sent: Recording) -> None:
    steps = tuple(replace(s, entry=replace(s.entry, payload=None)) for s in sent.steps)
    verdict = replayed(replace(sent, steps=steps))
    assert (verdict.outcome, verdict.difference) == (Outcome.ERASED, None)


def test_what_comes_before_the_erased_is_still_compared(sent: Recording) -> None:
    place = place_of(sent, "element.entered", "part_ways")
    steps = tuple(
        replace(s, entry=replace(s.entry, payload=None)) if number >= place else s
        for number, s in enumerate(sent.steps)
    )
    assert replayed(replace(sent, steps=steps)).compared == place


FIXTURE = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@FIXTURE
@given(st.data())
def test_no_move_can_be_taken_out_doubled_or_changed(sent: Recording, data: st.DataObject) -> None:
    moves = [n for n, step in enumerate(sent.steps) if step.entry.kind in MOVES]
    place = data.draw(st.sampled_from(moves))
    how = data.draw(st.sampled_from(["out", "twice", "element", "position", "variable", "kind"]))
    difference(spoiled(sent, place, how))


def spoiled(sent: Recording, place: int, how: str) -> Recording:
    step = sent.steps[place]
    if how == "twice":
        return replace(sent, steps=(*sent.steps[:place], step, *sent.steps[place:]))
    changes: dict[str, Any] = {
        "out": lambda _step: None,
        "element": lambda s: replace(s, entry=replace(s.entry, element="another")),
        "position": lambda s: with_payload(s, position="999"),
        "variable": lambda s: with_variable(s, "weight", 8),
        "kind": lambda s: replace(s, entry=replace(s.entry, kind=_other_kind(s.entry.kind))),
    }
    return spoilt(sent, place, changes[how])


def _other_kind(kind: str) -> str:
    return MOVES[(MOVES.index(kind) + 1) % len(MOVES)]


@dataclass(frozen=True)
class Cancel:
    """End an instance."""

    instance: int


CANCEL = Processor(
    lambda session, command, _actor, _now: instances.find(session, command.instance).stream_id,
    lambda runtime, command: runtime.cancel(command.instance, "not wanted"),
)

"""A decision that gives no answer: told in the ledger with what it was asked, and replayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from db.session import Database
from engine import failed_decisions
from engine.decisions import FAILURES, decide, read_decision
from engine.replay import Outcome, Recording
from tests.engine.diagrams import DECISION, folder, node, operator
from tests.engine.house import House, line
from tests.engine.recorded import (
    DUE,
    XML,
    deploy,
    place_of,
    recorded,
    replayed,
    spoilt,
    with_payload,
)

SECRET = 987_654
LIGHT_CELL = '<inputEntry id="light_in"><text>-</text></inputEntry>'


def cell(test: str) -> str:
    return LIGHT_CELL.replace("-<", f"{test}<")


def table(policy: str, light: str, **changes: str) -> str:
    """The table of the parcels under another hit policy, with another test of its second rule."""
    xml = DECISION.replace('hitPolicy="FIRST"', f'hitPolicy="{policy}"')
    for old, new in {LIGHT_CELL: cell(light), **changes}.items():
        assert old in xml, old
        xml = xml.replace(old, new)
    return xml


NO_RULE = table("UNIQUE", "&lt; 5").replace("&gt; 5", "&lt; 5")
ALLOWED = {
    "</inputExpression>": "</inputExpression><inputValues><text>[0..99]</text></inputValues>"
}
WHY = {
    "no_rule": (NO_RULE, "NoRuleHit", []),
    "several_rules": (table("UNIQUE", "-"), "SeveralRulesHit", ["rule_heavy", "rule_light"]),
    "rules_disagree": (table("ANY", "-"), "RulesDisagree", ["rule_heavy", "rule_light"]),
    "value_not_allowed": (table("FIRST", "-", **ALLOWED), "ValueNotAllowed", []),
    "not_worked_out": (table("UNIQUE", "&gt; width"), "NotWorkedOut", []),
}


@dataclass
class Scale:
    """What parcels weigh, until somebody changes it."""

    weight: int = SECRET

    def weigh(self, _ctx: Any, *, parcel: str, scale: str = "") -> dict[str, Any]:
        return {"weight": self.weight, **DUE}


@pytest.fixture
def scale() -> Scale:
    return Scale()


@pytest.fixture
def house(database: Database, scale: Scale) -> House:
    return House(database, {"weigh": scale.weigh, "carried": lambda _ctx, *, answers: {}})


def stop(house: House, dmn: str) -> Recording:
    """A parcel is carried to its table, which gives no answer."""
    files = folder(XML)
    deploy(house, {**files, "grade.dmn": dmn.encode()})
    house.correlate("parcel_came")
    house.complete("carry")
    return recorded(house)


def told(recording: Recording) -> dict[str, Any]:
    """What the ledger tells of the decision that failed."""
    return dict(recording.steps[place_of(recording, "decision.failed", "grade_parcel")].payload)


@pytest.mark.parametrize("reason", WHY)
def test_the_ledger_tells_which_table_gave_no_answer_why_by_which_rules_and_to_what(
    house: House, reason: str
) -> None:
    dmn, cause, rules = WHY[reason]
    stopped = stop(house, dmn)
    found = told(stopped)
    assert (found["decision"], found["reason"], found["rules"]) == ("grade", reason, rules)
    assert found["inputs"] == {"weight": SECRET}
    after = place_of(stopped, "decision.failed") + 1
    assert stopped.steps[after].entry.kind == "incident.opened"
    assert house.incident().cause == cause
    assert replayed(stopped).outcome is Outcome.FAITHFUL
    assert house.ledger().is_whole


def test_every_way_to_fail_is_tried_here() -> None:
    assert {kind.reason: kind.__name__ for kind in FAILURES} == {
        reason: cause for reason, (_dmn, cause, _rules) in WHY.items()
    }


@pytest.mark.parametrize("reason", WHY)
def test_the_values_stand_nowhere_but_in_the_ledger(house: House, reason: str) -> None:
    stop(house, WHY[reason][0])
    incident = house.incident()
    assert str(SECRET) not in json.dumps([str(value) for value in incident])
    assert str(SECRET) not in repr(house.reported)
    failed = next(kind for kind in FAILURES if kind.reason == reason)
    with pytest.raises(failed) as caught:
        decide(read_decision(WHY[reason][0].encode()), {"weight": SECRET})
    assert str(SECRET) not in f"{caught.value} {caught.value.text}"


def test_the_rules_are_told_by_their_numbers_in_the_table_s_own_name(house: House) -> None:
    stop(house, WHY["several_rules"][0])
    incident, definition = house.incident(), recorded(house).definition
    with house.database.reading() as session:
        found = failed_decisions.at_position(
            session, house.instance().public_id, incident.position, definition
        )
        other = failed_decisions.at_position(session, house.instance().public_id, "0", definition)
    assert found is not None
    assert (found.table.sv, found.rows) == ("Grade", (1, 2))
    assert other is None


def test_a_decision_that_fails_again_is_told_again_and_one_that_is_mended_goes_on(
    house: House,
) -> None:
    stop(house, NO_RULE)
    house.retry()
    stopped = recorded(house)
    assert [step.entry.kind for step in stopped.steps].count("decision.failed") == 2
    assert house.incident().attempts == 2
    assert replayed(stopped).outcome is Outcome.FAITHFUL


def test_a_table_of_another_process_that_an_operation_asks_is_told_by_its_id(
    house: House,
) -> None:
    other = read_decision(NO_RULE.replace('id="grade"', 'id="elsewhere"').encode())

    def ask(_ctx: Any) -> dict[str, Any]:
        return dict(decide(other, {"weight": SECRET}).outputs)

    house.operations["ask"] = ask
    house.deploy(first=line("first", ("asked", node("serviceTask", "asked", operator("ask")))))
    house.correlate("came")
    stopped, incident = recorded(house), house.incident()
    assert incident.cause == "NoRuleHit"
    assert replayed(stopped).outcome is Outcome.FAITHFUL
    with house.database.reading() as session:
        found = failed_decisions.at_position(
            session, house.instance().public_id, incident.position, stopped.definition
        )
    assert found is not None
    assert (found.table.sv, found.rows) == ("elsewhere", ())


SPOILT: dict[str, Callable[[Any], Any]] = {
    "gone": lambda _step: None,
    "another reason": lambda step: with_payload(step, reason="several_rules"),
    "other rules": lambda step: with_payload(step, rules=["rule_heavy"]),
    "other values": lambda step: with_payload(step, inputs={"weight": 1}),
}


@pytest.mark.parametrize("change", SPOILT)
def test_a_failed_decision_that_was_changed_is_found_by_the_replay(
    house: House, change: str
) -> None:
    stopped = stop(house, NO_RULE)
    place = place_of(stopped, "decision.failed")
    verdict = replayed(spoilt(stopped, place, SPOILT[change]))
    assert verdict.outcome is Outcome.DIVERGED
    assert str(SECRET) not in repr(verdict)


def test_an_incident_of_an_older_version_has_no_such_event_and_is_replayed(house: House) -> None:
    """There all of them had one cause."""
    stopped = stop(house, NO_RULE)
    without = spoilt(stopped, place_of(stopped, "decision.failed"), lambda _step: None)
    place = place_of(without, "incident.opened", "grade_parcel")
    older = spoilt(without, place, lambda step: with_payload(step, cause="DecisionFailed"))
    assert replayed(older).outcome is Outcome.FAITHFUL

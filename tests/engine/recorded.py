"""A parcel that was sent, as the ledger tells it: to replay, and to spoil the record of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.session import Database
from engine import definitions, deployment
from engine.linter import LintContext
from engine.models import process_instances
from engine.replay import Outcome, Recording, Step, Verdict, recording_of, replay
from engine.signatures import signatures_of
from engine.spiff.specs import build_bundle
from tests.engine.diagrams import diagram, folder
from tests.engine.house import START, House, line, lint_here, user_task

XML = diagram().replace('value="parcel"', 'value="message"').replace(": parcel}", ": message}")
"""The diagram that uses everything that runs, about the message that starts it."""
DUE = {
    "give_up_at": (START + timedelta(days=1)).isoformat(),
    "rested_at": (START + timedelta(days=2)).isoformat(),
}


def depot(database: Database) -> House:
    """A house that sends parcels; the scale does not work the first time."""
    weighed = iter((0, 7, 7, 7, 7, 7, 7, 7))

    def weigh(_ctx: Any, *, parcel: str, scale: str = "") -> dict[str, Any]:
        return {"weight": 7 // next(weighed) * 7, **DUE}

    def carried(_ctx: Any, *, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {"is_carried": bool(answers["place"])}

    house = House(database, {"weigh": weigh, "carried": carried})
    deploy(house, folder(XML))
    return house


def deploy(house: House, parcel: Mapping[str, bytes]) -> None:
    """Make these files the current version of how a parcel is sent."""
    inner = line("finish_parcel", user_task("sign"), starts="asked", inputs="", outputs="")
    files = {"process.bpmn": inner.encode(), "CHANGES.md": b"# Changes\n"}
    folders = {
        "send_parcel": parcel,
        "finish_parcel": {**files, "forms/carry.json": folder()["forms/carry.json"]},
    }
    context = LintContext(signatures_of(house.operations), frozenset({"carrier", "automatic"}))
    with pytest.MonkeyPatch.context() as patch, house.database.transaction() as session:
        patch.setattr(deployment, "lint_confined", lint_here)
        definitions.deploy(session, folders, context=context, now=house.now, by="deployer")


def send_parcel(house: House) -> str:
    """All the way: the scale is mended, it is carried and asked about (which starts an instance of
    its own), an answer and a night come, it is called off and signed for nevertheless. Returns the
    message that it is about."""
    parcel = house.correlate("parcel_came")
    house.retry()
    house.complete("carry")
    house.complete("sign")
    house.answer("answered", parcel, sure=True)
    house.let_time_pass(START + timedelta(days=3))
    house.answer("called_off", parcel, once="2", who="sender")
    house.complete("sign")
    return parcel


def recorded(house: House, number: int = 0) -> Recording:
    """What is recorded of one of the instances, read in a session that is closed."""
    with house.database.reading() as session:
        return recording_of(session, house.rows(process_instances)[number].public_id)


def not_faithful(house: House) -> list[Verdict]:
    """Of all instances of a house those that do not come out as recorded."""
    count = len(house.rows(process_instances))
    verdicts = [replayed(recorded(house, number)) for number in range(count)]
    return [one for one in verdicts if one.outcome is not Outcome.FAITHFUL]


def replayed(recording: Recording) -> Verdict:
    """The specs are built anew, for a test may have changed the definition."""
    parts = {part.key: part.model for part in definitions.parts(recording.definition)}
    return replay(recording, build_bundle(parts, recording.definition.key))


def spoilt(recording: Recording, place: int, change: Callable[[Step], Step | None]) -> Recording:
    """The recording with one of its steps changed, or without it."""
    changed = [change(s) if n == place else s for n, s in enumerate(recording.steps)]
    return replace(recording, steps=tuple(step for step in changed if step is not None))


def with_payload(step: Step, **values: Any) -> Step:
    payload = {**(step.entry.payload or {}), **values}
    return replace(step, entry=replace(step.entry, payload=payload))


def with_variable(step: Step, name: str, value: Any) -> Step:
    return with_payload(step, variables={**step.payload["variables"], name: value})


def place_of(recording: Recording, kind: str, element: str | None = None) -> int:
    """Where the first event of the kind stands."""
    return next(
        number
        for number, step in enumerate(recording.steps)
        if step.entry.kind == kind and element in (None, step.entry.element)
    )

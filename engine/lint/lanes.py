"""Whether the lanes of a process are roles, and each element stands in one of them at most."""

from __future__ import annotations

from collections.abc import Iterator

from engine.elements import Element, Lane, ProcessModel
from engine.findings import Finding, error
from engine.lint.sentences import about, describe, within
from engine.texts import Text

AUTOMATIC_LANE = "automatic"
"""The lane of what the system does by itself; every other lane is a role."""


def check_lanes(model: ProcessModel, roles: frozenset[str]) -> Iterator[Finding]:
    """Findings about lanes."""
    known, taken = roles | {AUTOMATIC_LANE}, dict[str, Lane]()
    for lane in model.lanes.values():
        if lane.id not in known:
            yield _unknown(lane, known)
        for element in lane.elements:
            if element not in model.elements:
                yield _stranger(lane, element)
            elif element in taken:
                yield _twice(model.elements[element], taken[element], lane)
            taken[element] = lane


def _named(lane: Lane) -> Text:
    return describe("lane", lane.id, lane.name)


def _unknown(lane: Lane, known: frozenset[str]) -> Finding:
    roles = ", ".join(sorted(known))
    return error(
        "lane_unknown",
        lane.id,
        Text(
            f"{_named(lane).sv} är ingen känd roll. Banans id ska vara något av: {roles}.",
            f"{_named(lane).en} is not a known role. Its id shall be one of: {roles}.",
        ),
        lane.line,
    )


def _stranger(lane: Lane, element: str) -> Finding:
    return error(
        "lane_member_unknown",
        lane.id,
        Text(
            f"{_named(lane).sv} innehåller {element}, som inte finns i processen.",
            f"{_named(lane).en} holds {element}, which the process does not have.",
        ),
        lane.line,
    )


def _twice(element: Element, first: Lane, lane: Lane) -> Finding:
    one, other = within(_named(first)), within(_named(lane))
    return about(
        "lane_twice",
        element,
        f"står både i {one.sv} och i {other.sv}; bara en bana kan ansvara för det."
        if first is not lane
        else f"står två gånger i {one.sv}.",
        f"stands both in {one.en} and in {other.en}; only one lane can answer for it."
        if first is not lane
        else f"stands twice in {one.en}.",
    )

"""How often an activity is done, as its diagram says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from engine.bpmn import bpmn, is_true
from engine.node_parts import optional_text, properties_of

MOST_INSTANCES = 100
"""Instances of one activity that one token may begin; beyond it the diagram explodes."""

COUNTER = "loop_counter"
"""The variable that says in which instance one is, from 1 on."""
INSTANCES = "number_of_instances"
ACTIVE = "number_of_active_instances"
COMPLETED = "number_of_completed_instances"
TERMINATED = "number_of_terminated_instances"
"""What a completion condition may ask for, by the names of BPMN 2.0, table 10.30."""
FIGURES = frozenset({INSTANCES, ACTIVE, COMPLETED, TERMINATED})


@dataclass(frozen=True)
class Repeats:
    """How often an activity is done. Expressions are FEEL text.

    ``kind``: a loop goes on while ``condition`` holds, ``at_most`` so many times, and asks before
    the first time if it ``tests_first``. Instances, sequential or parallel, are so many as
    ``times`` says or ``collection`` holds, each with its ``item``, until ``condition`` holds.
    ``unread``: what the file has in the place of ``at_most`` that is no whole number.
    """

    kind: Literal["loop", "sequential", "parallel"]
    condition: str | None = None
    times: str | None = None
    collection: str | None = None
    item: str | None = None
    at_most: int | None = None
    tests_first: bool = False
    unread: str | None = None


def repeats_of(node: etree._Element) -> Repeats | None:
    """How often it is done, None for what is done once."""
    loop = node.find(bpmn("standardLoopCharacteristics"))
    if loop is not None:
        most = loop.get("loopMaximum", "").strip()
        at_most = _whole_number(most)
        return Repeats(
            "loop",
            condition=optional_text(loop.find(bpmn("loopCondition"))),
            at_most=at_most,
            tests_first=is_true(loop.get("testBefore")),
            unread=most if most and at_most is None else None,
        )
    several = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if several is None:
        return None
    properties = properties_of(several)
    return Repeats(
        "sequential" if is_true(several.get("isSequential")) else "parallel",
        condition=optional_text(several.find(bpmn("completionCondition"))),
        times=optional_text(several.find(bpmn("loopCardinality"))),
        collection=properties.get("collection"),
        item=properties.get("item"),
    )


def _whole_number(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else None

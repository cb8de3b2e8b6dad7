"""Whether each timer waits for a stored time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from engine.bpmn import CATCHING, bpmn
from engine.cycles import CycleInvalid, read_cycle
from engine.elements import Element, ProcessModel
from engine.findings import Finding
from engine.lint.expressions import names_a_value
from engine.lint.sentences import about


def check_timers(root: etree._Element, model: ProcessModel) -> Iterator[Finding]:
    """Findings about events that wait for a time."""
    times = _times(root)
    for element in model.elements.values():
        if element.type in CATCHING and element.due is not None:
            yield from _time(element, times[element.id])
        if element.type == "startEvent" and element.cycle is not None:
            yield from _cycle(element, times[element.id])


def _time(element: Element, times: int) -> Iterator[Finding]:
    if not element.due:
        yield about(
            "timer_without_time",
            element,
            "säger inte när den ska gå; skriv en tid som ärendet har i timeDate.",
            "does not say when it is due; name a stored time in timeDate.",
        )
    elif times > 1:
        yield about(
            "timer_several_times",
            element,
            "har flera tider; en timer går en gång.",
            "has several times; a timer fires once.",
        )
    elif not names_a_value(element.due):
        yield about(
            "timer_constant",
            element,
            "har en tid skriven i diagrammet; en timer väntar på en tid som ärendet har.",
            "has a time written in the diagram; a timer waits for a time that is stored.",
        )


def _cycle(element: Element, times: int) -> Iterator[Finding]:
    try:
        read_cycle(element.cycle or "")
    except CycleInvalid:
        yield about(
            "cycle_invalid",
            element,
            "har ingen tid som går att läsa; skriv i timeCycle från när och hur ofta, till exempel "
            "R/2026-01-01T06:00:00/P1D (PT1H, P1D, P1W, P1M eller P1Y och mångfalder av dem).",
            "has no time that can be read; write in timeCycle from when and how often, such as "
            "R/2026-01-01T06:00:00/P1D (PT1H, P1D, P1W, P1M or P1Y and multiples of them).",
        )
    if times > 1:
        yield about(
            "timer_several_times",
            element,
            "har flera tider; en start har en.",
            "has several times; a start has one.",
        )


def _times(root: etree._Element) -> Counter[str]:
    found: Counter[str] = Counter()
    for node in root.iter(bpmn("timerEventDefinition")):
        if (event := node.getparent()) is not None:
            found[event.get("id", "")] += len(node.findall(bpmn("timeDate"))) + len(
                node.findall(bpmn("timeCycle"))
            )
    return found

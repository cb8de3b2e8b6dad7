"""Whether an event-based gateway leads to events, and each of them only from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.elements import Element, ProcessModel
from engine.findings import Finding
from engine.lint.sentences import about, named, within

_MAY_RACE = {"intermediateCatchEvent", "receiveTask"}


def check_gateways(model: ProcessModel) -> Iterator[Finding]:
    """Findings about event-based gateways (BPMN 2.0, 10.6.6)."""
    for element in model.elements.values():
        if element.type == "eventBasedGateway":
            yield from _events(model, element)


def _events(model: ProcessModel, gateway: Element) -> Iterator[Finding]:
    flows = [model.flows[flow] for flow in gateway.outgoing]
    targets = [model.elements[f.target] for f in flows if f.target in model.elements]
    if len(targets) < 2:
        yield about(
            "race_of_one",
            gateway,
            "ska leda till minst två händelser; den som kommer först gäller.",
            "shall lead to at least two events; the first to come counts.",
        )
    awaited = Counter(map(_awaited, targets))
    for target in targets:
        if awaited[_awaited(target)] > 1 and (target.message or target.code):
            yield about(
                "race_twice",
                target,
                f"väntar på samma sak som en annan händelse efter {within(named(gateway)).sv}; "
                "bara en av dem skulle få det.",
                f"awaits the same as another event behind {within(named(gateway)).en}; only one of "
                "them would get it.",
            )
        if target.type not in _MAY_RACE or target.repeats is not None:
            yield about(
                "race_target",
                target,
                f"ligger efter {within(named(gateway)).sv}; där får bara väntande "
                "händelser och mottagningssteg ligga.",
                f"lies behind {within(named(gateway)).en}; only catching events and "
                "receive tasks may lie there.",
            )
        elif len(target.incoming) > 1 or model.attached(target.id):
            yield about(
                "race_target_shared",
                target,
                "ligger efter en händelsestyrd grind; den nås bara därifrån och har inga "
                "kanthändelser.",
                "lies behind an event-based gateway; it is reached only from there and has no "
                "boundary events.",
            )


def _awaited(event: Element) -> tuple[str | None, ...]:
    return event.event, event.message, event.code, event.correlation_key

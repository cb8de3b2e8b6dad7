"""Whether what is repeated comes to an end, and says how often."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import BY_PEOPLE, RECEIVING
from engine.elements import Element, ProcessModel
from engine.findings import Finding
from engine.lint.finishing import constant_times
from engine.lint.names import is_plain_name, is_taken, reserved
from engine.lint.sentences import about
from engine.naming import quoted
from engine.repeats import MOST_INSTANCES, Repeats
from engine.texts import Text


def check_repeats(model: ProcessModel) -> Iterator[Finding]:
    """Findings about loops and multi-instance activities."""
    for element in model.elements.values():
        if element.repeats is None:
            continue
        if element.repeats.kind == "loop":
            yield from _loop(element, element.repeats)
        else:
            yield from _instances(element, element.repeats)


def _loop(element: Element, repeats: Repeats) -> Iterator[Finding]:
    if not repeats.condition:
        yield about(
            "loop_without_condition",
            element,
            "upprepas utan villkor; skriv i loopCondition när det ska göras en gång till.",
            "is repeated without a condition; say in loopCondition when it is done once more.",
        )
    most = repeats.unread or repeats.at_most
    if isinstance(most, str) or (most is not None and not 1 <= most <= MOST_INSTANCES):
        said = quoted(Text(f"{most}", f"{most}"))
        yield about(
            "loop_limit",
            element,
            f"har {said.sv} som loopMaximum; det ska vara ett heltal från 1 till {MOST_INSTANCES}.",
            f"has {said.en} as its loopMaximum; it shall be a whole number from 1 to "
            f"{MOST_INSTANCES}.",
        )
    elif most is None and not _waits(element):
        yield about(
            "loop_unbounded",
            element,
            "upprepas av sig självt; skriv i loopMaximum hur många gånger det högst får bli, "
            f"1 till {MOST_INSTANCES}.",
            "is repeated by itself; say in loopMaximum how many times at most, "
            f"1 to {MOST_INSTANCES}.",
        )


def _waits(element: Element) -> bool:
    """Whether each round waits for somebody; of a sub-process check_loops says it."""
    return element.type in RECEIVING | BY_PEOPLE | {"subProcess"}


def _instances(element: Element, repeats: Repeats) -> Iterator[Finding]:
    if bool(repeats.times) == bool(repeats.collection):
        yield about(
            "instances_unclear",
            element,
            "ska göras flera gånger; säg hur många antingen med loopCardinality eller med "
            "egenskapen collection.",
            "is to be done several times; say how many with either loopCardinality or the "
            "property collection.",
        )
    if bool(repeats.item) != bool(repeats.collection):
        yield about(
            "instances_item",
            element,
            "har collection utan item eller item utan collection; item är namnet på det som "
            "varje gång gäller.",
            "has collection without item or item without collection; item is the name of what "
            "each time is about.",
        )
    if repeats.item:
        yield from _item(element, repeats.item)
    if constant_times(repeats.times) > MOST_INSTANCES:
        yield about(
            "instances_too_many",
            element,
            f"ska göras {repeats.times} gånger; högst {MOST_INSTANCES} får det vara.",
            f"is to be done {repeats.times} times; {MOST_INSTANCES} are the most.",
        )


def _item(element: Element, name: str) -> Iterator[Finding]:
    if is_taken(name):
        yield reserved(name, element.id, element.line)
    elif not is_plain_name(name):
        yield about(
            "instances_item_name",
            element,
            f"kallar det som varje gång gäller {name}; ett namn har små bokstäver, siffror och "
            "understreck.",
            f"calls what each time is about {name}; a name has small letters, digits and "
            "underscores.",
        )

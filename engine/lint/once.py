"""Refuses what stands twice where only one of it is read, and a yes or no that says neither.

BPMN's schema has most things in an element at most once; of those it lets stand many times, the
ones that are read so here are ``MANY``. What is not in it would be dropped without a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.bpmn import BOOLEANS, BPMN, SUPPORTED, is_boolean
from engine.findings import Finding, error
from engine.lint.allowed_elements import ALLOWED
from engine.lint.sentences import described, id_around, named_kind
from engine.safe_xml import children, line_of, local_name, namespace
from engine.texts import Text

MANY = SUPPORTED | frozenset(
    {
        "process", "collaboration", "message", "error", "escalation", "signal", "participant",
        "messageFlow", "laneSet", "lane", "flowNodeRef", "sequenceFlow", "incoming", "outgoing",
        "textAnnotation", "association",
    }
)  # fmt: skip
"""What may stand many times in an element that may hold it."""
_TOLD_ELSEWHERE = ("EventDefinition", "timeDate", "timeCycle")
"""That an event is about several things, or a timer has several times, has sentences of its own."""
_REPETITION = "LoopCharacteristics"


def told_twice(owner: etree._Element) -> Iterator[Finding]:
    """A finding for each thing of BPMN in the element that only one is read of."""
    read = (ALLOWED[local_name(owner)].children | {"extensionElements"}) - MANY
    seen: set[str] = set()
    for child in children(owner):
        name = local_name(child)
        if namespace(child) != BPMN or name not in read or name.endswith(_TOLD_ELSEWHERE):
            continue
        # The schema has one place for how often an activity is done, of whichever kind.
        place = _REPETITION if name.endswith(_REPETITION) else name
        if place in seen:
            yield _twice(owner, child, name)
        seen.add(place)


def unclear_booleans(node: etree._Element) -> Iterator[Finding]:
    """A finding for each attribute that is to say yes or no and does not."""
    for name in sorted(BOOLEANS):
        said = node.get(name)
        if said is not None and not is_boolean(said):
            subject = described(node)
            yield error(
                "boolean_unclear",
                id_around(node),
                Text(
                    f"{subject.sv} ska säga true eller false i {name}.",
                    f"{subject.en} shall say true or false in {name}.",
                ),
                line_of(node),
            )


def _twice(owner: etree._Element, node: etree._Element, name: str) -> Finding:
    subject, what = described(owner), named_kind(name)
    sv = f"{subject.sv} har {what.sv} mer än en gång, och bara ett av dem skulle gälla."
    en = f"{subject.en} has {what.en} more than once, and only one of them would count."
    if name.endswith(_REPETITION):
        sv = f"{subject.sv} säger två gånger hur ofta den ska göras, och bara det ena skulle gälla."
        en = f"{subject.en} says twice how often it is done, and only one of them would count."
    return error("child_repeated", id_around(owner), Text(sv, en), line_of(node))

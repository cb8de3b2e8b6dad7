"""What each element of a process sets going with no person and nothing from outside.

An element has two nodes: that a token has come to it, and that it is done. Where a person is waited
for nothing leads from the one to the other. That a process begins and ends are nodes that whoever
calls it shares. What only a time stands before is kept apart, for it may be past already.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import BY_PEOPLE, RECEIVING, THROWING
from engine.elements import Element, ProcessModel
from engine.lint.chain import SENT, Chain, sent_node
from engine.lint.finishing import finishing_scopes, is_certain
from engine.repeats import Repeats

_THROWN = ("error", "escalation")
_Links = Iterator[tuple[str, str]]


def chain_of(model: ProcessModel) -> Chain:
    """The chain of one process."""
    links = {link for e in model.elements.values() for link in _links(model, e)}
    links |= {link for scope in finishing_scopes(model) for link in _over(model, scope)}
    hearing = (e.id for e in model.elements.values() if _hears(e) and _needs_token(e))
    calls = {(come(model, e), key, done(model, e)) for e, key in _calls(model)}
    timed = {link for e in model.elements.values() for link in _timed(model, e)}
    heard = frozenset(done(model, e) for e in hearing)
    return Chain(frozenset(links), heard, frozenset(calls), frozenset(timed))


def passes_by_itself(key: str, chain: Chain) -> bool:
    """Whether a process can come from its beginning to an end with nobody's help."""
    begun = begins(key)
    again = chain.linked([(ends(key), begun)]).alone().endless()
    return any(begun in loop for loop in again.loops())


def come(model: ProcessModel, element_id: str) -> str:
    """The node that says that a token has come to an element."""
    return f"{model.key} {element_id}"


def done(model: ProcessModel, element_id: str) -> str:
    """The node that says that an element is done."""
    return f"{model.key} {element_id} done"


def begins(key: str) -> str:
    """The node that says that a process begins."""
    return f":begun:{key}"


def ends(key: str) -> str:
    """The node that says that a process has come to an end."""
    return f":ended:{key}"


def _calls(model: ProcessModel) -> Iterator[tuple[str, str]]:
    for element in model.elements.values():
        if element.called_process:
            yield element.id, element.called_process


def _hears(element: Element) -> bool:
    return element.event in SENT and element.type in RECEIVING


def _needs_token(element: Element) -> bool:
    """One token that has come hears once; a host hears what does not interrupt again and again."""
    return element.type != "boundaryEvent" or element.is_interrupting


def _links(model: ProcessModel, element: Element) -> _Links:
    here, over = come(model, element.id), done(model, element.id)
    yield from ((over, come(model, model.flows[flow].target)) for flow in element.outgoing)
    if _goes_on(element):
        yield here, over
    yield from _sent(model, element)
    yield from ((here, done(model, event.id)) for event in _guarding(model, element))
    if element.called_process:
        yield here, begins(element.called_process)
        yield ends(element.called_process), over
    if element.type == "subProcess":
        inside = model.inside(element.id)
        yield from ((here, come(model, e.id)) for e in inside if e.type == "startEvent")
    if element.type == "startEvent" and element.scope is None:
        yield begins(model.key), here


def _goes_on(element: Element) -> bool:
    """Whether it can be done as soon as a token comes, with nobody's help."""
    waits = element.type in BY_PEOPLE | {"subProcess", "callActivity"}
    return not (waits and is_certain(element.repeats)) and not _awaits_time(element)


def _timed(model: ProcessModel, element: Element) -> _Links:
    """To what a time leads that is waited for once. A reminder beside a step is none of these: each
    one that leads back brings another token."""
    if _awaits_time(element):
        yield come(model, element.id), done(model, element.id)
    for event in model.attached(element.id):
        if _is_timer(event) and event.is_interrupting:
            yield come(model, element.id), done(model, event.id)


def _awaits_time(element: Element) -> bool:
    return _is_timer(element) and element.type == "intermediateCatchEvent"


def _is_timer(element: Element) -> bool:
    return element.event == "timer"


def _sent(model: ProcessModel, element: Element) -> _Links:
    """From what sends a message or a signal to it, and from it to what hears it."""
    name = element.message if element.event == "message" else element.code
    if element.event not in SENT or name is None:
        return
    what = sent_node(element.event, name)
    if element.type in THROWING:
        yield done(model, element.id), what
    elif element.type == "startEvent":
        yield what, come(model, element.id)
    else:
        yield what, done(model, element.id)


def _guarding(model: ProcessModel, element: Element) -> Iterator[Element]:
    """The boundary events that may go when a token has come to the element."""
    for event in model.attached(element.id):
        is_own = event.event in _THROWN and element.type != "subProcess"
        is_reminder = _is_timer(event) and not event.is_interrupting
        if is_reminder or is_own or (_hears(event) and event.is_interrupting):
            yield event
    scope = element.scope
    while scope is not None:
        yield from (e for e in model.attached(scope) if _throws(element, e))
        scope = model.elements[scope].scope


def _throws(element: Element, caught: Element) -> bool:
    """Whether it may throw that; of a step and a called process the diagram does not say what."""
    if caught.event not in _THROWN:
        return False
    if element.type == "callActivity" or (element.type, caught.event) == ("serviceTask", "error"):
        return True
    is_thrower = element.type in THROWING and element.event == caught.event
    return is_thrower and caught.code in (None, element.code)


def _over(model: ProcessModel, scope: str | None) -> _Links:
    """From each end of a process or a sub-process to what is done then."""
    for end in model.inside(scope):
        if end.type != "endEvent" or end.event == "error":
            continue
        over = done(model, end.id)
        yield over, ends(model.key) if scope is None else done(model, scope)
        if scope is not None and _goes_round(model.elements[scope].repeats):
            yield over, come(model, scope)


def _goes_round(repeats: Repeats | None) -> bool:
    return repeats is not None and repeats.kind == "loop" and repeats.at_most is None

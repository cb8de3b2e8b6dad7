"""Messages from outside that come before anything waits for them.

One waits as long as an instance with its key may still come to an event that takes it. When the
last such instance has ended, nobody takes it, and a person is told so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine import definitions, instances, messages
from engine.bpmn import RECEIVING
from engine.definitions import Definition
from engine.elements import Element
from engine.errors import EngineError
from engine.lint.graph import Graph
from engine.messages import Message
from engine.spiff.live import Position
from engine.steps import correlation_key

if TYPE_CHECKING:
    from db.session import Session
    from engine.executor import Engine
    from engine.moving import Moving
    from engine.runtime import Runtime

ENDED = "ended before it was awaited"
"""Why nobody takes a message that has waited."""


def may_be_awaited(runtime: Runtime, message: Message) -> bool:
    """Whether a running instance with the key of the message has an event that takes it ahead."""
    key = message.correlation_key
    return bool(key) and any(
        _comes_to(runtime, moving, message.name, str(key))
        for moving in _known_by(runtime, str(key))
    )


def give_up(runtime: Runtime, ended: Moving) -> None:
    """The instance is over: what waited for it, and for no other, is taken by nobody."""
    names = {element.message or "" for element in _takers(ended.definition)} - {""}
    if not names:
        return
    about = ended.stored.business_key
    keys = {about, *_words(runtime.engine.known_keys(runtime.session, about))}
    for message in messages.waits_early(runtime.session, names, keys):
        if not may_be_awaited(runtime, message):
            messages.mark(runtime.session, message, "unmatched", ENDED)


def left_alone(engine: Engine, session: Session) -> set[str]:
    """Keys that messages wait with though nothing that runs is known by them any longer: the last
    ended unseen, at the same moment, or after it had got another key."""
    return {
        key
        for key in messages.keys_waited_with(session)
        if not any(
            instances.running(session, about) for about in {key, *engine.known_by(session, key)}
        )
    }


def _known_by(runtime: Runtime, key: str) -> Iterator[Moving]:
    """The running instances about what has this key, and about what is known by it."""
    for about in {key, *runtime.engine.known_by(runtime.session, key)}:
        for instance_id in instances.running(runtime.session, about):
            if not (moving := runtime.glance(instance_id)).live.is_completed:
                yield moving


def _comes_to(runtime: Runtime, moving: Moving, name: str, key: str) -> bool:
    standing = moving.live.active()
    known = runtime.engine.known_keys(runtime.session, moving.stored.business_key)
    return any(
        element.message == name and _may_be(element, key, known, standing)
        for position in standing
        for element in _ahead(moving.definition, position)
    )


def _ahead(definition: Definition, position: Position) -> Iterator[Element]:
    """What takes messages where the token stands and after it, in the processes it calls too."""
    model = definitions.part(definition, position.process).model
    for element_id in Graph.of(model).below({position.element}):
        element = model.elements[element_id]
        if element.type in RECEIVING:
            yield element
        if element.called_process is not None:
            yield from _takers(definitions.part(definition, element.called_process))


def _takers(definition: Definition) -> Iterator[Element]:
    for part in definitions.parts(definition):
        yield from (e for e in part.model.elements.values() if e.type in RECEIVING)


def _may_be(element: Element, key: str, known: Mapping[str, Any], standing: list[Position]) -> bool:
    """Whether the event asks for this key, as far as can be told before it is reached."""
    return any(_asked(element, known, at.variables) in (key, None) for at in standing)


def _asked(element: Element, known: Mapping[str, Any], variables: Mapping[str, Any]) -> str | None:
    """The key of the event by these values, None when they do not tell it yet."""
    given = {name: value for name, value in variables.items() if value is not None}
    try:
        return correlation_key(element, {**known, **given})
    except (EngineError, ValueError):
        return None


def _words(known: Mapping[str, Any]) -> set[str]:
    return {str(value) for value in known.values() if value is not None}

"""Messages that come before anything waits for them.

One from outside waits as long as an instance with its key may still come to an event that takes it;
one that is about nothing known, for a day. One sent inside the house waits as long as anything runs
about its key, or may come to its event where it was sent. Each is asked for anew once a day. When
nothing can take it any longer it is unmatched, with the reason; a person is told, and it stays so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine import definitions, instances, messages, messages_to_look_at
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
UNKNOWN = "about nothing that is known yet"
"""Why it may be that nothing comes to take a message that waits."""

PATIENCE = timedelta(days=1)
"""How long a message waits for what it is about to be known, and until it is asked again whether
anything may take it."""


def keep(runtime: Runtime, message: Message) -> str:
    """Nothing waits for the message: it waits itself, or is taken by nobody. Its new state."""
    now, limit = runtime.now, message.received_at + PATIENCE
    if may_be_awaited(runtime, message):
        messages.let_wait(runtime.session, message, now, now + PATIENCE)
        return "waiting"
    if message.sent_in or (message.waits_since and message.cause is None):
        messages.mark(runtime.session, message, "unmatched", ENDED)
        return "unmatched"
    if message.correlation_key and now < limit:
        messages.let_wait(runtime.session, message, now, limit, UNKNOWN)
        return "waiting"
    messages.mark(runtime.session, message, "unmatched", messages.NOTHING_TAKES_IT)
    return "unmatched"


def may_be_awaited(runtime: Runtime, message: Message) -> bool:
    """Whether something that runs may still come to take the message."""
    key = message.correlation_key or ""
    if not key:
        return False
    if message.sent_in is None:
        return is_ahead(runtime, message.name, key)
    # What runs about the key may begin what takes it. The key may be that of a letter, too.
    return next(_known_by(runtime, key), None) is not None or any(
        _comes_to(runtime, moving, message.name, key)
        for moving in _alive(runtime, instances.running_under(runtime.session, message.sent_in))
    )


def is_ahead(runtime: Runtime, name: str, key: str) -> bool:
    """Whether something that runs and is known by the key waits for such a message, or may come to
    wait for it."""
    return any(_comes_to(runtime, moving, name, key) for moving in _known_by(runtime, key))


def give_up(runtime: Runtime, ended: Moving) -> None:
    """The instance is over: what waited for it, and for no other, is taken by nobody."""
    names = {element.message or "" for element in _takers(ended.definition)} - {""}
    if not names:
        return
    about = ended.stored.business_key
    keys = {about, *_words(runtime.engine.known_keys(runtime.session, about))}
    for message in messages.waits_early(runtime.session, names, keys):
        if not may_be_awaited(runtime, message):
            messages.has_marked(runtime.session, message, "unmatched", ENDED)


def left_alone(engine: Engine, session: Session) -> set[str]:
    """Keys that messages wait with though nothing that runs is known by them any longer: the last
    ended unseen, at the same moment, or after it had got another key."""
    return {
        key
        for key in messages_to_look_at.keys_waited_with(session)
        if not any(
            instances.running(session, about) for about in {key, *engine.known_by(session, key)}
        )
    }


def _known_by(runtime: Runtime, key: str) -> Iterator[Moving]:
    """The running instances about what has this key, and about what is known by it."""
    for about in sorted({key, *runtime.engine.known_by(runtime.session, key)}):
        yield from _alive(runtime, instances.running(runtime.session, about))


def _alive(runtime: Runtime, ids: Iterable[int]) -> Iterator[Moving]:
    for instance_id in ids:
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

"""The one way to change anything: lock, ask permission, carry out, write the ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy.exc import OperationalError

from db.session import Session, is_busy
from engine import definitions
from engine.definitions import Definition
from engine.errors import ConcurrentChange, NotFound, NotPermitted
from engine.forms import Choices, Form
from engine.live_instances import LiveInstances
from engine.runtime import Runtime
from engine.service_tasks import ServiceTask
from engine.spiff.specs import SpecBundle, build_bundle
from engine.texts import Text
from engine.values import Scalar
from ledger import events
from ledger.events import Actor, StreamId

_BUSY = Text(
    "Någon annan sparade just då, så det hann inte sparas. Skicka igen.",
    "Somebody else was saving just then, so there was no time to save it. Send it again.",
)

NOWHERE = 0
"""The id of no stream."""


class Policy(Protocol):
    """Who may do what; given by the room above, which knows people."""

    def permits(self, session: Session, actor: Actor, command: object, stream_id: int) -> bool:
        """Whether the actor may carry out the command on what the stream is about."""
        ...


@dataclass(frozen=True)
class Processor:
    """How one kind of command is carried out.

    locate: the id of the stream to lock, or how it is found; raises NotFound.
    carry_out: what to do once the lock is held and the actor is permitted.
    describe: what the ledger keeps of the command.
    """

    locate: Callable[[Session, Any, Actor, datetime], StreamId]
    carry_out: Callable[[Runtime, Any], Any]
    describe: Callable[[Any], Mapping[str, Any]] = lambda command: asdict(command)


class Engine:
    """Joins what the engine needs from above: operations, commands, policy, clock and ids."""

    def __init__(
        self,
        *,
        operations: Mapping[str, ServiceTask],
        processors: Mapping[type, Processor],
        policy: Policy,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        candidate_group: Callable[[Session, str, str, Mapping[str, Any]], str],
        home: Callable[[Session, str], int | None],
        choices: Callable[[Session, Form, str, Mapping[str, Scalar]], Choices],
        local_day: Callable[[datetime], date],
        report: Callable[[BaseException, str, str], None],
        due_times: Callable[[Session, str], Mapping[str, str | None]] = lambda _session, _key: {},
        known_keys: Callable[[Session, str], Mapping[str, Scalar]] = lambda _session, _key: {},
        known_by: Callable[[Session, str], Collection[str]] = lambda _session, _key: (),
        constants: Mapping[str, str] = MappingProxyType({}),
        checks_state: bool = False,
    ) -> None:
        self.operations = operations
        self.processors = processors
        self.policy = policy
        self.clock = clock
        self.new_id = new_id
        self.candidate_group = candidate_group
        self.home = home
        self.choices = choices
        self.local_day = local_day
        self.report = report
        self.due_times = due_times
        self.known_keys = known_keys
        self.known_by = known_by
        self.constants = constants
        self.checks_state = checks_state
        self.live = LiveInstances()
        self._definitions: dict[int, Definition] = {}

    def execute(self, session: Session, command: object, actor: Actor) -> Any:
        """Carry out a command inside the caller's transaction.

        Raises what the command's processor raises, NotPermitted, and ConcurrentChange when somebody
        else holds what it needs for too long. On any exception the caller's transaction must be
        rolled back, and is, since only ``Database.transaction`` commits.
        """
        try:
            return self._execute(session, command, actor)
        except OperationalError as error:
            if is_busy(error):
                raise ConcurrentChange(_BUSY) from error
            raise

    def _execute(self, session: Session, command: object, actor: Actor) -> Any:
        processor = self.processors[type(command)]
        now = self.clock()
        stream_id = processor.locate(session, command, actor, now)
        try:
            stream = events.lock(session, stream_id)
        except LookupError as nowhere:
            # Asked in vain: what is not there must not be less work than what is somebody else's.
            self.policy.permits(session, actor, command, NOWHERE)
            raise NotFound("There is nothing here to do this to.") from nowhere
        if not self.policy.permits(session, actor, command, stream.id):
            raise NotPermitted
        runtime = Runtime(self, session, stream, actor, now)
        runtime.record(f"command.{_name(command)}", processor.describe(command))
        result = processor.carry_out(runtime, command)
        runtime.finish()
        return result

    def definition(self, session: Session, definition_id: int) -> Definition:
        """A definition by its id; the rows never change, so each is read once."""
        if definition_id not in self._definitions:
            self._definitions[definition_id] = definitions.load(session, definition_id)
        return self._definitions[definition_id]

    def bundle(self, definition: Definition) -> SpecBundle:
        """The specs of a definition, built once per digest in this process."""
        return _bundle(definition.digest, _Same(definition))


class _Same:
    """Carries a definition past the cache, whose key is the digest alone."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=256)
def _bundle(_digest: str, same: _Same) -> SpecBundle:
    definition = same.definition
    return build_bundle(
        {part.key: part.model for part in definitions.parts(definition)}, definition.key
    )


def _name(command: object) -> str:
    name = type(command).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")

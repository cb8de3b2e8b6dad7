"""A definition as it runs: everything that one version of a process is made of, read and ready."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from db.session import Session
from engine import definition_store as store
from engine.decisions import DecisionTable, read_decision
from engine.definition_store import StoredDefinition
from engine.elements import ProcessModel, read_process
from engine.errors import DefinitionNotFound, Misfit
from engine.folder import DIAGRAM, Role, form_name
from engine.forms import Form, read_form
from engine.manifest import digest_of

CACHE_SIZE = 128
"""Definitions kept in memory; one is some hundred kilobytes at most."""


class DefinitionDamaged(Misfit):
    """What is stored is not what was deployed; restore the database from a backup."""


@dataclass(frozen=True, eq=False)
class Definition:
    """One version of a process, which never changes. forms: by name. decisions: by id.

    files: every part by its file name, letters and texts among them. called: by key.
    """

    id: int
    key: str
    version: int
    digest: str
    model: ProcessModel
    diagram: bytes
    forms: Mapping[str, Form]
    decisions: Mapping[str, DecisionTable]
    files: Mapping[str, bytes]
    called: Mapping[str, Definition]


def load(session: Session, definition_id: int) -> Definition:
    """The definition with this id. Raises DefinitionNotFound, and DefinitionDamaged."""
    stored = store.by_id(session, definition_id)
    if stored is None:
        raise DefinitionNotFound(f"There is no definition {definition_id}.")
    return _definition(session, stored)


def latest(session: Session, key: str) -> Definition:
    """The definition that new instances of a process get. Raises DefinitionNotFound."""
    stored = store.current(session, key)
    if stored is None:
        raise DefinitionNotFound(f"No process {key} is deployed.")
    return _definition(session, stored)


def all_latest(session: Session) -> tuple[Definition, ...]:
    """The current definition of every process, by key."""
    return tuple(_definition(session, stored) for stored in store.all_current(session))


def started_by_message(session: Session, name: str) -> Definition | None:
    """The current definition whose start event takes this message, if there is one."""
    stored = store.started_by(session, name)
    return None if stored is None else _definition(session, stored)


def part(definition: Definition, process: str) -> Definition:
    """The definition itself, or the one it calls, directly or not, that has this key.

    Raises DefinitionNotFound.
    """
    for candidate in parts(definition):
        if candidate.key == process:
            return candidate
    raise DefinitionNotFound(f"{definition.key} does not call {process}.")


def parts(definition: Definition) -> Iterator[Definition]:
    """The definition and every one that it calls, directly or not; itself comes first."""
    yield definition
    for called in definition.called.values():
        yield from parts(called)


def forget_all() -> None:
    """Empty the memory of definitions; the next load reads the database."""
    _CONTENTS.clear()


@dataclass(frozen=True)
class _Content:
    """What a digest stands for, the same in every database."""

    model: ProcessModel
    diagram: bytes
    forms: Mapping[str, Form]
    decisions: Mapping[str, DecisionTable]
    files: Mapping[str, bytes]


class _Contents:
    """The contents used last, by digest; shared by all threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Content] = OrderedDict()

    def get(self, digest: str) -> _Content | None:
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
            return self._kept.get(digest)

    def keep(self, digest: str, content: _Content) -> None:
        with self._lock:
            self._kept[digest] = content
            self._kept.move_to_end(digest)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_CONTENTS = _Contents(CACHE_SIZE)


def _definition(session: Session, stored: StoredDefinition) -> Definition:
    content = _content(session, stored)
    return Definition(
        id=stored.id,
        key=stored.key,
        version=stored.version,
        digest=stored.digest,
        model=content.model,
        diagram=content.diagram,
        forms=content.forms,
        decisions=content.decisions,
        files=content.files,
        called=MappingProxyType(
            {key: _called(session, key, digest) for key, digest in stored.manifest.called}
        ),
    )


def _called(session: Session, key: str, digest: str) -> Definition:
    stored = store.by_digest(session, key, digest)
    if stored is None:
        raise DefinitionDamaged(f"The definition of {key} that is called is gone.")
    return _definition(session, stored)


def _content(session: Session, stored: StoredDefinition) -> _Content:
    known = _CONTENTS.get(stored.digest)
    if known is not None:
        return known
    files = store.bodies(session, stored.id)
    _check(stored, files)
    content = _read(stored, files)
    _CONTENTS.keep(stored.digest, content)
    return content


def _check(stored: StoredDefinition, files: Mapping[str, bytes]) -> None:
    found = {name: digest_of(body) for name, body in files.items()}
    wanted = {part.name: part.digest for part in stored.manifest.parts}
    if found != wanted or stored.manifest.digest != stored.digest:
        raise DefinitionDamaged(f"Version {stored.version} of {stored.key} is damaged.")


def _read(stored: StoredDefinition, files: Mapping[str, bytes]) -> _Content:
    names = {role: [p.name for p in stored.manifest.parts if p.role == role] for role in Role}
    tables = (read_decision(files[name]) for name in names[Role.DECISION])
    return _Content(
        model=read_process(files[DIAGRAM]),
        diagram=files[DIAGRAM],
        forms=MappingProxyType({form_name(n): read_form(files[n]) for n in names[Role.FORM]}),
        decisions=MappingProxyType({table.id: table for table in tables}),
        files=MappingProxyType(files),
    )

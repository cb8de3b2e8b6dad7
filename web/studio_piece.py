"""What lies on the table in the studio: a process as it is in force, and the draft of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cases import process_check, process_draft
from cases.process_check import Catalogue
from cases.process_draft import Draft
from db.session import Session
from engine import definitions
from engine.definitions import Definition
from engine.elements import Element, ProcessModel, read_process
from engine.findings import Finding
from engine.folder import DIAGRAM
from engine.lint.context import LintContext
from engine.safe_xml import XmlRefused
from web import diagram_names
from web.access import engine


@dataclass(frozen=True)
class Piece:
    """files: those of the draft, or of what is in force when there is none. version: what a change
    must name, so that it cannot fall on something that has not been seen."""

    current: Definition
    draft: Draft | None
    files: Mapping[str, bytes]
    version: int
    catalogue: Catalogue

    @property
    def key(self) -> str:
        return self.current.key

    @property
    def href(self) -> str:
        return f"/studio/{self.key}"

    @property
    def may_save(self) -> bool:
        """Whether the draft can be changed now; a new one always can be begun."""
        return self.draft is None or self.draft.is_open

    @cached_property
    def model(self) -> ProcessModel:
        """The process as it would be; what was kept can always be read."""
        return read_process(self.files[DIAGRAM])

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the linter says of it, worked out when it is first asked for."""
        return self.catalogue.findings(self.key, self.files)

    @property
    def context(self) -> LintContext:
        """What a process here is checked against."""
        return self.catalogue.context

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """What is in the diagram, by id; nothing when it cannot be read."""
        try:
            return self.model.elements
        except XmlRefused:
            return {}

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all that stands in the diagram, flows and lanes too."""
        return frozenset((*self.model.lines, *self.model.lanes)) if self.elements else frozenset()

    def name_of(self, process: str) -> str:
        """What a process is called."""
        known = self.catalogue.processes.get(process)
        return diagram_names.process(known.model) if known else process


def opened(session: Session, key: str) -> Piece:
    """The process with its draft. Raises DefinitionNotFound."""
    current = definitions.latest(session, key)
    draft = process_draft.under_way(session, key)
    return Piece(
        current,
        draft,
        dict(current.files) if draft is None else process_draft.files(session, draft),
        process_draft.last_version(session, key),
        process_check.catalogue(session, engine().operations),
    )

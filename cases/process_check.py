"""What the linter says of a process, measured against what this installation can do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from cases.routing import SENDER
from cases.tables.models import ROLES
from db.session import Session
from documents import letter_templates
from engine.confine import Limits
from engine.definitions import Definition, all_latest, parts
from engine.findings import Finding
from engine.lint.context import LintContext, ProcessFacts
from engine.lint.lanes import AUTOMATIC_LANE
from engine.lint_change import lint_change
from engine.signatures import signatures_of

LANES = (*ROLES, SENDER, AUTOMATIC_LANE)
"""What a lane may be."""

NO_LETTER = "none"
"""What a table answers when no letter is to be written."""

Operations = Mapping[str, Callable[..., object]]


def lint_context(operations: Operations, letters: Collection[str]) -> LintContext:
    """What every process here is checked against, but for the other processes.

    letters: the names of those that can be written; where none are kept, none is asked for.
    """
    return LintContext(
        operations=signatures_of(operations),
        roles=frozenset(LANES),
        known_values={"letter": frozenset({*letters, NO_LETTER})} if letters else {},
    )


@dataclass(frozen=True)
class Catalogue:
    """Every process that is deployed, and what this installation can do. context: knows them."""

    processes: Mapping[str, Definition]
    context: LintContext

    def findings(
        self, key: str, files: Mapping[str, bytes], limits: Limits | None = None
    ) -> tuple[Finding, ...]:
        """Everything that is wrong with these files of a process, and what they make wrong in the
        others. Found in a confined child."""
        others = {own: one.files for own, one in self.processes.items() if own != key}
        return lint_change(key, files, others, self.context, limits=limits)

    def callers(self, key: str) -> list[Definition]:
        """Who calls the process, directly or not: each gets a new version when it does."""
        return [one for one in self.processes.values() if key in _called_below(one)]


def catalogue(session: Session, operations: Operations) -> Catalogue:
    """The catalogue as it is now."""
    known = {definition.key: definition for definition in all_latest(session)}
    facts = {key: ProcessFacts.of(definition.model) for key, definition in known.items()}
    context = lint_context(operations, letter_templates.names(session))
    return Catalogue(known, replace(context, processes=facts))


def _called_below(definition: Definition) -> set[str]:
    return {part.key for part in parts(definition)} - {definition.key}

"""What the linter says of a process, measured against what this installation can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cases.routing import SENDER
from cases.tables.models import ROLES
from db.session import Session
from engine.confined_lint import lint_confined
from engine.definitions import all_latest
from engine.findings import Finding
from engine.lint.context import LintContext, ProcessFacts
from engine.lint.lanes import AUTOMATIC_LANE
from engine.service_tasks import signatures_of

LANES = (*ROLES, SENDER, AUTOMATIC_LANE)
"""What a lane may be."""

Operations = Mapping[str, Callable[..., object]]


def lint_context(operations: Operations) -> LintContext:
    """What every process here is checked against, but for the other processes."""
    return LintContext(operations=signatures_of(operations), roles=frozenset(LANES))


def with_deployed(session: Session, context: LintContext) -> LintContext:
    """The same with what is to be known of every process that is deployed."""
    facts = {
        definition.key: ProcessFacts.of(definition.model) for definition in all_latest(session)
    }
    return replace(context, processes=facts)


def findings(key: str, files: Mapping[str, bytes], context: LintContext) -> tuple[Finding, ...]:
    """Everything that is wrong with the files of a process, found in a confined child."""
    return lint_confined({key: files}, context)

"""The linter, run on process folders in a child that a hostile file can do no harm from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.confine import ChildDied, Limits, named_function, run_confined
from engine.findings import Finding, error, from_plain, to_plain
from engine.linter import LintContext, facts_of, lint_folder
from engine.texts import Text

Folders = Mapping[str, Mapping[str, bytes]]


def lint_confined(
    folders: Folders,
    context: LintContext,
    *,
    extra_checks: Sequence[str] = (),
    limits: Limits | None = None,
) -> tuple[Finding, ...]:
    """The findings about folders (key -> file name -> bytes), each checked against all the others.
    A key of "" stands for a diagram in no folder, whose name is not checked.

    extra_checks: names ``module:function``; each is called with the files of a folder that has no
    error so far, in the child, and returns findings. A child that dies is one finding.
    """
    plain = {key: dict(parts) for key, parts in folders.items()}
    whole = replace(
        context,
        operations=dict(context.operations),
        processes=dict(context.processes),
        known_values=dict(context.known_values),
    )
    try:
        found = run_confined(_CHECK, plain, whole, tuple(extra_checks), limits=limits)
    except ChildDied as died:
        return (beyond(died),)
    return tuple(from_plain(finding) for finding in found)


def check(
    folders: Folders, context: LintContext, extra_checks: Sequence[str]
) -> list[dict[str, Any]]:
    """What the child does; the findings as JSON values."""
    known = {key: facts_of(parts) for key, parts in folders.items()}
    facts = {key: fact for key, fact in known.items() if fact is not None and key}
    whole = replace(context, processes={**context.processes, **facts})
    findings: list[Finding] = []
    for key, parts in sorted(folders.items()):
        findings.extend(_folder(key, parts, whole, extra_checks))
    return [to_plain(finding) for finding in findings]


def _folder(
    key: str, parts: Mapping[str, bytes], context: LintContext, extra_checks: Sequence[str]
) -> list[Finding]:
    findings = list(lint_folder(parts, context, key=key or None))
    if any(finding.is_error for finding in findings):
        return findings
    for name in extra_checks:
        findings.extend(replace(found, process=key) for found in named_function(name)(parts))
    return findings


_CHECK = f"{__name__}:{check.__name__}"


def beyond(died: ChildDied) -> Finding:
    """What is said when the child did not come to an end."""
    return error(
        "beyond_limits",
        None,
        Text(
            f"Processerna kunde inte läsas inom gränserna för tid och minne ({died.cause}).",
            f"The processes could not be read within the limits of time and memory ({died.cause}).",
        ),
    )

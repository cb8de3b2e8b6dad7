"""A changed process, checked together with all the others as they would be with it among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.confine import ChildDied, Limits, run_confined
from engine.confined_lint import Folders, beyond
from engine.findings import Finding, from_plain, to_plain, warning
from engine.linter import LintContext, ProcessFacts, facts_of, lint_folder
from engine.texts import Text

Facts = Mapping[str, ProcessFacts]


def lint_change(
    key: str,
    parts: Mapping[str, bytes],
    others: Folders,
    context: LintContext,
    *,
    limits: Limits | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with the changed process, then what the change makes wrong in other processes.

    parts: the files of the process as they would be. others: every process that is deployed, as it
    is; what is wrong with them already is not told. Runs in a child; one that dies is one finding.
    """
    plain = {name: dict(files) for name, files in others.items()}
    whole = replace(context, operations=dict(context.operations), processes=dict(context.processes))
    try:
        found = run_confined(_CHECK, key, dict(parts), plain, whole, limits=limits)
    except ChildDied as died:
        return (beyond(died),)
    return tuple(from_plain(finding) for finding in found)


def check(
    key: str, parts: Mapping[str, bytes], others: Folders, context: LintContext
) -> list[dict[str, Any]]:
    """What the child does; the findings as JSON values."""
    before = context.processes
    facts = facts_of(parts)
    after = before if facts is None else {**before, key: facts}
    findings = [*lint_folder(parts, replace(context, processes=after), key=key)]
    if after != before:
        neighbours = {name: files for name, files in others.items() if name != key}
        findings += _new(neighbours, context, replace(context, processes=after))
        findings += messages_lost(key, before, after)
    return [to_plain(finding) for finding in findings]


_CHECK = f"{__name__}:{check.__name__}"


def messages_lost(key: str, before: Facts, after: Facts) -> Iterator[Finding]:
    """The messages that the change leaves without anyone who takes them, or who sends them.

    Only what was so before can be lost: messages come from outside and from operations too, and of
    those a diagram tells nothing.
    """
    sent = _sent(after.values())
    for name in sorted(_heard(before.values()) - _heard(after.values()) - sent):
        yield _no_longer_heard(key, name)
    lost = _sent(before.values()) - sent
    for other, facts in sorted(after.items()):
        for name in sorted(lost & _heard([facts])):
            yield _no_longer_sent(other, name)


def _new(folders: Folders, before: LintContext, after: LintContext) -> Iterator[Finding]:
    """What is found in the folders after the change, and was not before it."""
    for key, parts in sorted(folders.items()):
        known = Counter(lint_folder(parts, before, key=key))
        yield from (Counter(lint_folder(parts, after, key=key)) - known).elements()


def _heard(facts: Iterable[ProcessFacts]) -> set[str]:
    return {name for one in facts for name in (*one.catches, one.started_by) if name}


def _sent(facts: Iterable[ProcessFacts]) -> set[str]:
    return {name for one in facts for name in one.sends}


def _no_longer_heard(key: str, name: str) -> Finding:
    finding = warning(
        "message_no_longer_heard",
        key,
        Text(
            f"Ingen process startas längre av meddelandet {name} eller väntar på det. Det som "
            "kommer blir liggande.",
            f"No process is started by the message {name} any longer, or awaits it. What comes "
            "is left lying.",
        ),
    )
    return replace(finding, process=key)


def _no_longer_sent(other: str, name: str) -> Finding:
    finding = warning(
        "message_no_longer_sent",
        other,
        Text(
            f"Meddelandet {name}, som processen tar emot, sänds inte längre av något steg.",
            f"The message {name}, which the process takes, is no longer sent by any step.",
        ),
    )
    return replace(finding, process=other)

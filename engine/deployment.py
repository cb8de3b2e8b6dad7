"""Deploying: checked folders become new versions, and what did not change stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from db.session import Session
from engine import definition_store as store
from engine import start_timers
from engine.confine import Limits
from engine.confined_lint import Folders, lint_confined
from engine.definition import all_latest
from engine.definition_store import NewDefinition, StoredDefinition
from engine.elements import ProcessModel, read_process
from engine.errors import DefinitionInvalid
from engine.findings import Finding, Severity
from engine.folder import DIAGRAM
from engine.lint.context import LintContext, ProcessFacts
from engine.manifest import Manifest, Part, manifest_of, parts_of
from engine.texts import Text

SHIPPED = "shipped"
LOCAL = "local"


@dataclass(frozen=True)
class Deployed:
    """A version that became current."""

    key: str
    version: int
    id: int


@dataclass(frozen=True)
class DeployReport:
    """deployed: versions that became current, called ones first, also callers that were not given.

    unchanged: keys whose content is current already. kept: keys that were edited here and stay as
    they are. filed: those of them of which something new was given, which is filed beside.
    warnings: what the linter found and can be lived with.
    """

    deployed: tuple[Deployed, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    filed: tuple[str, ...]
    warnings: tuple[Finding, ...]


def deploy(
    session: Session,
    folders: Folders,
    *,
    context: LintContext,
    now: datetime,
    by: str,
    origin: str = SHIPPED,
    note: str = "",
    extra_checks: Sequence[str] = (),
    limits: Limits | None = None,
) -> DeployReport:
    """Make new versions of what changed in the folders (key -> file name -> bytes).

    A process that calls a changed one gets a new version too; running instances stay where they
    are. What is shipped never takes the place of what was edited here (``origin`` local).

    Raises DefinitionInvalid with every finding, warnings too, if one of them is an error; then
    nothing was changed.
    """
    warnings = _checked(session, folders, context, extra_checks, limits)
    deployment = _Deployment(session, folders, now, by, origin, note)
    deployment.run()
    return DeployReport(
        tuple(deployment.deployed),
        tuple(key for key in sorted(folders) if key in deployment.unchanged),
        tuple(deployment.kept),
        tuple(deployment.filed),
        warnings,
    )


def _checked(
    session: Session,
    folders: Folders,
    context: LintContext,
    extra_checks: Sequence[str],
    limits: Limits | None,
) -> tuple[Finding, ...]:
    deployed = {d.key: ProcessFacts.of(d.model) for d in all_latest(session)}
    whole = replace(context, processes={**context.processes, **deployed})
    findings = lint_confined(folders, whole, extra_checks=extra_checks, limits=limits)
    if any(finding.is_error for finding in findings):
        raise DefinitionInvalid(findings)
    return findings


@dataclass(frozen=True)
class _Wanted:
    """What shall be current of a process: its parts, whom it calls, and where it comes from."""

    parts: tuple[Part, ...]
    calls: frozenset[str]
    origin: str
    model: ProcessModel


@dataclass
class _Deployment:
    """One deployment under way: the digests settled so far, and what became of each key."""

    session: Session
    folders: Folders
    now: datetime
    by: str
    origin: str
    note: str
    deployed: list[Deployed] = field(default_factory=list)
    unchanged: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    filed: list[str] = field(default_factory=list)

    def run(self) -> None:
        current = {stored.key: stored for stored in store.all_current(self.session)}
        wanted = self._current_wanted(current)
        for key, files in sorted(self.folders.items()):
            if self.origin == SHIPPED and _is_local(current.get(key)):
                self._keep(current[key], parts_of(files), files)
            else:
                store.store_artifacts(self.session, parts_of(files), files)
                wanted[key] = _from_folder(files, self.origin)
        digests: dict[str, str] = {}
        for key in _called_first({key: want.calls for key, want in wanted.items()}):
            called = {other: digests[other] for other in wanted[key].calls}
            manifest = manifest_of(key, wanted[key].parts, called)
            self._settle(manifest, wanted[key], current.get(key))
            digests[key] = manifest.digest

    def _current_wanted(self, current: Mapping[str, StoredDefinition]) -> dict[str, _Wanted]:
        return {
            definition.key: _Wanted(
                current[definition.key].manifest.parts,
                definition.model.called_keys,
                current[definition.key].origin,
                definition.model,
            )
            for definition in all_latest(self.session)
        }

    def _settle(self, manifest: Manifest, want: _Wanted, before: StoredDefinition | None) -> None:
        if before is not None and before.digest == manifest.digest:
            self.unchanged.add(manifest.key)
            return
        start_timers.follow(self.session, want.model, self.now)
        older = store.by_digest(self.session, manifest.key, manifest.digest)
        if older is not None:
            store.activate(self.session, older)
            self.deployed.append(Deployed(older.key, older.version, older.id))
            return
        trigger = start_timers.trigger_of(want.model)
        new = NewDefinition(manifest, want.origin, trigger, self.now, self.by, self.note)
        new_id, version = store.add(self.session, new)
        self.deployed.append(Deployed(manifest.key, version, new_id))

    def _keep(
        self, local: StoredDefinition, parts: tuple[Part, ...], files: Mapping[str, bytes]
    ) -> None:
        """What is shipped again and again unchanged is filed only once, and not if we ran it."""
        self.kept.append(local.key)
        ordered = tuple(sorted(parts))
        known = store.versions(self.session, local.key)
        if all(version.manifest.parts != ordered for version in known):
            store.store_artifacts(self.session, parts, files)
            draft = manifest_of(local.key, parts, {})
            if store.file_draft(self.session, draft, now=self.now, by=self.by):
                self.filed.append(local.key)


def _is_local(stored: StoredDefinition | None) -> bool:
    return stored is not None and stored.origin == LOCAL


def _from_folder(files: Mapping[str, bytes], origin: str) -> _Wanted:
    model = read_process(files[DIAGRAM])
    return _Wanted(parts_of(files), model.called_keys, origin, model)


def _called_first(calls: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The keys in such an order that a process comes after those it calls.

    Raises DefinitionInvalid for a ring, which the linter cannot see when one of the processes in it
    is an edited one that is kept.
    """
    done: set[str] = set()
    waiting = sorted(calls)
    while waiting:
        ready = [key for key in waiting if calls[key] <= done]
        if not ready:
            raise DefinitionInvalid(tuple(_ring(key) for key in waiting))
        yield from ready
        done.update(ready)
        waiting = [key for key in waiting if key not in done]


def _ring(key: str) -> Finding:
    return Finding(
        "call_recursive",
        key,
        Severity.ERROR,
        Text(
            f"Processen {key} anropar sig själv genom andra, eller en process som inte finns.",
            f"The process {key} calls itself through others, or a process that does not exist.",
        ),
        process=key,
    )

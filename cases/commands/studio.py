"""Changing a process: some write a draft, another approves it, and then new cases run on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from cases import process_check, process_draft
from cases.commands.roster import SYSTEM
from cases.policy import Rule, StaffMember
from cases.process_draft import Draft
from cases.tables.models import authorities
from db.session import Session
from documents import letter_templates
from engine import definition_store, definitions
from engine.definitions import LOCAL, Definition
from engine.elements import read_process
from engine.errors import ConcurrentChange, DefinitionInvalid, Refused
from engine.executor import Processor
from engine.folder import DIAGRAM
from engine.lint.document import is_too_large, too_large
from engine.manifest import digest_of, parts_of
from engine.runtime import Runtime
from engine.safe_xml import XmlRefused
from engine.texts import Text
from ledger import events
from ledger.events import Actor

OWNER = "process_owner"
STUDIO = "studio"
"""The stream of all that is done to processes: one, because a change of one moves its callers."""

LONGEST_NOTE = 1000


@dataclass(frozen=True)
class SaveDraft:
    """Files of a process have been changed. files: those that were, by name.

    version: of the draft that was shown; base: the id of the definition that was in force then.
    """

    process: str
    version: int
    base: int
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class SubmitDraft:
    """The draft is ready; somebody else shall look at it. note: what it changes, and why.

    base: the id of the definition that it was compared with.
    """

    process: str
    version: int
    base: int
    note: str


@dataclass(frozen=True)
class SendBackDraft:
    """The draft is not to be published as it is, and can be changed again."""

    process: str
    version: int
    reply: str


@dataclass(frozen=True)
class ApproveDraft:
    """The draft becomes the version that new cases run on."""

    process: str
    version: int


@dataclass(frozen=True)
class DiscardDraft:
    """The draft is thrown away."""

    process: str
    version: int


def processors() -> dict[type, Processor]:
    """The table from the commands of the studio to how they are carried out."""
    return {
        SaveDraft: Processor(_studio, _save, _described),
        SubmitDraft: Processor(_studio, _submit),
        SendBackDraft: Processor(_studio, _send_back),
        ApproveDraft: Processor(_studio, _approve),
        DiscardDraft: Processor(_studio, _discard),
    }


def may_change(actor: StaffMember, _command: Any) -> ColumnElement[bool]:
    """She is process owner in the authority that notices reach."""
    of_hers = authorities.c.id.in_(actor.authorities((OWNER,)))
    return select(authorities.c.id).where(authorities.c.receives_notices, of_hers).exists()


RULES: Mapping[type, Rule] = dict.fromkeys(
    (SaveDraft, SubmitDraft, SendBackDraft, ApproveDraft, DiscardDraft), may_change
)


def is_outdated(session: Session, draft: Draft, current: Definition) -> bool:
    """Whether the process itself has got another version since the draft began.

    That a process which it calls has changed makes a new definition as well, but not other files.
    """
    base = definition_store.by_id(session, draft.base_id)
    return base is None or base.manifest.parts != _parts(session, current.id)


def _studio(session: Session, command: Any, _actor: Actor, now: datetime) -> int:
    definitions.latest(session, command.process)
    return events.open_stream(session, STUDIO, SYSTEM, now=now)


def _described(command: SaveDraft) -> dict[str, Any]:
    return {
        "process": command.process,
        "version": command.version,
        "files": {name: digest_of(body) for name, body in sorted(command.files.items())},
    }


def _save(runtime: Runtime, command: SaveDraft) -> int:
    """The version of the draft after this; nothing is kept when nothing was changed."""
    session, current = runtime.session, definitions.latest(runtime.session, command.process)
    draft = process_draft.under_way(session, command.process)
    _require_version(session, command, draft)
    before = dict(current.files) if draft is None else process_draft.files(session, draft)
    _require_sensible(command, before)
    after = {**before, **command.files}
    if after == before:
        return command.version
    if draft is None:
        draft = _begun(runtime, command, current)
    if not draft.is_open:
        raise Refused(_WAITS)
    process_draft.write(session, draft, after)
    process_draft.add_editor(session, draft, runtime.actor.id)
    process_draft.change(session, draft, runtime.actor.id, runtime.now)
    return draft.version + 1


def _begun(runtime: Runtime, command: SaveDraft, current: Definition) -> Draft:
    """A new draft, if what was changed is what is in force."""
    _require_in_force(runtime.session, command.base, current)
    process_draft.begin(runtime.session, command.process, current.id, runtime.actor.id, runtime.now)
    return _found(runtime, command.process)


def _submit(runtime: Runtime, command: SubmitDraft) -> None:
    draft = _shown(runtime, command)
    if not draft.is_open:
        raise Refused(_WAITS)
    note = _words(command.note, _SAY_WHAT)
    current = definitions.latest(runtime.session, command.process)
    _require_in_force(runtime.session, command.base, current)
    files = process_draft.files(runtime.session, draft)
    if parts_of(files) == parts_of(current.files):
        raise Refused(_NO_DIFFERENCE)
    _require_no_errors(runtime, command.process, files)
    process_draft.add_editor(runtime.session, draft, runtime.actor.id)
    process_draft.change(
        runtime.session,
        draft,
        runtime.actor.id,
        runtime.now,
        state=process_draft.SUBMITTED,
        base_id=current.id,
        note=note,
        reply="",
    )


def _send_back(runtime: Runtime, command: SendBackDraft) -> None:
    draft = _waiting(runtime, command)
    process_draft.change(
        runtime.session,
        draft,
        runtime.actor.id,
        runtime.now,
        state=process_draft.OPEN,
        reply=_words(command.reply, _SAY_WHY),
    )


def _approve(runtime: Runtime, command: ApproveDraft) -> int:
    """The number of the version that the draft became."""
    session, draft = runtime.session, _waiting(runtime, command)
    if runtime.actor.id in process_draft.editors(session, draft):
        raise Refused(_ANOTHER)
    if is_outdated(session, draft, definitions.latest(session, command.process)):
        raise Refused(_OUTDATED)
    _deploy(runtime, draft)
    published = definitions.latest(session, command.process)
    process_draft.approve(session, draft, runtime.actor.id, published.id, runtime.now)
    process_draft.change(
        session, draft, runtime.actor.id, runtime.now, state=process_draft.PUBLISHED
    )
    facts = {"version": published.version, "digest": published.digest, "note": draft.note}
    runtime.record("process.published", facts, subject=command.process, definition=published.digest)
    return published.version


def _deploy(runtime: Runtime, draft: Draft) -> None:
    """Make the draft a version, checked once more with the others, which may have changed."""
    files = process_draft.files(runtime.session, draft)
    _require_no_errors(runtime, draft.key, files)
    try:
        definitions.deploy(
            runtime.session,
            {draft.key: files},
            context=process_check.lint_context(
                runtime.engine.operations, letter_templates.names(runtime.session)
            ),
            now=runtime.now,
            by=runtime.actor.id,
            origin=LOCAL,
            note=draft.note,
        )
    except DefinitionInvalid as invalid:
        raise Refused(_HAS_ERRORS) from invalid


def _discard(runtime: Runtime, command: DiscardDraft) -> None:
    draft = _shown(runtime, command)
    process_draft.change(
        runtime.session, draft, runtime.actor.id, runtime.now, state=process_draft.DISCARDED
    )


def _waiting(runtime: Runtime, command: Any) -> Draft:
    draft = _shown(runtime, command)
    if draft.is_open:
        raise Refused(_NOT_SUBMITTED)
    return draft


def _shown(runtime: Runtime, command: Any) -> Draft:
    """The draft under way, if it is the one that was shown."""
    draft = process_draft.under_way(runtime.session, command.process)
    _require_version(runtime.session, command, draft)
    if draft is None:
        raise ConcurrentChange(_GONE)
    return draft


def _found(runtime: Runtime, process: str) -> Draft:
    draft = process_draft.under_way(runtime.session, process)
    if draft is None:
        raise ConcurrentChange(_GONE)
    return draft


def _require_version(session: Session, command: Any, draft: Draft | None) -> None:
    version = draft.version if draft else process_draft.last_version(session, command.process)
    if command.version != version:
        raise ConcurrentChange(_CHANGED)


def _require_in_force(session: Session, base: int, current: Definition) -> None:
    if _parts(session, base) != _parts(session, current.id):
        raise ConcurrentChange(_NEW_VERSION)


def _require_sensible(command: SaveDraft, before: Mapping[str, bytes]) -> None:
    """What is kept can be read and drawn, so that the pages of the studio can show it."""
    if not command.files.keys() <= before.keys():
        raise Refused(_NO_SUCH_FILE)
    if DIAGRAM not in command.files:
        return
    try:
        model = read_process(command.files[DIAGRAM])
    except XmlRefused as refused:
        raise Refused(refused.text) from refused
    if is_too_large(model):
        raise Refused(too_large(model).text)


def _require_no_errors(runtime: Runtime, process: str, files: Mapping[str, bytes]) -> None:
    known = process_check.catalogue(runtime.session, runtime.engine.operations)
    if any(finding.is_error for finding in known.findings(process, files)):
        raise Refused(_HAS_ERRORS)


def _words(typed: str, if_none: Text) -> str:
    words = typed.strip()
    if not words:
        raise Refused(if_none)
    if len(words) > LONGEST_NOTE:
        raise Refused(_TOO_LONG)
    return words


def _parts(session: Session, definition_id: int) -> object:
    stored = definition_store.by_id(session, definition_id)
    return None if stored is None else stored.manifest.parts


_CHANGED = Text(
    "Någon annan har ändrat utkastet sedan du öppnade det. Öppna det igen och gör om ändringen.",
    "Somebody else has changed the draft since you opened it. Open it again and redo the change.",
)
_NEW_VERSION = Text(
    "Processen har fått en ny version sedan du öppnade den. Öppna den igen och gör om ändringen.",
    "The process has got a new version since you opened it. Open it again and redo the change.",
)
_GONE = Text(
    "Det finns inget utkast längre.",
    "There is no draft any longer.",
)
_WAITS = Text(
    "Utkastet väntar på godkännande och kan inte ändras nu.",
    "The draft waits for approval and cannot be changed now.",
)
_NOT_SUBMITTED = Text(
    "Utkastet är inte skickat för godkännande.", "The draft has not been submitted for approval."
)
_ANOTHER = Text(
    "Den som har arbetat med utkastet kan inte godkänna det. Någon annan ska göra det.",
    "Who has worked on the draft cannot approve it. Somebody else shall.",
)
_OUTDATED = Text(
    "Processen har fått en ny version sedan utkastet skickades. Skicka tillbaka det, så att det "
    "kan jämföras med den.",
    "The process has got a new version since the draft was submitted. Send it back, so that it "
    "can be compared with that.",
)
_HAS_ERRORS = Text(
    "Kontrollen har hittat fel i utkastet. Rätta dem först.",
    "The check has found errors in the draft. Correct them first.",
)
_NO_DIFFERENCE = Text(
    "Utkastet skiljer sig inte från den version som gäller.",
    "The draft does not differ from the version in force.",
)
_SAY_WHAT = Text("Skriv vad som har ändrats och varför.", "Write what has been changed and why.")
_SAY_WHY = Text("Skriv varför utkastet skickas tillbaka.", "Write why the draft is sent back.")
_TOO_LONG = Text(f"Skriv högst {LONGEST_NOTE} tecken.", f"Write at most {LONGEST_NOTE} characters.")
_NO_SUCH_FILE = Text("Filen hör inte till processen.", "The file is no part of the process.")

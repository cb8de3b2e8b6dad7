"""The auditor's export of one case, and the anchors that it is held fast by."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cases import people
from cases.case import Case
from cases.commands import export as exporting
from cases.commands.export import LONGEST_REASON, NO_REASON, ExportCase, Made
from cases.lists import overview
from cases.lists.case_export import Asked, pack, streams_of
from cases.policy import StaffMember
from db.session import Session
from documents.course_of_events import course_of_events
from engine.errors import NotFound
from engine.form_characters import tight, visible
from ledger import anchor_key, anchor_keys, anchors, events
from ledger.anchor_key import AnchorKey, KeyUnusable
from ledger.anchor_keys import AnchorKeys
from ledger.anchoring import anchor_now
from ledger.events import Entry
from web import form_input, loaded, sealed, wording
from web.access import current_actor, database, engine, log_read, now, requires, site
from web.formats import date_iso, datetime_short, time_exact
from web.i18n import current_language
from web.i18n import gettext as _
from web.language import is_changed
from web.news import news, tell

bp = Blueprint("audit_export", __name__)

SHOWN_ANCHORS = 50


@bp.get("/granskning/forankringar")
@requires("auditor")
def list_anchors() -> ResponseReturnValue:
    """The newest anchors, and how much has happened since the last one."""
    log_read(current_actor(), "anchors")
    keys = _keys()
    with database().reading() as session:
        newest = anchors.newest(session, SHOWN_ANCHORS)
        since = max(0, anchors.count_events(session) - anchors.count_held(session))
    return render_template(
        "audit_anchors.html",
        anchors=[_anchor(one, keys) for one in newest],
        since=since,
        public_keys=keys.every if keys else (),
        is_written=site().anchor_folder is not None,
    )


@bp.get("/granskning/<case_id>/utdrag")
@requires("auditor")
def ask(case_id: str) -> ResponseReturnValue:
    """Why the export is made; and, when she has just made one, where its file is fetched."""
    actor = current_actor()
    with database().reading() as session:
        of = _find(session, actor, case_id)
        made = exporting.latest(session, case_id, actor.id, now())
    log_read(actor, "export_form", case_id)
    return _form(of, "", "", made)


@bp.post("/granskning/<case_id>/utdrag")
@requires("auditor")
def export(case_id: str) -> ResponseReturnValue:
    """Write in the case that it is exported and why; the page then tells where the file is."""
    actor = current_actor()
    sent = form_input.read(request)
    reason = visible(sent.field("reason")).strip()
    with database().reading() as session:
        of = _find(session, actor, case_id)
    if is_changed(sent):
        log_read(actor, "export_form", case_id)
        return _form(of, reason, "")
    log_read(actor, "export", case_id)
    if not tight(reason) or len(reason) > LONGEST_REASON:
        return _form(of, reason, NO_REASON.in_language(current_language())), 422
    if _keys() is None:
        return _form(of, reason, ""), 409
    with database().transaction() as session:
        engine().execute(session, ExportCase(case_id, reason), actor)
    tell(_("Utdraget är gjort. Hämta filen här nedanför."))
    return redirect(f"/granskning/{of.public_id}/utdrag", 303)


@bp.get("/granskning/<case_id>/utdrag/fil")
@requires("auditor")
def fetch(case_id: str) -> ResponseReturnValue:
    """The file of the export that the person has just made; anchored before it leaves."""
    actor = current_actor()
    with database().reading() as session:
        of = _find(session, actor, case_id)
        made = exporting.latest(session, case_id, actor.id, now())
    if made is None:
        raise NotFound
    log_read(actor, "export_file", case_id)
    # The worker writes it out: a folder that is full or gone must not stop an export.
    anchor_now(database(), site().anchor_key_file, now=now())
    # Read after that: a key that took over a moment ago is the one that signs.
    key, keys = _key(), _keys()
    if key is None or keys is None:
        return _form(of, "", ""), 409
    with database().reading() as session:
        course = _course(session, of, actor, made.reason, keys)
        asked = Asked(actor.id, made.reason, now(), course)
        return _download(pack(session, of, asked, key, keys.every[:-1]), f"{of.number}.zip")


def _find(session: Session, actor: StaffMember, case_id: str) -> Case:
    found = overview.find_auditable(session, actor, case_id)
    if found is None:
        raise NotFound
    sealed.require_reason(session, found.public_id)
    return found


def _key() -> AnchorKey | None:
    """The key that signs; none when there is none, or when others may read it."""
    try:
        return anchor_key.load(site().anchor_key_file)
    except KeyUnusable:
        return None


def _keys() -> AnchorKeys | None:
    """The keys that anchors are checked with, by their files; none when those cannot be used."""
    try:
        return anchor_keys.trusted(site().anchor_key_file)
    except KeyUnusable:
        return None


def _form(of: Case, reason: str, error: str, made: Made | None = None) -> str:
    keys = _keys()
    return render_template(
        "audit_export.html",
        case={"number": of.number, "href": f"/arenden/{of.public_id}"},
        action=f"/granskning/{of.public_id}/utdrag",
        made=made,
        file=f"/granskning/{of.public_id}/utdrag/fil",
        public_keys=keys.every if keys else (),
        reason=reason,
        error=error,
        errors=[{"text": error, "href": "#reason"}] if error else [],
        has_errors=bool(error),
        news=news(),
    )


def _course(
    session: Session, of: Case, actor: StaffMember, reason: str, keys: AnchorKeys
) -> list[bytes]:
    ids = streams_of(session, of)
    told = [one for one in events.read(session, ids) if wording.is_read_by_people(one)]
    names = people.names(session, [who for one in told for who in (one.actor, one.on_behalf_of)])
    definitions = {
        row.public_id: row.definition_id for row in overview.instances_of_case(session, of)
    }
    head = {
        "language": current_language(),
        "number": of.number,
        "made_on": datetime_short(now()),
        "made_by": actor.name,
        "reason": reason,
        "public_key": " ".join(keys.every),
    }
    rows = [_row(session, one, ids, names, definitions) for one in told]
    return course_of_events(head, rows, made_at=now())


def _row(
    session: Session,
    entry: Entry,
    ids: list[int],
    names: dict[str, str],
    definitions: dict[str, int],
) -> dict[str, str]:
    known = definitions.get(entry.subject or "")
    definition = loaded.definition(session, known) if known is not None else None
    element = wording.element_name(definition, entry)
    return {
        "place": f"{ids.index(entry.stream_id) + 1}:{entry.seq}",
        "time": f"{date_iso(entry.at)} {time_exact(entry.at)}",
        "who": wording.who(entry, names),
        "what": wording.what(entry) + (f": {element}" if element else ""),
        "detail": wording.detail(entry),
    }


def _anchor(one: anchors.Anchor, keys: AnchorKeys | None) -> dict[str, Any]:
    is_right = anchor_key.is_signed_by(one.public_key, one.statement, one.signature)
    is_ours = keys is not None and one.public_key == keys.of(one.number)
    return {
        "number": one.number,
        "at": one.at,
        "events": one.events,
        "root": str(one.signed.get("root", "")),
        "state": _("Underskriften stämmer") if is_right and is_ours else _("Stämmer inte"),
        "tone": "done" if is_right and is_ours else "stopped",
    }


def _download(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

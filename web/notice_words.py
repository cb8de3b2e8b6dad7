"""A notice as it reads: the questions of the form that fits it, whatever door it came by."""

from __future__ import annotations

from typing import Any

from cases import notice_facts, notice_types, typed_facts
from cases.notice import Notice
from db.session import Session
from engine import definitions
from engine.forms import Form
from web.access import site
from web.facts import sections
from web.i18n import gettext as _

OF_KRONOFOGDEN, OF_DESK = "notice_kfm", "notice_desk"

_SAID_BY_FORM = frozenset({"sender_kind", "premises"})
"""What is not asked about Kronofogden's notices, for it is always the same."""


def notice_form(session: Session) -> Form:
    """The form that landlords write notices in."""
    definition = definitions.started_by_message(session, "notice_received")
    if definition is None:
        raise LookupError("The process that receives notices is not deployed.")
    start = next(e for e in definition.model.elements.values() if e.type == "startEvent")
    return definition.forms[start.form or ""]


def sections_of(session: Session, one: Notice) -> list[dict[str, Any]]:
    """Every fact of a notice under its question; what the fitting form does not ask for comes last,
    under the questions of the other forms. What they have under one heading stands together."""
    said_by_form = _SAID_BY_FORM if one.facts.get("sender_kind") == "kfm" else frozenset()
    typed = typed_facts.as_typed(one.facts)
    facts = {name: value for name, value in typed.items() if name not in said_by_form}
    forms = _forms(session, one)
    found = sections(forms[0], facts)
    known = {field.name for field in forms[0].fields}
    for form in forms[1:]:
        found += sections(form, {name: v for name, v in facts.items() if name not in known})
        known |= {field.name for field in form.fields}
    return _one_of_each(found)


def sender(one: Notice) -> str:
    """Who sent the notice, in the words of the notice."""
    return notice_facts.text(one.facts, "sender_name") or _("Avsändaren är inte angiven")


def why_misdirected(one: Notice) -> str:
    """Which of the rows of table D1 made it somebody else's; empty for any other type."""
    if one.type_code != notice_types.MISDIRECTED:
        return ""
    if one.facts.get("premises") == "other":
        return _("Det gäller inte en bostad, enligt underrättelsen.")
    code = notice_facts.text(one.facts, "dwelling_postal_code") or ""
    return _("Postnumret %(code)s hör inte till någon av våra enheter.", code=code)


def _one_of_each(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_title: dict[str, dict[str, Any]] = {}
    for section in found:
        by_title.setdefault(section["title"], {**section, "rows": []})["rows"] += section["rows"]
    return list(by_title.values())


def _forms(session: Session, one: Notice) -> list[Form]:
    landlords = notice_form(session)
    kfm, desk = site().act_forms[OF_KRONOFOGDEN], site().act_forms[OF_DESK]
    if one.facts.get("sender_kind") == "kfm":
        return [kfm, desk, landlords]
    # The landlord's own form speaks to the landlord ("your telephone"); the desk's, of her.
    return [desk, landlords, kfm]

"""What a task about a referral shows: to its sender the case, to its receiver the copy alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases import referral, referral_terms
from cases.law.referral_grounds import REFUSED
from cases.referral import Referral
from db.session import Session
from web.formats import date_full, datetime_short
from web.i18n import current_language
from web.i18n import gettext as _

Section = dict[str, Any]


def received(session: Session, public_id: str) -> dict[str, Any]:
    """The page of whoever received it: nothing that was not copied for her authority."""
    found = referral.get(session, public_id)
    return {
        "identity": identity(session, found),
        "sections": copied(session, found),
        "notices": [],
        "files": [],
        "is_referral": True,
    }


def sent(session: Session, public_id: str, why: str) -> list[Section]:
    """What its sender sees beside the case: why it came back, and what was answered."""
    found = referral.get(session, public_id)
    refused = REFUSED.get(why)
    sections = []
    if refused is not None:
        note = refused.in_language(current_language())
        sections.append(_section(_("Remissen får inte skickas på den grunden"), [], note))
    if found.answer is not None:
        sections.append(_section(_("Svaret på remissen"), answer(found)))
    if found.sent_at is not None:
        sections.extend(copied(session, found))
    return sections


def identity(session: Session, found: Referral) -> dict[str, Any]:
    """The bar that says which referral this is; it names neither case nor person."""
    facts = [
        {"label": _("Från"), "value": referral.sender_name(session, found)},
        {"label": _("Kom in"), "value": datetime_short(found.sent_at) if found.sent_at else ""},
        {"label": _("Svar senast"), "value": _day(found.answer_by)},
    ]
    return {"number": "", "name": _("Remiss"), "facts": facts}


def copied(session: Session, found: Referral) -> list[Section]:
    """The facts as they were copied, what is asked for, and the ground."""
    asked = [
        {"label": _("Vad vi ber om"), "value": found.purpose or ""},
        {"label": _("Grund"), "value": referral_terms.ground(found)},
    ]
    facts = [
        {"label": fact.label, "value": fact.value, "lang": "sv"}
        for fact in referral.snapshot(session, found)
    ]
    return [_section(_("Remissen"), asked), _section(_("Uppgifter som skickades"), facts)]


def answer(found: Referral) -> list[dict[str, str]]:
    """What the receiver answered, and when."""
    said = _("Nej") if found.state == "declined" else _("Ja")
    when = datetime_short(found.answered_at) if found.answered_at else ""
    return [
        {"label": _("Tar ni emot?"), "value": said},
        {"label": _("Svar och skäl"), "value": found.answer or ""},
        {"label": _("Svarade"), "value": when},
    ]


def _section(title: str, rows: list[dict[str, str]], note: str = "") -> Section:
    return {"title": title, "rows": rows, "note": note}


def _day(text: str | None) -> str:
    return date_full(date.fromisoformat(text)) if text else ""

"""What those on duty are told on every page where they begin: warnings, and days without a name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cases import case as case_rows
from cases import notice, referral, roster
from cases.case import Case
from cases.commands.roster import SETTERS
from cases.law.calendar import local_day
from cases.lists import notice_view, open_warnings, overview, same_day_list
from cases.notice import receiving_authority
from cases.policy import ON_DUTY, StaffMember
from cases.recount_warning import RECOUNTED
from cases.same_day import WARNINGS
from db.session import Session
from engine.texts import Text
from web.formats import date_full
from web.i18n import current_language
from web.i18n import gettext as _

TOLD_OF_GAPS = frozenset({"duty_officer", *SETTERS})
"""Who is told a week ahead that a day has no name."""

INFORMS_DAYS = 7
"""So long a warning stands that asks for nothing but to be read."""

MOST = 50
"""So many are drawn with what they lead to; of the others she is told how many there are."""


def banners(session: Session, actor: StaffMember, today: date) -> dict[str, Any]:
    """What stands at the top of her inbox: open warnings for her, the gravest of them, and gaps in
    the roster. untold: how many more warnings there are."""
    above, found = same_day_banners(session, actor, today), _warnings(session, actor, today)
    told = [_warning(session, actor, row) for row in found[:MOST]]
    return {
        "warnings": [*above["stuck"], *told],
        "untold": max(len(found) - MOST, 0),
        "gaps": above["gaps"],
    }


def same_day_banners(session: Session, actor: StaffMember, today: date) -> dict[str, list[Any]]:
    """What stands above the list of duties: the warnings that it cannot list, and gaps in the
    roster."""
    is_told = bool(actor.roles & TOLD_OF_GAPS)
    return {
        "stuck": _stuck(session, actor),
        "gaps": roster_gaps(session, today) if is_told else [],
    }


def _stuck(session: Session, actor: StaffMember) -> list[dict[str, str]]:
    """A duty that the machine cannot carry out must still be done by somebody before midnight."""
    found = same_day_list.stuck(session, actor) if actor.roles & ON_DUTY else []
    return [
        {
            "text": _(
                "Bekräftelsen samma dag för underrättelse %(number)s har stannat på en "
                "driftstörning. Bekräfta till Kronofogden för hand före midnatt och kontakta "
                "supporten.",
                number=one.receipt,
            ),
            "href": "",
            "link": "",
        }
        for one in found
    ]


def _warnings(session: Session, actor: StaffMember, today: date) -> list[Any]:
    """Each once, whoever else is told of it, the gravest first, with the page where something can
    be done; what only informs is left out after some days."""
    first = today - timedelta(days=INFORMS_DAYS)
    found = [
        row
        for row in open_warnings.of(session, sorted(actor.groups))
        if not row.code.startswith(RECOUNTED) or local_day(row.raised_at) >= first
    ]
    return list({(row.about, row.text_sv): row for row in found}.values())


def _warning(session: Session, actor: StaffMember, row: Any) -> dict[str, str]:
    text = Text(row.text_sv, row.text_en).in_language(current_language())
    if row.code in WARNINGS:
        return {"text": text, "href": "/samma-dag", "link": _("Visa alla")}
    case = _case_of(session, actor, row.about)
    if case is not None:
        return {"text": text, "href": f"/arenden/{case.public_id}", "link": case.number}
    received = notice_view.find(session, actor, row.about)
    if received is not None:
        return {
            "text": text,
            "href": f"/anmalningar/{received.public_id}",
            "link": received.receipt,
        }
    if referral.find_received(session, actor, row.about) is not None:
        return {"text": text, "href": f"/remisser/{row.about}", "link": _("Visa remissen")}
    return {"text": text, "href": "", "link": ""}


def _case_of(session: Session, actor: StaffMember, about: str) -> Case | None:
    """The case that a warning is about, for those who may see it."""
    received = notice.find(session, about)
    found = case_rows.find(session, about)
    if received is not None and received.case_id is not None:
        found = case_rows.by_id(session, received.case_id)
    elif sent := referral.find(session, about):
        found = case_rows.by_id(session, sent.case_id)
    return overview.find_case(session, actor, found.public_id) if found else None


def roster_gaps(session: Session, today: date) -> list[str]:
    """A sentence for each day of the coming week that has no name, with who it is by rule."""
    authority = receiving_authority(session)
    return [
        _(
            "Jourlistan saknar namn för %(day)s. %(instead)s",
            day=date_full(day),
            instead=named_by_rule(session, authority, day),
        )
        for day in roster.gaps(session, authority, today)
    ]


def named_by_rule(session: Session, authority_id: int, day: date) -> str:
    """Whom the rule names on a day without a name, and why her: never nobody."""
    officer = roster.officer(session, authority_id, day)
    return _(
        "Om ingen anges blir det %(name)s (%(rule)s).",
        name=officer.name,
        rule=rule_word(officer.rule),
    )


def rule_word(rule: str) -> str:
    """Why a person is the responsible officer of a day."""
    return {
        "roster": _("står i jourlistan"),
        "deputy": _("ersättare enligt inställningen"),
        "duty_officer": _("har rollen jour"),
        "manager": _("sektionschef"),
        "registrar": _("registrator"),
        "anyone": _("arbetar i förvaltningen"),
    }[rule]

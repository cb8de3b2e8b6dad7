"""What is done in a case beside its tasks: flags, contact, measures and commitments, acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from cases import acts, contact, flag, measure, notice, payment, people, pledge
from cases.case import Case
from cases.contact import Attempt
from cases.measure import Measure
from cases.notice import Notice
from cases.payment import Payment
from cases.pledge import Commitment
from cases.policy import StaffMember
from db.session import Session
from web import acts as act_pages
from web.formats import date_full, datetime_full, money
from web.i18n import current_language
from web.i18n import gettext as _

View = dict[str, Any]

_STEPS: dict[str, Callable[[], str]] = {
    "letter": lambda: _("Första brevet"),
    "sms": lambda: _("Sms"),
    "phone_1": lambda: _("Telefon, första försöket"),
    "phone_2": lambda: _("Telefon, andra försöket"),
    "visit": lambda: _("Hembesök erbjuds"),
    "third_party": lambda: _("Genom hyresvärd eller känd kontakt"),
    "second_letter": lambda: _("Andra brevet"),
    "decision": lambda: _("Sektionschefens beslut"),
    "outside": lambda: _("Utanför kontaktstegen"),
    "meeting": lambda: _("Erbjudande om möte"),
}
_RESULTS: dict[str, Callable[[], str]] = {
    "answer": lambda: _("svar, men inget samtal"),
    "no_answer": lambda: _("inget svar"),
    "wrong_number": lambda: _("fel nummer"),
    "returned": lambda: _("retur"),
    "refused": lambda: _("vägrar kontakt"),
    "two_way": lambda: _("tvåvägskontakt"),
    "skipped": lambda: _("steget hoppades över"),
    "sent": lambda: _("skickat"),
}
_PAYMENTS: dict[str, Callable[[], str]] = {
    "paid": lambda: _("Hushållet har betalat"),
    "aid_paid": lambda: _("Ekonomiskt bistånd är betalt"),
    "plan_accepted": lambda: _("Hyresvärden godtar en avbetalningsplan"),
    "withdrawn": lambda: _("Hyresvärden har återkallat"),
}
_MEASURES: dict[str, Callable[[], str]] = {
    "own_payment": lambda: _("Hushållet betalar själv"),
    "plan": lambda: _("Avbetalningsplan med hyresvärden"),
    "aid": lambda: _("Ansökan om ekonomiskt bistånd lämnad över"),
    "respite": lambda: _("Hyresvärden väntar"),
    "other": lambda: _("Annan insats"),
    "commitment": lambda: _("Åtagande föreslaget"),
    "declined": lambda: _("Hushållet tackar nej till hjälp"),
    "stopped": lambda: _("Inget mer går att göra med skulden"),
}
_COMMITMENTS: dict[str, Callable[[], tuple[str, str]]] = {
    "proposed": lambda: (_("Föreslaget"), "warning"),
    "approved": lambda: (_("Beslutat, inte skickat"), "warning"),
    "refused": lambda: (_("Inget åtagande"), "neutral"),
    "sent": lambda: (_("Skickat i tid"), "done"),
    "too_late": lambda: (_("För sent"), "stopped"),
}


def page(session: Session, actor: StaffMember, case: Case) -> View:
    """The parts of the case page: see templates/case/work.html."""
    of_case = notice.of_case(session, case.id)
    ids = [one.id for one in of_case]
    attempts = contact.of_cases(session, [case.id])
    names = people.names(session, [one.actor for one in attempts])
    return {
        "flags": flags(session, [case.public_id, *(one.public_id for one in of_case)]),
        "acts": _acts(session, actor, case, of_case),
        "contacts": [_attempt(one, names) for one in reversed(attempts)],
        "measures": [_measure(one) for one in measure.of_case(session, case.id)],
        "commitments": [_commitment(one) for one in pledge.of_notices(session, ids)],
        "payments": [_payment(one) for one in payment.of_notices(session, ids)],
    }


def flags(session: Session, keys: list[str]) -> list[View]:
    """What stands odd until somebody settles it."""
    return [
        {
            "text": one.text.in_language(current_language()),
            "when": datetime_full(one.raised_at),
            "severity": one.severity,
        }
        for one in flag.about(session, keys, open_only=True)
    ]


def notice_acts(session: Session, actor: StaffMember, about: Notice) -> list[dict[str, str]]:
    """What the actor may do about a notice, as links."""
    return act_pages.links(
        acts.of_notice(session, about, actor.roles), f"/anmalningar/{about.public_id}"
    )


def step_name(step: str) -> str:
    """A step of the contact ladder in words."""
    said = _STEPS.get(step)
    return said() if said else step


def proposal(session: Session, public_id: str) -> View:
    """A proposed commitment as a section of the delegate's task."""
    found = pledge.get(session, public_id)
    rows = [
        {"label": _("Belopp"), "value": _amount(found.amount)},
        {"label": _("Månader"), "value": ", ".join(found.months)},
        {"label": _("Betalas"), "value": _day(found.payment_day)},
    ]
    return {"title": _("Förslaget"), "note": "", "rows": rows}


def ladder_step(step: str) -> View:
    """The step of the contact ladder as a section of its task."""
    rows = [{"label": _("Steg"), "value": step_name(step)}]
    return {"title": _("Kontaktsteg"), "note": "", "rows": rows}


def _acts(
    session: Session, actor: StaffMember, case: Case, of_case: list[Notice]
) -> list[dict[str, Any]]:
    """The acts on the case, then those on each notice under its own heading."""
    own = act_pages.links(acts.of_case(session, case, actor.roles), f"/arenden/{case.public_id}")
    groups = [{"title": "", "links": own}]
    groups += [
        {
            "title": _("Underrättelse %(number)s", number=one.receipt),
            "links": notice_acts(session, actor, one),
        }
        for one in of_case
    ]
    return [group for group in groups if group["links"]]


def _attempt(one: Attempt, names: dict[str, str]) -> View:
    result = _RESULTS.get(one.result)
    said = result() if result else one.result
    following = _("Nästa steg: %(step)s.", step=step_name(one.next_step)) if one.next_step else ""
    return {
        "time": one.made_at,
        "what": f"{step_name(one.step)}: {said}",
        "who": names.get(one.actor, ""),
        "next": following,
    }


def _measure(one: Measure) -> View:
    said = _MEASURES.get(one.kind)
    return {"what": said() if said else one.kind, "when": datetime_full(one.decided_at)}


def _commitment(one: Commitment) -> View:
    text, tone = _COMMITMENTS[one.state]()
    return {
        "state": text,
        "tone": tone,
        "terms": _(
            "%(amount)s för %(months)s, betalas %(day)s.",
            amount=_amount(one.amount),
            months=", ".join(one.months),
            day=_day(one.payment_day),
        ),
        "result": one.result or "",
    }


def _payment(one: Payment) -> View:
    parts = [_PAYMENTS[one.kind]()]
    if one.amount is not None:
        parts.append(money(one.amount))
    if one.paid_day:
        parts.append(_day(one.paid_day))
    if one.in_time is not None:
        parts.append(_("i tid") if one.in_time else _("efter fristen"))
    return {"what": ", ".join(parts), "when": datetime_full(one.confirmed_at)}


def _amount(ore: int | None) -> str:
    return _("belopp saknas") if ore is None else money(ore)


def _day(iso: str | None) -> str:
    return date_full(date.fromisoformat(iso)) if iso else ""

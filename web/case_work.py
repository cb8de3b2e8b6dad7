"""What is done in a case beside its tasks: flags, contact, measures and commitments, acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cases import contact, flag, measure, notice, payment, people, pledge
from cases.case import Case
from cases.contact import Attempt
from cases.flag import Flag
from cases.measure import Measure
from cases.payment import Payment
from cases.pledge import UNCERTAIN, Commitment
from cases.policy import StaffMember
from db.session import Session
from web import act_groups
from web.about_arrears import amount, day
from web.formats import datetime_short, money, months_full
from web.i18n import current_language
from web.i18n import gettext as _
from web.ladder_words import result, step_name

View = dict[str, Any]

MISSING, SEVERAL = "KOMPLETTERA", 2
"""The severity (D12) of what the sender is asked for; so many of them become one list."""

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
    UNCERTAIN: lambda: (_("Skickat, osäkert om i tid"), "warning"),
    "too_late": lambda: (_("För sent"), "stopped"),
}
_WHY_STOPPED: dict[str, Callable[[], str]] = {
    "not_possible": lambda: _("Finns inte för bostaden."),
    "complement": lambda: _("Beloppet är inte känt."),
}
"""Why a commitment was never decided on; every other result is what the state says already."""


def page(session: Session, actor: StaffMember, case: Case) -> View:
    """The parts of the case page: see templates/case/work.html."""
    of_case = notice.of_case(session, case.id)
    ids = [one.id for one in of_case]
    receipts = {one.public_id: one.receipt for one in of_case}
    attempts = contact.of_cases(session, [case.id])
    names = people.names(session, [one.actor for one in attempts])
    return {
        "flags": flags(session, [case.public_id, *receipts], receipts),
        "acts": act_groups.of_case(session, actor, case, of_case),
        "contacts": [_attempt(one, names) for one in reversed(attempts)],
        "measures": [_measure(one) for one in measure.of_case(session, case.id)],
        "commitments": [_commitment(one) for one in pledge.of_notices(session, ids)],
        "payments": [_payment(one) for one in payment.of_notices(session, ids)],
    }


def flags(
    session: Session, keys: list[str], receipts: Mapping[str, str] | None = None
) -> list[View]:
    """What stands odd until somebody settles it; what a notice lacks is one flag with a list, and
    the day of that notice. receipts: the numbers that tell several notices apart."""
    found = flag.about(session, keys, open_only=True)
    several = receipts if receipts and len(receipts) > 1 else {}
    shown = [_flag(_words(one), one, []) for one in found if one.severity != MISSING]
    for key in keys:
        lacking = [one for one in found if one.severity == MISSING and one.about == key]
        shown += _lacking(lacking, several.get(key, ""))
    return shown


def _lacking(asked: list[Flag], receipt: str) -> list[View]:
    """What one notice lacks; receipt: its number, where the case has several."""
    if not receipt and len(asked) < SEVERAL:
        return [_flag(_words(one), one, []) for one in asked]
    title = _("Det här saknas i underrättelsen:")
    if receipt:
        title = _("Det här saknas i underrättelse %(number)s:", number=receipt)
    return [_flag(title, asked[0], [_words(one) for one in asked])] if asked else []


def _words(one: Flag) -> str:
    return one.text.in_language(current_language())


def _flag(text: str, one: Flag, listed: list[str]) -> View:
    return {"text": text, "when": datetime_short(one.raised_at), "listed": listed}


def _attempt(one: Attempt, names: dict[str, str]) -> View:
    following = _("Nästa steg: %(step)s.", step=step_name(one.next_step)) if one.next_step else ""
    return {
        "time": one.made_at,
        "what": f"{step_name(one.step)}: {result(one.result)}",
        "who": names.get(one.actor, ""),
        "next": following,
    }


def measure_name(kind: str) -> str:
    """A measure in words."""
    said = _MEASURES.get(kind)
    return said() if said else kind


def payment_name(kind: str) -> str:
    """What was told of a debt, in words."""
    said = _PAYMENTS.get(kind)
    return said() if said else kind


def _measure(one: Measure) -> View:
    return {"what": measure_name(one.kind), "when": datetime_short(one.decided_at)}


def _commitment(one: Commitment) -> View:
    text, tone = _COMMITMENTS[UNCERTAIN if one.result == UNCERTAIN else one.state]()
    return {
        "state": text,
        "tone": tone,
        "terms": _(
            "%(amount)s för %(months)s, betalas %(day)s.",
            amount=amount(one.amount),
            months=months_full(one.months),
            day=day(one.payment_day),
        ),
        "result": said() if (said := _WHY_STOPPED.get(one.result or "")) else "",
    }


def _payment(one: Payment) -> View:
    parts = [payment_name(one.kind)]
    if one.amount is not None:
        parts.append(money(one.amount))
    if one.paid_day:
        parts.append(day(one.paid_day))
    if one.in_time is not None:
        parts.append(_("i tid") if one.in_time else _("efter fristen"))
    return {"what": ", ".join(parts), "when": datetime_short(one.confirmed_at)}

"""The head of a case's page: where the home is, what is owed, and how the case stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cases import notice_facts, people, recovery
from cases.case import Case
from cases.lists.overview import Overview
from cases.notice import Notice
from cases.recovery import UNPAID_TYPES
from db.session import Session
from web import journal
from web.facts import postal_address
from web.formats import datetime_short, money
from web.i18n import gettext as _
from web.states import case_state

Row = dict[str, str]


def facts(session: Session, whole: Overview, now: datetime) -> list[Row]:
    """The rows of the head, what is read first before the rest."""
    found = [*_address(whole), *_debts(session, whole, now), *_case(session, whole.case)]
    return [{"label": label, "value": value} for label, value in found]


def _address(whole: Overview) -> Iterator[tuple[str, str]]:
    """Where the home is. Of a sealed case it stands under the dwelling alone, further down."""
    if not whole.case.sealed:
        yield _("Adress"), f"{whole.dwelling.street}, {postal_address(whole.dwelling)}"


def _debts(session: Session, whole: Overview, now: datetime) -> Iterator[tuple[str, str]]:
    """What each notice of unpaid rent says is owed, as it is known now, the newest first."""
    for one in reversed(whole.notices):
        if one.type_code in UNPAID_TYPES:
            period = recovery.of_notice(session, one.public_id, now)
            is_over = period is not None and not period.is_watched
            yield _("Skuld, avslutad") if is_over else _("Skuld"), _debt(one)


def _debt(of: Notice) -> str:
    amount = notice_facts.whole_number(of.facts, "amount")
    return _(
        "%(amount)s enligt underrättelse %(number)s som kom %(day)s",
        amount=_("Beloppet är inte känt") if amount is None else money(amount),
        number=of.receipt,
        day=datetime_short(of.arrived_at),
    )


def _case(session: Session, case: Case) -> Iterator[tuple[str, str]]:
    yield _("Enhet"), people.unit_name(session, case.unit_id)
    yield _("Öppnat"), datetime_short(case.opened_at)
    if case.closed_at:
        state, _tone = case_state(case.state)
        yield state, datetime_short(case.closed_at)
    if case.outcome:
        yield _("Utfall"), journal.outcomes(session).get(case.outcome, case.outcome)

"""Table D10: whether the outcome that is chosen for a case agrees with what is recorded in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from cases import eviction, notice, payment
from cases.case import Case
from cases.payment import Payment
from cases.tables.models import notices
from cases.tables.track_models import case_marks, commitments, ladders, measures
from db.session import Session
from engine.texts import Text


@dataclass(frozen=True)
class Contradiction:
    """Why an outcome does not agree with the facts. is_final: no reason makes it agree; otherwise
    the caseworker may know what nobody has recorded, and says so."""

    why: Text
    is_final: bool = False


def contradiction(session: Session, case: Case, outcome: str) -> Contradiction | None:
    """What speaks against the outcome, or None."""
    rule = _RULES.get(outcome)
    return rule(session, case) if rule is not None else None


def borne_out(session: Session, case: Case) -> list[str]:
    """The outcomes that something recorded in the case speaks for, and nothing against."""
    return [
        code
        for code, rule in _RULES.items()
        if code not in _OWN_KNOWLEDGE and rule(session, case) is None
    ]


def _paid_in_time(session: Session, case: Case) -> Contradiction | None:
    settled = [row for row in _payments(session, case) if row.kind == "paid" and row.in_time]
    return None if settled else Contradiction(_NOT_PAID_IN_TIME)


def _paid_late(session: Session, case: Case) -> Contradiction | None:
    found = [row for row in _payments(session, case) if row.kind in ("paid", "aid_paid")]
    return None if found else Contradiction(_NOT_PAID)


def _settled_by(kind: str, why: Text) -> Callable[[Session, Case], Contradiction | None]:
    def rule(session: Session, case: Case) -> Contradiction | None:
        found = [row for row in _payments(session, case) if row.kind == kind]
        return None if found else Contradiction(why)

    return rule


def _committed(session: Session, case: Case) -> Contradiction | None:
    in_time = select(commitments.c.id).where(
        commitments.c.case_id == case.id, commitments.c.state == "sent"
    )
    return None if session.execute(in_time).first() else Contradiction(_NOT_COMMITTED, True)


def _evicted(session: Session, case: Case) -> Contradiction | None:
    return _ended(session, case, ("carried_out",), _NOT_EVICTED)


def _cancelled(session: Session, case: Case) -> Contradiction | None:
    return _ended(session, case, ("cancelled", "withdrawn"), _NOT_CANCELLED)


def _ended(
    session: Session, case: Case, states: tuple[str, ...], why: Text
) -> Contradiction | None:
    found = [one for one in eviction.of_case(session, case.id) if one.state in states]
    return None if found else Contradiction(why, True)


def _sought_in_vain(session: Session, case: Case) -> Contradiction | None:
    exhausted = (
        select(ladders.c.notice_id)
        .join(notices, notices.c.id == ladders.c.notice_id)
        .where(notices.c.case_id == case.id, ladders.c.ended == "exhausted")
    )
    return None if session.execute(exhausted).first() else Contradiction(_LADDER_NOT_DONE)


def _declined(session: Session, case: Case) -> Contradiction | None:
    marked = select(case_marks.c.case_id).where(
        case_marks.c.case_id == case.id, case_marks.c.declined_help
    )
    measured = select(measures.c.id).where(
        measures.c.case_id == case.id, measures.c.kind == "declined"
    )
    has_declined = session.execute(marked).first() or session.execute(measured).first()
    return None if has_declined else Contradiction(_NOT_DECLINED)


def _not_evicted_after_all(session: Session, case: Case) -> Contradiction | None:
    """An eviction that was carried out is an outcome of its own (O12 to O14)."""
    found = [one for one in eviction.of_case(session, case.id) if one.state == "carried_out"]
    return Contradiction(_WAS_EVICTED, True) if found else None


def _lives_there(
    rule: Callable[[Session, Case], Contradiction | None],
) -> Callable[[Session, Case], Contradiction | None]:
    def both(session: Session, case: Case) -> Contradiction | None:
        return _not_evicted_after_all(session, case) or rule(session, case)

    return both


def _payments(session: Session, case: Case) -> list[Payment]:
    return payment.of_notices(session, [one.id for one in notice.of_case(session, case.id)])


_NOT_PAID_IN_TIME = Text(
    "Ingen betalning inom fristen är bekräftad i ärendet.",
    "No payment within the time limit is confirmed in the case.",
)
_NOT_PAID = Text("Ingen betalning är bekräftad i ärendet.", "No payment is confirmed in the case.")
_NO_PLAN = Text(
    "Hyresvärden har inte bekräftat någon avbetalningsplan i ärendet.",
    "The landlord has not confirmed an instalment plan in the case.",
)
_NO_AID = Text(
    "Det är inte bekräftat att ekonomiskt bistånd har betalats till hyresvärden.",
    "It is not confirmed that financial assistance was paid to the landlord.",
)
_NOT_COMMITTED = Text(
    "Inget åtagande har skickats till hyresvärden inom fristen, så utfallet kan inte vara ett "
    "åtagande.",
    "No commitment was sent to the landlord in time, so the outcome cannot be a commitment.",
)
_NOT_WITHDRAWN = Text(
    "Det är inte bekräftat att hyresvärden har återkallat.",
    "It is not confirmed that the landlord has withdrawn.",
)
_NOT_EVICTED = Text(
    "Ingen avhysning är verkställd i ärendet.", "No eviction was carried out in the case."
)
_NOT_CANCELLED = Text(
    "Ingen avhysning är inställd eller återkallad i ärendet.",
    "No eviction was cancelled or withdrawn in the case.",
)
_LADDER_NOT_DONE = Text(
    "Kontaktstegen är inte fullföljd i ärendet.", "The contact ladder was not completed."
)
_NOT_DECLINED = Text(
    "Det är inte noterat att hushållet har tackat nej.",
    "It is not noted that the household declined.",
)
_WAS_EVICTED = Text(
    "En avhysning är verkställd i ärendet. Välj ett av utfallen för verkställd avhysning.",
    "An eviction was carried out in the case. Choose one of the outcomes for that.",
)

_RULES: Mapping[str, Callable[[Session, Case], Contradiction | None]] = {
    "O01": _lives_there(_paid_in_time),
    "O02": _lives_there(_paid_late),
    "O03": _lives_there(_settled_by("plan_accepted", _NO_PLAN)),
    "O04": _lives_there(_settled_by("aid_paid", _NO_AID)),
    "O05": _lives_there(_committed),
    "O06": _lives_there(_settled_by("withdrawn", _NOT_WITHDRAWN)),
    "O09": _not_evicted_after_all,
    "O12": _evicted,
    "O13": _evicted,
    "O14": _evicted,
    "O15": _lives_there(_cancelled),
    "O16": _sought_in_vain,
    "O17": _lives_there(_declined),
}
"""The outcomes whose facts are recorded; the others are the caseworker's own knowledge."""

_OWN_KNOWLEDGE = frozenset({"O09"})
"""Facts can speak against it and never for it."""

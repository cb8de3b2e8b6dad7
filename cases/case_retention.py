"""What happens to the file of a closed case (D11), from its last note and who is in it."""

from __future__ import annotations

from datetime import date

from cases import journal, party
from cases.case import Case
from cases.law import identity_number, retention
from cases.law.calendar import local_day
from cases.law.retention import Retention
from db.session import Session


def of_case(session: Session, closed: Case, today: date) -> Retention | None:
    """The fate of the file, or None while the case is open.

    Whether the municipality keeps every file (SOF 13:1) is for its own plan to say; here it does
    not.
    """
    if closed.closed_at is None:
        return None
    entries = journal.of_case(session, closed.id)
    last = max([closed.closed_at, *(entry.written_at for entry in entries)])
    return retention.retention(
        local_day(last),
        _birth_days(session, closed, today),
        municipality="",
        keeps_every_file=(),
    )


def _birth_days(session: Session, of: Case, today: date) -> list[int | None]:
    numbers = [
        identity_number.stated_number(member.personal_number, today=today)
        for member in party.members(session, of.household_id)
    ]
    return [identity_number.birth_day(number) if number else None for number in numbers]

"""Letters that show the address of somebody who was found to be protected afterwards."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from cases import flag
from cases.case import Case
from cases.letter import TO_HOUSEHOLD
from cases.letter_models import letters
from cases.models import notices
from db.session import Session
from db.types import public_id
from engine.texts import Text

CODE = "BREV_MED_ADRESS"
LIES_THERE = Text(
    "Ett brev med bostadens adress lades ut för utskrift innan skyddet blev känt. Ta reda på var "
    "det är och stoppa det om det går.",
    "A letter with the address of the home was laid out for printing before the protection was "
    "known. Find out where it is, and stop it if that is possible.",
)


def flag_exposed(session: Session, case: Case, now: datetime) -> None:
    """Tell on the case of each letter to the household that lies for printing with the address:
    what waits in a queue of ours is stopped there, but this is out of our hands."""
    for row in _handed_over(session, case):
        if json.loads(row.facts)["recipient"]["address"]:
            flag.raise_flag(
                session,
                case.public_id,
                CODE,
                LIES_THERE,
                public_id=public_id(),
                now=now,
                place=row.public_id,
            )


def _handed_over(session: Session, case: Case) -> list[Any]:
    of_case = select(notices.c.id).where(notices.c.case_id == case.id)
    return list(
        session.execute(
            select(letters.c.public_id, letters.c.facts)
            .where(
                or_(letters.c.case_id == case.id, letters.c.notice_id.in_(of_case)),
                letters.c.kind.in_(TO_HOUSEHOLD),
                letters.c.channel == "print",
                letters.c.state == "handed_over",
            )
            .order_by(letters.c.id)
        )
    )

"""What is out of our hands already when it turns out that it should not go: a letter or a referral
with the address of somebody protected, or a letter by a way that is not safe any longer."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from cases import flag
from cases.case import Case
from cases.letters.letter import TO_HOUSEHOLD
from cases.tables.letter_models import letters
from cases.tables.models import notices
from cases.tables.sharing_models import referral_snapshots, referrals
from db.session import Session
from db.types import public_id
from engine.texts import Text

ADDRESS = "Adress"
"""What a referral calls the address of the home."""

CODE = "BREV_MED_ADRESS"
LIES_THERE = Text(
    "Ett brev med bostadens adress lades ut för utskrift innan skyddet blev känt. Ta reda på var "
    "det är och stoppa det om det går.",
    "A letter with the address of the home was laid out for printing before the protection was "
    "known. Find out where it is, and stop it if that is possible.",
)
REFERRED = "REMISS_MED_ADRESS"
IS_TOLD = Text(
    "En remiss med bostadens adress skickades innan skyddet blev känt. Säg till enheten som har "
    "den.",
    "A referral with the address of the home was sent before the protection was known. Tell the "
    "unit that has it.",
)
WITHDRAWN = "BREV_PA_ATERKALLAD_KANAL"
LIES_ON_A_WITHDRAWN_WAY = Text(
    "Ett brev är utlagt för att postas eller lämnas på ett sätt som inte är säkert längre. Ta reda "
    "på var det är och stoppa det om det går.",
    "A letter is laid out to be posted or handed over in a way that is not safe any longer. Find "
    "out where it is, and stop it if that is possible.",
)


def flag_exposed(session: Session, case: Case, now: datetime) -> list[str]:
    """Tell on the case of what is out of our hands with the address: each letter to the household
    that lies for printing, and each referral. What waits in a queue of ours is stopped there.

    Gives ``code:place`` of each flag that is new, for the caller to record.
    """
    found = [
        (CODE, LIES_THERE, row.public_id)
        for row in _handed_over(session, case, "print")
        if json.loads(row.facts)["recipient"]["address"]
    ] + [
        (REFERRED, IS_TOLD, row.public_id)
        for row in _referred(session, case)
        if any(fact["label"] == ADDRESS for fact in json.loads(row.facts))
    ]
    return [
        f"{code}:{place}"
        for code, text, place in found
        if _flag(session, case, code, text, place, now)
    ]


def flag_withdrawn(
    session: Session,
    case: Case,
    person_ids: Collection[int],
    channel: str,
    now: datetime,
) -> list[str]:
    """The same for each letter to the person, by whichever row, that is laid out to go by a channel
    that was withdrawn."""
    to_her = letters.c.person_id.in_(person_ids)
    return [
        f"{WITHDRAWN}:{row.public_id}"
        for row in _handed_over(session, case, channel, to_her)
        if _flag(session, case, WITHDRAWN, LIES_ON_A_WITHDRAWN_WAY, row.public_id, now)
    ]


def _flag(session: Session, case: Case, code: str, text: Text, place: str, now: datetime) -> bool:
    return flag.raise_flag(
        session, case.public_id, code, text, public_id=public_id(), now=now, place=place
    )


def _referred(session: Session, case: Case) -> list[Any]:
    return list(
        session.execute(
            select(referrals.c.public_id, referral_snapshots.c.facts)
            .join(referral_snapshots, referral_snapshots.c.referral_id == referrals.c.id)
            .where(referrals.c.case_id == case.id)
            .order_by(referrals.c.id)
        )
    )


def _handed_over(
    session: Session, case: Case, channel: str, *more: ColumnElement[bool]
) -> list[Any]:
    of_case = select(notices.c.id).where(notices.c.case_id == case.id)
    return list(
        session.execute(
            select(letters.c.public_id, letters.c.facts)
            .where(
                or_(letters.c.case_id == case.id, letters.c.notice_id.in_(of_case)),
                letters.c.kind.in_(TO_HOUSEHOLD),
                letters.c.channel == channel,
                letters.c.state == "handed_over",
                *more,
            )
            .order_by(letters.c.id)
        )
    )

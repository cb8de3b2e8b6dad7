"""The warnings that stand for somebody, the gravest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cases import complement, warning
from cases.reclassifying import MISDIRECTED_TIME
from cases.recount_warning import RECOUNTED
from cases.same_day import WARNINGS as SAME_DAY
from db.session import Session

ORDER = (
    *reversed(SAME_DAY),
    MISDIRECTED_TIME,
    "FOR_SENT",
    "FRIST_SLUT",
    "FRIST_OKAND",
    "SISTA_DAG",
    "REFERRAL_VERY_LATE",
    "STORNING_SEN_KONTAKT",
    "DAG_14",
    "REFERRAL_LATE",
    "DAG_7",
    complement.LATE,
    RECOUNTED,
)
"""What ends at midnight before what a home is lost by, that before what is only late. The codes of
RECOUNTED are followed by a number."""


def of(session: Session, audiences: Sequence[str]) -> list[Any]:
    """The open warnings of these audiences, the gravest first and of those the newest first."""
    newest_first = reversed(warning.open_for(session, audiences))
    return sorted(newest_first, key=lambda row: graveness(row.code))


def graveness(code: str) -> int:
    """Its place in the order; what is not in it comes last."""
    plain = RECOUNTED if code.startswith(RECOUNTED) else code
    return ORDER.index(plain) if plain in ORDER else len(ORDER)

"""The warning that a recovery period has been counted anew, once for each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from cases import limits, routing, warning
from cases.arrears_words import recounted
from cases.law.deadlines import Kind
from cases.notice import Notice
from db.session import Session

RECOUNTED = "FRIST_OMRAKNAD"


def tell(session: Session, about: Notice, new_id: Callable[[], str], now: datetime) -> None:
    """The caseworker hears that the last day has moved; what warned of the old one is over."""
    period = limits.find(session, about.public_id, Kind.RECOVERY_PERIOD)
    last_day = None if period is None else period.day("legal")
    if about.case_id is None or period is None or last_day is None:
        return
    warning.end_all(session, about.public_id, ["FRIST_SLUT", "FRIST_OKAND"], now)
    warning.raise_warning(
        session,
        about.public_id,
        f"{RECOUNTED}_{period.calculation}",
        routing.candidate_group(session, "caseworker", about.public_id, {}),
        recounted(last_day, is_preliminary=period.state == "preliminary"),
        public_id=new_id(),
        now=now,
    )


def codes(session: Session, key: str) -> list[str]:
    """The codes of every such warning about a notice."""
    period = limits.find(session, key, Kind.RECOVERY_PERIOD)
    count = 0 if period is None else period.calculation
    return [f"{RECOUNTED}_{number}" for number in range(2, count + 1)]

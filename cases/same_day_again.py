"""Measuring a same-day duty once more, when its notice turns out to have come before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cases import deviation, notice, same_day
from cases.notice import Notice
from db.session import Session

Record = Callable[[str, Mapping[str, Any]], None]


def measure(
    session: Session, of: Notice, *, record: Record, new_id: Callable[[], str], now: datetime
) -> None:
    """What was in time by the day that was known is late by the day that is: the results say so,
    and by the day in hand it is a deviation."""
    late = same_day.measure_again(session, notice.get(session, of.public_id))
    if not late:
        return
    record("same_day.measured_again", {"before": same_day.IN_TIME, "after": late})
    is_missed = any(name.endswith("physical") for name in late)
    if is_missed and deviation.open_deviation(
        session, of.public_id, same_day.MISSED, public_id=new_id(), now=now
    ):
        record("deviation.opened", {"code": same_day.MISSED})

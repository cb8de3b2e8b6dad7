"""What decides who may decide on a commitment: the inputs of decision table D7."""

from __future__ import annotations

from datetime import datetime

from cases import configuration, pledge, recovery, track
from cases.law.calendar import add_months, local_day, local_time
from cases.notice import Notice
from cases.pledge import Commitment
from cases.track import Track
from db.session import Session
from engine.texts import Text
from engine.values import Scalar

LOOKED_BACK_MONTHS = 24

AMOUNT_UNKNOWN = Text(
    "Beloppet är inte känt. Fråga hyresvärden om hela skulden med ränta och kostnader innan ett "
    "åtagande föreslås.",
    "The amount is not known. Ask the landlord for the whole debt with interest and costs before a "
    "commitment is proposed.",
)

_LIMITS = {
    "manager": "commitment.section_head_limit",
    "unit_head": "commitment.unit_head_limit",
}
"""The delegates whose amounts are limited; the committee's is not."""


def inputs(
    session: Session, worked: Track, proposed: Commitment, *, economy: str, now: datetime
) -> dict[str, Scalar]:
    """The inputs of D7, each as it is now; the limits as of the notice's day of arrival."""
    period = recovery.of_notice(session, worked.about.public_id, now)
    is_rental = period is not None and period.is_rental
    since = local_time(add_months(local_day(now), -LOOKED_BACK_MONTHS), 0)
    return {
        "tenure": "rental" if is_rental else "cooperative",
        "is_too_late": period is not None and period.is_over,
        "amount_known": proposed.amount is not None,
        "amount": proposed.amount or 0,
        "earlier_commitments": pledge.earlier(session, proposed, since),
        "children": track.has_children(session, worked),
        "economy": economy,
        "section_head_limit": highest(session, worked.about, "manager"),
        "unit_head_limit": highest(session, worked.about, "unit_head"),
    }


def highest(session: Session, of: Notice, level: str) -> int | None:
    """The highest amount in öre that a delegate may commit to; None when it is not limited."""
    name = _LIMITS.get(level)
    return None if name is None else int(configuration.for_notice(session, name, of))

"""A notice that came once more by another door: kept with the first, by the earliest arrival."""

from __future__ import annotations

from cases import deliveries, limits, notice, notice_limits, same_day_again
from cases.deliveries import Delivery
from cases.law.deadlines import Kind
from cases.notice import Notice
from engine.context import ServiceTaskContext
from handlers import protection

DUTY = "confirm_same_day"
"""The process of the duty to confirm the same day."""

SAME_NOTICE = "Samma underrättelse har kommit tidigare och bekräftas där."


def end_own_duty(ctx: ServiceTaskContext, copy: Notice) -> None:
    """The duty to confirm is that of the notice which came first; a second letter would confuse."""
    ended = limits.end(
        ctx.session,
        copy.public_id,
        [Kind.SAME_DAY_CONFIRMATION],
        "cancelled",
        SAME_NOTICE,
        ctx.now,
    )
    if ended:
        ctx.record("limit.ended", {"kinds": ended, "state": "cancelled", "cause": SAME_NOTICE})
    ctx.cancel(copy.public_id, DUTY, "a copy of another notice")


def add_copy(ctx: ServiceTaskContext, first: Notice, copy: Notice) -> None:
    """Keep the copy as a delivery of the first notice, and count anew: the earliest arrival holds.

    The caller holds the lock that the first notice moves under.
    """
    deliveries.add(ctx.session, first, Delivery(copy.public_id, copy.channel, copy.arrived_at))
    notice.change(ctx.session, copy, state="duplicate", closed_reason="copy")
    protection.share_with_first(ctx, first, copy)
    _set_arrival(ctx, first)
    changes = notice_limits.recompute(
        ctx.session,
        notice.get(ctx.session, first.public_id),
        cause="notice.copied",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    for change in changes:
        kind = "limit.set" if change.is_new else "limit.changed"
        ctx.record(kind, change.facts, subject=first.public_id)
    ctx.retime(first.public_id)


def _set_arrival(ctx: ServiceTaskContext, first: Notice) -> None:
    after = notice_limits.arrival(ctx.session, first)
    days = {
        "arrival_day": after.legal_day.isoformat(),
        "physical_day": after.physical_day.isoformat(),
    }
    before = {"arrival_day": first.arrival_day, "physical_day": first.physical_day}
    notice.change(ctx.session, first, arrived_at=after.physical_at, **days)
    ctx.record("notice.copy_added", {"before": before, "after": days}, subject=first.public_id)
    same_day_again.measure(
        ctx.session,
        first,
        record=lambda kind, facts: ctx.record(kind, facts, subject=first.public_id),
        new_id=ctx.new_id,
        now=ctx.now,
    )

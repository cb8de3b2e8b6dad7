"""Protected personal data in the steps: a notice that is put into a case may have to seal it."""

from __future__ import annotations

from cases import notice, same_day_protection, sealing
from cases.case import Case
from engine.context import ServiceTaskContext


def seal_if_protected(ctx: ServiceTaskContext, linked: Case) -> None:
    """Seal the case that a notice was put into, when somebody in its household is protected.

    In the same transaction as the match: there is no moment at which the unit sees it.
    """
    given = notice.get(ctx.session, ctx.business_key)
    same_day_protection.carry_over(ctx.session, given, linked.household_id)
    sealing.take_over_protection(ctx.session, linked.household_id)
    if sealing.seal_if_protected(ctx.session, linked, actor=ctx.actor.id, now=ctx.now):
        ctx.record("case.sealed", {"cause": "match"}, subject=linked.public_id)

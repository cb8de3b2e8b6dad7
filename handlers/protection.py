"""Protected personal data in the steps: a notice that is put into a case may have to seal it."""

from __future__ import annotations

from cases import case, notice, notice_facts, same_day_protection, sealing
from cases.case import Case
from cases.notice import Notice
from engine.context import ServiceTaskContext


def seal_if_protected(ctx: ServiceTaskContext, linked: Case) -> None:
    """Seal the case that a notice was put into, when somebody in its household is protected.

    In the same transaction as the match: there is no moment at which the unit sees it.
    """
    given = notice.get(ctx.session, ctx.business_key)
    found = same_day_protection.carry_over(ctx.session, given, linked.household_id)
    if found is not None:
        after = given.facts[notice_facts.TENANT_PROTECTION]
        ctx.record("protection.stated", {"before": found.before, "after": after})
    for changed in sealing.take_over_protection(ctx.session, linked.household_id):
        ctx.record("protection.taken_over", changed, subject=linked.public_id)
    _seal_if_protected(ctx, linked, cause="match")


def share_with_first(ctx: ServiceTaskContext, first: Notice, copy: Notice) -> None:
    """What was found of the tenant by another copy of a notice holds for the first one, and whoever
    keeps a copy in a sealed case may see it there."""
    found = notice_facts.text(copy.facts, notice_facts.TENANT_PROTECTION)
    if found in sealing.PROTECTED:
        stated = same_day_protection.state(
            ctx.session, first, found, actor=ctx.actor.id, now=ctx.now
        )
        facts = {"before": stated.before, "after": found}
        ctx.record("protection.stated", facts, subject=first.public_id)
        for one in stated.sealed:
            sealing.tell(ctx.record, one, cause="copy")
    if first.case_id is not None:
        _seal_if_protected(ctx, case.by_id(ctx.session, first.case_id), cause="copy")


def _seal_if_protected(ctx: ServiceTaskContext, of: Case, *, cause: str) -> None:
    done = sealing.seal_if_protected(ctx.session, of, actor=ctx.actor.id, now=ctx.now)
    if done is not None:
        sealing.tell(ctx.record, done, cause=cause)

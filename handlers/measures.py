"""The measures that a caseworker chooses while a debt is not settled."""

from __future__ import annotations

from typing import Any

from cases import (
    case_marks,
    commitment_terms,
    flag,
    journal,
    measure,
    pledge,
    recount_warning,
    track,
    warning,
)
from cases.arrears_words import BELOW_DEBT
from cases.law.calendar import local_day
from cases.pledge import Terms
from cases.track import Track
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.values import Scalar
from handlers.arrears import SETTLED

Values = dict[str, Scalar]

LAST = (measure.DECLINED, measure.STOPPED)


@gives("measure", "commitment", "economy", "is_last", "needs_review", "settled_by", "settled_on")
def choose_measure(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """Keep what was chosen. Raises Refused for a commitment that cannot be made."""
    worked = track.of_notice(ctx.session, ctx.business_key)
    kind = answers["measure"]
    if kind == measure.COMMITMENT:
        commitment_terms.require_possible(ctx.session, worked, ctx.now)
    _keep(ctx, worked, kind, answers)
    _mark_children(ctx, worked, answers)
    seen = ["DAG_7", *recount_warning.codes(ctx.session, ctx.business_key)]
    warning.end_all(ctx.session, ctx.business_key, seen, ctx.now)
    needs_review = kind == measure.DECLINED and _may_have_children(ctx, worked, answers)
    if kind in LAST and not needs_review:
        _end_work(ctx, kind)
    return {
        "measure": kind,
        "commitment": _propose(ctx, worked, answers) if kind == measure.COMMITMENT else None,
        "economy": answers.get("economy"),
        "is_last": kind in LAST,
        "needs_review": needs_review,
        "settled_by": kind if kind in LAST else None,
        "settled_on": local_day(ctx.now).isoformat() if kind in LAST else None,
    }


@gives("review", "settled_by", "settled_on")
def review_declined(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The section head has reviewed that a household, with children or perhaps with, declines."""
    worked = track.of_notice(ctx.session, ctx.business_key)
    form = "choose_measures/review_declined"
    journal.write(ctx.session, worked.of.id, "measure", ctx.actor.id, answers, ctx.now, form=form)
    ctx.record("measure.reviewed", {"review": answers["review"]})
    if answers["review"] == "go_on":
        return {"review": "go_on", "settled_by": None, "settled_on": None}
    _end_work(ctx, measure.DECLINED)
    return {"review": "end"}


def _keep(ctx: ServiceTaskContext, worked: Track, kind: str, answers: dict[str, Any]) -> None:
    measure.keep(
        ctx.session,
        case_id=worked.of.id,
        notice_id=worked.about.id,
        kind=kind,
        facts=answers,
        by=ctx.actor.id,
        now=ctx.now,
    )
    form = "choose_measures/choose_measure"
    journal.write(ctx.session, worked.of.id, "measure", ctx.actor.id, answers, ctx.now, form=form)
    ctx.record("measure.chosen", {"measure": kind, "case": worked.of.public_id})


def _mark_children(ctx: ServiceTaskContext, worked: Track, answers: dict[str, Any]) -> None:
    is_new = answers.get("children") == "yes" and case_marks.mark(
        ctx.session, worked.of.id, has_children=True
    )
    if is_new:
        ctx.record("case.marked", {"has_children": True}, subject=worked.of.public_id)


def _may_have_children(ctx: ServiceTaskContext, worked: Track, answers: dict[str, Any]) -> bool:
    return answers["children"] != "no" or track.has_children(ctx.session, worked)


def _propose(ctx: ServiceTaskContext, worked: Track, answers: dict[str, Any]) -> str:
    terms = commitment_terms.proposed(answers, local_day(ctx.now))
    proposed = pledge.propose(
        ctx.session,
        public_id=ctx.new_id(),
        notice_id=worked.about.id,
        case_id=worked.of.id,
        terms=terms,
        by=ctx.actor.id,
        now=ctx.now,
    )
    ctx.record("commitment.proposed", {"commitment": proposed.public_id, "terms": terms_of(terms)})
    if commitment_terms.is_below_debt(worked, terms):
        _flag_below_debt(ctx, proposed.public_id)
    return proposed.public_id


def _flag_below_debt(ctx: ServiceTaskContext, commitment: str) -> None:
    code = "ATAGANDE_UNDER_SKULDEN"
    is_new = flag.raise_flag(
        ctx.session,
        ctx.business_key,
        code,
        BELOW_DEBT,
        public_id=ctx.new_id(),
        now=ctx.now,
        place=commitment,
    )
    if is_new:
        ctx.record("flag.raised", {"code": code})


def terms_of(terms: Terms) -> dict[str, Any]:
    """The terms as the ledger keeps them."""
    return {
        "amount": terms.amount,
        "months": list(terms.months),
        "payment_day": terms.payment_day,
    }


def _end_work(ctx: ServiceTaskContext, how: str) -> None:
    """Tell the track; everything else that goes on in it is stopped."""
    ctx.send_message(
        SETTLED,
        ctx.business_key,
        {"settled_by": how, "settled_on": local_day(ctx.now).isoformat()},
        once=f"arrears-ended:{ctx.business_key}:{ctx.new_id()}",
    )

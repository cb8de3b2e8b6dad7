"""The track of unpaid rent: its time limits, its warnings, how it ends and what is followed up."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases import (
    case_marks,
    commitment_terms,
    complement,
    flag,
    journal,
    ladder,
    limits,
    notice_limits,
    pledge,
    priority,
    quality_flags,
    recount_warning,
    recovery,
    track,
    warning,
)
from cases.arrears_words import LATE_RENT, MILDER, REPEATED, WARNINGS, WARNS
from cases.law import deadlines_policy
from cases.law.calendar import local_day
from cases.law.deadlines import Kind
from cases.measure import COMMITMENT, DECLINED
from cases.track import Track
from engine import messages
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar

Values = dict[str, Scalar]

SETTLED = "arrears_settled"
SOLVED = ("paid", "aid_paid", "plan_accepted", "withdrawn", "commitment")
"""Ways in which a debt is settled so that the home is kept; then two rents are followed."""

_RENT = {"check_first_rent": Kind.RENT_CHECK_1, "check_second_rent": Kind.RENT_CHECK_2}


@gives("notice", "case", "is_rental", "asks_sender", "settled_by", "settled_on")
def set_recovery_limits(ctx: ServiceTaskContext) -> Values:
    """Set C2 and C3 (JB 12:44, BRL 7:23) for each tenant and the home, as the facts are now."""
    worked = track.of_notice(ctx.session, ctx.business_key)
    _forget_old_ends(ctx)
    asked = quality_flags.ask_again(ctx.session, worked.about)
    quality_flags.tell(ctx.record, worked.about, asked)
    changes = notice_limits.recompute(
        ctx.session,
        worked.about,
        cause="notice_linked",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, changes)
    ctx.retime(ctx.business_key)
    if priority.is_repeated(ctx.session, worked.about, worked.of):
        _flag(ctx, "UPPREPAD", REPEATED)
    found = recovery.of_notice(ctx.session, ctx.business_key, ctx.now)
    return {
        "notice": ctx.business_key,
        "case": worked.of.public_id,
        "is_rental": found is not None and found.is_rental,
        "asks_sender": bool(complement.missing(worked.about, local_day(ctx.now))),
        "settled_by": None,
        "settled_on": None,
    }


@gives()
def warn_of_arrears(ctx: ServiceTaskContext, code: str) -> Values:
    """Warn those whom the day concerns; the warning ends when the debt is settled."""
    for role in WARNS[code]:
        track.warn(
            ctx.session,
            ctx.business_key,
            code,
            role,
            WARNINGS[code],
            public_id=ctx.new_id(),
            now=ctx.now,
            instead_of=MILDER.get(code, ()),
        )
    ctx.record("arrears.warned", {"code": code})
    return {}


@gives()
def record_period_ended(ctx: ServiceTaskContext) -> Values:
    """The last day in law has passed. A preliminary one is not missed: it can only become later
    when the day of service is told."""
    found = recovery.of_notice(ctx.session, ctx.business_key, ctx.now)
    warning.end_all(ctx.session, ctx.business_key, ["SISTA_DAG"], ctx.now)
    if found is not None and found.limit.state == "fixed":
        limits.end(
            ctx.session,
            ctx.business_key,
            [Kind.RECOVERY_PERIOD],
            "missed",
            "period_ended",
            ctx.now,
        )
        ctx.record("limit.missed", {"limit": Kind.RECOVERY_PERIOD})
        ctx.retime(ctx.business_key)
        return warn_of_arrears(ctx, "FRIST_SLUT")
    return warn_of_arrears(ctx, "FRIST_OKAND")


@gives()
def record_last_day(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """What was decided on our own last day for a commitment. Raises Refused for a commitment that
    nobody can make any longer."""
    worked = track.of_notice(ctx.session, ctx.business_key)
    if answers["decision"] == COMMITMENT and not _is_approved(ctx, worked):
        commitment_terms.require_possible(ctx.session, worked, ctx.now)
    _write(ctx, "measure", answers, "work_on_arrears/decide_last_day")
    warning.end_all(ctx.session, ctx.business_key, ["SISTA_DAG"], ctx.now)
    return {}


@gives("follows_rents")
def record_settlement(
    ctx: ServiceTaskContext, settled_by: str | None, settled_on: str | None
) -> Values:
    """The debt is settled, or the work on it has ended: nothing is watched or sought any more."""
    how = settled_by or "stopped"
    worked = track.of_notice(ctx.session, ctx.business_key)
    state = "met" if how == "commitment" else "cancelled"
    ended = limits.end(ctx.session, ctx.business_key, recovery.CLOCKS, state, how, ctx.now)
    begun = ladder.find(ctx.session, worked.about.id)
    if begun is not None and begun.ended is None:
        ladder.change(ctx.session, begun, ended="settled", due_at=None)
    if how == DECLINED:
        case_marks.mark(ctx.session, worked.of.id, declined_help=True)
    complement.end(ctx.session, ctx.business_key, "cancelled", ctx.now)
    ctx.cancel(ctx.business_key, "request_complement", "arrears settled")
    asked = quality_flags.ask_no_more(ctx.session, worked.about, by=ctx.actor.id, now=ctx.now)
    quality_flags.tell(ctx.record, worked.about, asked, note=quality_flags.NOT_ASKED)
    warned = [*WARNINGS, *recount_warning.codes(ctx.session, ctx.business_key)]
    warning.end_all(ctx.session, ctx.business_key, warned, ctx.now)
    ctx.retime(ctx.business_key)
    ctx.record("arrears.settled", {"how": how, "on": settled_on, "limits": ended, "state": state})
    return {"follows_rents": how in SOLVED}


@gives()
def set_rent_checks(ctx: ServiceTaskContext, settled_on: str | None) -> Values:
    """Watch the two rents that fall due next (policy)."""
    day = date.fromisoformat(settled_on) if settled_on else local_day(ctx.now)
    for limit in deadlines_policy.rent_checks(day):
        change = limits.put(
            ctx.session,
            ctx.business_key,
            limit,
            cause="arrears_settled",
            actor=ctx.actor.id,
            new_id=ctx.new_id,
            now=ctx.now,
        )
        notice_limits.tell(ctx.record, [change] if change else [])
    ctx.retime(ctx.business_key)
    return {}


@gives()
def record_rent_check(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """Whether a rent after the debt was paid; one that was not is flagged."""
    kind = _RENT[ctx.element]
    _write(ctx, "payment", answers, "unpaid_rent/check_rent")
    limits.end(ctx.session, ctx.business_key, [kind], "met", answers["paid"], ctx.now)
    if answers["paid"] == "no":
        _flag(ctx, "HYRA_OBETALD_IGEN", LATE_RENT, kind)
    return {}


def _is_approved(ctx: ServiceTaskContext, worked: Track) -> bool:
    """Whether a commitment is decided on already and may have gone in time."""
    made = pledge.of_notices(ctx.session, [worked.about.id])
    return any(one.state == "approved" for one in made)


def _flag(ctx: ServiceTaskContext, code: str, text: Text, place: str = "") -> None:
    is_new = flag.raise_flag(
        ctx.session,
        ctx.business_key,
        code,
        text,
        public_id=ctx.new_id(),
        now=ctx.now,
        place=place,
    )
    if is_new:
        ctx.record("flag.raised", {"code": code})


def _forget_old_ends(ctx: ServiceTaskContext) -> None:
    """That the work was ended by hand in an earlier case of the notice does not end this one; a
    payment does."""
    while (old := messages.early(ctx.session, SETTLED, ctx.business_key)) is not None:
        if old.payload.get("settled_by") in SOLVED:
            return
        messages.mark(ctx.session, old, "correlated")


def _write(ctx: ServiceTaskContext, kind: str, facts: dict[str, Any], form: str) -> None:
    worked = track.of_notice(ctx.session, ctx.business_key)
    journal.write(ctx.session, worked.of.id, kind, ctx.actor.id, facts, ctx.now, form=form)
    ctx.record(f"journal.{kind}", {"case": worked.of.public_id})

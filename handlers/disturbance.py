"""Disturbance: the times of the local routine, the first contact and its follow-up (P5)."""

from __future__ import annotations

from typing import Any

from cases import case, case_marks, flag, journal, notice, notice_limits, warning
from cases.notice import Notice
from cases.quality import SERIOUS_DISTURBANCE
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar

Values = dict[str, Scalar]

LATE_CONTACT = "STORNING_SEN_KONTAKT"
NO_CONTACT_YET = Text(
    "Ingen första kontakt är antecknad efter en underrättelse om störning, och tiden i rutinen har "
    "gått ut.",
    "No first contact is noted after a notice of disturbance, and the time of the routine is over.",
)
EARLIER_NOTICE_DEMANDED = Text(
    "Bostaden är eller kan vara uthyrd i andra hand. Är upplåtelsen tillåten krävs alltid en "
    "tillsägelse och en underrättelse före uppsägning (12 kap. 42 § fjärde stycket jordabalken).",
    "The home is or may be sublet. If that is permitted, a call to stop and a notice are always "
    "required before termination (12 kap. 42 § fjärde stycket jordabalken).",
)


@gives("serious")
def set_disturbance_limits(ctx: ServiceTaskContext) -> Values:
    """Set the times, and say when the law demands an earlier notice all the same."""
    of = notice.get(ctx.session, ctx.business_key)
    changes = notice_limits.recompute(
        ctx.session,
        of,
        cause="disturbance.notified",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, changes)
    ctx.retime(of.public_id)
    is_serious = of.type_code in SERIOUS_DISTURBANCE
    if is_serious and of.type_code == "U22" and of.facts.get("tenure") != "rental":
        _demand_earlier_notice(ctx)
    return {"serious": is_serious}


@gives()
def record_disturbance_contact(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker has tried to reach the household."""
    _note(ctx, answers, "first_contact")
    warning.end_all(ctx.session, ctx.business_key, [LATE_CONTACT], ctx.now)
    return {}


@gives()
def record_serious_contact(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker has acted on a termination for especially serious disturbance."""
    _note(ctx, answers, "act_on_serious")
    if answers.get("sublet") == "yes":
        _demand_earlier_notice(ctx)
    return {}


@gives()
def record_disturbance_follow_up(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The caseworker has asked how things are."""
    _note(ctx, answers, "follow_up_disturbance")
    return {}


@gives()
def warn_of_late_contact(ctx: ServiceTaskContext) -> Values:
    """The section head hears that nobody has been in touch within the routine's time."""
    is_new = warning.raise_warning(
        ctx.session,
        ctx.business_key,
        LATE_CONTACT,
        ctx.runtime.engine.candidate_group(ctx.session, "manager", ctx.business_key, {}),
        NO_CONTACT_YET,
        public_id=ctx.new_id(),
        now=ctx.now,
    )
    if is_new:
        ctx.record("warning.raised", {"code": LATE_CONTACT})
    return {}


def _demand_earlier_notice(ctx: ServiceTaskContext) -> None:
    is_new = flag.raise_flag(
        ctx.session,
        ctx.business_key,
        "KRAV_PA_TIDIGARE_UNDERRATTELSE",
        EARLIER_NOTICE_DEMANDED,
        public_id=ctx.new_id(),
        now=ctx.now,
        severity="JURIDISK_FLAGGA",
    )
    if is_new:
        ctx.record("flag.raised", {"flags": ["KRAV_PA_TIDIGARE_UNDERRATTELSE"]})


def _note(ctx: ServiceTaskContext, answers: dict[str, Any], form: str) -> None:
    of = _linked(ctx)
    if answers.get("children") == "yes":
        case_marks.mark(ctx.session, of.case_id or 0, has_children=True)
    journal.write(
        ctx.session,
        of.case_id or 0,
        "disturbance",
        ctx.actor.id,
        answers,
        ctx.now,
        form=f"disturbance/{form}",
    )
    in_case = case.by_id(ctx.session, of.case_id or 0)
    ctx.record("journal.disturbance", {"case": in_case.public_id})


def _linked(ctx: ServiceTaskContext) -> Notice:
    of = notice.get(ctx.session, ctx.business_key)
    if of.case_id is None:
        raise LookupError("The notice belongs to no case.")
    return of

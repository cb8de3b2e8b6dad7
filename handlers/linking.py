"""Where a notice belongs: what the registrar decided, its case, and the track that it starts."""

from __future__ import annotations

from typing import Any

from cases import (
    case,
    case_marks,
    dwelling,
    household,
    notice,
    notice_types,
    priority,
    reopening,
    warning,
)
from cases.case import Case
from cases.law.calendar import local_day
from cases.notice import Notice
from cases.reclassifying import MISDIRECTED_TIME
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from handlers import copying, forwarding, intake, protection, same_day

Values = dict[str, Scalar]

NO_SUCH_HOUSEHOLD = Text(
    "Förslaget finns inte längre. Välj på nytt.", "The suggestion is gone. Choose again."
)
STILL_MISDIRECTED = Text(
    "Underrättelsen är klassad som felsänd, och ett sådant ärende får inga frister. Är den vår: "
    "välj ”Rätta typen först”, eller rätta det som är fel i underrättelsen. Annars: välj "
    "”Felsänd”.",
    "The notice is classified as misdirected, and such a case gets no time limits. If it is ours: "
    "choose “Put the type right first”, or correct what is wrong in the notice. Otherwise: choose "
    "“Misdirected”.",
)


@gives("decision", "type_code", "track", "statutory", "starts_duty")
def decide_match(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The registrar has said which household it is, that it is a new one, a copy of a notice that
    has come before, none of ours, or that its type has to be put right first.

    Raises Refused for a case of what is still taken for misdirected: it would have no limits.
    """
    registered = notice.get(ctx.session, ctx.business_key)
    choice = answers["choice"]
    warning.end_all(ctx.session, ctx.business_key, [MISDIRECTED_TIME], ctx.now)
    if choice == "misdirected":
        return _close_as_misdirected(ctx, registered, answers)
    if choice == "reclassify":
        return _reclassify(ctx, registered, answers)
    if notice.find(ctx.session, choice) is not None:
        return _close_as_copy(ctx, registered, answers)
    if registered.type_code == notice_types.MISDIRECTED:
        raise Refused(STILL_MISDIRECTED)
    household_id = None if choice == "new" else _household(ctx, choice)
    notice.change(ctx.session, registered, household_id=household_id)
    ctx.record("match.decided", {"household": choice, "note": answers.get("note")})
    joins = household_id is not None and case.open_case_of(ctx.session, household_id)
    return {"decision": "join" if joins else "open", **_type_now(registered)}


@gives(
    "case",
    "joined",
    "days_left",
    "has_children",
    "extra_attention",
    "is_repeated",
    "owes_over_a_month",
)
def open_or_join_case(ctx: ServiceTaskContext) -> Values:
    """Put the notice into the household's open case, open one again that was closed of late, or
    open a new one; gives the columns of table D3 as well."""
    registered = notice.get(ctx.session, ctx.business_key)
    household_id = registered.household_id or household.from_notice(
        ctx.session, registered.facts, ctx.new_id
    )
    existing = case.open_case_of(ctx.session, household_id)
    chosen = existing or _reopen(ctx, household_id) or _open(ctx, registered, household_id)
    notice.change(
        ctx.session, registered, case_id=chosen.id, household_id=household_id, state="linked"
    )
    ctx.join(chosen.stream_id)
    if existing is None and chosen.state == "closed":
        reopening.reopen(ctx.session, chosen, ctx.record, cause="notice.linked")
    elif existing is None:
        ctx.record("case.opened", {"number": chosen.number}, subject=chosen.public_id)
    ctx.record("notice.linked", {"case": chosen.public_id, "joined": existing is not None})
    protection.seal_if_protected(ctx, chosen)
    linked = notice.get(ctx.session, ctx.business_key)
    same_day.follow_match(ctx, linked)
    known = priority.values(ctx.session, linked, chosen, today=local_day(ctx.now))
    return {"case": chosen.public_id, "joined": existing is not None, **known}


@gives()
def start_track(
    ctx: ServiceTaskContext, priority: int, track: str, is_repeated: bool, joined: bool
) -> Values:
    """Keep the priority and send what starts the notice's track: once for each match, for the
    message is told apart by the instance that sends it."""
    linked = notice.get(ctx.session, ctx.business_key)
    of = case.by_id(ctx.session, linked.case_id or 0)
    _prioritise(ctx, of, priority)
    if is_repeated:
        case_marks.mark(ctx.session, of.id, is_repeated=True)
    message = notice_types.STARTS.get(track)
    if message is not None:
        ctx.send_message(
            message,
            linked.public_id,
            {
                "notice": linked.public_id,
                "case": of.public_id,
                "type_code": linked.type_code,
                "joined": joined,
            },
            once=f"track:{ctx.instance}:{linked.public_id}",
        )
    return {}


def _household(ctx: ServiceTaskContext, choice: str) -> int:
    found = household.by_public_id(ctx.session, choice)
    if found is None:
        raise Refused(NO_SUCH_HOUSEHOLD)
    return found


def _close_as_misdirected(
    ctx: ServiceTaskContext, registered: Notice, answers: dict[str, Any]
) -> Values:
    reason = answers["misdirected_reason"]
    notice.change(ctx.session, registered, state="misdirected", closed_reason=reason)
    ctx.record("notice.misdirected", {"reason": reason, "note": answers.get("note")})
    forwarding.set_limit(ctx, registered)
    return {"decision": "misdirected"}


def _close_as_copy(ctx: ServiceTaskContext, copy: Notice, answers: dict[str, Any]) -> Values:
    """It is the same notice as one that has come before: kept there with its own receipt."""
    first = notice.get(ctx.session, answers["choice"])
    ctx.record("notice.copied", {"of": first.public_id, "note": answers.get("note")})
    copying.end_own_duty(ctx, copy)
    ctx.join(first.stream_id)
    copying.add_copy(ctx, first, copy)
    return {"decision": "copy"}


def _reclassify(ctx: ServiceTaskContext, registered: Notice, answers: dict[str, Any]) -> Values:
    """The registrar puts the type right; the notice is then matched anew with it."""
    type_code = answers["type_code"]
    track = notice_types.track_of(type_code, registered.facts)
    intake.classify(ctx, type_code, track)
    statutory = notice_types.is_statutory(type_code, registered.facts)
    return {
        "decision": "reclassified",
        "type_code": type_code,
        "track": track,
        "starts_duty": statutory and intake.begins_duty(ctx),
    }


def _type_now(registered: Notice) -> Values:
    """What steers the rest of the process: a correction may have changed it while it waited."""
    return {
        "type_code": registered.type_code,
        "track": registered.track,
        "statutory": notice_types.is_statutory(registered.type_code or "", registered.facts),
    }


def _reopen(ctx: ServiceTaskContext, household_id: int) -> Case | None:
    return reopening.recently_closed(ctx.session, household_id, ctx.now)


def _open(ctx: ServiceTaskContext, registered: Notice, household_id: int) -> Case:
    return case.open_case(
        ctx.session,
        public_id=ctx.new_id(),
        household_id=household_id,
        authority_id=registered.authority_id,
        unit_id=dwelling.unit_for(
            ctx.session,
            registered.facts.get("dwelling_postal_code") or "",
            registered.authority_id,
        ),
        now=ctx.now,
    )


def _prioritise(ctx: ServiceTaskContext, of: Case, found: int) -> None:
    """The most urgent of what its notices have given; a case that was opened again begins anew."""
    urgent = found if of.priority is None else min(found, of.priority)
    if urgent == of.priority:
        return
    case.change(ctx.session, of, priority=urgent)
    ctx.record(
        "case.prioritised",
        {"before": {"priority": of.priority}, "after": {"priority": urgent}},
        subject=of.public_id,
    )

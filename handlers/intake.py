"""From a message to a case: register, classify, match, open or join."""

from __future__ import annotations

from typing import Any

from cases import case, dwelling, household, matching, notice
from engine import messages
from engine.context import ServiceTaskContext
from engine.values import Scalar
from handlers import protection
from ledger import events

Values = dict[str, Scalar]


def register_notice(ctx: ServiceTaskContext, message: str) -> Values:
    """Enter the notice in the register; a notice that is matched anew is already there."""
    registered = notice.find(ctx.session, message) or _register(ctx, message)
    facts = registered.facts
    return {
        "notice": registered.public_id,
        "sender_kind": facts["sender_kind"],
        "ground": facts.get("ground", "unpaid"),
        "premises": facts["premises"],
        "tenure": facts.get("tenure") or "unknown",
        "in_municipality": dwelling.is_in_municipality(ctx.session, facts["dwelling_postal_code"]),
        "stated_termination": facts.get("is_terminated") == "yes",
    }


def record_classification(ctx: ServiceTaskContext, type_code: str, track: str) -> Values:
    """Note the type (domain 2.3) and the track that the decision table gave."""
    registered = notice.get(ctx.session, ctx.business_key)
    notice.change(ctx.session, registered, type_code=type_code, track=track)
    ctx.record(
        "notice.classified",
        {
            "before": {"type_code": registered.type_code, "track": registered.track},
            "after": {"type_code": type_code, "track": track},
        },
    )
    return {}


def suggest_match(ctx: ServiceTaskContext) -> Values:
    """Look for households that the notice may be about; nothing is decided."""
    registered = notice.get(ctx.session, ctx.business_key)
    found = matching.suggest(ctx.session, registered)
    reasons = [
        {"household": s.household, "reasons": list(s.reasons)}
        for s in matching.suggestions(ctx.session, registered.id)
    ]
    ctx.record("match.suggested", {"suggestions": reasons})
    return {"suggestions": found}


def decide_match(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The registrar has said which household it is, that it is a new one, or none of ours."""
    registered = notice.get(ctx.session, ctx.business_key)
    choice = answers["choice"]
    if choice == "misdirected":
        return _close_as_misdirected(ctx, registered, answers)
    household_id = None if choice == "new" else household.by_public_id(ctx.session, choice)
    notice.change(ctx.session, registered, household_id=household_id)
    ctx.record("match.decided", {"household": choice, "note": answers.get("note")})
    joins = household_id is not None and case.open_case_of(ctx.session, household_id)
    return {"decision": "join" if joins else "open"}


def open_or_join_case(ctx: ServiceTaskContext) -> Values:
    """Put the notice into the household's open case, or open one."""
    registered = notice.get(ctx.session, ctx.business_key)
    household_id = registered.household_id or household.from_notice(
        ctx.session, registered.facts, ctx.new_id
    )
    existing = case.open_case_of(ctx.session, household_id)
    chosen = existing or _open(ctx, registered, household_id)
    notice.change(
        ctx.session, registered, case_id=chosen.id, household_id=household_id, state="linked"
    )
    ctx.join(chosen.stream_id)
    if existing is None:
        ctx.record("case.opened", {"number": chosen.number}, subject=chosen.public_id)
    ctx.record("notice.linked", {"case": chosen.public_id, "joined": existing is not None})
    protection.seal_if_protected(ctx, chosen)
    return {"case": chosen.public_id, "joined": existing is not None}


def _register(ctx: ServiceTaskContext, message: str) -> notice.Notice:
    received = messages.by_public_id(ctx.session, message)
    if received is None or received.receipt is None:
        raise LookupError("The message of the notice is not there.")
    registered = notice.register(
        ctx.session,
        public_id=received.public_id,
        receipt=received.receipt,
        stream_id=events.open_stream(
            ctx.session, f"message:{received.public_id}", "message", now=ctx.now
        ),
        channel=received.payload["channel"],
        facts=received.payload["facts"],
        arrival=notice.arrival_of(
            received.payload["channel"], received.payload["facts"], received.received_at
        ),
    )
    ctx.record("notice.registered", {"receipt": registered.receipt, "facts": registered.facts})
    return registered


def _close_as_misdirected(
    ctx: ServiceTaskContext, registered: notice.Notice, answers: dict[str, Any]
) -> Values:
    reason = answers["misdirected_reason"]
    notice.change(ctx.session, registered, state="misdirected", closed_reason=reason)
    ctx.record("notice.misdirected", {"reason": reason, "note": answers.get("note")})
    return {"decision": "misdirected"}


def _open(ctx: ServiceTaskContext, registered: notice.Notice, household_id: int) -> case.Case:
    return case.open_case(
        ctx.session,
        public_id=ctx.new_id(),
        household_id=household_id,
        authority_id=registered.authority_id,
        unit_id=dwelling.unit_for(
            ctx.session, registered.facts["dwelling_postal_code"], registered.authority_id
        ),
        now=ctx.now,
    )

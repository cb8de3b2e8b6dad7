"""Facts of a notice that are put right or added later, with everything that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cases import (
    case,
    case_marks,
    eviction,
    household,
    limits,
    notice,
    notice_facts,
    notice_limits,
    priority,
    quality_flags,
    reclassifying,
    recognising,
    recount_warning,
    reopening,
    same_day_again,
)
from cases.case import Case
from cases.law.calendar import local_day
from cases.law.deadlines import Kind
from cases.notice import Notice
from engine import messages
from engine.errors import Refused
from engine.runtime import Runtime
from engine.texts import Text

IS_COPY = Text(
    "Det här är ett exemplar till av en tidigare underrättelse. Rätta uppgifterna i den.",
    "This is one more copy of an earlier notice. Correct the facts of that one.",
)
NOTHING_CHANGED = Text(
    "Uppgifterna stod redan så. Fyll i det som ska ändras.",
    "The facts already stood like that. Fill in what is to be changed.",
)
CORRECTED = "notice.corrected"


def apply(runtime: Runtime, of: Notice, changes: Mapping[str, Any], *, reason: str) -> Notice:
    """Put the changes into the notice and let everything follow: its type when nobody has decided
    it, flags, limits with their timers, the priority, the booked eviction, a duty that begins. A
    closed case is opened again.

    Nothing is refused because of what it says (RH 1995:34: the court decides); what is odd is
    flagged. None takes a fact back. Raises Refused when nothing changes, or for another copy of a
    notice.
    """
    if of.state == "duplicate":
        raise Refused(IS_COPY)
    taken_back = {name for name, value in changes.items() if value is None}
    after = {n: value for n, value in {**of.facts, **changes}.items() if n not in taken_back}
    changed = sorted(name for name in changes if of.facts.get(name) != changes[name])
    if not changed:
        raise Refused(NOTHING_CHANGED)
    corrected = notice.correct(runtime.session, of, after)
    facts = {
        "before": {name: of.facts.get(name) for name in changed},
        "after": {name: changes[name] for name in changed},
        "reason": reason,
    }
    runtime.record(CORRECTED, facts, subject=of.public_id)
    if recognising.NUMBER in changed:
        _recognise(runtime, corrected)
    return _follow(runtime, of, corrected)


def _recognise(runtime: Runtime, of: Notice) -> None:
    found = recognising.anew(runtime.session, of, by=runtime.acting.id, now=runtime.now)
    if found is not None:
        whose = {"landlord": found.public_id}
        runtime.record("notice.landlord_recognised", whose, subject=of.public_id)


def recount(runtime: Runtime, of: Notice, *, cause: str) -> None:
    """Count the limits of a notice anew and move its timers; a duty that begins is started."""
    changes = notice_limits.recompute(
        runtime.session,
        of,
        cause=cause,
        actor=runtime.acting.id,
        new_id=runtime.engine.new_id,
        now=runtime.now,
    )
    notice_limits.tell(lambda kind, what: runtime.record(kind, what, subject=of.public_id), changes)
    if gone := notice_limits.end_without_facts(runtime.session, of, runtime.now):
        facts = {"kinds": gone, "state": "cancelled", "cause": limits.TAKEN_BACK}
        runtime.record("limit.ended", facts, subject=of.public_id)
    runtime.retime(of.public_id)
    if any(c.kind == Kind.RECOVERY_PERIOD and not c.is_new for c in changes):
        recount_warning.tell(runtime.session, of, runtime.engine.new_id, runtime.now)
    if any(c.is_new and c.kind == Kind.SAME_DAY_CONFIRMATION for c in changes):
        runtime.send(
            "same_day_duty",
            of.public_id,
            {"notice": of.public_id, "type_code": of.type_code},
            message_id=f"same-day:{of.public_id}",
        )


def reopen_if_closed(runtime: Runtime, of: Notice) -> None:
    """What is told of a closed case opens it again, with a new main process."""
    linked = case.by_id(runtime.session, of.case_id) if of.case_id else None
    if linked is None or linked.state != "closed":
        return
    record = runtime.record
    reopening.reopen(runtime.session, linked, record, cause=CORRECTED)
    runtime.send(
        "case_opened",
        linked.public_id,
        {"case": linked.public_id, "notice": of.public_id},
        message_id=f"reopened:{runtime.engine.new_id()}",
    )


def _follow(runtime: Runtime, before: Notice, corrected: Notice) -> Notice:
    _set_arrival(runtime, corrected)
    now_known = reclassifying.follow(runtime, notice.get(runtime.session, corrected.public_id))
    _evaluate(runtime, now_known)
    reopen_if_closed(runtime, now_known)
    _follow_in_case(runtime, before, now_known)
    recount(runtime, now_known, cause=CORRECTED)
    _tell_complement(runtime, now_known)
    return now_known


def _set_arrival(runtime: Runtime, of: Notice) -> None:
    found = notice_limits.arrival(runtime.session, of)
    days = {
        "arrival_day": found.legal_day.isoformat(),
        "physical_day": found.physical_day.isoformat(),
    }
    before = {"arrival_day": of.arrival_day, "physical_day": of.physical_day}
    if days != before:
        notice.change(runtime.session, of, arrived_at=found.physical_at, **days)
        runtime.record(
            "notice.arrival_changed", {"before": before, "after": days}, subject=of.public_id
        )
        same_day_again.measure(
            runtime.session,
            of,
            record=lambda kind, facts: runtime.record(kind, facts, subject=of.public_id),
            new_id=runtime.engine.new_id,
            now=runtime.now,
        )


def _evaluate(runtime: Runtime, of: Notice) -> None:
    done = quality_flags.evaluate(
        runtime.session,
        of,
        by=runtime.acting.id,
        new_id=runtime.engine.new_id,
        now=runtime.now,
    )
    quality_flags.tell(runtime.record, of, done)


def _follow_in_case(runtime: Runtime, before: Notice, of: Notice) -> None:
    linked = case.by_id(runtime.session, of.case_id) if of.case_id else None
    if linked is None or of.household_id is None or linked.state != "open":
        return
    household.correct_dwelling(runtime.session, of.household_id, before.facts, of.facts)
    if of.facts.get("children") == "yes":
        case_marks.mark(runtime.session, linked.id, has_children=True)
    booked = eviction.of_notice(runtime.session, of.id)
    if booked is not None and booked.is_booked:
        eviction.change(
            runtime.session,
            booked,
            eviction_at=notice_facts.instant(of.facts, "eviction_at"),
            kfm_case_number=eviction.kfm_number(of),
            children=notice_facts.text(of.facts, "children") or "unknown",
        )
    _prioritise(runtime, of, linked)


def _prioritise(runtime: Runtime, of: Notice, linked: Case) -> None:
    """More urgent than before if the facts say so; a person has no say over less (D3)."""
    found = priority.decide(runtime.session, of, linked, today=local_day(runtime.now))
    if found is None or (linked.priority is not None and linked.priority <= found):
        return
    case.change(runtime.session, linked, priority=found)
    runtime.record(
        "case.prioritised",
        {"before": {"priority": linked.priority}, "after": {"priority": found}},
        subject=linked.public_id,
    )


def _tell_complement(runtime: Runtime, of: Notice) -> None:
    """What was asked for has come: whoever waits for it need not wait any longer."""
    waits = messages.waiting_for(runtime.session, "complement_received", of.public_id)
    period = limits.find(runtime.session, of.public_id, Kind.RECOVERY_PERIOD)
    if waits is None or quality_flags.lacks_facts(runtime.session, of):
        return
    if period is None or period.state != "preliminary":
        runtime.send(
            "complement_received",
            of.public_id,
            {},
            message_id=f"complement:{runtime.engine.new_id()}",
        )

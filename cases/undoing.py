"""Taking a notice out of a case: what it set going there ends, and what it told the case is told.

The duty to confirm the same day goes on: it is ours whoever the notice concerns (SOF 11:3).
"""

from __future__ import annotations

from sqlalchemy import delete, update

from cases import (
    case_marks,
    deliveries,
    eviction,
    flag,
    household,
    limits,
    notice,
    notice_facts,
    same_day,
    sealing,
)
from cases.case import Case
from cases.law.deadlines import Kind
from cases.letters.same_day_letters import evictee_of
from cases.notice import Notice
from cases.tables.office_models import warnings
from cases.tables.track_models import evictions, ladders
from engine import instances, joining
from engine.runtime import Runtime
from engine.texts import Text
from ledger import events

DUTY = "confirm_same_day"
GOES_ON = frozenset({Kind.SAME_DAY_CONFIRMATION})
NOTICE_TAKEN_OUT = "UNDERRATTELSE_FLYTTAD"

CHECK_THE_CASE = Text(
    "En underrättelse som hörde till ett annat hushåll har flyttats härifrån. Kontrollera brev, "
    "kontakter och uppgifter om barn som kan höra till den.",
    "A notice that belonged to another household was moved from here. Check letters, contacts and "
    "facts about children that may belong to it.",
)


def end_tracks(runtime: Runtime, linked: Notice) -> None:
    """End every process about the notice but the same-day duty, with its limits and its steps."""
    _cancel(runtime, linked)
    ended = limits.end(
        runtime.session,
        linked.public_id,
        [kind for kind in Kind if kind not in GOES_ON],
        "cancelled",
        limits.MATCH_UNDONE,
        runtime.now,
    )
    if ended:
        runtime.record(
            "limit.ended",
            {"kinds": ended, "state": "cancelled", "cause": limits.MATCH_UNDONE},
            subject=linked.public_id,
        )
    _forget_ladder(runtime, linked)
    _forget_eviction(runtime, linked)
    _end_warnings(runtime, linked)


def warn_the_case(runtime: Runtime, wrong: Case) -> None:
    """The case that the notice is taken out of may hold what came of it: a flag says so."""
    is_new = flag.raise_flag(
        runtime.session,
        wrong.public_id,
        NOTICE_TAKEN_OUT,
        CHECK_THE_CASE,
        public_id=runtime.engine.new_id(),
        now=runtime.now,
        place=str(runtime.now.date()),
    )
    if is_new:
        runtime.record("flag.raised", {"code": NOTICE_TAKEN_OUT}, subject=wrong.public_id)
    others = notice.of_case(runtime.session, wrong.id)
    if case_marks.of(runtime.session, wrong.id).is_repeated and len(others) < 2:
        case_marks.mark(runtime.session, wrong.id, is_repeated=False)


def set_free(runtime: Runtime, linked: Notice) -> None:
    """The notice stands alone again, and its copies with it."""
    _keep_protection(runtime, linked)
    _leave_the_dwelling(runtime, linked)
    notice.change(runtime.session, linked, case_id=None, household_id=None, state="registered")
    joining.move(runtime, linked.stream_id, None)
    runtime.hold(events.lock(runtime.session, linked.stream_id))
    for copy in deliveries.copies(runtime.session, linked):
        joining.move(runtime, copy.stream_id, runtime.stream)


def _keep_protection(runtime: Runtime, linked: Notice) -> None:
    """What was found of the tenant goes along on the notice: matched anew she may get another row,
    by which nobody would know her."""
    found = evictee_of(runtime.session, linked).protection
    if found not in sealing.PROTECTED:
        return
    before = linked.facts.get(notice_facts.TENANT_PROTECTION)
    facts = {**linked.facts, notice_facts.TENANT_PROTECTION: found}
    notice.correct(runtime.session, linked, facts)
    told = {"before": before, "after": found}
    runtime.record("protection.stated", told, subject=linked.public_id)


def _leave_the_dwelling(runtime: Runtime, linked: Notice) -> None:
    """An address that the household's home has from this notice goes with it, where another notice
    in the case tells of the home."""
    if linked.case_id is None or linked.household_id is None:
        return
    others = [one for one in notice.of_case(runtime.session, linked.case_id) if one.id != linked.id]
    if others:
        household.correct_dwelling(
            runtime.session, linked.household_id, linked.facts, others[0].facts
        )


def _cancel(runtime: Runtime, linked: Notice) -> None:
    duty = set(instances.running_of(runtime.session, linked.public_id, DUTY))
    for instance_id in instances.running(runtime.session, linked.public_id):
        if instance_id not in duty:
            runtime.cancel(instance_id, "match undone")


def _forget_ladder(runtime: Runtime, linked: Notice) -> None:
    """Attempts that were made stay with the case; the plan of the next ones begins anew."""
    gone = runtime.session.execute(
        delete(ladders).where(ladders.c.notice_id == linked.id).returning(ladders.c.next_step)
    ).first()
    if gone is not None:
        before = {"next_step": gone.next_step}
        runtime.record("ladder.undone", {"before": before}, subject=linked.public_id)


def _forget_eviction(runtime: Runtime, linked: Notice) -> None:
    """The time is booked anew in the right case; what stood is kept in the ledger."""
    booked = eviction.of_notice(runtime.session, linked.id)
    if booked is None:
        return
    runtime.session.execute(delete(evictions).where(evictions.c.id == booked.id))
    before = {"eviction": booked.public_id, "state": booked.state}
    runtime.record("eviction.undone", {"before": before}, subject=linked.public_id)


def _end_warnings(runtime: Runtime, linked: Notice) -> None:
    runtime.session.execute(
        update(warnings)
        .where(
            warnings.c.about == linked.public_id,
            warnings.c.code.not_in(same_day.WARNINGS),
            warnings.c.ended_at.is_(None),
        )
        .values(ended_at=runtime.now)
    )

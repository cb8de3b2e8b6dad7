"""Putting one case into another: notices with their tracks, people, and all that was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, insert, select, update

from cases import (
    case,
    case_marks,
    flag,
    journal,
    notice,
    party,
    protecting,
    routing,
    sealing,
    tenants,
)
from cases.case import Case
from cases.notice import Notice
from cases.party import members
from cases.tables.letter_models import letters
from cases.tables.models import household_members
from cases.tables.sharing_models import consents, referrals
from cases.tables.track_models import commitments, contact_attempts, evictions, measures
from engine import instances, joining
from engine.models import user_tasks
from engine.runtime import Runtime
from ledger import events

_MOVED = (letters, consents, referrals, commitments, contact_attempts, evictions, measures)
"""Rows that belong to a case and come along; its journal stays, for it was written there."""

SENDING = "send_case_letter"
"""The process that sends a letter of a case."""


def hold_both(runtime: Runtime, gone: Case, kept: Case) -> None:
    """Hold the locks of both cases; the older stream is held already. What follows goes into the
    chain of the case that is gone until ``merge`` turns to the other."""
    for stream_id in sorted({gone.stream_id, kept.stream_id}):
        runtime.hold(events.lock(runtime.session, stream_id))
    runtime.hold(events.lock(runtime.session, gone.stream_id))


def merge(runtime: Runtime, gone: Case, kept: Case, facts: Mapping[str, Any]) -> None:
    """Move everything from the one to the other. The tracks run on, under the kept case; the case
    that is gone is void, and its own history stays with it."""
    runtime.record("case.merged", facts, subject=gone.public_id)
    _end_work(runtime, gone)
    case.change(runtime.session, gone, state="void", closed_at=runtime.now)
    before = {"before": {"state": gone.state}, "after": {"state": "void", "into": kept.public_id}}
    runtime.record("case.voided", before, subject=gone.public_id)
    runtime.hold(events.lock(runtime.session, kept.stream_id))
    runtime.record("case.merged", facts, subject=kept.public_id)
    _move_people(runtime, gone, kept)
    for one in notice.of_case(runtime.session, gone.id):
        _move_notice(runtime, one, kept)
    for table in _MOVED:
        _move_rows(runtime, table, gone, kept)
    _move_marks(runtime, gone, kept)
    _seal(runtime, gone, kept)
    for of, other in ((gone, kept), (kept, gone)):
        note = {"reason": facts["reason"], "other": other.number}
        journal.write(runtime.session, of.id, "correction", runtime.actor.id, note, runtime.now)


def _end_work(runtime: Runtime, gone: Case) -> None:
    """Its own processes end, but for letters on their way: those were promised to somebody."""
    on_their_way = instances.running_of(runtime.session, gone.public_id, SENDING)
    for instance_id in instances.running(runtime.session, gone.public_id):
        if instance_id not in on_their_way:
            runtime.cancel(instance_id, "case merged")


def _move_people(runtime: Runtime, gone: Case, kept: Case) -> None:
    """Who is in both households is one person; the others come along."""
    here = members(runtime.session, kept.household_id)
    for member in members(runtime.session, gone.household_id):
        known = next((one for one in here if _is_same(member, one)), None)
        if known is not None:
            _join_persons(runtime, member, known)
            continue
        runtime.session.execute(
            insert(household_members).values(
                household_id=kept.household_id, person_id=member.id, role=member.role
            )
        )


def _join_persons(runtime: Runtime, gone: Any, kept: Any) -> None:
    """What is known of a person in one of her rows is known in both: her number, and above all
    that she is protected, which must not get lost with the row that is left behind."""
    if gone.id == kept.id:
        return
    for one, other in ((gone, kept), (kept, gone)):
        if other.number_confirmed and not one.personal_number:
            number = other.personal_number
            party.rename(runtime.session, one.id, name=one.name, number=number)
            numbers = {"before": {"number": None}, "after": {"number": number}}
            facts = {"person": one.public_id, **numbers}
            runtime.record("person.corrected", facts, subject=one.public_id)
        if other.protection in sealing.PROTECTED and one.protection not in sealing.PROTECTED:
            _protect(runtime, one, other.protection)


def _protect(runtime: Runtime, one: Any, protection: str) -> None:
    sealed = protecting.state(
        runtime.session, one.id, protection, actor=runtime.actor.id, now=runtime.now
    )
    facts = {"person": one.public_id, "before": one.protection, "after": protection}
    runtime.record("protection.stated", facts, subject=one.public_id)
    for each in sealed:
        sealing.tell(runtime.record, each, cause="merged")


def _is_same(one: Any, other: Any) -> bool:
    if one.id == other.id:
        return True
    if one.personal_number and other.personal_number:
        return bool(one.personal_number == other.personal_number)
    return tenants.likeness(one.name, other.name) == "same_name"


def _move_notice(runtime: Runtime, one: Notice, kept: Case) -> None:
    notice.change(runtime.session, one, case_id=kept.id, household_id=kept.household_id)
    joining.move(runtime, one.stream_id, runtime.stream)
    moved = {"case": kept.public_id, "joined": True}
    runtime.record("notice.linked", moved, subject=one.public_id)
    _move_tasks(runtime, one.public_id)


def _move_tasks(runtime: Runtime, key: str) -> None:
    """Open tasks about the notice wait for the people of the kept case's unit."""
    rows = runtime.session.execute(
        select(user_tasks.c.id, user_tasks.c.public_id, user_tasks.c.candidate_group).where(
            user_tasks.c.business_key == key, user_tasks.c.state == "open"
        )
    ).all()
    for row in rows:
        role = row.candidate_group.partition(":")[0]
        group = routing.candidate_group(runtime.session, role, key, {})
        if group != row.candidate_group:
            runtime.session.execute(
                update(user_tasks).where(user_tasks.c.id == row.id).values(candidate_group=group)
            )
            facts = {"task": row.public_id, "before": row.candidate_group, "after": group}
            runtime.record("task.moved", facts, subject=key)


def _move_rows(runtime: Runtime, table: Table, gone: Case, kept: Case) -> None:
    runtime.session.execute(update(table).where(table.c.case_id == gone.id).values(case_id=kept.id))


def _move_marks(runtime: Runtime, gone: Case, kept: Case) -> None:
    """What marks one of the cases marks the whole, and the most urgent priority holds."""
    marks = case_marks.of(runtime.session, gone.id)
    found = {name: True for name in marks.__dataclass_fields__ if getattr(marks, name)}
    if found:
        case_marks.mark(runtime.session, kept.id, **found)
    priorities = [p for p in (gone.priority, kept.priority) if p is not None]
    if priorities:
        case.change(runtime.session, kept, priority=min(priorities))
    _move_flags(runtime, gone, kept)


def _move_flags(runtime: Runtime, gone: Case, kept: Case) -> None:
    for one in flag.about(runtime.session, [gone.public_id], open_only=True):
        moved = f"Flyttad till {kept.number}."
        flag.settle(runtime.session, one, runtime.actor.id, moved, runtime.now)
        settled = {"flag": one.code, "place": one.place, "note": moved}
        runtime.record("flag.settled", settled, subject=gone.public_id)
        is_new = flag.raise_flag(
            runtime.session,
            kept.public_id,
            one.code,
            one.text,
            public_id=runtime.engine.new_id(),
            now=runtime.now,
            place=one.place,
            severity=one.severity,
        )
        if is_new:
            raised = {"flags": [f"{one.code}:{one.place}"]}
            runtime.record("flag.raised", raised, subject=kept.public_id)


def _seal(runtime: Runtime, gone: Case, kept: Case) -> None:
    """Sealed if somebody is protected, and also if the other one was: what was behind its seal is
    here now. A manager lifts it."""
    for changed in sealing.take_over_protection(runtime.session, kept.household_id):
        runtime.record("protection.taken_over", changed, subject=kept.public_id)
    stands = case.get(runtime.session, kept.public_id)
    by: dict[str, Any] = {"actor": runtime.actor.id, "now": runtime.now}
    closes = gone.sealed and not stands.sealed
    done = (sealing.seal if closes else sealing.seal_if_protected)(runtime.session, stands, **by)
    if done is not None:
        sealing.tell(runtime.record, done, cause="merged")

"""A booked eviction: its steps, what Kronofogden says, and the result that must be known."""

from __future__ import annotations

from typing import Any

from cases import case, case_marks, eviction, flag, journal, ladder, limits, notice, notice_limits
from cases.eviction import Eviction
from cases.law.calendar import add_weekdays, local_day
from cases.law.deadlines import Kind, fixed
from cases.law.references import POLICY
from cases.letters import channels, eviction_letters, letter
from cases.notice import Notice
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]

STEPS = (
    Kind.EVICTION_MINUS_10,
    Kind.EVICTION_MINUS_5,
    Kind.EVICTION_MINUS_2,
    Kind.EVICTION_MINUS_1,
    Kind.EVICTION_RESULT,
)
CHILDREN = Text(
    "Det finns barn i hushållet och en avhysning är bokad. Bedöm barnens situation i dag.",
    "There are children in the household and an eviction is booked. Assess their situation today.",
)
UNKNOWN_EVICTION = Text(
    "Underrättelsen gäller en avhysning som inte finns bokad i ärendet. Kontrollera målnumret.",
    "The notice is about an eviction that is not booked in the case. Check the case number.",
)
WRITE_WHY = Text(
    "Skriv i anteckningen vad som saknas och vad som ska göras.",
    "Write in the note what is missing and what is to be done.",
)
_STEPS_DONE = {
    "confirm_plan": (Kind.EVICTION_MINUS_10, ("ready",)),
    "check_plan": (Kind.EVICTION_MINUS_5, ("holds",)),
    "decide_housing": (Kind.EVICTION_MINUS_2, ("own", "municipal", "declined")),
    "call_kfm": (Kind.EVICTION_MINUS_1, ("as_booked",)),
}
"""Task -> the day that it is for, and the answers by which that is done; with any other answer the
day goes on standing as it is, and the journal says why."""


@gives("notice", "change")
def book_eviction(ctx: ServiceTaskContext) -> Values:
    """Note the time with the days of our steps; an earlier time of the same eviction gives way,
    and so does this one if a newer notice was booked before it: they are matched in any order."""
    given = notice.get(ctx.session, ctx.business_key)
    is_newest = _replace_earlier(ctx, given)
    booked = eviction.book(ctx.session, given, public_id=ctx.new_id())
    changes = notice_limits.recompute(
        ctx.session,
        given,
        cause="Tid för avhysning",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, changes)
    ctx.record("eviction.booked", {"eviction": booked.public_id, "at": _iso(booked)})
    if booked.children == "yes":
        _mark_children(ctx, booked)
    ctx.retime(ctx.business_key)
    if not is_newest:
        _tell_watch(ctx, ctx.business_key, "replaced")
    _restart_ladders(ctx, booked)
    return {"notice": given.public_id, "change": None}


@gives()
def end_eviction(ctx: ServiceTaskContext, change: str) -> Values:
    """Note how it ended; the days that were watched are met or no longer needed."""
    ended = _of(ctx)
    values: dict[str, Any] = {"state": change}
    if change != "replaced":
        values["result_known_at"] = ctx.now
    eviction.change(ctx.session, ended, **values)
    state = "met" if change == "carried_out" else "cancelled"
    limits.end(ctx.session, ctx.business_key, STEPS, state, f"eviction {change}", ctx.now)
    ctx.retime(ctx.business_key)
    facts = {"eviction": ended.public_id, "before": ended.state, "after": change}
    ctx.record("eviction.ended", facts)
    return {}


@gives("wants_letter", "channel", "sender_role")
def record_eviction_contact(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """What the household and the caseworker said; children are marked at once."""
    booked = _of(ctx)
    if answers["letter"] == "yes":
        eviction_letters.require_time(notice.get(ctx.session, ctx.business_key))
    way = answers.get("letter_channel")
    told = {**answers, "letter_channel": channels.NAMES[way].sv} if way else answers
    _note(ctx, booked, "prepare_for_eviction/contact_before_eviction", told)
    _answer_children(ctx, booked, answers["children"])
    return {
        "wants_letter": answers["letter"] == "yes",
        "channel": answers.get("letter_channel"),
        "sender_role": "caseworker",
    }


@gives("letter_id", "channel")
def prepare_eviction_letter(ctx: ServiceTaskContext, channel: str) -> Values:
    """Write the letter before the eviction once, for the way that the caseworker chose."""
    booked, given = _of(ctx), notice.get(ctx.session, ctx.business_key)
    drafted = eviction_letters.before(
        ctx.session, booked, given, municipality=ctx.constant("municipality"), now=ctx.now
    )
    written = letter.find(ctx.session, drafted.about, drafted.purpose) or letters.keep(ctx, drafted)
    return {"letter_id": written.public_id, "channel": channel}


@gives()
def record_eviction_step(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """Write one of the steps before the eviction into the journal; its day is met when it is done.

    Raises Refused when something is missing and nobody wrote what.
    """
    _step(ctx, ctx.element, answers)
    return {}


@gives()
def record_kfm_call(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """What Kronofogden said the day before; an eviction that is off ends its own watch."""
    _step(ctx, "call_kfm", answers)
    if answers["state"] in eviction.ENDS:
        _tell_watch(ctx, ctx.business_key, answers["state"])
    return {}


@gives("result_known", "change")
def record_eviction_result(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """How it went; where Kronofogden could not say, we ask again the next weekday."""
    booked = _of(ctx)
    _note(ctx, booked, "ask_eviction_result/eviction_result", answers)
    if answers["result"] == "unknown":
        _ask_again(ctx)
        return {"result_known": False, "change": None}
    if "children" in answers:
        _answer_children(ctx, booked, answers["children"])
    return {"result_known": True, "change": answers["result"]}


@gives("change")
def apply_eviction_change(ctx: ServiceTaskContext) -> Values:
    """Find the eviction that a cancellation or a report of the result is about, and tell it."""
    told = notice.get(ctx.session, ctx.business_key)
    change = _change_in(told)
    found = eviction.booked_in(ctx.session, told.case_id or 0, eviction.kfm_number(told))
    if not found:
        is_new = flag.raise_flag(
            ctx.session,
            told.public_id,
            "OKAND_AVHYSNING",
            UNKNOWN_EVICTION,
            public_id=ctx.new_id(),
            now=ctx.now,
        )
        ctx.record("eviction.unknown", {"change": change})
        if is_new:
            ctx.record("flag.raised", {"code": "OKAND_AVHYSNING"})
        return {"change": change}
    for one in found:
        key = notice.by_id(ctx.session, one.notice_id).public_id
        ctx.record("eviction.changed", {"eviction": one.public_id, "change": change})
        _tell_watch(ctx, key, change)
    return {"change": change}


def _replace_earlier(ctx: ServiceTaskContext, given: Notice) -> bool:
    """Replace the times that came before this one; tells whether none came after it."""
    number = eviction.kfm_number(given)
    booked = eviction.booked_in(ctx.session, given.case_id or 0, number)
    others = [notice.by_id(ctx.session, o.notice_id) for o in booked if o.notice_id != given.id]
    newer = [other for other in others if other.arrived_at > given.arrived_at]
    for earlier in others:
        if earlier not in newer:
            _tell_watch(ctx, earlier.public_id, "replaced")
    return not newer


def _restart_ladders(ctx: ServiceTaskContext, booked: Eviction) -> None:
    """With a time for the eviction the household is called or visited within a working day."""
    for key in ladder.restart_at_phone(ctx.session, booked.case_id, ctx.now):
        ctx.record("ladder.restarted", {"why": "eviction booked"}, subject=key)
        ctx.retime(key)


def _tell_watch(ctx: ServiceTaskContext, key: str, change: str) -> None:
    once = f"{eviction.CHANGED}:{ctx.instance}:{key}:{ctx.new_id()}"
    ctx.send_message(eviction.CHANGED, key, {"change": change}, once=once)


def _change_in(told: Notice) -> str:
    if told.type_code == "U33":
        return "carried_out"
    return "withdrawn" if told.facts.get("result") == "withdrawn" else "cancelled"


def _mark_children(ctx: ServiceTaskContext, booked: Eviction) -> None:
    about = case.by_id(ctx.session, booked.case_id)
    if case_marks.mark(ctx.session, about.id, has_children=True):
        ctx.record("case.marked", {"has_children": True}, subject=about.public_id)
    if about.priority != 1:
        case.change(ctx.session, about, priority=1)
        facts = {"before": about.priority, "after": 1}
        ctx.record("case.prioritised", facts, subject=about.public_id)
    is_new = flag.raise_flag(
        ctx.session, about.public_id, "BARN", CHILDREN, public_id=ctx.new_id(), now=ctx.now
    )
    if is_new:
        ctx.record("flag.raised", {"code": "BARN"}, subject=about.public_id)


def _answer_children(ctx: ServiceTaskContext, booked: Eviction, children: str) -> None:
    if children != booked.children:
        eviction.change(ctx.session, booked, children=children)
        facts = {"eviction": booked.public_id, "before": booked.children, "after": children}
        ctx.record("eviction.children", facts)
    if children == "yes":
        _mark_children(ctx, booked)


def _ask_again(ctx: ServiceTaskContext) -> None:
    """Move the day of the question to the next weekday; the days asked before are kept."""
    today = local_day(ctx.now)
    before = limits.find(ctx.session, ctx.business_key, Kind.EVICTION_RESULT)
    start = (before.day("start") if before else None) or today
    moved = fixed(
        Kind.EVICTION_RESULT,
        POLICY,
        start,
        add_weekdays(today, 1),
        {"eviction_day": start.isoformat(), "asked_on": today.isoformat()},
    )
    change = limits.put(
        ctx.session,
        ctx.business_key,
        moved,
        cause="Kronofogden kunde inte svara",
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    notice_limits.tell(ctx.record, [change] if change else [])
    ctx.retime(ctx.business_key)


def _step(ctx: ServiceTaskContext, step: str, answers: dict[str, Any]) -> None:
    kind, good = _STEPS_DONE[step]
    if answers["state"] in good:
        limits.end(ctx.session, ctx.business_key, [kind], "met", "step_done", ctx.now)
        ctx.record("limits.ended", {"kinds": [str(kind)], "cause": "step_done"})
        ctx.retime(ctx.business_key)
    elif not answers.get("note"):
        raise Refused(WRITE_WHY)
    _note(ctx, _of(ctx), f"prepare_for_eviction/{step}", answers)


def _note(ctx: ServiceTaskContext, of: Eviction, form: str, answers: dict[str, Any]) -> None:
    journal.write(ctx.session, of.case_id, "eviction", ctx.actor.id, answers, ctx.now, form=form)
    ctx.record("journal.eviction", {"eviction": of.public_id})


def _of(ctx: ServiceTaskContext) -> Eviction:
    given = notice.get(ctx.session, ctx.business_key)
    found = eviction.of_notice(ctx.session, given.id)
    if found is None:
        raise LookupError("The notice has no eviction.")
    return found


def _iso(booked: Eviction) -> str | None:
    return booked.eviction_at.isoformat() if booked.eviction_at else None

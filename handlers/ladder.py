"""The contact ladder: each step planned, taken, logged, until there is contact or a decision."""

from __future__ import annotations

from typing import Any

from cases import contact, journal, ladder, party, recovery, sealing, track
from cases.ladder import DECISION, LETTER_CHANNELS, Ladder
from cases.ladder_steps import LadderStep
from cases.law.calendar import local_day
from cases.letters import channels, ladder_letters, letter
from cases.track import Track
from engine.context import ServiceTaskContext
from engine.errors import Refused
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]

NEEDS_REASON = Text(
    "Skriv i anteckningen varför steget hoppas över.",
    "Write in the note why the step is passed by.",
)
AFTER_LAST_DAY = Text(
    "Kommunens sista dag för åtagande har gått, och stegen börjas inte om efter den. Boka "
    "kontakten på annat sätt och anteckna den i ärendet.",
    "The municipality's last day for a commitment has passed, and the ladder does not begin again "
    "after it. Arrange the contact in another way and note it in the case.",
)
_ENDS = {"two_way": "contacted", "refused": "refused"}


@gives("ladder_goes_on")
def plan_ladder_step(ctx: ServiceTaskContext) -> Values:
    """Find the next step and its day; nothing more when the ladder has ended."""
    worked = track.of_notice(ctx.session, ctx.business_key)
    begun = ladder.find(ctx.session, worked.about.id) or _begin(ctx, worked)
    if begun.ended is None:
        begun = _pass_by(ctx, worked, begun)
    step = None if begun.ended else ladder.step_now(ctx.session, worked.about, begun)
    if step is None:
        _end(ctx, begun, begun.ended or "exhausted")
        return {"ladder_goes_on": False}
    due = ladder.due_at(begun, step, recovery.of_notice(ctx.session, ctx.business_key, ctx.now))
    ladder.change(ctx.session, begun, next_step=step.number, due_at=due)
    ctx.retime(ctx.business_key)
    ctx.record("ladder.planned", {"step": step.name, "due": due.isoformat()})
    return {"ladder_goes_on": True}


@gives("ladder_step", "ladder_step_name")
def take_ladder_step(ctx: ServiceTaskContext) -> Values:
    """What kind of step has come: its group may have been changed while it was waited for."""
    step = _step(ctx)
    return {"ladder_step": _kind(step), "ladder_step_name": step.name if step else DECISION}


@gives()
def record_attempt(
    ctx: ServiceTaskContext, answers: dict[str, Any], ladder_step_name: str
) -> Values:
    """Log what came of an attempt, and go on or end. Raises Refused for a step without a reason."""
    result = answers["result"]
    if result == "skipped" and not answers.get("note"):
        raise Refused(NEEDS_REASON)
    _log(ctx, result, answers, ladder_step_name)
    return {}


@gives("writes_letter", "letter_id", "channel", "sender_role")
def write_to_household(
    ctx: ServiceTaskContext, answers: dict[str, Any], ladder_step_name: str
) -> Values:
    """Write the step's letter, or pass the step by with a reason."""
    kind = answers["letter"]
    if kind == "none":
        _log(ctx, "skipped", {"note": answers["reason"]}, ladder_step_name)
        return {"writes_letter": False}
    worked = track.of_notice(ctx.session, ctx.business_key)
    drafted = ladder_letters.to_household(
        ctx.session,
        worked,
        answers,
        municipality=ctx.constant("municipality"),
        now=ctx.now,
        purpose=f"{kind}:{ctx.new_id()}",
    )
    kept = letters.keep(ctx, drafted)
    _advance(ctx, worked, ladder_step_name)
    return {
        "writes_letter": True,
        "letter_id": kept.public_id,
        "channel": answers["channel"],
        "sender_role": "caseworker",
    }


@gives()
def record_case_letter(ctx: ServiceTaskContext, letter_id: str, ladder_step: str | None) -> Values:
    """A letter to the household went out: that is an attempt to reach it, at the proof's time."""
    sent = letter.get(ctx.session, letter_id)
    facts = contact.keep(
        ctx.session,
        case_id=sent.case_id or 0,
        notice_id=sent.notice_id,
        step=ladder_step or sent.kind,
        channel=sent.channel,
        result="sent",
        actor=ctx.actor.id,
        made_at=sent.sent_at or ctx.now,
    )
    ctx.record("contact.attempted", {**facts, "letter": letter_id})
    return {}


@gives("decision_on_contact")
def decide_after_ladder(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The section head decides how to go on without contact. Raises Refused for a ladder that
    would begin again after our own last day."""
    worked = track.of_notice(ctx.session, ctx.business_key)
    begun = _ladder(ctx, worked)
    if answers["decision"] == "try_again":
        _require_time(ctx)
        at_phone = _phone(ctx, worked, begun)
        ladder.change(
            ctx.session, begun, next_step=at_phone, first_day=local_day(ctx.now).isoformat()
        )
    else:
        _end(ctx, begun, "exhausted")
    journal.write(
        ctx.session,
        worked.of.id,
        "contact",
        ctx.actor.id,
        answers,
        ctx.now,
        form="contact_ladder/decide_after_ladder",
    )
    ctx.record("ladder.decided", {"decision": answers["decision"]})
    return {"decision_on_contact": answers["decision"]}


@gives()
def end_ladder(ctx: ServiceTaskContext) -> Values:
    """Contact was made beside the ladder."""
    worked = track.of_notice(ctx.session, ctx.business_key)
    begun = ladder.find(ctx.session, worked.about.id)
    if begun is not None and begun.ended is None:
        _end(ctx, begun, "contacted")
    return {}


def _begin(ctx: ServiceTaskContext, worked: Track) -> Ladder:
    numbers = [m.personal_number for m in party.members(ctx.session, worked.of.household_id)]
    group = ladder.group_of(
        worked.about.facts,
        track.has_children(ctx.session, worked),
        numbers,
        local_day(ctx.now),
    )
    ctx.record("ladder.begun", {"group": group})
    return ladder.begin(ctx.session, worked.about, group)


def _pass_by(ctx: ServiceTaskContext, worked: Track, begun: Ladder) -> Ladder:
    """Go past steps that a protected household may not be reached by (P18, D5), each logged; and
    straight to the decision after our own last day."""
    period = recovery.of_notice(ctx.session, ctx.business_key, ctx.now)
    is_late = period is not None and period.is_watched and period.is_after_internal
    while (step := ladder.step_now(ctx.session, worked.about, begun)) is not None:
        if step.channel == DECISION or not (is_late or _is_closed(ctx, worked, step)):
            break
        _keep(ctx, worked, step, "skipped", "system:process")
        ladder.change(ctx.session, begun, next_step=step.number + 1)
        begun = _ladder(ctx, worked)
    return begun


def _is_closed(ctx: ServiceTaskContext, worked: Track, step: LadderStep) -> bool:
    if not sealing.has_protected(ctx.session, worked.of.household_id):
        return False
    if step.channel in LETTER_CHANNELS:
        person = ladder_letters.tenant(ctx.session, worked)
        return not channels.allowed_channels(ctx.session, "L01", person)
    return step.channel == "sms"


def _log(ctx: ServiceTaskContext, result: str, answers: dict[str, Any], name: str) -> None:
    worked = track.of_notice(ctx.session, ctx.business_key)
    step = _own_step(ctx, worked, name)
    if step is not None:
        _keep(ctx, worked, step, result, ctx.actor.id)
    note = answers.get("note")
    if note:
        journal.write(
            ctx.session,
            worked.of.id,
            "contact",
            ctx.actor.id,
            {"note": note, "result": result},
            ctx.now,
            form="contact_ladder/attempt_contact",
        )
    if result in _ENDS:
        _end(ctx, _ladder(ctx, worked), _ENDS[result])
    else:
        _advance(ctx, worked, name)


def _keep(
    ctx: ServiceTaskContext, worked: Track, step: LadderStep, result: str, actor: str
) -> None:
    following = [] if result in _ENDS else _after(ctx, worked, step)
    facts = contact.keep(
        ctx.session,
        case_id=worked.of.id,
        notice_id=worked.about.id,
        step=step.name,
        channel=step.channel,
        result=result,
        actor=actor,
        made_at=ctx.now,
        next_step=following[0].name if following else None,
    )
    ctx.record("contact.attempted", facts)


def _after(ctx: ServiceTaskContext, worked: Track, step: LadderStep) -> list[LadderStep]:
    group = _ladder(ctx, worked).household_group
    return [s for s in ladder.steps(ctx.session, worked.about, group) if s.number > step.number]


def _advance(ctx: ServiceTaskContext, worked: Track, name: str) -> None:
    """Go on from the task's own step; a ladder that was moved meanwhile stays where it is."""
    begun, step = _ladder(ctx, worked), _own_step(ctx, worked, name)
    if step is not None and step.number == begun.next_step:
        ladder.change(ctx.session, begun, next_step=step.number + 1)


def _own_step(ctx: ServiceTaskContext, worked: Track, name: str) -> LadderStep | None:
    """The step of this name, which the task was made for, if the household's ladder has it."""
    group = _ladder(ctx, worked).household_group
    return next((s for s in ladder.steps(ctx.session, worked.about, group) if s.name == name), None)


def _end(ctx: ServiceTaskContext, begun: Ladder, why: str) -> None:
    if begun.ended is None:
        ladder.change(ctx.session, begun, ended=why, due_at=None)
        ctx.record("ladder.ended", {"why": why})


def _step(ctx: ServiceTaskContext) -> LadderStep | None:
    worked = track.of_notice(ctx.session, ctx.business_key)
    return ladder.step_now(ctx.session, worked.about, _ladder(ctx, worked))


def _ladder(ctx: ServiceTaskContext, worked: Track) -> Ladder:
    found = ladder.find(ctx.session, worked.about.id)
    if found is None:
        raise LookupError("The notice has no ladder.")
    return found


def _kind(step: LadderStep | None) -> str:
    if step is None or step.channel == DECISION:
        return DECISION
    return "letter" if step.channel in LETTER_CHANNELS else "attempt"


def _require_time(ctx: ServiceTaskContext) -> None:
    period = recovery.of_notice(ctx.session, ctx.business_key, ctx.now)
    if period is not None and period.is_after_internal:
        raise Refused(AFTER_LAST_DAY)


def _phone(ctx: ServiceTaskContext, worked: Track, begun: Ladder) -> int:
    found = ladder.steps(ctx.session, worked.about, begun.household_group)
    return next((s.number for s in found if s.channel == "phone"), 1)

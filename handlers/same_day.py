"""The same-day duty: who answers for it, what is warned of, and what is missed (SOF 11:3)."""

from __future__ import annotations

from typing import Any

from cases import deviation, limits, notice, roster, same_day, same_day_words, warning
from cases.law.deadlines import Kind
from cases.letters import channels, letter, letters_kronofogden, same_day_letters
from cases.letters.letter import Letter
from cases.letters.letter_writing import Written
from cases.notice import Notice
from engine import instances
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.texts import Text
from engine.values import Scalar
from handlers import letters

Values = dict[str, Scalar]

PROCESS = "confirm_same_day"
CAUSE_BEGUN = "underrättelsen kom in"
CAUSE_PROVED = "bekräftelsen och kopian är skickade"
CAUSE_PROVED_LATE = "skickad efter dagens slut"
CAUSE_MISSED = "dagen tog slut innan allt var skickat"


@gives(
    "is_new",
    "notice",
    "sender_role",
    "automatic",
    "confirmation_id",
    "confirmation_channel",
    "copy_step",
    "copy_channel",
)
def begin_same_day_duty(ctx: ServiceTaskContext) -> Values:
    """Name the officer, set the limit and write the letters, at any hour and before any match.

    A notice has one duty: asked for again while it runs or when it is done, nothing begins.
    """
    received = notice.get(ctx.session, ctx.business_key)
    if _is_under_way(ctx, received):
        return {"is_new": False}
    day = notice.local_day(ctx.now)
    officer = roster.officer(ctx.session, received.authority_id, day)
    same_day.begin(ctx.session, received, officer)
    duty = same_day.get(ctx.session, received)
    officer = same_day.officer_of(ctx.session, duty)
    _set_limit(ctx, received)
    facts = {"officer": officer.public_id, "rule": officer.rule, "copy": duty.needs_copy}
    ctx.record("same_day.begun", facts)
    confirmation = _confirmation(ctx, received, officer)
    copy = rewrite_copy(ctx, received, duty) if duty.needs_copy == "yes" else None
    ways = _ways(ctx, received, duty.needs_copy, confirmation, copy)
    return {
        "is_new": True,
        "notice": received.public_id,
        "sender_role": "duty_officer",
        **ways,
    }


@gives()
def warn_same_day(ctx: ServiceTaskContext, moment: str) -> Values:
    """Tell those on duty and the section heads that it is not sent yet; the last word replaces the
    one before."""
    received = notice.get(ctx.session, ctx.business_key)
    if _lay_before(ctx, received, moment):
        return {}
    duty = same_day.get(ctx.session, received)
    officer = same_day.officer_of(ctx.session, duty)
    text = same_day_words.warning(received, duty, officer, moment)
    _warn(ctx, received, moment, text)
    return {}


@gives()
def record_missed(ctx: ServiceTaskContext) -> Values:
    """The day has ended first: that is a deviation, which nobody can take away."""
    received = notice.get(ctx.session, ctx.business_key)
    open_missed(ctx, received)
    limits.end(
        ctx.session,
        received.public_id,
        [Kind.SAME_DAY_CONFIRMATION],
        "missed",
        CAUSE_MISSED,
        ctx.now,
    )
    duty = same_day.get(ctx.session, received)
    officer = same_day.officer_of(ctx.session, duty)
    text = same_day_words.warning(received, duty, officer, "SAMMA_DAG_SLUT")
    _warn(ctx, received, "SAMMA_DAG_SLUT", text)
    ctx.retime(received.public_id)
    return {}


@gives()
def give_deviation_reason(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """Somebody says why the duty was missed; once, and for good."""
    reason = answers["reason"]
    deviation.give_reason(
        ctx.session, ctx.business_key, same_day.MISSED, reason, ctx.actor.id, ctx.now
    )
    ctx.record("deviation.reasoned", {"code": same_day.MISSED, "reason": reason})
    retell_warnings(ctx, notice.get(ctx.session, ctx.business_key))
    return {}


@gives()
def take_over_confirmation(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """A section head says who sends the confirmation in the last hour."""
    ctx.record("same_day.taken_over", {"who": answers["who"], "note": answers.get("note")})
    return {}


@gives()
def conclude_same_day(ctx: ServiceTaskContext) -> Values:
    """All that must be sent is proved to be: the limit is met, or was missed, and nothing warns."""
    received = notice.get(ctx.session, ctx.business_key)
    duty = same_day.get(ctx.session, received)
    state = "met" if duty.is_in_time else "missed"
    cause = CAUSE_PROVED if duty.is_in_time else CAUSE_PROVED_LATE
    ended = limits.end(
        ctx.session, received.public_id, [Kind.SAME_DAY_CONFIRMATION], state, cause, ctx.now
    )
    same_day.end_warnings(ctx.session, received, ctx.now)
    ctx.record("same_day.concluded", {"limit": state if ended else "unchanged"})
    if same_day.waits_at(ctx.session, received.public_id, "take_over_confirmation"):
        ctx.send_message("same_day_proved", received.public_id, {}, once=f"proved:{ctx.instance}")
    ctx.retime(received.public_id)
    return {}


def open_missed(ctx: ServiceTaskContext, received: Notice) -> None:
    """Note the deviation, once."""
    is_new = deviation.open_deviation(
        ctx.session, received.public_id, same_day.MISSED, public_id=ctx.new_id(), now=ctx.now
    )
    if is_new:
        ctx.record("deviation.opened", {"code": same_day.MISSED})


def retell_warnings(ctx: ServiceTaskContext, received: Notice) -> None:
    """What warns says only what is still missing: one letter may be sent, or the reason given."""
    duty = same_day.get(ctx.session, received)
    officer = same_day.officer_of(ctx.session, duty)
    has_reason = any(
        one.code == same_day.MISSED and one.reason is not None
        for one in deviation.about(ctx.session, [received.public_id])
    )
    for code in same_day.WARNINGS:
        text = same_day_words.warning(received, duty, officer, code, has_reason=has_reason)
        warning.retell(ctx.session, received.public_id, code, text)


def rewrite_copy(ctx: ServiceTaskContext, received: Notice, duty: same_day.Confirmation) -> Letter:
    """The copy as it shall be now that the protection is known: the kept one when that is the same.

    A letter is frozen, so that a changed one is a new letter, and the old is void.
    """
    kept = same_day_letters.last_copy(ctx.session, received)
    drafted = same_day_letters.draft_copy(
        ctx.session,
        received,
        same_day.officer_of(ctx.session, duty),
        municipality=ctx.constant("municipality"),
        now=ctx.now,
    )
    if kept is not None and _says_the_same(kept, drafted):
        return kept
    if kept is not None:
        letter.change(ctx.session, kept, state="void")
        ctx.record("letter.voided", {"letter": kept.public_id, "kind": kept.kind})
    return letters.keep(ctx, same_day_letters.next_copy(ctx.session, received, drafted))


def follow_match(ctx: ServiceTaskContext, matched: Notice) -> None:
    """A copy that did not go, or that waits for somebody whom the notice is not about, is written
    anew for whom it is about now; the task that handles it then offers her ways.

    One that lies somewhere to be posted stays: what it says is what is posted.
    """
    duty = same_day.find(ctx.session, matched)
    kept = same_day_letters.last_copy(ctx.session, matched)
    if duty is None or duty.is_done or duty.needs_copy == "no" or kept is None:
        return
    is_stopped = kept.state == "failed"
    is_hers = channels.is_about(ctx.session, kept, kept.channel)
    if is_stopped or (kept.state in ("prepared", "queued") and not is_hers):
        rewrite_copy(ctx, matched, duty)


def _is_under_way(ctx: ServiceTaskContext, received: Notice) -> bool:
    duty = same_day.find(ctx.session, received)
    if duty is None:
        return False
    running = instances.running_of(ctx.session, received.public_id, PROCESS)
    return duty.is_done or bool(set(running) - {ctx.instance_id})


def _lay_before(ctx: ServiceTaskContext, received: Notice, code: str) -> bool:
    written = letter.find(ctx.session, received.public_id, same_day_letters.CONFIRMATION)
    moment = same_day.MOMENTS.get(code)
    if moment is None or written is None:
        return False
    return same_day.had_passed(ctx.session, received, moment, written.created_at)


def _set_limit(ctx: ServiceTaskContext, received: Notice) -> None:
    change = limits.put(
        ctx.session,
        received.public_id,
        same_day.limit(received),
        cause=CAUSE_BEGUN,
        actor=ctx.actor.id,
        new_id=ctx.new_id,
        now=ctx.now,
    )
    if change is not None:
        ctx.record("limit.set", change.facts)
    ctx.retime(received.public_id)


def _confirmation(ctx: ServiceTaskContext, received: Notice, officer: roster.Officer) -> Letter:
    """The confirmation, written once."""
    kept = letter.find(ctx.session, received.public_id, same_day_letters.CONFIRMATION)
    return kept or letters.keep(
        ctx,
        letters_kronofogden.kfm_confirmation(
            ctx.session, received, officer, municipality=ctx.constant("municipality"), now=ctx.now
        ),
    )


def _ways(
    ctx: ServiceTaskContext,
    received: Notice,
    needs_copy: str,
    confirmation: Letter,
    copy: Letter | None,
) -> Values:
    """Whether the letters go by themselves, and how: the copy only to somebody who is known not to
    be protected."""
    is_automatic = same_day.is_automatic(ctx.session, received)
    may_go = copy is not None and not channels.needs_person(ctx.session, copy.kind, copy.person_id)
    return {
        "automatic": is_automatic,
        "confirmation_id": confirmation.public_id,
        "confirmation_channel": letters.preferred(ctx, confirmation),
        "copy_step": _copy_step(needs_copy, may_go=is_automatic and may_go),
        "copy_channel": letters.preferred(ctx, copy) if copy and may_go else "none",
    }


def _copy_step(needs_copy: str, *, may_go: bool) -> str:
    if needs_copy == "no":
        return "none"
    return "send" if may_go else "wait"


def _warn(ctx: ServiceTaskContext, received: Notice, code: str, text: Text) -> None:
    same_day.end_warnings(ctx.session, received, ctx.now)
    for audience in same_day.audiences(ctx.session, received.authority_id):
        warning.raise_warning(
            ctx.session,
            received.public_id,
            code,
            audience,
            text,
            public_id=ctx.new_id(),
            now=ctx.now,
        )
    ctx.record("warning.raised", {"code": code})


def _says_the_same(kept: Letter, drafted: Written) -> bool:
    """The day on which it was written may differ; nothing else may."""
    old, new = ({**facts, "written_on": ""} for facts in (kept.facts, dict(drafted.facts)))
    return old == new and kept.person_id == drafted.person_id

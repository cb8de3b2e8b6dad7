"""What a sender tells of a notice afterwards: added to it, judged by a registrar, then applied."""

from __future__ import annotations

from typing import Any

from cases import complement, correcting, flag, intake, notice, waiting_files
from cases.commands.payment import ConfirmPayment, confirm
from cases.doors import reported, reports
from cases.doors.reported import Reported
from cases.law.calendar import local_day
from cases.notice import Notice
from cases.recovery import UNPAID_TYPES
from documents import attachments
from engine.context import ServiceTaskContext
from engine.signatures import gives
from engine.values import Scalar

Values = dict[str, Scalar]

_YES_OR_NO = {True: "yes", False: "no"}


@gives("is_known", "notice", "report", "kind")
def register_report(ctx: ServiceTaskContext, message: str) -> Values:
    """Put what came, with its files, under the notice that it is about, and mark the notice until
    it is judged. What is about no notice of ours is left to a person.

    Raises LookupError while the notice has come in and is not registered yet.
    """
    told = reported.of_message(ctx.session, message)
    waiting_files.take(ctx.session, {"waiting": told.waiting}, message, ctx.now)
    about = notice.with_receipt(ctx.session, told.notice)
    if about is None:
        return _without_notice(ctx, message, told)
    ctx.join(about.stream_id)
    facts = {"kind": told.kind, "said": told.said}
    ctx.record("report.registered", facts, subject=about.public_id)
    attachments.move_holder(ctx.session, f"message:{message}", f"message:{about.public_id}")
    flag.raise_flag(
        ctx.session,
        about.public_id,
        reported.FLAG,
        told.sentence,
        public_id=ctx.new_id(),
        now=ctx.now,
        place=message,
    )
    complement.retell(ctx.session, about)
    return {"is_known": True, "notice": about.public_id, "report": message, "kind": told.kind}


def _without_notice(ctx: ServiceTaskContext, message: str, told: Reported) -> Values:
    if intake.is_on_its_way(ctx.session, told.notice):
        raise LookupError("The notice of the report is not registered yet.")
    ctx.record("report.registered", {"kind": told.kind, "said": told.said})
    return {"is_known": False, "report": message}


@gives()
def settle_unplaced(ctx: ServiceTaskContext, answers: dict[str, Any]) -> Values:
    """The registrar has read what is about no notice, and says what she did with it."""
    ctx.record("report.unplaced", {"report": ctx.business_key, **answers})
    return {}


@gives()
def judge_report(ctx: ServiceTaskContext, answers: dict[str, Any], report: str) -> Values:
    """The registrar has said whether it holds; then everything follows from it.

    Raises Refused when it would change nothing, or is about another copy of a notice.
    """
    told = reported.of_message(ctx.session, report)
    about = notice.get(ctx.session, ctx.business_key)
    ctx.record("report.judged", {"report": report, **answers})
    if answers["decision"] == "use":
        _apply(ctx, about, told)
    _settle_flag(ctx, about, report, answers)
    enters_words = answers["decision"] == "use" and told.kind == reports.IN_WORDS
    complement.tell_judged(ctx.runtime, about, enters_words=enters_words)
    return {}


def _apply(ctx: ServiceTaskContext, about: Notice, told: Reported) -> None:
    """What was told in words a person enters herself."""
    said = told.said
    if told.kind == reports.IN_WORDS:
        return
    if told.kind == reports.CORRECTION:
        correcting.apply(ctx.runtime, about, said["facts"], reason=said["reason"])
    elif said["reason"] in reports.SETTLED and about.type_code in UNPAID_TYPES:
        confirm(ctx.runtime, _payment(about, told))


def _payment(about: Notice, told: Reported) -> ConfirmPayment:
    said = told.said
    yes_or_no = {
        name: _YES_OR_NO[said[name]] for name in ("is_whole", "accepts", "waived") if name in said
    }
    is_money = said["reason"] in ("paid", "aid_paid")
    came_on = local_day(told.received_at).isoformat()
    return ConfirmPayment(
        about.public_id,
        said["reason"],
        told_by=str(said.get("told_by") or about.facts.get("sender_name") or ""),
        paid_on=said.get("paid_on", came_on) if is_money else None,
        amount=said.get("amount"),
        note=said.get("note", ""),
        **yes_or_no,
    )


def _settle_flag(
    ctx: ServiceTaskContext, about: Notice, report: str, answers: dict[str, Any]
) -> None:
    note = answers.get("note") or answers["decision"]
    for one in flag.about(ctx.session, [about.public_id], open_only=True):
        if (one.code, one.place) == (reported.FLAG, report):
            flag.settle(ctx.session, one, ctx.actor.id, note, ctx.now)

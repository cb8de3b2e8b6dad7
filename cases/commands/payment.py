"""The command that tells how a debt was settled: paid, by aid, by a plan, or withdrawn (D10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases import correcting, flag, journal, notice, notice_facts, payment, recovery
from cases.arrears_words import (
    PAID_IN_PART,
    PAID_LATE,
    PAYMENT_AHEAD,
    PAYMENT_DIFFERS,
    PLAN_WITHOUT_WAIVER,
)
from cases.commands.act import Act
from cases.commands.service import REPORTERS, home, raise_flag
from cases.law.calendar import local_day
from cases.notice import Notice
from cases.payment import BY_MONEY, Payment, Report
from cases.policy import Rule, on_workable_notice
from cases.recovery import UNPAID_TYPES
from engine import early
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text

SETTLED = "arrears_settled"
OF_A_REPORT = (
    "BETALNING_I_FRAMTIDEN",
    "BETALT_EFTER_FRISTEN",
    "DELBETALNING",
    "PLAN_UTAN_AVSTAENDE",
)
"""Flags of what one report says, which a later one can put right."""

REPORTED_ANEW = "En senare uppgift om betalning löste skulden."


@dataclass(frozen=True)
class ConfirmPayment:
    """What the landlord confirms. The fields are those of the form, None for what was not asked, so
    that no answer stands in the journal which nobody gave; odd ones are flagged."""

    notice: str
    kind: str
    told_by: str
    paid_on: str | None = None
    amount: int | None = None
    is_whole: str | None = None
    accepts: str | None = None
    waived: str | None = None
    note: str = ""


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {ConfirmPayment: Processor(home, confirm)}


RULES: Mapping[type, Rule] = {ConfirmPayment: on_workable_notice}


def acts() -> dict[str, Act]:
    """What may be done on the page of a notice."""
    return {
        "betalning": Act(
            "confirm_payment",
            REPORTERS,
            lambda key, answers: ConfirmPayment(key, **answers),
            Text("Uppgiften om skulden är sparad.", "The report on the debt is saved."),
            lambda _session, about: about.type_code in UNPAID_TYPES,
        )
    }


def confirm(runtime: Runtime, command: ConfirmPayment) -> None:
    """Keep the report, flag what is odd, and tell the track if the debt is settled."""
    about = notice.get(runtime.session, command.notice)
    earlier = payment.of_notices(runtime.session, [about.id])
    report = _report(command)
    period = recovery.of_notice(runtime.session, about.public_id, runtime.now)
    in_time = payment.is_in_time(report, period)
    payment.keep(
        runtime.session,
        about.id,
        report,
        in_time=in_time,
        by=runtime.actor.id,
        now=runtime.now,
    )
    settles = payment.settles(report, in_time)
    outcome = payment.outcome_of(report.kind, in_time) if settles else None
    _record(runtime, about, command, in_time, outcome)
    found = dict(_oddities(runtime, about, report, in_time, earlier))
    for code, text in found.items():
        raise_flag(runtime, about, code, text, str(len(earlier) + 1))
    if settles:
        _settle_flags(runtime, about, found)
    correcting.reopen_if_closed(runtime, about)
    if settles:
        _settle(runtime, about, command, period, outcome)


def _report(command: ConfirmPayment) -> Report:
    return Report(
        kind=command.kind,
        paid_on=date.fromisoformat(command.paid_on) if command.paid_on else None,
        amount=command.amount,
        is_whole=command.is_whole == "yes",
        accepts=command.accepts == "yes",
        waived=command.waived == "yes",
    )


def _record(
    runtime: Runtime,
    about: Notice,
    command: ConfirmPayment,
    in_time: bool | None,
    outcome: str | None,
) -> None:
    told = {
        name: getattr(command, name)
        for name in ("kind", "paid_on", "amount", "is_whole", "accepts", "waived", "told_by")
    }
    facts = {**told, "in_time": in_time, "outcome": outcome}
    runtime.record("payment.confirmed", facts, subject=about.public_id)
    if about.case_id is not None:
        kept = {name: value for name, value in told.items() if value is not None}
        if command.note:
            kept["note"] = command.note
        journal.write(
            runtime.session,
            about.case_id,
            "payment",
            runtime.actor.id,
            kept,
            runtime.now,
            form="acts/confirm_payment",
            notice_id=about.id,
        )


def _oddities(
    runtime: Runtime,
    about: Notice,
    report: Report,
    in_time: bool | None,
    earlier: list[Payment],
) -> Iterator[tuple[str, Text]]:
    """What does not fit, in words; nothing of it is refused."""
    if any(_differs(report, one) for one in earlier):
        yield "MOTSTRIDIG_BETALNING", PAYMENT_DIFFERS
    if report.paid_on and report.paid_on > local_day(runtime.now):
        yield "BETALNING_I_FRAMTIDEN", PAYMENT_AHEAD
    if report.kind in BY_MONEY and in_time is False and not report.accepts:
        yield "BETALT_EFTER_FRISTEN", PAID_LATE
    if report.kind in BY_MONEY and _is_part(about, report):
        yield "DELBETALNING", PAID_IN_PART
    if report.kind == "plan_accepted" and not report.waived:
        yield "PLAN_UTAN_AVSTAENDE", PLAN_WITHOUT_WAIVER


def _settle_flags(runtime: Runtime, about: Notice, standing: Mapping[str, Text]) -> None:
    """What was odd in an earlier report, and is not in the one that settles the debt, is looked
    at; that the two differ stays until somebody has said which one holds."""
    for one in flag.about(runtime.session, [about.public_id], open_only=True):
        if one.code in OF_A_REPORT and one.code not in standing:
            flag.settle(runtime.session, one, runtime.actor.id, REPORTED_ANEW, runtime.now)
            facts = {"flag": one.code, "place": one.place, "note": REPORTED_ANEW}
            runtime.record("flag.settled", facts, subject=about.public_id)


def _differs(report: Report, one: Payment) -> bool:
    paid_day = report.paid_on.isoformat() if report.paid_on else None
    told, before = (report.kind, paid_day, report.amount), (one.kind, one.paid_day, one.amount)
    return any(new != old for new, old in zip(told, before, strict=True) if new and old)


def _is_part(about: Notice, report: Report) -> bool:
    owed = notice_facts.whole_number(about.facts, "amount")
    return not report.is_whole or bool(owed and report.amount and report.amount < owed)


def _settle(
    runtime: Runtime,
    about: Notice,
    command: ConfirmPayment,
    period: recovery.Recovery | None,
    outcome: str | None,
) -> None:
    """Tell the track, once: a debt that is settled already has nobody waiting. A track that is not
    begun yet, for the notice is not matched, hears of it when it begins."""
    if period is not None and period.limit.state in ("cancelled", "met"):
        return
    if about.type_code not in UNPAID_TYPES:
        return
    if about.case_id is not None and not early.is_ahead(runtime, SETTLED, about.public_id):
        return
    payload: dict[str, Any] = {
        "settled_by": command.kind,
        "settled_on": command.paid_on or local_day(runtime.now).isoformat(),
        "settled_outcome": outcome,
    }
    runtime.send(
        SETTLED,
        about.public_id,
        payload,
        message_id=f"arrears-settled:{about.public_id}:{runtime.engine.new_id()}",
    )

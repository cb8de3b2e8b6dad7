"""The command that tells how a booked eviction went, when no notice says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cases import case, case_marks, eviction, journal, notice
from cases.commands.act import Act
from cases.eviction import Eviction
from cases.notice import Notice
from cases.policy import Rule, on_workable_notice
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

REPORTERS = frozenset({"caseworker", "manager"})
ALREADY_KNOWN = Text(
    "Avhysningens resultat är redan känt, eller så finns ingen bokad avhysning.",
    "The result of the eviction is known already, or there is no booked eviction.",
)


@dataclass(frozen=True)
class ReportEviction:
    """Somebody has told how it went. change: carried_out, cancelled or withdrawn."""

    notice: str
    change: str
    note: str
    children: str | None = None


def processors() -> dict[type, Processor]:
    """How it is carried out."""
    return {ReportEviction: Processor(_home, _report)}


RULES: Mapping[type, Rule] = {ReportEviction: on_workable_notice}


def acts() -> dict[str, Act]:
    """What may be done on the page of a notice."""
    return {
        "avhysning": Act(
            "report_eviction",
            REPORTERS,
            lambda key, answers: ReportEviction(key, **answers),
            Text("Resultatet är noterat.", "The result is noted."),
            _is_booked,
        )
    }


def _is_booked(session: Session, about: Notice) -> bool:
    found = eviction.of_notice(session, about.id)
    return found is not None and found.is_booked


def _home(session: Session, command: ReportEviction, _actor: Actor, _now: datetime) -> int:
    found = notice.find(session, command.notice)
    if found is None:
        raise NotFound("There is no such notice.")
    return found.stream_id


def _report(runtime: Runtime, command: ReportEviction) -> None:
    about = notice.get(runtime.session, command.notice)
    booked = eviction.of_notice(runtime.session, about.id)
    if booked is None or not booked.is_booked:
        raise Refused(ALREADY_KNOWN)
    _answer_children(runtime, booked, command.children)
    answers = {"change": command.change, "note": command.note}
    if command.children:
        answers["children"] = command.children
    journal.write(
        runtime.session,
        booked.case_id,
        "eviction",
        runtime.actor.id,
        answers,
        runtime.now,
        form="acts/report_eviction",
        notice_id=about.id,
    )
    facts = {"eviction": booked.public_id, "change": command.change}
    runtime.record("eviction.reported", facts, subject=about.public_id)
    once = f"{eviction.CHANGED}:reported:{runtime.engine.new_id()}"
    runtime.send(eviction.CHANGED, about.public_id, {"change": command.change}, message_id=once)


def _answer_children(runtime: Runtime, booked: Eviction, children: str | None) -> None:
    if children is None or children == booked.children:
        return
    eviction.change(runtime.session, booked, children=children)
    facts = {"eviction": booked.public_id, "before": booked.children, "after": children}
    runtime.record("eviction.children", facts)
    of = case.by_id(runtime.session, booked.case_id)
    if children == "yes" and case_marks.mark(runtime.session, of.id, has_children=True):
        runtime.record("case.marked", {"has_children": True}, subject=of.public_id)

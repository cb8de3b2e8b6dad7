"""The command that tells when a tenant was served (A): the recovery period is counted anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases import correcting, flag, notice, notice_facts
from cases.arrears_words import SERVICE_AHEAD, SERVICE_DIFFERS
from cases.commands.act import Act
from cases.law.calendar import local_day
from cases.notice import Notice
from cases.policy import Rule, on_workable_notice
from cases.recovery import UNPAID_TYPES
from db.session import Session
from engine.errors import NotFound
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

REPORTERS = frozenset({"registrar", "caseworker", "manager"})


@dataclass(frozen=True)
class ReportService:
    """The landlord tells on what day a tenant was served. tenant: by number, from ``1``."""

    notice: str
    tenant: str
    served_on: str
    told_by: str


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {ReportService: Processor(home, _report)}


RULES: Mapping[type, Rule] = {ReportService: on_workable_notice}


def acts() -> dict[str, Act]:
    """What may be done on the page of a notice."""
    return {
        "delgivning": Act(
            "report_service",
            REPORTERS,
            lambda key, answers: ReportService(key, **answers),
            Text(
                "Delgivningsdagen är sparad och fristen är räknad.",
                "The day of service is saved and the period is counted.",
            ),
            lambda _session, about: about.type_code in UNPAID_TYPES,
        )
    }


def home(session: Session, command: Any, _actor: Actor, _now: datetime) -> int:
    """The stream of the notice that a command is about. Raises NotFound."""
    found = notice.find(session, command.notice)
    if found is None:
        raise NotFound("There is no such notice.")
    return found.stream_id


def _report(runtime: Runtime, command: ReportService) -> None:
    about = notice.get(runtime.session, command.notice)
    served = notice_facts.served(about.facts)
    if command.tenant not in served:
        raise NotFound("There is no such tenant.")
    before = served[command.tenant]
    correcting.apply(
        runtime, about, _with_day(about, command), reason=f"Delgivning, enligt {command.told_by}"
    )
    _flag_oddities(runtime, about, before, command)


def _with_day(about: Notice, command: ReportService) -> dict[str, Any]:
    """The change of facts: one tenant has ``service_date``, several have a list."""
    served = notice_facts.served(about.facts)
    if len(served) == 1 and not about.facts.get("tenants"):
        return {"service_date": command.served_on}
    listed = _listed(about, served)
    place = int(command.tenant) - 1
    listed[place] = {**listed[place], "served_on": command.served_on}
    return {"tenants": listed}


def _listed(about: Notice, served: Mapping[str, date | None]) -> list[dict[str, Any]]:
    stated = about.facts.get("tenants")
    if isinstance(stated, list) and stated:
        return [dict(one) if isinstance(one, dict) else {} for one in stated]
    names = [about.facts.get("tenant_name"), about.facts.get("other_tenants")]
    found = [
        {"name": name, "served_on": day.isoformat() if day else None}
        for name, day in zip(names, served.values(), strict=False)
    ]
    return [{key: value for key, value in one.items() if value is not None} for one in found]


def _flag_oddities(
    runtime: Runtime, about: Notice, before: date | None, command: ReportService
) -> None:
    if before is not None and before.isoformat() != command.served_on:
        raise_flag(runtime, about, "MOTSTRIDIG_DELGIVNING", SERVICE_DIFFERS, command.served_on)
    if command.served_on > local_day(runtime.now).isoformat():
        raise_flag(runtime, about, "DELGIVNING_I_FRAMTIDEN", SERVICE_AHEAD, command.served_on)


def raise_flag(runtime: Runtime, about: Notice, code: str, text: Text, place: str) -> None:
    """Mark what is odd in words, and record it."""
    is_new = flag.raise_flag(
        runtime.session,
        about.public_id,
        code,
        text,
        public_id=runtime.engine.new_id(),
        now=runtime.now,
        place=place,
    )
    if is_new:
        runtime.record("flag.raised", {"code": code}, subject=about.public_id)

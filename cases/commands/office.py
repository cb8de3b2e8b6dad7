"""Changing a setting: a command with history; earlier values hold for the days they were for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from cases import configuration
from cases.commands.roster import OFFICE, SYSTEM
from cases.configuration import SettingRow
from cases.policy import Rule, StaffMember
from cases.settings_known import KNOWN
from cases.settings_text import from_text
from cases.tables.models import authorities
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger import events
from ledger.events import Actor

READERS = ("administrator", "manager")
"""Who sees the settings; an administrator changes them."""

LONGEST_DECISION = 200


@dataclass(frozen=True)
class ChangeSetting:
    """A setting has a new value from a day on. value: as it was written, see settings_text."""

    name: str
    value: str
    valid_from: date
    valid_to: date | None
    decision: str


@dataclass(frozen=True)
class WithdrawSetting:
    """A value was a mistake: it covers no day any longer, and stays in the history."""

    name: str
    row: int
    reason: str


def processors() -> dict[type, Processor]:
    """The table from the commands of the office to how they are carried out."""
    return {
        ChangeSetting: Processor(_office, _change, _described),
        WithdrawSetting: Processor(_office, _withdraw),
    }


def may_change(actor: StaffMember, _command: Any) -> ColumnElement[bool]:
    """She is administrator in the authority that notices reach."""
    of_hers = authorities.c.id.in_(actor.authorities(("administrator",)))
    return select(authorities.c.id).where(authorities.c.receives_notices, of_hers).exists()


RULES: Mapping[type, Rule] = {ChangeSetting: may_change, WithdrawSetting: may_change}


def _office(session: Session, command: Any, _actor: Actor, now: datetime) -> int:
    if command.name not in KNOWN:
        raise NotFound("There is no such setting.")
    return events.open_stream(session, OFFICE, SYSTEM, now=now)


def _described(command: ChangeSetting) -> dict[str, Any]:
    last = command.valid_to.isoformat() if command.valid_to else None
    days = {"valid_from": command.valid_from.isoformat(), "valid_to": last}
    return {**asdict(command), **days}


def _change(runtime: Runtime, command: ChangeSetting) -> None:
    _require_sensible(command)
    value = from_text(command.name, command.value)
    before = configuration.value(runtime.session, command.name, command.valid_from)
    configuration.add(
        runtime.session,
        command.name,
        value,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        decision=command.decision.strip(),
        by=runtime.actor.id,
        now=runtime.now,
    )
    facts = {**_described(command), "before": before, "after": value}
    runtime.record("setting.changed", facts, subject=command.name)


def _withdraw(runtime: Runtime, command: WithdrawSetting) -> None:
    row = _row(runtime.session, command)
    if row.withdrawn_at is not None:
        raise Refused(Text("Värdet är redan draget tillbaka.", "It has been withdrawn already."))
    if not command.reason.strip():
        raise Refused(
            Text("Skriv varför värdet dras tillbaka.", "Write why the value is withdrawn.")
        )
    configuration.withdraw(runtime.session, row.id, runtime.now)
    facts = {
        "before": row.value,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "reason": command.reason,
    }
    runtime.record("setting.withdrawn", facts, subject=command.name)


def _require_sensible(command: ChangeSetting) -> None:
    if command.valid_to is not None and command.valid_to < command.valid_from:
        raise Refused(
            Text("Den sista dagen ligger före den första.", "The last day is before the first day.")
        )
    decision = command.decision.strip()
    if not decision or len(decision) > LONGEST_DECISION or not decision.isprintable():
        raise Refused(
            Text(
                "Skriv vem som har beslutat och när, på en rad.",
                "Write who decided and when, on one line.",
            )
        )


def _row(session: Session, command: WithdrawSetting) -> SettingRow:
    for row in configuration.history(session, command.name):
        if row.id == command.row:
            return row
    raise NotFound("There is no such value.")

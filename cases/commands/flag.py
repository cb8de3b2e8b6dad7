"""The command on flags: somebody has looked at what is odd and says what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_

from cases import complement, flag, notice, routing
from cases.choices import flags as choices_flags
from cases.commands.act import Act
from cases.doors import reported
from cases.policy import Rule, StaffMember, on_workable_case, on_workable_notice
from db.session import Session
from engine.errors import NotFound, Refused
from engine.executor import Processor
from engine.runtime import Runtime
from engine.texts import Text
from ledger.events import Actor

SETTLERS = frozenset({"registrar", "caseworker", "manager"})
SETTLED_BEFORE = Text(
    "Flaggan är redan avklarad. Ladda om sidan.", "The flag is settled already. Reload the page."
)


@dataclass(frozen=True)
class SettleFlag:
    """A flag about a case or a notice has been looked at. about: the page it was settled on."""

    about: str
    flag: str
    note: str

    @property
    def case(self) -> str:
        return self.about

    @property
    def notice(self) -> str:
        return self.about


def processors() -> dict[type, Processor]:
    """How the command is carried out."""
    return {SettleFlag: Processor(_home, _settle)}


def acts() -> dict[str, Act]:
    """What may be done on the page of a case and on that of a notice."""
    return {
        "flagga": Act(
            "settle_flag",
            SETTLERS,
            lambda key, answers: SettleFlag(key, answers["flag"], answers["note"]),
            Text("Flaggan är avklarad.", "The flag is settled."),
            lambda session, thing: bool(choices_flags.open_flags(session, thing.public_id)),
        )
    }


def _may_settle(actor: StaffMember, command: SettleFlag) -> ColumnElement[bool]:
    return or_(on_workable_case(actor, command), on_workable_notice(actor, command))


RULES: Mapping[type, Rule] = {SettleFlag: _may_settle}


def _home(session: Session, command: SettleFlag, _actor: Actor, _now: datetime) -> int:
    stream = routing.home(session, command.about)
    if stream is None:
        raise NotFound("There is no such case or notice.")
    return stream


def _settle(runtime: Runtime, command: SettleFlag) -> None:
    found = flag.find(runtime.session, command.flag)
    if found is None or found.about not in choices_flags.keys(runtime.session, command.about):
        raise NotFound("There is no such flag.")
    if found.settled_at is not None:
        raise Refused(SETTLED_BEFORE)
    flag.settle(runtime.session, found, runtime.actor.id, command.note, runtime.now)
    facts: dict[str, Any] = {"flag": found.code, "place": found.place, "note": command.note}
    runtime.record("flag.settled", facts, subject=found.about)
    if found.code == reported.FLAG:
        complement.tell_judged(runtime, notice.get(runtime.session, found.about))

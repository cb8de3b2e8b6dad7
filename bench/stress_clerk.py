"""Somebody who works in the product while it is under stress: a landlord and everyone at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement

from bench.installation import ASSESSMENT
from bench.stress_people import Client
from bench.two_cases import RENT
from cases import intake
from engine.errors import NotPermitted, Refused
from engine.models import user_tasks
from ledger.events import Actor

ANSWERS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "confirm_match": {"choice": ["new"]},
    "assess_case": {**ASSESSMENT, "next_step": ["close"]},
    "decide_outcome": {
        "decision": ["close"],
        "outcome": ["O01"],
        "reason": ["Skulden är betald."],
        "anyway": ["Enligt hyresvärden."],
    },
}
"""What leads a case to its end. The tasks of its tracks are left, and end with the case."""


class Clerk(Client):
    """One person, and the landlord who sends in her notices."""

    seen_at_once = 40
    at_once = 150  # Some four to a case.

    def may_be_told(self, refused: Refused) -> bool:
        """A case cannot be closed before its confirmation has gone out; but she may do it all."""
        return not isinstance(refused, NotPermitted)

    def send_notice(self, key: str) -> str:
        """At the public door; the receipt number."""
        facts = {
            **RENT,
            "tenant_name": f"Prov {key}",
            "tenant_personal_number": None,
            "dwelling_street": f"Exempelgatan {key}",
        }
        told = {name: value for name, value in facts.items() if value is not None}
        with self._house.database.transaction() as session:
            receipt = intake.keep_notice(
                session, told, (), token=f"stress-{key}", channel="form", now=self._house.clock()
            )
        return str(receipt.number)

    def answers(self, task: Any) -> Mapping[str, Sequence[str]]:
        return ANSWERS[task.element]

    def hers(self) -> Iterable[ColumnElement[bool]]:
        return (user_tasks.c.element.in_(ANSWERS),)

    @property
    def _actor(self) -> Actor:
        return Actor(f"staff:person-{self._number}")

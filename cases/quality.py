"""What is missing or odd in a notice, by how much it matters (table D12); never a refusal.

A defective notice is registered all the same: the court decides what it is worth (domain 1.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases import notice_facts, quality_dates, quality_fields
from cases.law.identity_number import stated_number
from cases.notice_facts import Facts
from engine.texts import Text

UNPAID = frozenset({"U10", "U11"})
DISTURBANCE = frozenset({"U20", "U21"})
SERIOUS_DISTURBANCE = frozenset({"U22", "U23"})


class Severity(StrEnum):
    """How much a finding matters, most first."""

    STOP = "STOPP"
    LEGAL_FLAG = "JURIDISK_FLAGGA"
    COMPLETE = "KOMPLETTERA"
    WARNING = "VARNING"


@dataclass(frozen=True)
class QualityFinding:
    """Something about one fact of a notice, in a sentence without any fact of a person."""

    severity: Severity
    field: str
    sentence: Text


def findings(type_code: str, facts: Facts, *, today: date) -> tuple[QualityFinding, ...]:
    """Everything to tell about a notice of this type, most serious first."""
    found = [finding for rule in _RULES for finding in rule(type_code, facts, today)]
    return tuple(sorted(found, key=lambda finding: list(Severity).index(finding.severity)))


def _missing(type_code: str, facts: Facts, _: date) -> Iterator[QualityFinding]:
    for field in quality_fields.stopping(type_code):
        if not notice_facts.is_given(facts, field):
            yield QualityFinding(Severity.STOP, field, quality_fields.MISSING[field])
    for field in quality_fields.asked_for(type_code, facts):
        if not notice_facts.is_given(facts, field):
            yield QualityFinding(Severity.COMPLETE, field, quality_fields.MISSING[field])


def _rooms(type_code: str, facts: Facts, _: date) -> Iterator[QualityFinding]:
    if type_code in UNPAID and not notice_facts.is_given(facts, "rooms"):
        yield QualityFinding(Severity.WARNING, "rooms", quality_fields.ROOMS_MISSING)


def _amount(type_code: str, facts: Facts, _: date) -> Iterator[QualityFinding]:
    stated, summed = notice_facts.whole_number(facts, "amount"), notice_facts.sum_of_months(facts)
    if type_code in UNPAID and None not in (stated, summed) and stated != summed:
        yield QualityFinding(Severity.LEGAL_FLAG, "amount", quality_fields.AMOUNT_DIFFERS)


def _tenure(type_code: str, facts: Facts, _: date) -> Iterator[QualityFinding]:
    tenure = notice_facts.text(facts, "tenure")
    if tenure is None:
        return
    is_owned = tenure == "cooperative_ownership"
    is_of_owned = type_code in ("U11", "U21", "U23")
    if type_code in UNPAID | DISTURBANCE | SERIOUS_DISTURBANCE and is_owned is not is_of_owned:
        yield QualityFinding(Severity.WARNING, "tenure", quality_fields.TENURE_DIFFERS)
    if type_code in SERIOUS_DISTURBANCE and tenure == "sublet":
        yield QualityFinding(Severity.LEGAL_FLAG, "tenure", quality_fields.SUBLET)


def _terminated_too_soon(type_code: str, facts: Facts, _: date) -> Iterator[QualityFinding]:
    if type_code in DISTURBANCE and facts.get("is_terminated") == "yes":
        yield QualityFinding(
            Severity.LEGAL_FLAG, "is_terminated", quality_fields.TERMINATED_TOO_SOON
        )


def _number(_: str, facts: Facts, today: date) -> Iterator[QualityFinding]:
    field = "tenant_personal_number"
    if not notice_facts.is_given(facts, field):
        return
    number = stated_number(facts[field], today=today)
    if number is None:
        yield QualityFinding(Severity.WARNING, field, quality_fields.NUMBER_UNREADABLE)
    elif not number.confirmed:
        yield QualityFinding(Severity.WARNING, field, quality_fields.NUMBER_UNCONFIRMED)


def _days(type_code: str, facts: Facts, today: date) -> Iterator[QualityFinding]:
    for field, sentence in quality_dates.odd_days(type_code, facts, today):
        yield QualityFinding(Severity.WARNING, field, sentence)
    for field, sentence in quality_dates.too_early(type_code, facts):
        yield QualityFinding(Severity.LEGAL_FLAG, field, sentence)


Rule = Callable[[str, Facts, date], Iterator[QualityFinding]]

_RULES: tuple[Rule, ...] = (
    _missing,
    _rooms,
    _amount,
    _tenure,
    _terminated_too_soon,
    _number,
    _days,
)

"""What is said of a time limit: from when, by which rule, until when, and how sure it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases.law import deadlines_kfm, deadlines_policy, deadlines_social
from cases.law.arrival import POSTING_UNKNOWN
from cases.law.deadlines import (
    Kind,
    OpenPoint,
    TimeLimit,
    earliest_decision,
    fixed,
    recovery_period,
    recovery_periods,
)
from cases.law.limit_sentences import explain
from cases.law.references import POLICY

ANY_DAY = date(2026, 3, 2)


def test_a_period_from_service_says_the_rule_and_the_weekday() -> None:
    said = explain(recovery_period(date(2026, 3, 1), date(2026, 3, 3)))
    assert said.sv == (
        "Tre veckor från delgivning 3 mars 2026, 12 kap. 44 § jordabalken, "
        "räknat till tisdag 24 mars 2026."
    )
    assert said.en == (
        "Three weeks from service on 3 March 2026, 12 kap. 44 § jordabalken, "
        "counted to Tuesday 24 March 2026."
    )


def test_a_period_from_the_notice_says_so_and_that_it_is_preliminary() -> None:
    said = explain(recovery_period(date(2026, 3, 3), None))
    assert "från 3 mars 2026, då underrättelsen lämnades till socialnämnden" in said.sv
    assert "preliminär: vi vet inte när hyresgästen delgavs" in said.sv
    assert "den verkliga dagen kan bara bli senare" in said.sv
    assert "the real day can only be later" in said.en


def test_a_moved_day_says_why_and_that_a_commitment_that_day_is_unsettled() -> None:
    said = explain(recovery_period(date(2026, 12, 3), date(2026, 12, 3)))
    assert "den 24 december är julafton och därför räknas nästa vardag" in said.sv
    assert (
        "rättsläget oklart: om socialnämndens åtagande kan lämnas på den flyttade dagen" in said.sv
    )
    assert "24 December is Christmas Eve" in said.en
    assert "the law is not settled" in said.en


def test_where_the_posting_is_unknown_it_is_not_said_that_the_day_can_only_be_later() -> None:
    period = recovery_period(date(2026, 11, 30), None)
    said = explain(replace(period, remarks=(POSTING_UNKNOWN,)))
    assert "vi vet inte säkert när underrättelsen lämnades" in said.sv
    assert "bara bli senare" not in said.sv
    assert "tidigare" in explain(deadlines_kfm.answer_at_kfm(ANY_DAY)).sv


def test_every_tenant_counts_before_the_end_is_certain() -> None:
    home = recovery_periods(date(2026, 3, 3), {"1": date(2026, 3, 9), "2": None})[-1]
    assert "vi vet inte när alla hyresgäster delgavs" in explain(home).sv
    assert "vilken delgivning som räknas" in explain(home).sv


def test_an_earliest_day_is_not_a_last_day() -> None:
    decision = earliest_decision(recovery_period(date(2026, 3, 3), date(2026, 3, 3)))
    assert explain(decision).sv.endswith("andra stycket jordabalken, tidigast fredag 27 mars 2026.")


def test_a_routine_is_never_called_law() -> None:
    for limit in deadlines_policy.disturbance(ANY_DAY):
        assert "enligt kommunens rutin" in explain(limit).sv
        assert "§" not in explain(limit).sv


def test_what_was_not_read_is_not_cited() -> None:
    for limit in (
        deadlines_social.appeal(ANY_DAY),
        deadlines_social.preliminary_assessment(ANY_DAY),
        deadlines_social.child_inquiry(ANY_DAY),
        deadlines_social.weeding(ANY_DAY),
        deadlines_social.weeding(date(2024, 3, 2)),
    ):
        assert "enligt lagrum som ännu inte är kontrollerat" in explain(limit).sv
        assert "§" not in explain(limit).sv


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_limit_has_its_sentence_in_both_languages(kind: Kind) -> None:
    said = explain(fixed(kind, POLICY, ANY_DAY, ANY_DAY))
    assert "2 mars 2026" in said.sv
    assert "2 March 2026" in said.en
    assert said.sv.endswith("måndag 2 mars 2026.")
    assert "{" not in said.sv + said.en


@pytest.mark.parametrize("point", OpenPoint)
def test_every_open_point_is_told_in_both_languages(point: OpenPoint) -> None:
    limit = TimeLimit(Kind.RETRIAL, "BFL 53", ANY_DAY, ANY_DAY, ANY_DAY, unsettled=(point,))
    assert "rättsläget oklart: " in explain(limit).sv
    assert "the law is not settled: " in explain(limit).en

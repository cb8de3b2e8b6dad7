"""What is told of a notice's own faults, and that none of them is a refusal (table D12)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.quality import QualityFinding, Severity, findings

TODAY = date(2026, 3, 3)
TYPES = ("U10", "U11", "U20", "U22", "U30", "U31", "U32", "U33", "U34", "U35", "U90")

WHOLE: dict[str, Any] = {
    "sender_name": "Exempelbostäder AB",
    "sender_phone": "+46401234567",
    "tenant_name": "Anna Exempel",
    "tenant_personal_number": "198505152382",
    "dwelling_street": "Exempelgatan 12 B",
    "apartment_number": "1101",
    "tenure": "rental",
    "rooms": "2",
    "ground": "unpaid",
    "amount": 1_680_000,
    "arrears_months": ["2026-01", "2026-02"],
    "monthly_rent": 840_000,
    "due_dates": "30 december 2025",
    "payment_account": "123-4567",
    "is_terminated": "yes",
    "termination_date": "2026-03-01",
    "service_date": "2026-03-02",
}
KFM: dict[str, Any] = {
    "sender_name": "Kronofogden",
    "tenant_name": "Anna Exempel",
    "dwelling_street": "Exempelgatan 12 B",
    "kfm_case_number": "U-1-26",
    "kfm_officer": "Test Exempel",
    "kfm_phone": "+46101234567",
    "eviction_at": "2026-04-14T09:00",
    "ground": "unpaid",
    "children": "no",
}


def found(type_code: str, facts: dict[str, Any]) -> dict[str, str]:
    """Field -> severity."""
    told = findings(type_code, facts, today=TODAY)
    return {finding.field: finding.severity.value for finding in told}


def without(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in names}


@pytest.mark.parametrize("type_code", ["U10", "U31", "U35"])
def test_a_whole_notice_has_nothing_to_tell(type_code: str) -> None:
    assert found(type_code, WHOLE if type_code == "U10" else KFM) == {}


def test_t28_an_amount_that_is_not_the_sum_of_its_months_is_flagged_and_not_refused() -> None:
    facts = {**WHOLE, "amount": 1_840_000}
    assert found("U10", facts) == {"amount": "JURIDISK_FLAGGA"}
    (told,) = findings("U10", facts, today=TODAY)
    assert "RH 1995:34" in told.sentence.sv
    assert "Fristen löper" in told.sentence.sv


@pytest.mark.parametrize(
    "listed",
    [
        {"2026-01": 840_000, "2026-02": 840_000},
        [{"month": "2026-01", "amount": 840_000}, {"month": "2026-02", "amount": 840_000}],
    ],
)
def test_t28_amounts_by_month_count_before_the_monthly_rent(listed: object) -> None:
    facts = {**WHOLE, "months_amounts": listed, "monthly_rent": 1}
    assert found("U10", facts) == {}
    assert found("U10", {**facts, "amount": 1_840_000}) == {"amount": "JURIDISK_FLAGGA"}


def test_t29_missing_rooms_is_a_warning_only() -> None:
    assert found("U10", without(WHOLE, "rooms")) == {"rooms": "VARNING"}
    (told,) = findings("U10", without(WHOLE, "rooms"), today=TODAY)
    assert "NJA 1985 s. 586" in told.sentence.en
    assert "rooms" not in found("U20", {})


@pytest.mark.parametrize("field", ["sender_name", "tenant_name", "dwelling_street"])
@pytest.mark.parametrize("type_code", ["U10", "U11", "U20", "U22", "U30", "U31", "U33"])
def test_without_sender_tenant_or_home_the_work_stops(type_code: str, field: str) -> None:
    assert found(type_code, without({**WHOLE, **KFM}, field))[field] == "STOPP"
    assert found(type_code, {**WHOLE, **KFM, field: "  "})[field] == "STOPP"


def test_a_removal_may_be_of_someone_unknown() -> None:
    assert found("U35", without(KFM, "tenant_name")) == {}


@pytest.mark.parametrize("field", ["service_date", "amount", "arrears_months", "tenure"])
def test_what_the_period_hangs_on_is_asked_for(field: str) -> None:
    assert found("U10", without(WHOLE, field)) == {field: "KOMPLETTERA"}


def test_service_on_each_tenant_is_service_enough() -> None:
    facts = without(WHOLE, "service_date")
    assert found("U10", {**facts, "tenants": [{"served_on": "2026-03-02"}]}) == {}
    unknown = {**facts, "tenants": [{"served_on": "2026-03-02"}, {}]}
    assert found("U10", unknown) == {"service_date": "KOMPLETTERA"}


def test_a_registered_letter_is_asked_for_its_posting_date() -> None:
    assert found("U10", {**WHOLE, "is_sent_registered": "yes"}) == {"posting_date": "KOMPLETTERA"}


def test_kronofogden_is_asked_for_its_case_and_for_children() -> None:
    asked = found("U31", without(KFM, "kfm_case_number", "children", "eviction_at"))
    assert asked == dict.fromkeys(("kfm_case_number", "children", "eviction_date"), "KOMPLETTERA")


def test_t31_a_wrong_check_digit_is_a_warning() -> None:
    stated = {"value": "198505152383", "confirmed": False}
    for number in ("198505152383", stated):
        facts = {**WHOLE, "tenant_personal_number": number}
        assert found("U10", facts) == {"tenant_personal_number": "VARNING"}
    assert found("U10", {**WHOLE, "tenant_personal_number": "abc"}) == {
        "tenant_personal_number": "VARNING"
    }


def test_t32_a_coordination_number_is_a_number() -> None:
    assert found("U10", {**WHOLE, "tenant_personal_number": "199001752386"}) == {}


@pytest.mark.parametrize(
    ("type_code", "facts", "field"),
    [
        ("U10", {**WHOLE, "service_date": "2026-03-04"}, "service_date"),
        ("U10", {**WHOLE, "service_date": "2026-02-27"}, "service_date"),
        ("U10", {**WHOLE, "termination_date": "not a day"}, "termination_date"),
        ("U31", {**KFM, "eviction_at": "2026-03-02T09:00"}, "eviction_date"),
        ("U31", {**KFM, "eviction_at": "soon"}, "eviction_at"),
        ("U33", {**KFM, "eviction_at": "2026-03-04T09:00"}, "eviction_date"),
        ("U32", {**KFM, "previous_eviction_date": "2026-04-14"}, "eviction_date"),
        (
            "U30",
            {**KFM, "order_served_on": "2026-03-01", "judgment_on": "2026-02-01"},
            "judgment_on",
        ),
        ("U10", {**WHOLE, "tenure": "cooperative_ownership"}, "tenure"),
        ("U11", WHOLE, "tenure"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_a_warning(
    type_code: str, facts: dict[str, Any], field: str
) -> None:
    assert found(type_code, facts) == {field: "VARNING"}


def test_an_eviction_within_a_week_of_the_hearing_is_flagged() -> None:
    facts = {**KFM, "heard_on": "2026-03-02", "eviction_at": "2026-03-06T09:00"}
    assert found("U31", facts) == {"eviction_date": "JURIDISK_FLAGGA"}
    assert found("U35", facts) == {}
    assert found("U32", {**facts, "measure": "removal"}) == {}
    assert found("U31", {**facts, "eviction_at": "2026-03-09T09:00"}) == {}


def test_a_termination_for_disturbance_before_the_notice_is_flagged() -> None:
    facts = {**WHOLE, "what_happened": "Hög musik."}
    assert found("U20", facts) == {"is_terminated": "JURIDISK_FLAGGA"}
    assert found("U20", {**facts, "is_terminated": "no"}) == {}
    assert found("U22", {**facts, "tenure": "sublet"}) == {"tenure": "JURIDISK_FLAGGA"}


def test_the_most_serious_is_told_first() -> None:
    facts = without({**WHOLE, "amount": 1}, "rooms", "service_date", "tenant_name")
    order = [finding.severity for finding in findings("U10", facts, today=TODAY)]
    assert order == [Severity.STOP, Severity.LEGAL_FLAG, Severity.COMPLETE, Severity.WARNING]


def test_no_finding_repeats_a_fact_of_a_person() -> None:
    facts = {**WHOLE, "amount": 1, "tenant_personal_number": "198505152383"}
    for finding in findings("U10", facts, today=TODAY):
        said = finding.sentence.sv + finding.sentence.en
        assert "Anna" not in said
        assert "198505152383" not in said


@given(
    type_code=st.sampled_from(TYPES),
    facts=st.dictionaries(
        st.sampled_from([*WHOLE, *KFM, "months_amounts", "tenants", "posting_date", "heard_on"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=9)
        | st.lists(st.none() | st.integers()) | st.dictionaries(st.text(max_size=3), st.none()),
    ),
)  # fmt: skip
def test_nothing_that_a_notice_says_is_an_error(type_code: str, facts: dict[str, Any]) -> None:
    assert all(isinstance(each, QualityFinding) for each in findings(type_code, facts, today=TODAY))

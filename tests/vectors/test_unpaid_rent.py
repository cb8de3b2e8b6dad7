"""Unpaid rent, from the notice to the settled debt: vectors T01 to T13, T23, T36 to T40 and T52."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cases import limits
from cases.commands.payment import SETTLED, ConfirmPayment
from cases.law.deadlines import Kind
from cases.policy import staff_member
from cases.tables.letter_models import letters
from cases.tables.models import cases, notices
from cases.tables.office_models import warnings
from cases.tables.track_models import commitments, flags, ladders, measures, payments
from engine.models import incidents, messages
from tests.product import Product, take_task
from tests.steps import (
    OUTCOME,
    POSTING,
    act,
    assess,
    day,
    do,
    ledger,
    match,
    posting,
    receive,
    rows,
    suggested,
)
from tests.vectors.arrears import (
    DECIDE,
    FIRST_RENT,
    LAST_DAY,
    LETTER,
    MEASURE,
    SECOND_RENT,
    WHOLE,
    arrive,
    codes,
    decide,
    ends,
    hand_over,
    period,
    propose,
    titles,
)
from tests.vectors.evicting import book


def written(product: Product, kind: str) -> dict[str, Any]:
    """The facts of the letter of this kind."""
    found = next(one for one in rows(product, letters) if one.kind == kind)
    facts: dict[str, Any] = json.loads(found.facts)
    return facts


def close_as(product: Product, outcome: str) -> None:
    """The caseworker closes the case with an outcome."""
    assess(product, "close")
    reason = {"decision": "close", "outcome": outcome, "reason": "Skulden är utredd."}
    do(product, "demo-hanna", OUTCOME, reason)


def test_t01_the_period_of_a_served_tenant_is_fixed(product: Product) -> None:
    key = arrive(product, "2026-03-03 10:15", service_date="2026-03-02")
    assert ends(product, key) == ("2026-03-24", "2026-03-20", "2026-03-27")
    assert period(product, key).state == "fixed"
    do(product, "demo-hanna", LETTER, {"letter": "L01", "channel": "print"})
    assert {one.kind: one.state for one in rows(product, letters)} == {
        "L04": "sent",
        "L01": "handed_over",
    }
    facts = written(product, "L01")
    assert (facts["last_day_to_pay"], facts["is_preliminary"]) == ("2026-03-24", False)
    assert rows(product, incidents) == []


def test_t02_a_later_service_gives_a_later_period(product: Product) -> None:
    key = arrive(product, "2026-03-03 10:15", service_date="2026-03-02")
    product.clock.set("2026-03-11 09:00")
    act(
        product,
        key,
        "delgivning",
        tenant="1",
        told_by="Uthyraren",
        **day("served_on", "2026-03-10"),
    )
    assert ends(product, key) == ("2026-03-31", "2026-03-27", "2026-04-07")


def test_t03_the_preliminary_period_is_fixed_when_service_is_reported(product: Product) -> None:
    key = arrive(product, "2026-03-03 10:15")
    assert (period(product, key).state, period(product, key).legal_day) == (
        "preliminary",
        "2026-03-24",
    )
    assert "L08" in {one.kind for one in rows(product, letters)}
    product.clock.set("2026-03-12 09:00")
    act(
        product,
        key,
        "delgivning",
        tenant="1",
        told_by="Uthyraren",
        **day("served_on", "2026-03-09"),
    )
    assert ends(product, key) == ("2026-03-30", "2026-03-26", "2026-04-02")
    assert period(product, key).state == "fixed"
    with product.database.reading() as session:
        days = [one.legal_day for one in limits.calculations(session, period(product, key).id)]
    assert days == ["2026-03-24", "2026-03-30"]
    assert [w.code for w in rows(product, warnings)] == ["FRIST_OMRAKNAD_2"]
    assert titles(product, "demo-rut") == []


def test_t04_a_registered_letter_counts_from_its_posting(product: Product) -> None:
    key = arrive(
        product,
        "2026-11-30 09:00",
        arrival_channel="REK",
        posting_date="2026-11-26",
        service_date="2026-11-25",
    )
    assert ends(product, key)[:2] == ("2026-12-17", "2026-12-15")


@pytest.mark.parametrize(
    ("start", "legal", "internal", "decision"),
    [
        pytest.param("2026-12-03", "2026-12-28", "2026-12-22", "2027-01-04", id="t06"),
        pytest.param("2026-12-10", "2027-01-04", "2026-12-29", "2027-01-08", id="t07"),
        pytest.param("2026-12-16", "2027-01-07", "2027-01-04", "2027-01-12", id="t08"),
        pytest.param("2027-06-04", "2027-06-28", "2027-06-23", "2027-07-01", id="t10"),
        pytest.param("2027-04-15", "2027-05-07", None, "2027-05-12", id="t11"),
        pytest.param("2027-05-16", "2027-06-07", "2027-06-03", None, id="t13"),
    ],
)
def test_t06_t07_t08_t10_t11_t13_the_period_ends_as_the_calendar_says(
    product: Product, start: str, legal: str, internal: str | None, decision: str | None
) -> None:
    key = arrive(product, f"{start} 14:00", service_date=start)
    found = ends(product, key)
    assert found[0] == legal
    assert found[1] == (internal or found[1])
    assert found[2] == (decision or found[2])


def test_t23_a_tenant_owned_flat_has_a_period_and_no_commitment(product: Product) -> None:
    key = arrive(
        product,
        "2027-02-02 09:00",
        service_date="2027-02-01",
        sender_kind="association",
        tenure="cooperative_ownership",
    )
    assert ends(product, key)[::2] == ("2027-02-23", "2027-02-26")
    browser = product.browser("demo-hanna")
    address = take_task(browser, MEASURE)
    assert 'value="commitment"' not in browser.page
    assert "Åtagande finns bara för hyresrätt" in browser.text()
    forced = {
        "measure": "commitment",
        "commitment_amount": "18 400",
        "commitment_months": "2027-02",
        "economy": "yes",
        **day("commitment_payment_day", "2027-02-20"),
    }
    assert browser.post(address, forced).status_code == 422
    assert rows(product, commitments) == []
    assert rows(product, measures) == []
    do(product, "demo-hanna", LETTER, {"letter": "L01", "channel": "print"})
    assert written(product, "L01")["tenure"] == "bostadsratt"


def test_t36_a_second_notice_has_its_own_clock_in_the_same_case(product: Product) -> None:
    arrive(product, "2027-01-11 09:00", service_date="2027-01-11")
    product.clock.set("2027-02-15 09:00")
    facts = {**WHOLE, "arrival_channel": "EPOST", "reached_at": "2027-02-15T09:00"}
    second = receive(product, service_date="2027-02-12", **facts)
    match(product, suggested(product))
    assert period(product, second).legal_day == "2027-03-08"
    assert [one.case_id for one in rows(product, notices)] == [1, 1]
    assert "UPPREPAD" in codes(product)
    assert rows(product, cases)[0].priority == 2


def test_t38_a_commitment_on_the_moved_day_is_in_time_with_a_warning(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.clock.set("2026-12-28 10:00")
    product.work()
    propose(product)
    decide(product)
    hand_over(product)
    assert [(c.state, c.result) for c in rows(product, commitments)] == [
        ("sent", "ATAGANDE_SKICKAT_I_TID")
    ]
    assert {"ATAGANDE_EFTER_INTERN_SISTA_DAG", "ATAGANDE_PA_FLYTTAD_DAG"} <= codes(product)
    assert any("Rättsläget oklart" in one.text_sv for one in rows(product, flags))
    assert period(product, key).state == "met"
    assert rows(product, incidents) == []


def test_t39_a_commitment_after_the_last_day_is_blocked(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.clock.set("2026-12-28 10:00")
    product.work()
    propose(product)
    browser = product.browser("demo-malin")
    address = take_task(browser, DECIDE)
    product.clock.set("2026-12-29 08:00")
    late = browser.post(address, {"decision": "approve", "reason": "Barnfamilj."})
    assert late.status_code == 409
    product.work()
    assert [(c.state, c.result) for c in rows(product, commitments)] == [("too_late", "FOR_SENT")]
    assert period(product, key).state == "missed"
    browser = product.browser("demo-hanna")
    address = take_task(browser, MEASURE)
    assert 'value="commitment"' not in browser.page
    assert "För sent: sista dagen för ett åtagande var" in browser.text()
    forced = {
        "measure": "commitment",
        "commitment_amount": "18 400",
        "commitment_months": "2026-12",
        "economy": "yes",
        **day("commitment_payment_day", "2027-01-04"),
    }
    assert browser.post(address, forced).status_code == 422
    assert len(rows(product, commitments)) == 1
    assert "ekonomiskt bistånd" in browser.text()
    warned = [one.text_sv for one in rows(product, warnings) if one.code == "FOR_SENT"]
    assert len(warned) == 1
    assert "Andra vägar" in warned[0]


def test_t39_a_letter_handed_over_after_the_last_day_is_too_late(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.clock.set("2026-12-28 10:00")
    product.work()
    propose(product)
    decide(product)
    product.clock.set("2026-12-29 08:00")
    hand_over(product)
    assert [(c.state, c.result) for c in rows(product, commitments)] == [("too_late", "FOR_SENT")]
    assert MEASURE in titles(product, "demo-hanna")


def test_t40_a_confirmed_payment_ends_the_clocks_and_two_rents_are_followed(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.clock.set("2026-12-23 09:00")
    product.work()
    act(
        product,
        key,
        "betalning",
        kind="paid",
        is_whole="yes",
        told_by="Uthyraren",
        **day("paid_on", "2026-12-22"),
    )
    assert period(product, key).state == "cancelled"
    assert period(product, key, Kind.EARLIEST_DECISION).state == "cancelled"
    assert [(p.kind, p.paid_day, p.in_time) for p in rows(product, payments)] == [
        ("paid", "2026-12-22", True)
    ]
    assert titles(product, "demo-hanna") == ["Bedöm ärendet"]
    product.clock.set("2027-01-11 09:00")
    product.work()
    do(product, "demo-hanna", FIRST_RENT, {"paid": "yes"})
    product.clock.set("2027-02-15 09:00")
    product.work()
    do(product, "demo-hanna", SECOND_RENT, {"paid": "no"})
    assert "HYRA_OBETALD_IGEN" in codes(product)
    assert titles(product, "demo-hanna") == ["Bedöm ärendet"]
    close_as(product, "O01")
    assert [(c.state, c.outcome) for c in rows(product, cases)] == [("closed", "O01")]
    assert rows(product, incidents) == []
    assert ledger(product).is_whole


def test_t52_a_household_without_children_may_decline(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    do(product, "demo-hanna", MEASURE, {"measure": "declined", "children": "no"})
    assert period(product, key).state == "cancelled"
    assert titles(product, "demo-hanna") == ["Bedöm ärendet"]
    assert [one.ended for one in rows(product, ladders)] == ["settled"]
    close_as(product, "O17")
    assert [(c.state, c.outcome) for c in rows(product, cases)] == [("closed", "O17")]


def test_t52_with_children_the_section_head_reviews_first(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03", children="yes")
    do(product, "demo-hanna", MEASURE, {"measure": "declined", "children": "yes"})
    assert period(product, key).state == "fixed"
    review = "Granska att hushållet tackar nej"
    do(product, "demo-malin", review, {"review": "go_on", "reason": "Barnen är inte hörda."})
    assert MEASURE in titles(product, "demo-hanna")
    do(product, "demo-hanna", MEASURE, {"measure": "declined", "children": "yes"})
    do(product, "demo-malin", review, {"review": "end", "reason": "Barnens situation är bedömd."})
    assert period(product, key).state == "cancelled"


def test_a_commitment_goes_to_the_delegate_of_its_amount(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    propose(product, amount="45 000")
    assert DECIDE not in titles(product, "demo-malin")
    assert DECIDE in titles(product, "demo-ulla")
    address = take_task(product.browser("demo-ulla"), DECIDE)
    assert product.browser("demo-malin").get(address).status_code == 404
    assert product.browser("demo-niklas").get(address).status_code == 404


def test_a_commitment_above_every_head_goes_to_the_committee(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    propose(product, amount="75 000")
    decide(product, "demo-niklas")
    assert [(c.delegate_level, c.state) for c in rows(product, commitments)] == [
        ("committee", "approved")
    ]


def test_a_delegate_cannot_commit_above_her_limit(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    propose(product)
    browser = product.browser("demo-malin")
    address = take_task(browser, DECIDE)
    fields = {"decision": "approve", "reason": "Ränta tillkom.", "amount": "45 000"}
    assert browser.post(address, fields).status_code == 422
    assert "Beloppet ligger över din beloppsgräns" in browser.text()
    assert [c.state for c in rows(product, commitments)] == ["proposed"]


def test_a_refused_commitment_tells_the_landlord_without_reasons(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    propose(product)
    decide(product, decision="refuse")
    told = [one for one in rows(product, letters) if one.kind == "L10"]
    assert [one.state for one in told] == ["sent"]
    assert "Barnfamilj" not in told[0].facts
    assert [(c.state, c.result) for c in rows(product, commitments)] == [("refused", "AVSLAG")]
    assert MEASURE in titles(product, "demo-hanna")


def test_the_next_measure_does_not_wait_for_the_posting_of_a_refusal(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03", sender_email=None)
    do(product, "demo-rut", POSTING, posting(product))
    propose(product)
    decide(product, decision="refuse")
    assert [one.state for one in rows(product, letters) if one.kind == "L10"] == ["handed_over"]
    do(product, "demo-hanna", MEASURE, {"measure": "stopped"})
    assert MEASURE not in titles(product, "demo-hanna")
    do(product, "demo-hanna", POSTING, posting(product))
    assert [one.state for one in rows(product, letters) if one.kind == "L10"] == ["sent"]


def test_a_task_links_no_letter_of_another_task(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03", sender_email=None)
    do(product, "demo-rut", POSTING, posting(product))
    propose(product)
    decide(product, decision="refuse")
    hanna = product.browser("demo-hanna")
    take_task(hanna, LETTER)
    assert "Se brevet" not in hanna.text()
    take_task(hanna, POSTING)
    assert "Se brevet: Besked: inget åtagande" in hanna.text()


def test_what_is_said_of_our_last_day_stays_true_when_it_has_passed(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.at("2026-12-22 09:00")
    assert "SISTA_DAG" in standing(product)
    product.at("2026-12-29 09:00")
    assert "SISTA_DAG" not in standing(product)
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, LAST_DAY)
    assert "I dag är kommunens sista dag" not in hanna.text()
    fields = {"decision": "commitment", "reason": "Nämnden betalar."}
    assert hanna.post(address, fields).status_code == 422
    assert ("För sent" in hanna.text(), "Nämnden betalar." in hanna.page) == (True, True)
    assert hanna.post(address, {**fields, "decision": "none"}).status_code == 303


def standing(product: Product) -> set[str]:
    """The codes of the warnings that stand."""
    return {one.code for one in rows(product, warnings) if one.ended_at is None}


def test_a_commitment_without_an_amount_is_asked_to_be_complemented(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    propose(product, amount="")
    assert [c.result for c in rows(product, commitments)] == ["complement"]
    assert "BELOPP_SAKNAS" in codes(product)


def test_a_commitment_in_time_settles_the_debt(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    propose(product)
    decide(product)
    hand_over(product)
    sent = next(one for one in rows(product, letters) if one.kind == "L09")
    assert sent.state == "sent"
    assert [c.result for c in rows(product, commitments)] == ["ATAGANDE_SKICKAT_I_TID"]
    assert (period(product, key).state, codes(product)) == ("met", set())
    assert MEASURE not in titles(product, "demo-hanna")


@pytest.mark.parametrize(
    ("fields", "state", "flagged"),
    [
        (
            {"kind": "paid", "is_whole": "yes", "accepts": "unknown"},
            "missed",
            "BETALT_EFTER_FRISTEN",
        ),
        ({"kind": "paid", "is_whole": "no"}, "missed", "DELBETALNING"),
    ],
)
def test_a_payment_that_does_not_settle_is_kept_and_flagged(
    product: Product, fields: dict[str, str], state: str, flagged: str
) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.at("2026-12-30 09:00")
    act(product, key, "betalning", told_by="Uthyraren", **fields, **day("paid_on", "2026-12-29"))
    assert period(product, key).state == state
    assert flagged in codes(product)
    assert len(rows(product, payments)) == 1
    assert MEASURE in titles(product, "demo-hanna")


def test_a_late_payment_that_the_landlord_accepts_settles_the_debt(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.at("2026-12-30 09:00")
    paid = {"kind": "paid", "is_whole": "yes", "accepts": "yes", "told_by": "Uthyraren"}
    act(product, key, "betalning", **paid, **day("paid_on", "2026-12-29"))
    assert MEASURE not in titles(product, "demo-hanna")
    assert [p.in_time for p in rows(product, payments)] == [False]


def test_a_payment_that_is_told_of_before_the_notice_is_matched_settles_the_debt(
    product: Product,
) -> None:
    product.clock.set("2026-12-03 09:00")
    facts = {**WHOLE, "arrival_channel": "EPOST", "reached_at": "2026-12-03T09:00"}
    key = receive(product, **facts, service_date="2026-12-03")
    paid = {"kind": "withdrawn", "told_by": "Uthyraren"}
    act(product, key, "betalning", "demo-rut", **paid, **day("paid_on", "2026-12-03"))
    assert settlements(product) == ["waiting"]
    for morning in ("2026-12-05 09:00", "2026-12-07 09:00"):
        product.at(morning)
    match(product)
    assert settlements(product) == ["correlated"]
    assert MEASURE not in titles(product, "demo-hanna")


def test_a_debt_that_is_settled_already_has_nobody_to_tell(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.at("2026-12-30 09:00")
    paid = {"kind": "paid", "is_whole": "yes", "accepts": "yes", "told_by": "Uthyraren"}
    act(product, key, "betalning", **paid, **day("paid_on", "2026-12-29"))
    act(product, key, "betalning", **paid, **day("paid_on", "2026-12-28"))
    assert (len(rows(product, payments)), settlements(product)) == (2, ["correlated"])


def test_a_payment_told_of_an_eviction_leaves_no_message_that_nobody_takes(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-22 09:00")
    match(product)
    with product.database.transaction() as session:
        hanna = staff_member(session, "demo-hanna")
        assert hanna is not None
        paid = ConfirmPayment(key, "paid", "Uthyraren", "2026-12-17", is_whole="yes")
        product.engine.execute(session, paid, hanna)
    assert (len(rows(product, payments)), settlements(product)) == (1, [])


def settlements(product: Product) -> list[str]:
    """What became of the messages that a debt is settled."""
    return [one.state for one in rows(product, messages) if one.name == SETTLED]


def test_a_second_report_that_contradicts_the_first_is_flagged(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.clock.set("2026-12-23 09:00")
    paid = {"kind": "paid", "is_whole": "yes", "told_by": "Uthyraren"}
    act(product, key, "betalning", **paid, **day("paid_on", "2026-12-22"))
    act(product, key, "betalning", **paid, **day("paid_on", "2026-12-21"))
    assert "MOTSTRIDIG_BETALNING" in codes(product)
    assert [p.paid_day for p in rows(product, payments)] == ["2026-12-22", "2026-12-21"]


def test_a_commitment_begins_with_what_the_notice_says_and_is_paid_on_a_day_to_come(
    product: Product,
) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, MEASURE)
    assert 'value="18400"' in hanna.page
    assert 'value="2026-02, 2026-03"' in hanna.page
    terms = {
        "measure": "commitment",
        "commitment_amount": "9 000",
        "commitment_months": "2026-02",
        "economy": "yes",
    }
    passed = {**terms, **day("commitment_payment_day", "2020-12-01")}
    assert hanna.post(address, passed).status_code == 422
    assert "Betalningsdagen har redan passerat" in hanna.text()
    assert (rows(product, commitments), 'value="9 000"' in hanna.page) == ([], True)
    to_come = terms | day("commitment_payment_day", "2026-12-03")
    assert hanna.post(address, to_come).status_code == 303
    product.work()
    assert "ATAGANDE_UNDER_SKULDEN" in codes(product)
    malin = product.browser("demo-malin")
    address = take_task(malin, DECIDE)
    wrong = {"decision": "approve", "reason": "Barn.", **day("payment_day", "2020-12-01")}
    assert malin.post(address, wrong).status_code == 422
    assert [c.state for c in rows(product, commitments)] == ["proposed"]


def test_what_the_notice_says_of_the_debt_hinders_no_other_measure(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    unseen = {"commitment_amount": "18400", "commitment_months": "2026-02, 2026-03"}
    do(product, "demo-hanna", MEASURE, {"measure": "other", **unseen})
    assert "commitment_amount" not in rows(product, measures)[-1].facts


def test_a_payment_to_come_is_asked_again_and_a_right_report_settles_the_flags(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.at("2026-12-30 09:00")
    paid = {"kind": "paid", "is_whole": "yes", "told_by": "Uthyraren", "amount": "18 400"}
    browser = product.browser("demo-hanna")
    address = f"/anmalningar/{key}/gor/betalning"
    assert browser.get(address).status_code == 200
    assert browser.post(address, paid | day("paid_on", "2030-01-01")).status_code == 422
    assert rows(product, payments) == []
    part = {**paid, "amount": "5 000", "is_whole": "no"}
    act(product, key, "betalning", **part, **day("paid_on", "2026-12-29"))
    late = {"BETALT_EFTER_FRISTEN", "DELBETALNING"}
    assert late <= codes(product)
    act(product, key, "betalning", **paid, **day("paid_on", "2026-12-22"))
    assert codes(product) & (late | {"MOTSTRIDIG_BETALNING"}) == {"MOTSTRIDIG_BETALNING"}
    assert ledger(product).is_whole


def test_a_plan_settles_nothing_without_a_written_waiver(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    plan = {"measure": "plan", "plan": "1 000 kr i månaden", "plan_waiver": "asked"}
    do(product, "demo-hanna", MEASURE, plan)
    assert period(product, key).state == "fixed"
    act(product, key, "betalning", kind="plan_accepted", waived="no", told_by="Uthyraren")
    assert "PLAN_UTAN_AVSTAENDE" in codes(product)
    act(product, key, "betalning", kind="plan_accepted", waived="yes", told_by="Uthyraren")
    assert period(product, key).state == "cancelled"


def test_several_tenants_have_a_service_each(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", other_tenants="Bo Prov", service_date="2026-12-03")
    assert period(product, key).state == "preliminary"
    product.clock.set("2026-12-08 09:00")
    told = {"tenant": "2", "told_by": "Uthyraren", **day("served_on", "2026-12-07")}
    act(product, key, "delgivning", **told)
    assert (period(product, key).state, period(product, key).legal_day) == ("fixed", "2026-12-28")
    act(product, key, "delgivning", **{**told, **day("served_on", "2026-12-08")})
    assert "MOTSTRIDIG_DELGIVNING" in codes(product)
    assert period(product, key).legal_day == "2026-12-29"


def test_the_case_page_says_the_last_day_and_how_it_was_counted(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    product.clock.set("2026-12-08 09:00")
    act(
        product,
        key,
        "delgivning",
        tenant="1",
        told_by="Uthyraren",
        **day("served_on", "2026-12-07"),
    )
    browser = product.browser("demo-hanna")
    browser.get("/arenden")
    browser.get(browser.links('/arenden/[^/"]+')[0])
    said = browser.text()
    for words in (
        "Frister",
        "om 20 dagar",
        "12 kap. 44 §",
        "Så räknades det förut",
        "Flaggor",
        "Mer att göra",
        "Rapportera delgivningsdag",
    ):
        assert words in said, words


def test_a_preliminary_end_that_has_passed_hinders_no_commitment_and_says_what_is_not_known(
    product: Product,
) -> None:
    """Without the day of service the counted day is a lower bound (domain 6.3), no end in law."""
    key = arrive(product, "2026-12-03 09:00", service_date=None)
    assert period(product, key).state == "preliminary"
    product.at("2026-12-29 09:00")
    assert period(product, key).state == "preliminary"
    propose(product)
    decide(product)
    hand_over(product)
    assert [(c.state, c.result) for c in rows(product, commitments)] == [
        ("sent", "ATAGANDE_FRIST_OKAND")
    ]
    assert "ATAGANDE_OSAKER_FRIST" in codes(product)

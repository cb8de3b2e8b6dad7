"""Notices of every type, whole or defective, as the vectors of domain 8.4 and section 2 tell."""

from __future__ import annotations

import pytest

from cases.law.deadlines import Kind
from cases.tables.letter_models import letters
from cases.tables.models import cases, persons
from tests.product import Product
from tests.steps import close, do, ledger, match, post_by_hand, receive, rows, suggested
from tests.vectors.intake import (
    APPLICATION,
    DISTURBANCE,
    arrive,
    case_of,
    day,
    flags,
    limit,
    nothing_failed,
    read,
    running,
)

FIRST_CONTACT = {
    "safety": "no_sign",
    "result": "two_way",
    "children": "no",
    "situation": "Hushållet vill ha hjälp.",
    "plan": "Möte på torsdag.",
}
CALM = {"state": "calm", "situation": "Lugnt hos grannarna."}
SERIOUS = {
    "safety": "no_sign",
    "result": "two_way",
    "information": ["contest", "legal_help"],
    "plan": "Vi ringer jurist.",
}


def test_t22_an_application_without_an_earlier_notice_is_flagged_and_confirmed(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-07 09:00", **APPLICATION)
    match(product)
    assert (read(product, key).type_code, read(product, key).track) == ("U30", "kfm_application")
    assert "INGEN_TIDIGARE_UNDERRATTELSE" in flags(product, key)
    assert [one.kind for one in rows(product, letters)] == ["L02"]
    assert limit(product, key, Kind.SAME_DAY_CONFIRMATION) is None
    assert case_of(product, key).priority == 2

    answers = {"stage": "served", "told_household": "yes", "plan": "Frågat hyresvärden."}
    served = day("order_served_on", "2026-12-03")
    do(product, "demo-hanna", "Gå igenom ansökan", {**answers, **served})
    answer_by = limit(product, key, Kind.ANSWER_AT_KFM)
    assert answer_by is not None
    assert answer_by.legal_day == "2026-12-17"
    assert nothing_failed(product)


def test_an_application_is_linked_to_the_landlords_notice_before_it(product: Product) -> None:
    arrive(product, "2026-12-01 09:00")
    match(product)
    key = arrive(product, "2026-12-07 09:00", **APPLICATION)
    match(product, suggested(product))
    assert "INGEN_TIDIGARE_UNDERRATTELSE" not in flags(product, key)
    answers = {"stage": "withdrawn", "told_household": "yes", "plan": "Inget mer."}
    do(product, "demo-hanna", "Gå igenom ansökan", answers)
    assert "kfm_application" not in running(product, key)


def test_t25_a_disturbance_has_local_times_only_and_is_followed_up_twice(product: Product) -> None:
    key = arrive(product, "2026-12-07 10:00", **DISTURBANCE)
    match(product)
    assert read(product, key).type_code == "U20"
    assert case_of(product, key).priority == 3
    assert limit(product, key, Kind.RECOVERY_PERIOD) is None
    first = limit(product, key, Kind.DISTURBANCE_FIRST_ATTEMPT)
    visit = limit(product, key, Kind.DISTURBANCE_VISIT)
    assert first is not None
    assert visit is not None
    assert (first.legal_day, visit.legal_day) == ("2026-12-09", "2026-12-14")

    do(product, "demo-hanna", "Ta första kontakten", FIRST_CONTACT)
    product.clock.set("2026-12-21 09:00")
    product.work()
    do(product, "demo-hanna", "Följ upp efter 14 dagar", CALM)
    product.clock.set("2027-01-07 09:00")
    product.work()
    do(product, "demo-hanna", "Följ upp efter 30 dagar", CALM)
    assert "disturbance" not in running(product, key)
    assert nothing_failed(product)


def test_a_late_first_contact_is_told_to_the_section_head(product: Product) -> None:
    key = arrive(product, "2026-12-07 10:00", **DISTURBANCE)
    match(product)
    product.clock.set("2026-12-10 08:00")
    product.work()
    page = product.browser("demo-malin")
    page.get("/inkorg")
    assert "Ingen första kontakt är antecknad" in page.text()
    do(product, "demo-hanna", "Ta första kontakten", FIRST_CONTACT)
    page.get("/inkorg")
    assert "Ingen första kontakt är antecknad" not in page.text()
    assert "disturbance" in running(product, key)


def test_t26_a_termination_for_serious_disturbance_is_for_today_and_has_no_recovery_period(
    product: Product,
) -> None:
    key = arrive(
        product, "2026-12-07 10:00", **{**DISTURBANCE, "is_terminated": "yes", "tenure": "sublet"}
    )
    match(product)
    assert read(product, key).type_code == "U22"
    assert case_of(product, key).priority == 1
    assert limit(product, key, Kind.RECOVERY_PERIOD) is None
    urgent = limit(product, key, Kind.URGENT_CONTACT)
    assert urgent is not None
    assert urgent.legal_day == "2026-12-07"
    assert "KRAV_PA_TIDIGARE_UNDERRATTELSE" in flags(product, key)
    do(product, "demo-hanna", "Agera i dag", SERIOUS)
    assert "disturbance" not in running(product, key)


def test_t28_an_amount_that_differs_from_its_months_is_flagged_and_the_period_runs(
    product: Product,
) -> None:
    key = arrive(
        product,
        "2026-03-03 10:15",
        amount=1_840_000,
        arrears_months=["2026-01", "2026-02"],
        monthly_rent=840_000,
        service_date="2026-03-02",
    )
    match(product)
    assert "RH 1995:34" in flags(product, key)["JURIDISK_FLAGGA:amount"].text_sv
    period = limit(product, key, Kind.RECOVERY_PERIOD)
    assert period is not None
    assert period.legal_day == "2026-03-24"


def test_t29_a_missing_number_of_rooms_is_a_warning_only(product: Product) -> None:
    key = receive(product)
    found = flags(product, key)
    assert "NJA 1985 s. 586" in found["VARNING:rooms"].text_sv
    assert not [code for code in found if code.startswith("STOPP")]


@pytest.mark.parametrize("field", ["tenant_name", "dwelling_street", "sender_name"])
def test_a_notice_that_lacks_what_it_is_about_is_registered_flagged_and_shown(
    product: Product, field: str
) -> None:
    key = receive(product, **{field: None})
    assert f"STOPP:{field}" in flags(product, key)
    browser = product.browser("demo-rut")
    assert browser.get(f"/anmalningar/{key}").status_code == 200
    match(product)
    assert case_of(product, key).state == "open"
    assert nothing_failed(product)


def test_a_notice_with_nothing_at_all_in_it_reaches_the_registrar(product: Product) -> None:
    names = ("sender_kind", "sender_name", "sender_email", "tenant_name", "premises", "tenure")
    more = ("tenant_personal_number", "dwelling_street", "dwelling_postal_code", "dwelling_town")
    rest = ("apartment_number", "ground", "is_terminated")
    key = receive(product, **dict.fromkeys((*names, *more, *rest)))
    assert read(product, key).type_code == "manual"
    match(product)
    assert case_of(product, key).state == "open"
    assert nothing_failed(product)


def test_t34_a_home_in_another_municipality_is_sent_on_without_a_case(product: Product) -> None:
    key = arrive(product, "2026-12-07 09:00", dwelling_postal_code="232 31")
    assert read(product, key).type_code == "U90"
    match(product, "misdirected", misdirected_reason="other_municipality")
    forward = {"action": "forward", "other_municipality": "Burlövs kommun"}
    do(product, "demo-rut", "Vidarebefordra eller återsänd", forward)
    product.clock.set("2026-12-07 11:00")
    do(
        product,
        "demo-rut",
        "Ange när brevet lämnades",
        {
            **day("sent_on", "2026-12-07"),
            "sent_at": "09:10",
            "way": "letter",
            "sent_by": "Rut",
        },
    )
    assert rows(product, cases) == []
    assert limit(product, key, Kind.RECOVERY_PERIOD) is None
    assert forwarding_of(product, key) == ("2026-12-07", "met")
    written = [(one.kind, one.state) for one in rows(product, letters)]
    assert written == [("L04", "sent"), ("L16", "sent"), ("L16", "sent")]
    assert len(product.mails()) == 2


def forwarding_of(product: Product, key: str) -> tuple[str | None, str]:
    found = limit(product, key, Kind.FORWARDING)
    assert found is not None
    return found.legal_day, found.state


def test_t34_what_is_misdirected_is_due_the_weekday_that_it_came_until_the_letter_is_proved(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-06 09:00", dwelling_postal_code="232 31")
    match(product, "misdirected", misdirected_reason="other_municipality")
    assert forwarding_of(product, key) == ("2026-12-07", "fixed")
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    assert "måndag 7 december 2026" in rut.text()
    rut.get(f"/anmalningar/{key}")
    assert "Vidarebefordran samma vardag som den felsända underrättelsen kom" in rut.text()
    product.clock.set("2026-12-08 09:00")
    forward = {"action": "forward", "other_municipality": "Burlövs kommun"}
    do(product, "demo-rut", "Vidarebefordra eller återsänd", forward)
    assert forwarding_of(product, key) == ("2026-12-07", "fixed")
    product.clock.set("2026-12-08 10:00")
    post_by_hand(product)
    assert forwarding_of(product, key) == ("2026-12-07", "missed")


def test_t35_a_parking_space_is_no_home(product: Product) -> None:
    key = receive(product, premises="other")
    assert read(product, key).type_code == "U90"
    match(product, "misdirected", misdirected_reason="not_a_home")
    do(product, "demo-rut", "Vidarebefordra eller återsänd", {"action": "told"})
    assert forwarding_of(product, key)[1] == "met"
    assert rows(product, cases) == []
    assert running(product, key) == []


def test_where_the_home_is_unclear_the_notice_is_kept(product: Product) -> None:
    key = receive(product, dwelling_postal_code=None)
    assert read(product, key).type_code == "U10"


def test_a_registrar_puts_the_type_right_and_then_matches(product: Product) -> None:
    key = receive(product, tenure="municipal_contract")
    assert read(product, key).type_code == "manual"
    match(product, "reclassify", type_code="U10")
    assert read(product, key).type_code == "U10"
    match(product)
    assert read(product, key).track == "unpaid_rent"
    assert limit(product, key, Kind.RECOVERY_PERIOD) is not None


def test_a_type_put_right_to_the_time_of_an_eviction_begins_the_same_day_duty(
    product: Product,
) -> None:
    key = receive(product, **{**APPLICATION, "kfm_document": None})
    assert limit(product, key, Kind.SAME_DAY_CONFIRMATION) is None
    match(product, "reclassify", type_code="U31")
    assert limit(product, key, Kind.SAME_DAY_CONFIRMATION) is not None
    assert "confirm_same_day" in running(product, key)


def test_a_closed_case_is_opened_again_by_a_notice_within_ninety_days(product: Product) -> None:
    receive(product, sender_kind="household", ground="other")
    match(product)
    close(product)
    product.work()
    key = receive(product, sender_kind="household", ground="other")
    match(product, suggested(product))
    (only,) = rows(product, cases)
    assert (only.state, only.outcome, only.closed_at) == ("open", None, None)
    assert "main_case" in running(product, only.public_id)
    assert case_of(product, key).id == only.id
    assert ledger(product).is_whole


def test_a_case_closed_long_ago_stays_closed_and_a_new_one_is_opened(product: Product) -> None:
    arrive(product, "2026-01-12 09:00", sender_kind="household", ground="other")
    match(product)
    close(product)
    key = arrive(product, "2026-04-20 09:00", sender_kind="household", ground="other")
    match(product, suggested(product))
    assert [one.state for one in rows(product, cases)] == ["closed", "open"]
    assert case_of(product, key).state == "open"


def test_a_notice_like_two_open_cases_is_flagged_and_the_registrar_chooses(
    product: Product,
) -> None:
    for _ in range(2):
        receive(product, sender_kind="household", ground="other")
        match(product)
    key = receive(product)
    assert "TVA_ARENDEN" in flags(product, key)
    match(product, suggested(product))
    assert case_of(product, key).state == "open"


def test_days_that_cannot_be_right_are_taken_and_flagged_in_words(product: Product) -> None:
    key = arrive(product, "2026-12-07 09:00", service_date="2026-12-20")
    assert "efter i dag" in flags(product, key)["VARNING:service_date"].text_sv
    time = {**APPLICATION, "kfm_document": "time", "eviction_at": "2026-11-01T09:00"}
    past = arrive(product, "2026-12-07 09:05", **time)
    assert "redan passerat" in flags(product, past)["VARNING:eviction_date"].text_sv
    match(product)
    match(product)
    assert nothing_failed(product)


def test_facts_of_any_shape_by_another_door_never_stop_a_notice(product: Product) -> None:
    odd = {
        "tenure": "castle",
        "ground": "whim",
        "sender_kind": "KFM",
        "amount": "mycket",
        "service_date": "i går",
        "arrears_months": "alla",
        "tenant_personal_number": "198505152383",
        "children": "ja",
        "kfm_document": "brev",
        "tenants": ["Åsa", {"name": 5}, None],
    }
    key = receive(product, **odd)
    assert read(product, key).type_code == "manual"
    match(product)
    assert nothing_failed(product)


def test_t31_a_number_with_a_wrong_check_digit_is_kept_unconfirmed_and_not_used(
    product: Product,
) -> None:
    key = receive(product, tenant_personal_number={"value": "198505152383", "confirmed": False})
    assert "obekräftat" in flags(product, key)["VARNING:tenant_personal_number"].text_sv
    match(product)
    (tenant,) = rows(product, persons)
    assert (tenant.personal_number, tenant.number_confirmed) == (None, False)
    assert read(product, key).facts["tenant_personal_number"]["value"] == "198505152383"


def test_t32_a_coordination_number_is_taken_as_a_number(product: Product) -> None:
    receive(product, tenant_personal_number={"value": "199001752386", "confirmed": True})
    match(product)
    (tenant,) = rows(product, persons)
    assert (tenant.personal_number, tenant.number_confirmed) == ("199001752386", True)

"""The duty to confirm an eviction's time the same day (SOF 11:3), as the vectors of domain 8.4."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import date

import pytest
from sqlalchemy import select

from cases import roster
from cases.law import references as law
from cases.notice import receiving_authority
from cases.same_day import IN_TIME, LATE
from cases.tables.letter_models import letters
from cases.tables.models import cases, notices
from cases.tables.models import persons as person_rows
from cases.tables.office_models import confirmations, deviations, warnings
from engine.models import incidents, process_instances
from tests.product import Product, take_task
from tests.steps import do, ledger, match, receive, rows
from tests.vectors.same_day import (
    APPROVE,
    BOTH,
    POSTING,
    REASON,
    SEND,
    TAKE_OVER,
    arrive,
    ask_again,
    automatic,
    duty,
    letter,
    limit,
    missed,
    open_warnings,
    opened,
    post,
    send,
)

FRIDAY = "2026-12-18 18:40"
CHRISTMAS_EVE = "2026-12-24 23:50"


def known_unprotected(product: Product) -> None:
    """An earlier notice has made the tenant known, and she is not protected."""
    receive(product)
    match(product)
    with product.database.transaction() as session:
        session.execute(person_rows.update().values(protection="none"))


def on_duty(product: Product, key: str, who: str, day: str) -> None:
    with product.database.transaction() as session:
        people = roster.candidates(session, receiving_authority(session))
        staff_id = next(one.id for one in people if one.public_id == who)
        roster.set_officer(
            session,
            receiving_authority(session),
            date.fromisoformat(day),
            staff_id,
            "staff:demo-malin",
            product.clock(),
        )


def test_t16_with_the_boards_decision_both_letters_go_by_themselves_on_a_friday_evening(
    product: Product,
) -> None:
    known_unprotected(product)
    before = len(product.mails())
    automatic(product)
    on_duty(product, "", "demo-hanna", "2026-12-18")
    key = arrive(product, FRIDAY)

    assert limit(product, key).legal_day == "2026-12-18"
    assert letter(product, "L02").state == "sent"
    assert json.loads(letter(product, "L02").facts)["responsible_officer"] == "Hanna Handell"
    assert len(product.mails()) == before + 1
    assert duty(product, key).result_physical == duty(product, key).result_legal == IN_TIME
    # She is known not to be protected: the copy has gone to digital mail, which answers later.
    assert letter(product, "L03").state == "queued"
    assert letter(product, "L03").channel == "digital_mail"
    assert rows(product, notices)[-1].case_id is None


def test_t16_sent_on_monday_is_late_by_both_days_and_a_deviation(product: Product) -> None:
    key = arrive(product, FRIDAY)
    assert product.mails() == []
    product.at("2026-12-19 00:00")
    assert limit(product, key).state == "missed"
    product.at("2026-12-21 08:00")
    send(product)
    post(product, "2026-12-21 08:00")

    done = duty(product, key)
    assert (done.result_physical, done.result_legal) == (LATE, LATE)
    assert (done.copy_result_physical, done.copy_result_legal) == (LATE, LATE)
    assert missed(product) == ["C1_MISSAD"]
    assert open_warnings(product) == []
    assert ledger(product).is_whole


def test_t18_post_opened_on_monday_is_in_time_by_the_day_in_hand_and_late_by_the_legal_day(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-21 08:10", arrival_channel="POST", reached_at="2026-12-21T08:10")
    row = rows(product, notices)[-1]
    assert (row.arrival_day, row.physical_day) == ("2026-12-18", "2026-12-21")
    assert limit(product, key).legal_day == "2026-12-21"
    product.clock.set("2026-12-21 09:00")
    send(product)
    post(product, "2026-12-21 09:00")

    done = duty(product, key)
    assert (done.result_physical, done.result_legal) == (IN_TIME, LATE)
    assert limit(product, key).state == "met"
    assert missed(product) == []


def test_t19_christmas_eve_is_no_exception_and_the_day_does_not_move(product: Product) -> None:
    on_duty(product, "", "demo-henrik", "2026-12-24")
    key = arrive(product, "2026-12-24 11:00")
    assert limit(product, key).legal_day == "2026-12-24"
    assert json.loads(letter(product, "L02").facts)["responsible_officer"] == "Henrik Hansson"
    product.at("2026-12-25 00:00")
    assert limit(product, key).state == "missed"


def test_t20_a_removal_is_confirmed_to_kronofogden_alone(product: Product) -> None:
    key = arrive(product, "2026-12-07 10:00", measure="removal", children="yes")
    assert rows(product, notices)[-1].type_code == "U35"
    browser = product.browser("demo-jamila")
    take_task(browser, SEND)
    assert "Ingen kopia krävs: avlägsnande" in browser.text()
    assert "Vänta med kopian" not in browser.text()
    send(product, copy="not_needed", protection="")

    assert [one.kind for one in rows(product, letters)] == ["L02"]
    assert duty(product, key).result_physical == IN_TIME
    assert limit(product, key).state == "met"


def test_t33_a_protected_tenant_is_confirmed_without_an_address_and_copied_by_an_approved_channel(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-18 09:05")
    match(product)
    send(product, copy="wait", protection="marked")
    assert letter(product, "L02").state == "sent"
    assert rows(product, cases)[-1].sealed
    assert "Exempelgatan" not in letter(product, "L02").facts
    assert "Exempelgatan" not in "".join(product.mails())

    reason = "Folkbokföringen visar sekretessmarkering. Överlämnas vid avtalat möte."
    browser = opened(product)
    address = take_task(browser, APPROVE)
    asked = {"protection": "marked", "channel": "digital_mail", "reason": reason}
    assert browser.post(address, asked).status_code == 422
    assert "Digital post får inte användas" in browser.text()
    browser.get(address)
    assert browser.post(address, {**asked, "channel": "by_hand"}).status_code == 303
    product.work()
    copy = letter(product, "L03")
    assert json.loads(copy.facts)["recipient"]["address"] is None
    assert (copy.state, copy.channel) == ("handed_over", "by_hand")
    post(product, "2026-12-18 09:05", browser)
    assert duty(product, key).copy_result_physical == IN_TIME
    assert limit(product, key).state == "met"


def test_t33_protection_found_before_the_match_seals_the_case_at_the_match(
    product: Product,
) -> None:
    arrive(product, "2026-12-18 09:05")
    send(product, copy="wait", protection="marked")
    match(product)
    assert [case.sealed for case in rows(product, cases)] == [True]
    assert rows(product, person_rows)[-1].protection == "marked"
    hanna = product.browser("demo-hanna")
    assert hanna.get(f"/arenden/{rows(product, cases)[-1].public_id}").status_code == 404


def test_t51_the_letter_names_the_paragraph_in_force_on_the_day_of_the_notice(
    product: Product,
) -> None:
    for day, paragraph in (
        ("2025-06-20", "socialtjänstförordningen (2001:937) 5 kap. 4 §"),
        ("2025-07-02", "socialtjänstförordningen (2025:468) 11 kap. 3 §"),
    ):
        arrive(product, f"{day} 10:00", tenant_name=day)
        assert json.loads(letter(product, "L02").facts)["law_reference"] == paragraph
        assert law.printable("SOF 11:3", date.fromisoformat(day)) == paragraph


@pytest.mark.parametrize(
    ("at", "result", "state"),
    [("2026-12-24 23:55", IN_TIME, "met"), ("2026-12-25 00:05", LATE, "missed")],
)
def test_a_time_that_comes_ten_minutes_before_midnight_on_christmas_eve(
    product: Product, at: str, result: str, state: str
) -> None:
    key = arrive(product, CHRISTMAS_EVE)
    assert open_warnings(product) == []
    product.at(at)
    send(product)
    post(product, at)
    assert duty(product, key).result_physical == result
    assert duty(product, key).copy_result_physical == result
    assert limit(product, key).state == state
    assert missed(product) == ([] if result == IN_TIME else ["C1_MISSAD"])


def test_warnings_come_in_order_and_the_last_hour_is_the_section_heads(product: Product) -> None:
    key = arrive(product, "2026-12-24 11:00")
    assert open_warnings(product) == []
    product.at("2026-12-24 12:00")
    assert open_warnings(product) == ["SAMMA_DAG_1"]
    product.at("2026-12-24 15:00")
    assert open_warnings(product) == ["SAMMA_DAG_2"]
    product.at("2026-12-24 23:00")
    assert open_warnings(product) == ["SAMMA_DAG_SISTA"]
    do(product, "demo-malin", TAKE_OVER, {"who": "self"})
    product.at("2026-12-25 00:00")
    assert open_warnings(product) == ["SAMMA_DAG_SLUT"]
    raised = {row.audience for row in rows(product, warnings)}
    assert raised == {"duty_officer:reception", "manager:north", "manager:south"}
    assert {row.about for row in rows(product, warnings)} == {key}


def test_warnings_that_have_passed_when_the_notice_is_registered_are_left_out(
    product: Product,
) -> None:
    arrive(product, "2026-12-24 16:00", reached_at="2026-12-24T08:00")
    assert open_warnings(product) == []
    product.at("2026-12-24 22:59")
    assert open_warnings(product) == []
    product.at("2026-12-24 23:00")
    assert open_warnings(product) == ["SAMMA_DAG_SISTA"]


def test_a_warning_stands_in_the_inbox_and_names_nobody_but_the_officer(product: Product) -> None:
    arrive(product, "2026-12-24 11:00")
    product.at("2026-12-24 12:00")
    for who in ("demo-jamila", "demo-malin", "demo-rut"):
        browser = product.browser(who)
        browser.get("/inkorg")
        assert "Bekräftelsen till Kronofogden för underrättelse" in browser.text()
        assert "före midnatt torsdag 24 december 2026" in browser.text()
        assert "Åsa" not in browser.text()
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    assert "före midnatt" not in hanna.text()


def test_what_warns_after_midnight_says_only_what_is_still_missing(product: Product) -> None:
    arrive(product, "2026-12-24 22:00")
    product.at("2026-12-25 00:07")
    jamila = product.browser("demo-jamila")
    take_task(jamila, SEND)
    assert "ska få bekräftelsen i dag" not in jamila.text()
    assert "Skicka ändå, och ange orsaken." in open_text(product)
    send(product)
    assert "Kopian till den som ska avhysas" in open_text(product)
    do(product, "demo-jamila", REASON, {"reason": "Underrättelsen kom sent."})
    assert "Skicka ändå. Ansvarig:" in open_text(product)
    post(product, "2026-12-25 00:07")
    assert open_warnings(product) == []


def open_text(product: Product) -> str:
    """What the open warnings say."""
    return " ".join(one.text_sv for one in rows(product, warnings) if one.ended_at is None)


def test_the_task_to_take_over_goes_away_when_the_letters_are_proved(product: Product) -> None:
    key = arrive(product, "2026-12-24 22:00")
    product.at("2026-12-24 23:00")
    send(product)
    post(product, "2026-12-24 23:00")
    assert limit(product, key).state == "met"
    browser = product.browser("demo-malin")
    browser.get("/inkorg")
    assert TAKE_OVER not in browser.text()
    states = {row.state for row in rows(product, process_instances) if row.business_key == key}
    assert states == {"completed", "running"}  # The match still waits for the registrar.


def test_a_letter_in_the_print_folder_is_not_sent_until_its_posting_is_stated(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-18 09:00")
    send(product, copy="print")
    assert duty(product, key).confirmed_at is not None
    assert (letter(product, "L03").state, duty(product, key).copied_at) == ("handed_over", None)
    product.at("2026-12-19 00:00")
    assert limit(product, key).state == "missed"
    # Posted in time and stated late: the proof counts, and the deviation stands all the same.
    post(product, "2026-12-18 16:00")
    assert duty(product, key).copy_result_physical == IN_TIME
    assert missed(product) == ["C1_MISSAD"]


def test_the_letter_goes_without_any_registrar(product: Product) -> None:
    key = arrive(product, FRIDAY)
    send(product)
    assert duty(product, key).result_physical == IN_TIME
    assert rows(product, cases) == []


def test_automatic_with_unknown_protection_sends_the_confirmation_and_lets_the_copy_wait(
    product: Product,
) -> None:
    automatic(product)
    key = arrive(product, FRIDAY)
    assert letter(product, "L02").state == "sent"
    assert letter(product, "L03").state == "prepared"
    fields = {"protection": "none", "channel": "print", "reason": "Sökt i folkbokföringen."}
    do(product, "demo-jamila", APPROVE, fields)
    post(product, FRIDAY)
    assert limit(product, key).state == "met"


def test_a_switch_without_a_decision_of_the_board_is_no_switch(product: Product) -> None:
    automatic(product, decision=" ")
    arrive(product, FRIDAY)
    assert letter(product, "L02").state == "prepared"


def test_a_copy_does_not_go_before_the_protection_is_checked(product: Product) -> None:
    arrive(product, FRIDAY)
    browser = product.browser("demo-jamila")
    address = take_task(browser, SEND)
    for protection in ("unknown", "marked"):
        answer = browser.post(address, {**BOTH, "protection": protection})
        assert answer.status_code == 422
        assert "Kopian får vänta" in browser.text()
        browser.get(address)
    assert product.mails() == []


def test_a_call_is_no_proof(product: Product) -> None:
    arrive(product, FRIDAY)
    send(product)
    browser = product.browser("demo-jamila")
    address = take_task(browser, POSTING)
    fields = {"way": "phone", "sent_at": "18.40", "sent_by": "Jamila"}
    days = {"sent_on-day": "18", "sent_on-month": "12", "sent_on-year": "2026"}
    assert browser.post(address, {**fields, **days}).status_code == 422
    assert "Ett samtal räknas inte." in browser.text()
    assert letter(product, "L03").state == "handed_over"


def test_a_known_protection_is_not_taken_away_by_whoever_sends(product: Product) -> None:
    receive(product)
    match(product)
    with product.database.transaction() as session:
        session.execute(person_rows.update().values(protection="marked"))
    before = len(product.mails())
    arrive(product, FRIDAY)
    browser = product.browser("demo-jamila")
    assert browser.post(take_task(browser, SEND), BOTH).status_code == 422
    assert "Personen har skyddade uppgifter sedan tidigare." in browser.text()
    assert {row.protection for row in rows(product, person_rows)} == {"marked"}
    assert len(product.mails()) == before


def test_a_day_without_a_name_falls_to_somebody_by_rule(product: Product) -> None:
    key = arrive(product, "2027-06-25 10:00")
    with product.database.reading() as session:
        row = session.execute(select(confirmations)).one()
    assert row.chosen_by_rule == "duty_officer"
    assert json.loads(letter(product, "L02").facts)["responsible_officer"] == "Jamila Jourén"
    assert duty(product, key).officer_id == row.officer_id


def test_the_reason_of_a_deviation_is_given_once_and_never_changed(product: Product) -> None:
    arrive(product, CHRISTMAS_EVE)
    product.at("2026-12-25 00:00")
    do(product, "demo-jamila", REASON, {"reason": "Jouren nåddes inte."})
    assert [row.reason for row in rows(product, deviations)] == ["Jouren nåddes inte."]
    browser = product.browser("demo-jamila")
    browser.get("/inkorg")
    assert REASON not in browser.text()
    assert ledger(product).is_whole


def test_a_message_that_is_delivered_twice_gives_one_duty(product: Product) -> None:
    key = arrive(product, FRIDAY)
    ask_again(product, key)
    assert rows(product, incidents) == []
    assert len(rows(product, confirmations)) == 1
    assert [one.kind for one in rows(product, letters)] == ["L02", "L03"]
    send(product)
    assert len(product.mails()) == 1


def test_a_new_time_is_a_new_duty_of_its_own(product: Product) -> None:
    first = arrive(product, FRIDAY)
    send(product)
    later = arrive(
        product, "2026-12-22 10:00", kfm_document="changed_time", eviction_at="2027-02-02T09:00"
    )
    assert rows(product, notices)[-1].type_code == "U32"
    assert limit(product, later).legal_day == "2026-12-22"
    assert duty(product, later).confirmed_at is None
    assert duty(product, first).confirmed_at is not None


def test_a_match_that_is_undone_leaves_the_duty_running_and_sends_nothing_twice(
    product: Product,
) -> None:
    key = arrive(product, FRIDAY)
    match(product)
    send(product, copy="print")
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{key}")
    undone = rut.post(f"/anmalningar/{key}/angra-koppling", {"reason": "Fel hushåll."})
    assert undone.status_code == 303
    product.work()
    match(product)
    assert len(product.mails()) == 1
    post(product, FRIDAY)
    assert limit(product, key).state == "met"
    assert [one.kind for one in rows(product, letters)].count("L02") == 1
    assert ledger(product).is_whole


def test_a_mail_that_is_sent_after_midnight_is_dated_when_it_was_sent(product: Product) -> None:
    arrive(product, CHRISTMAS_EVE)
    product.at("2026-12-25 00:07")
    send(product)
    mail = email.message_from_string(product.mails()[-1], policy=email.policy.default)
    assert mail["Date"].datetime == product.clock().replace(microsecond=0)

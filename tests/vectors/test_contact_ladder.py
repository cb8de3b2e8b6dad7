"""The contact ladder: its order, its end at contact, and never after our own last day."""

from __future__ import annotations

from sqlalchemy import update

from cases.law.calendar import local_day
from cases.tables.letter_models import letters
from cases.tables.models import persons
from cases.tables.track_models import contact_attempts, ladders
from engine.models import incidents
from tests.product import Product, take_task
from tests.steps import POSTING, act, do, match, posting, receive, rows, suggested
from tests.vectors.arrears import ATTEMPT, LETTER, NO_CONTACT, WHOLE, arrive, titles

TAPPED = {"letter": "L01", "channel": "by_hand"}


def taken(product: Product) -> list[tuple[str, str]]:
    """Each attempt as step and result."""
    return [(one.step, one.result) for one in rows(product, contact_attempts)]


def attempt(product: Product, result: str, **more: str) -> None:
    do(product, "demo-hanna", ATTEMPT, {"result": result, **more})


def skip_letter(product: Product) -> None:
    do(product, "demo-hanna", LETTER, {"letter": "none", "reason": "Brevet har redan gått."})


def test_each_step_comes_on_its_day_and_ends_at_two_way_contact(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    assert LETTER in titles(product, "demo-hanna")
    skip_letter(product)
    assert ATTEMPT not in titles(product, "demo-hanna")
    for at, result in (("12-04", "answer"), ("12-07", "no_answer"), ("12-08", "two_way")):
        product.at(f"2026-{at} 09:00")
        attempt(product, result)
    assert taken(product) == [
        ("letter", "skipped"),
        ("sms", "answer"),
        ("phone_1", "no_answer"),
        ("phone_2", "two_way"),
    ]
    assert [(one.ended, one.due_at) for one in rows(product, ladders)] == [("contacted", None)]
    product.at("2026-12-21 09:00")
    assert {ATTEMPT, LETTER} & set(titles(product, "demo-hanna")) == set()
    assert rows(product, incidents) == []


def test_an_attempt_is_one_tap(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    skip_letter(product)
    product.at("2026-12-04 09:00")
    browser = product.browser("demo-hanna")
    address = take_task(browser, ATTEMPT)
    assert browser.page.count('type="submit" class="govuk-button govuk-button--secondary"') >= 7
    assert "Slutför uppgiften" not in browser.text()
    assert browser.post(address, {"result": "no_answer"}).status_code == 303


def test_passing_a_step_by_takes_a_reason(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    skip_letter(product)
    product.at("2026-12-04 09:00")
    browser = product.browser("demo-hanna")
    address = take_task(browser, ATTEMPT)
    assert browser.post(address, {"result": "skipped"}).status_code == 422
    assert "Skriv i anteckningen varför" in browser.text()
    assert browser.post(address, {"result": "skipped", "note": "Nummer saknas."}).status_code == 303


def test_contact_beside_the_ladder_ends_it_at_once(product: Product) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    skip_letter(product)
    act(product, key, "kontakt", channel="phone", result="two_way", note="Ringde själv.")
    assert [one.ended for one in rows(product, ladders)] == ["contacted"]
    product.at("2026-12-21 09:00")
    assert ATTEMPT not in titles(product, "demo-hanna")
    assert taken(product)[-1] == ("outside", "two_way")


def test_no_step_is_due_after_our_own_last_day(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-11-20")
    skip_letter(product)
    for at in ("12-04", "12-07", "12-08"):
        product.at(f"2026-{at} 09:00")
        attempt(product, "no_answer")
    product.at("2026-12-10 09:00")
    skip_letter(product)
    product.at("2026-12-14 09:00")
    attempt(product, "no_answer")
    product.at("2026-12-22 09:00")
    days = [local_day(one.due_at).isoformat() for one in rows(product, ladders) if one.due_at]
    assert days <= ["2026-12-22"]
    product.at("2026-12-23 09:00")
    skip_letter(product)
    assert NO_CONTACT in titles(product, "demo-malin")
    browser = product.browser("demo-malin")
    address = take_task(browser, NO_CONTACT)
    again = {"decision": "try_again", "reason": "Nytt nummer."}
    assert browser.post(address, again).status_code == 422
    assert "stegen börjas inte om" in browser.text()


def test_an_exhausted_ladder_goes_to_the_section_head(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03", children="yes")
    for at in ("12-03", "12-04", "12-07", "12-08", "12-09", "12-10", "12-14"):
        product.at(f"2026-{at} 09:00")
        waiting = titles(product, "demo-hanna")
        while ATTEMPT in waiting or LETTER in waiting:
            if LETTER in waiting:
                skip_letter(product)
            else:
                attempt(product, "no_answer")
            waiting = titles(product, "demo-hanna")
    assert NO_CONTACT in titles(product, "demo-malin")
    do(product, "demo-malin", NO_CONTACT, {"decision": "try_again", "reason": "Nytt nummer."})
    product.at("2026-12-15 09:00")
    assert ATTEMPT in titles(product, "demo-hanna")
    attempt(product, "refused")
    assert [one.ended for one in rows(product, ladders)] == ["refused"]
    assert [one.household_group for one in rows(product, ladders)] == ["children"]


def test_with_known_violence_nothing_is_sent_and_the_section_head_decides(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    skip_letter(product)
    act(product, key, "kontaktstege", group="violence")
    assert ATTEMPT not in titles(product, "demo-hanna")
    assert NO_CONTACT in titles(product, "demo-malin")


def test_a_letter_of_the_ladder_is_logged_when_it_is_proved(product: Product) -> None:
    arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    do(product, "demo-hanna", LETTER, TAPPED)
    first = next(one for one in rows(product, letters) if one.kind == "L01")
    assert first.state == "handed_over"
    assert taken(product) == []
    do(product, "demo-hanna", POSTING, posting(product))
    assert taken(product) == [("letter", "sent")]


def test_a_protected_household_gets_no_letter_and_no_text_message(product: Product) -> None:
    arrive(product, "2027-01-11 09:00", service_date="2027-01-11")
    with product.database.transaction() as session:
        session.execute(update(persons).values(protection="marked"))
    product.clock.set("2027-02-15 09:00")
    receive(product, **{**WHOLE, "service_date": "2027-02-12"})
    match(product, suggested(product))
    passed = [one for one in rows(product, contact_attempts) if one.notice_id == 2]
    assert [(one.step, one.result) for one in passed] == [("letter", "skipped"), ("sms", "skipped")]
    assert {one.kind for one in rows(product, letters)} & {"L01", "L05", "L07"} == set()


def test_an_attempt_under_way_is_logged_as_its_own_step_when_the_ladder_changes(
    product: Product,
) -> None:
    key = arrive(product, "2026-12-03 09:00", service_date="2026-12-03")
    skip_letter(product)
    product.at("2026-12-04 09:00")
    act(product, key, "kontaktstege", group="violence")
    attempt(product, "no_answer")
    assert NO_CONTACT in titles(product, "demo-malin")

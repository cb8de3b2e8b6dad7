"""The inbox: what is most urgent first, with the day that counts for the work."""

from __future__ import annotations

import re

from cases import warning
from engine.texts import Text
from tests.product import Browser, Product, take_task
from tests.steps import match, receive, settle
from tests.vectors import arrears
from tests.vectors.same_day import SEND, arrive
from web import duty

MATCH = "Bekräfta hushåll och bostad"


def inbox(product: Product, who: str) -> Browser:
    browser = product.browser(who)
    browser.get("/inkorg")
    return browser


def test_the_time_of_an_eviction_stands_first_before_it_is_matched(product: Product) -> None:
    product.clock.set("2026-12-07 08:00")
    receive(product)
    arrive(product, "2026-12-07 09:00")
    text = inbox(product, "demo-rut").text()
    assert text.index("U31") < text.index("U10")


def test_what_a_notice_is_about_is_told_in_words_until_somebody_may_be_named_beside_it(
    product: Product,
) -> None:
    product.clock.set("2026-12-07 08:00")
    receive(product)
    words = "U10 Obetald hyra, hyresrätt"
    assert words in inbox(product, "demo-rut").text()
    match(product)
    hanna = inbox(product, "demo-hanna").text()
    assert ("U10" in hanna, words in hanna) == (True, False)


def test_the_landlords_answer_does_not_hide_the_last_day_to_pay(product: Product) -> None:
    product.clock.set("2026-03-03 10:15")
    receive(product)
    match(product)
    hanna, rut = inbox(product, "demo-hanna").text(), inbox(product, "demo-rut").text()
    assert "fredag 20 mars 2026, om 17 dagar" in hanna
    assert "fredag 6 mars 2026" not in hanna
    assert "fredag 6 mars 2026, om 3 dagar" in rut


def test_a_task_of_the_case_has_the_day_of_its_notice_beside_the_notices_own(
    product: Product,
) -> None:
    product.clock.set("2026-03-03 10:15")
    receive(product)
    match(product)
    hanna = inbox(product, "demo-hanna")
    tasks = len(hanna.links('/uppgifter/[^"]+'))
    assert hanna.text().count("fredag 20 mars 2026, om 17 dagar") == tasks > 1


def test_who_receives_referrals_sees_no_empty_columns(product: Product) -> None:
    vera = inbox(product, "demo-vera")
    assert "Prio" not in vera.text()


def test_a_copy_that_came_later_is_no_duty_of_its_own(product: Product) -> None:
    first = arrive(product, "2026-12-18 18:40")
    match(product)
    arrive(product, "2026-12-21 08:10", arrival_channel="POST", reached_at="2026-12-21T08:10")
    match(product, first)
    product.at("2026-12-22 09:00")
    jamila = product.browser("demo-jamila")
    jamila.get("/samma-dag")
    text = jamila.text()
    assert text.count("U31 Tid för avhysning") == 1
    assert "0 av 1 (0 %)" in text
    assert SEND in text


def test_a_case_becomes_urgent_as_its_last_day_comes_near(product: Product) -> None:
    product.clock.set("2026-03-03 10:15")
    receive(product)
    match(product)
    assert "BKV-2026-000001 Prio 4" in inbox(product, "demo-hanna").text()
    product.at("2026-03-17 09:00")
    assert "BKV-2026-000001 Prio 4" in inbox(product, "demo-hanna").text()
    product.at("2026-03-18 09:00")
    assert "BKV-2026-000001 Prio 1" in inbox(product, "demo-hanna").text()


def test_with_children_it_becomes_urgent_before_that(product: Product) -> None:
    product.clock.set("2026-03-03 10:15")
    receive(product, children="yes")
    match(product)
    product.at("2026-03-14 09:00")
    assert "BKV-2026-000001 Prio 2" in inbox(product, "demo-hanna").text()
    product.at("2026-03-15 09:00")
    assert "BKV-2026-000001 Prio 1" in inbox(product, "demo-hanna").text()


def test_at_the_same_priority_the_sooner_day_stands_first_though_it_came_later(
    product: Product,
) -> None:
    arrears.arrive(product, "2026-03-02 10:15", service_date="2026-03-02")
    settle(product)
    bo = {"tenant_name": "Bo Prov", "tenant_personal_number": None}
    arrears.arrive(product, "2026-03-04 10:15", service_date="2026-03-04", **bo)
    text = inbox(product, "demo-hanna").text()
    assert text.index("Bedöm ärendet BKV-2026-000002") < text.index("Bedöm ärendet BKV-2026-000001")


def test_what_shall_be_confirmed_the_same_day_keeps_its_day_when_it_was_missed(
    product: Product,
) -> None:
    arrive(product, "2026-12-18 18:40")
    match(product)
    product.at("2026-12-19 00:07")
    assert "fredag 18 december 2026, i går" in inbox(product, "demo-jamila").text()


def test_a_section_heads_own_decision_stands_first_and_leads_to_no_task_of_others(
    product: Product,
) -> None:
    arrears.arrive(product, "2026-03-02 09:00", service_date="2026-03-02")
    arrears.propose(product)
    malin = inbox(product, "demo-malin")
    titles = re.findall(r'href="/uppgifter/[^"]+">([^<]+)', malin.page)
    assert titles[0].strip() == arrears.DECIDE
    address = take_task(malin, arrears.DECIDE)
    answer = malin.post(address, {"decision": "refuse", "reason": "Nej."})
    assert answer.headers["Location"] == "/inkorg"


def test_a_late_answer_to_a_complement_says_which_notice_and_leads_to_it(product: Product) -> None:
    product.clock.set("2026-03-03 10:15")
    key = receive(product)
    match(product)
    product.at("2026-03-09 09:00")
    rut = inbox(product, "demo-rut")
    assert "har inte förts in. Påminn eller ring avsändaren" in rut.text()
    assert f'href="/anmalningar/{key}"' in rut.page


def test_of_very_many_warnings_the_gravest_are_drawn_and_the_others_counted(
    product: Product,
) -> None:
    product.clock.set("2026-03-03 10:15")
    with product.database.transaction() as session:
        for number in range(duty.MOST + 9):
            warning.raise_warning(
                session,
                f"n{number}",
                "DAG_7",
                "caseworker:north",
                Text(f"Sen nummer {number}.", f"Late number {number}."),
                public_id=f"w{number}",
                now=product.clock(),
            )
    said = inbox(product, "demo-hanna").text()
    assert f"Fler varningar ({duty.MOST + 6})" in said
    assert f"De {duty.MOST} allvarligaste visas." in said
    assert said.count("Sen nummer") == duty.MOST

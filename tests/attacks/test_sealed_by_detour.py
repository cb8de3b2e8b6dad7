"""Ways around the seal of a protected person's case: merging, copies, undoing, posting."""

from __future__ import annotations

import re
from typing import Any

from cases import notice, sealing
from cases.commands.basic import UndoMatch
from cases.tables.letter_models import letters
from cases.tables.models import cases, memberships, notices, persons
from tests.product import Product
from tests.steps import day, do, match, post_by_hand, receive, rows, suggested
from tests.vectors import arrears, same_day
from tests.vectors.intake import execute
from tests.vectors.test_matching import kinds, match_this
from tests.vectors.test_protected import opened, seal

HOME = "Exempelgatan"


def two_cases(product: Product, **second: Any) -> tuple[str, str]:
    """Two cases of one home, whose tenant nobody has a number for."""
    for changes in ({}, second):
        receive(product, **{"tenant_personal_number": None, "ground": "other", **changes})
        match(product)
    first, other = (str(one.public_id) for one in rows(product, cases))
    return first, other


def merge(product: Product, gone: str, kept: str) -> None:
    browser = opened(product, "demo-hanna", f"/arenden/{gone}")
    address = f"/arenden/{gone}/gor/sammanfor"
    assert browser.get(address).status_code == 200
    told = {"into": kept, "reason": "Samma hushåll."}
    assert browser.post(address, told).status_code == 303, browser.text()
    product.work()


def test_what_is_merged_out_of_a_sealed_case_stays_sealed_though_nobody_has_a_number(
    product: Product,
) -> None:
    gone, kept = two_cases(product)
    seal(product, gone, person=rows(product, persons)[0].public_id)
    merge(product, gone, kept)
    assert [one.sealed for one in rows(product, cases)] == [True, True]
    assert [one.protection for one in rows(product, persons)] == ["marked", "marked"]
    assert product.browser("demo-henrik").get(f"/arenden/{kept}").status_code == 404


def test_the_seal_of_what_was_merged_is_lifted_only_when_nobody_is_protected(
    product: Product,
) -> None:
    gone, kept = two_cases(product)
    seal(product, gone, person=rows(product, persons)[0].public_id)
    merge(product, gone, kept)
    malin = opened(product, "demo-malin", f"/arenden/{kept}")
    assert malin.get(f"/arenden/{kept}/gor/hav-skydd").status_code == 404


def test_a_number_that_only_one_of_the_merged_cases_knew_is_kept(product: Product) -> None:
    number = {"value": "198505152382", "confirmed": True}
    gone, kept = two_cases(product, tenant_personal_number=number)
    merge(product, kept, gone)
    assert [one.personal_number for one in rows(product, persons)] == ["198505152382"] * 2


def a_copy(product: Product) -> tuple[str, str]:
    """A notice in a sealed case, and another copy of it that comes afterwards."""
    product.clock.set("2026-03-03 10:15")
    first = receive(product, service_date="2026-03-02")
    match(product)
    seal(product, str(rows(product, cases)[-1].public_id))
    second = receive(product, service_date="2026-03-02")
    match_this(product, second, first)
    assert rows(product, notices)[-1].state == "duplicate"
    return first, second


def test_a_copy_of_a_notice_in_a_sealed_case_is_sealed_with_it(product: Product) -> None:
    first, second = a_copy(product)
    jamila = product.browser("demo-jamila")
    assert jamila.get(f"/anmalningar/{first}").status_code == 404
    assert jamila.get(f"/anmalningar/{second}").status_code == 404
    assert HOME not in jamila.text()
    rut = product.browser("demo-rut")
    assert rut.get(f"/anmalningar/{second}").status_code == 303
    assert HOME not in rut.text()
    assert HOME in opened(product, "demo-rut", f"/anmalningar/{second}").text()


def test_who_works_on_the_case_reads_its_copies(product: Product) -> None:
    product.clock.set("2026-03-03 10:15")
    first = receive(product, service_date="2026-03-02")
    match(product)
    second = receive(product, service_date="2026-03-02")
    match_this(product, second, first)
    assert product.browser("demo-hanna").get(f"/anmalningar/{second}").status_code == 200
    assert product.browser("demo-sara").get(f"/anmalningar/{second}").status_code == 404


def test_a_match_that_is_undone_leaves_the_letters_of_the_sealed_case_where_they_are(
    product: Product,
) -> None:
    key = arrears.arrive(product, "2026-12-03 09:00", tenant_name="Hemliga Hanna")
    do(product, "demo-hanna", arrears.LETTER, {"letter": "L01", "channel": "by_hand"})
    first = next(one.public_id for one in rows(product, letters) if one.kind == "L01")
    seal(product, str(rows(product, cases)[-1].public_id))
    execute(product, UndoMatch(key, "Fel hushåll."))
    with product.database.transaction() as session:
        one = {"staff_id": 3, "unit_id": 1, "role": "registrar"}
        session.execute(memberships.insert().values(one))
    henrik = opened(product, "demo-henrik", f"/anmalningar/{key}")
    assert henrik.get(f"/anmalningar/{key}").status_code == 200
    assert first not in henrik.page
    assert henrik.get(f"/anmalningar/{key}/brev/{first}").status_code == 404
    assert henrik.get(f"/anmalningar/{key}/brev/{first}/pdf").status_code == 404


def test_a_form_that_is_sent_without_a_reason_shows_nothing_of_a_sealed_case(
    product: Product,
) -> None:
    receive(product)
    match(product)
    seal(product, str(rows(product, cases)[-1].public_id))
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    (task,) = re.findall(r'href="(/uppgifter/[^"]+)">Bedöm', hanna.page)
    assert hanna.post(f"{task}/ta").status_code == 303
    hanna.get("/inkorg")
    answer = hanna.post(task, {"version": "2", "situation": "Skrivet utan skäl."})
    assert answer.status_code == 303
    assert HOME not in answer.text
    again = opened(product, "demo-hanna", task)
    assert "Skrivet utan skäl." in again.page


def test_protection_that_was_found_by_a_copy_is_not_lost_with_it(product: Product) -> None:
    same_day.arrive(product, "2026-12-18 09:05", tenant_personal_number=None)
    match(product)
    first = rows(product, notices)[-1].public_id
    second = same_day.arrive(product, "2026-12-18 10:00", tenant_personal_number=None)
    same_day.send(product, copy="wait", protection="marked")
    match_this(product, second, first)
    assert [one.protection for one in rows(product, persons)] == ["marked"]
    assert [one.sealed for one in rows(product, cases)] == [True]


def test_a_match_that_is_undone_and_made_anew_keeps_the_protection_of_whom_it_names(
    product: Product,
) -> None:
    receive(product, tenant_personal_number=None, ground="other")
    match(product)
    key = rows(product, notices)[-1].public_id
    seal(product, str(rows(product, cases)[-1].public_id))
    execute(product, UndoMatch(key, "Fel bostad."))
    match_this(product, key, "new")
    assert [one.sealed for one in rows(product, cases)] == [True, True]
    assert [one.protection for one in rows(product, persons)] == ["marked", "marked"]


def test_protection_that_is_taken_back_on_the_person_holds_for_the_notice_too(
    product: Product,
) -> None:
    key = same_day.arrive(product, "2026-12-18 09:05")
    same_day.send(product, copy="wait", protection="marked")
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    malin = opened(product, "demo-malin", f"/arenden/{case}")
    told = {"person": rows(product, persons)[0].public_id, "protection": "none", "reason": "Fel."}
    malin.get(f"/arenden/{case}/gor/skydd")
    assert malin.post(f"/arenden/{case}/gor/skydd", told).status_code == 303
    with product.database.reading() as session:
        about = notice.get(session, key)
        assert not sealing.is_home_secret(session, about.id, about.case_id)


def test_a_letter_on_its_way_is_not_lost_in_a_merge(product: Product) -> None:
    gone, kept = two_cases(product)
    browser = product.browser("demo-hanna")
    address = f"/arenden/{gone}/gor/mote"
    browser.get(address)
    told = {"meeting_at": "13.30", "place": "Rum 4", "language": "sv", "channel": "print"}
    browser.post(address, {**told, **day("meeting_on", "2026-12-20")})
    merge(product, gone, kept)
    (letter,) = [one for one in rows(product, letters) if one.kind == "L05"]
    assert letter.state == "handed_over"
    post_by_hand(product, person="demo-hanna")
    assert [one.state for one in rows(product, letters) if one.kind == "L05"] == ["sent"]


def test_what_those_on_duty_found_today_is_not_outdone_by_what_was_looked_up_long_ago(
    product: Product,
) -> None:
    receive(product, tenant_personal_number=None, ground="other")
    match(product)
    with product.database.transaction() as session:
        session.execute(persons.update().values(protection="none"))
    product.clock.set("2026-12-18 09:00")
    key = same_day.arrive(product, "2026-12-18 09:05", tenant_personal_number=None)
    same_day.send(product, copy="wait", protection="marked")
    match_this(product, key, suggested(product))
    assert [one.protection for one in rows(product, persons)] == ["marked"]
    assert [one.sealed for one in rows(product, cases)] == [True]
    assert "protection.stated" in kinds(product, key)


def test_protection_that_comes_along_by_number_stands_in_the_ledger(product: Product) -> None:
    receive(product, ground="other")
    match(product)
    seal(product, str(rows(product, cases)[-1].public_id))
    receive(product, ground="other", dwelling_street="Nya gatan 3")
    match(product)
    assert [one.sealed for one in rows(product, cases)] == [True, True]
    assert "protection.taken_over" in kinds(product, rows(product, cases)[-1].public_id)

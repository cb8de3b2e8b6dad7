"""The inbox tells case by case whom it is about, and names nobody who may be protected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, insert, update

from cases.lists import inbox
from cases.tables.models import cases, household_members, notices, persons
from db.types import public_id
from ledger.models import history, history_payloads
from tests.product import Browser, Product
from tests.steps import match, receive, rows
from tests.vectors.referring import act
from tests.vectors.test_protected import seal

ASA = "Åsa Prov, Exempelgatan 12 B"
CHECKED = {"protection": "none", "reason": "Slagning i folkbokföringen."}
OTHER = {"value": "198001011231", "confirmed": True}
NUMBER = "198001011231"


def a_case(product: Product, **facts: Any) -> str:
    product.clock.set("2026-03-03 10:15")
    receive(product, **facts)
    match(product)
    return str(rows(product, cases)[-1].public_id)


def checked(product: Product, case: str) -> None:
    """Everybody in the home is looked up, and nobody is protected."""
    home = next(one.household_id for one in rows(product, cases) if one.public_id == case)
    there = {one.person_id for one in rows(product, household_members) if one.household_id == home}
    for person in rows(product, persons):
        if person.id in there:
            fields = {"person": person.public_id, **CHECKED}
            assert act(product, "demo-hanna", case, "skydd", fields).is_done


def opened(product: Product, who: str = "demo-hanna", page: int = 1) -> Browser:
    browser = product.browser(who)
    browser.get(f"/inkorg?sida={page}")
    return browser


def change(product: Product, table: Any, **values: Any) -> None:
    with product.database.transaction() as session:
        session.execute(update(table).values(**values))


def add_person(product: Product, **values: Any) -> int:
    given = {"name": "Bo Exempel", "name_key": "bo exempel", "protection": "none", **values}
    with product.database.transaction() as session:
        new: int = session.execute(
            insert(persons).values(public_id=public_id(), **given).returning(persons.c.id)
        ).scalar_one()
    return new


def test_who_was_looked_up_and_is_not_protected_is_named_with_her_street(product: Product) -> None:
    case = a_case(product)
    before = opened(product)
    assert "Åsa" not in before.text()
    assert "Exempelgatan" not in before.text()
    assert "Namn och gata visas i inkorgen när" in before.text()
    checked(product, case)
    after = opened(product)
    assert ASA in after.text()
    assert "Namn och gata visas i inkorgen när" not in after.text()
    assert f'href="/arenden/{case}"' in after.page


def test_whose_names_were_read_stands_in_the_access_log(product: Product) -> None:
    case = a_case(product)
    checked(product, case)
    opened(product)
    said = {(one.stream_id, one.seq): one.payload for one in rows(product, history_payloads)}
    of_inbox = [one for one in rows(product, history) if "read.inbox" in one.header]
    told = [said[one.stream_id, one.seq] for one in of_inbox]
    assert json.loads(told[-1])["named"] == [case]
    assert json.loads(told[0])["named"] == []


def test_one_who_was_not_looked_up_hides_the_whole_home(product: Product) -> None:
    case = a_case(product)
    checked(product, case)
    home = rows(product, cases)[-1].household_id
    other = add_person(product, protection="unknown")
    with product.database.transaction() as session:
        session.execute(
            insert(household_members).values(household_id=home, person_id=other, role="tenant")
        )
    text = opened(product).text()
    assert "Åsa" not in text
    assert "Bo Exempel" not in text
    assert "Exempelgatan" not in text


def test_a_sealed_case_is_a_number_also_to_its_own_group(product: Product) -> None:
    case = a_case(product)
    checked(product, case)
    seal(product, case)
    change(product, persons, protection="none")
    for who in ("demo-hanna", "demo-malin", "demo-rut"):
        text = opened(product, who).text()
        assert "Åsa" not in text, who
        assert "Exempelgatan" not in text, who


def test_the_same_person_protected_elsewhere_hides_her_here(product: Product) -> None:
    case = a_case(product)
    checked(product, case)
    add_person(product, personal_number="198505152382", number_confirmed=True, protection="marked")
    assert "Exempelgatan" not in opened(product).text()


def test_a_notice_that_names_somebody_protected_hides_the_home(product: Product) -> None:
    case = a_case(product)
    checked(product, case)
    assert ASA in opened(product).text()
    add_person(product, personal_number=NUMBER, number_confirmed=True, protection="marked")
    listed = [{"name": "Bo Exempel", "personal_number": OTHER}]
    facts = json.loads(rows(product, notices)[-1].facts)
    change(product, notices, facts=json.dumps({**facts, "tenants": listed}))
    assert "Exempelgatan" not in opened(product).text()


def test_a_notice_that_says_she_is_protected_counts_until_she_was_looked_up(
    product: Product,
) -> None:
    case = a_case(product)
    checked(product, case)
    facts = json.loads(rows(product, notices)[-1].facts)
    change(product, notices, facts=json.dumps({**facts, "tenant_protection": "marked"}))
    assert ASA in opened(product).text()
    other = {**facts, "tenant_name": "Bo Annan", "tenant_personal_number": OTHER}
    change(product, notices, facts=json.dumps({**other, "tenant_protection": "marked"}))
    assert "Exempelgatan" not in opened(product).text()


@pytest.mark.parametrize("odd", ["{}", '{"tenants": 7}', '{"tenant_protection": ["marked"]}'])
def test_facts_that_nobody_can_read_do_not_take_the_inbox_away(product: Product, odd: str) -> None:
    case = a_case(product)
    checked(product, case)
    change(product, notices, facts=odd)
    assert product.browser("demo-hanna").get("/inkorg").status_code == 200


def test_who_receives_referrals_is_told_of_no_home(product: Product) -> None:
    checked(product, a_case(product))
    assert "Exempelgatan" not in opened(product, "demo-vera").text()


def test_the_tasks_of_a_case_stand_together_under_it(product: Product) -> None:
    first = a_case(product)
    second = a_case(product, tenant_name="Bo Annan", tenant_personal_number=OTHER)
    page = opened(product).page
    heads = re.findall(r'scope="rowgroup".*?href="/arenden/([^"]+)"', page, re.S)
    assert sorted(heads) == sorted({first, second})
    assert len(re.findall(r'href="/uppgifter/', page)) > len(heads)


def test_a_case_that_a_page_has_no_room_for_goes_on_upon_the_next(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case(product)
    a_case(product, tenant_name="Bo Annan", tenant_personal_number=OTHER)
    whole = re.findall(r'href="(/uppgifter/[^"]+)"', opened(product).page)
    monkeypatch.setattr(inbox, "PAGE", 1)
    one_by_one = [
        re.findall(r'href="(/uppgifter/[^"]+)"', opened(product, page=page).page)
        for page in range(1, len(whole) + 1)
    ]
    assert one_by_one == [[task] for task in whole]


def test_more_cases_take_no_more_questions_to_the_database(product: Product) -> None:
    checked(product, a_case(product))
    hanna = opened(product)
    with _counted(product) as few:
        hanna.get("/inkorg")
    for number in range(3):
        home = {"dwelling_street": f"Annan gata {number}", "tenant_personal_number": None}
        checked(product, a_case(product, tenant_name=f"Bo {number}son", **home))
    with _counted(product) as many:
        hanna.get("/inkorg")
    assert "Bo 2son, Annan gata 2" in hanna.text()
    assert len(many) == len(few)


@contextmanager
def _counted(product: Product) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_conn: Any, _cursor: Any, text: str, *_more: Any) -> None:
        said.append(text)

    event.listen(product.database.reading_engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(product.database.reading_engine, "before_cursor_execute", hear)

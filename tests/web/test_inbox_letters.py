"""Tasks about letters are told apart in the inbox, without a word of who anybody is."""

from __future__ import annotations

import re

from sqlalchemy import insert

from cases.tables.models import cases, household_members, persons
from db.types import public_id
from tests.product import Browser, Product
from tests.steps import POSTING, day, do, match, receive, rows
from tests.vectors.referring import act

MEETING = {
    **day("meeting_on", "2026-12-08"),
    "meeting_at": "10:00",
    "place": "Socialkontoret",
    "channel": "by_hand",
    "language": "sv",
}


def a_case(product: Product) -> str:
    product.clock.set("2026-12-01 09:00")
    receive(product, service_date="2026-12-03")
    match(product)
    return str(rows(product, cases)[-1].public_id)


def postings(browser: Browser) -> list[str]:
    """The words of the links to the tasks where a posting is stated."""
    browser.get("/inkorg")
    found = re.findall(rf'href="/uppgifter/[^"]+">{POSTING}(.*?)</a>', browser.page, re.S)
    return sorted(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip() for one in found)


def test_two_postings_of_one_case_say_which_letter_and_to_whom(product: Product) -> None:
    case = a_case(product)
    assert act(product, "demo-hanna", case, "mote", MEETING).is_done
    to = rows(product, persons)[-1].public_id
    form = {"person": to, "purpose": "Stöd i boendet.", "channel": "by_hand"}
    done = act(product, "demo-hanna", case, "samtyckesblankett", form)
    assert done.is_done, done.text()
    hanna = product.browser("demo-hanna")
    assert postings(hanna) == [
        "BKV-2026-000001 Erbjudande om möte, till den som ärendet gäller",
        "BKV-2026-000001 Samtyckesblankett, till den som ärendet gäller",
    ]
    assert "Åsa Prov" not in hanna.text()


def test_of_several_in_the_home_it_says_which_by_number(product: Product) -> None:
    case = a_case(product)
    with product.database.transaction() as session:
        home = rows(product, cases)[-1].household_id
        other = session.execute(
            insert(persons)
            .values(
                public_id=public_id(),
                name="Bo Exempel",
                name_key="bo exempel",
                protection="marked",
                number_confirmed=False,
            )
            .returning(persons.c.id)
        ).scalar_one()
        session.execute(
            insert(household_members).values(household_id=home, person_id=other, role="tenant")
        )
    assert act(product, "demo-hanna", case, "mote", MEETING).is_done
    hanna = product.browser("demo-hanna")
    assert postings(hanna) == ["BKV-2026-000001 Erbjudande om möte, till person 1"]
    assert "Bo Exempel" not in hanna.text()


def test_what_goes_to_another_municipality_says_so(product: Product) -> None:
    product.clock.set("2026-12-07 09:00")
    receive(product, dwelling_postal_code="232 31")
    match(product, "misdirected", misdirected_reason="other_municipality")
    forward = {"action": "forward", "other_municipality": "Burlövs kommun"}
    do(product, "demo-rut", "Vidarebefordra eller återsänd", forward)
    (said,) = postings(product.browser("demo-rut"))
    assert said.endswith("Vidarebefordran, till den andra kommunen")

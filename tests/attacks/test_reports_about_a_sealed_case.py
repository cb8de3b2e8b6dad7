"""What a sender tells of a notice in a sealed case: its group judges it, and nobody else sees."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import delete, select

from cases.tables.models import cases, notices, staff
from cases.tables.sharing_models import case_access
from tests.api.sender import U10, sender
from tests.product import Product, match_as_new
from tests.steps import do, ledger, rows
from tests.vectors.test_protected import opened, seal

JUDGE = "Bedöm avsändarens uppgift"
HOME = "Hemliga gatan 5"
OTHERS = ("demo-rut", "demo-henrik", "demo-sara", "demo-jamila", "demo-axel", "demo-gosta")


@pytest.fixture
def case(product: Product) -> str:
    """A sealed case with no registrar in its group, about whose notice the sender tells more."""
    product.clock.set("2026-11-26 10:00")
    one = sender(product)
    receipt = one.post("/notices", U10).get_json()["receipt"]
    product.work()
    match_as_new(product)
    found = str(rows(product, cases)[-1].public_id)
    seal(product, found)
    _without_registrars(product)
    told = {"facts": {"dwelling_street": HOME}, "reason": "Hon har flyttat."}
    assert one.post(f"/notices/{receipt}/corrections", told).status_code == 201
    product.work()
    return found


def test_the_manager_of_the_case_judges_what_no_registrar_may_see(
    product: Product, case: str
) -> None:
    malin = opened(product, "demo-malin", f"/arenden/{case}")
    assert JUDGE in malin.text()
    (task,) = [
        link for link in malin.links('/uppgifter/[^"]+') if f'href="{link}">{JUDGE}' in malin.page
    ]
    assert malin.post(f"{task}/ta").status_code == 303
    malin.get(task)
    assert HOME in malin.text()
    assert malin.post(task, {"decision": "use"}).status_code == 303, malin.text()
    product.work()
    assert json.loads(rows(product, notices)[0].facts)["dwelling_street"] == HOME
    assert ledger(product).is_whole


def test_it_stands_in_her_inbox_and_in_nobody_elses(product: Product, case: str) -> None:
    malin = product.browser("demo-malin")
    malin.get("/inkorg")
    assert JUDGE in malin.text()
    for who in OTHERS:
        browser = product.browser(who)
        for path in ("/inkorg", "/anmalningar", "/anmalningar/okopplade", "/hyresvardar", "/drift"):
            browser.get(path)
            assert JUDGE not in browser.text(), (who, path)
            assert HOME not in browser.text(), (who, path)


def test_in_a_case_that_is_not_sealed_the_registrars_work_is_theirs(product: Product) -> None:
    one = sender(product)
    receipt = one.post("/notices", U10).get_json()["receipt"]
    product.work()
    match_as_new(product)
    told = {"facts": {"amount": 950000}, "reason": "Skrevs fel."}
    one.post(f"/notices/{receipt}/corrections", told)
    product.work()
    malin = product.browser("demo-malin")
    malin.get("/inkorg")
    assert JUDGE not in malin.text()
    do(product, "demo-rut", JUDGE, {"decision": "use"})


def _without_registrars(product: Product) -> None:
    of_rut = select(staff.c.id).where(staff.c.public_id == "demo-rut").scalar_subquery()
    with product.database.transaction() as session:
        session.execute(delete(case_access).where(case_access.c.staff_id == of_rut))

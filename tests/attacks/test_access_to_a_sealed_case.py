"""Access to a sealed case: given to anybody of the authority, for that case alone, and ended."""

from __future__ import annotations

from typing import Any

import pytest

from cases.tables.models import cases, notices, staff
from cases.tables.sharing_models import case_access
from engine.models import user_tasks
from ledger.events import read_subject
from tests.product import Browser, Product
from tests.steps import match, receive, rows
from tests.vectors.test_protected import OPENING, a_sealed_case

WHY = "Hushållet är släkt med handläggaren."
OVER = "Handläggningen är klar."


def let_in(product: Product, case: str, who: str) -> None:
    manage(product, case, "ge-atkomst", {"staff": who, "reason": WHY})


def end(product: Product, case: str, who: str) -> None:
    manage(product, case, "avsluta-atkomst", {"staff": who, "reason": OVER})


def manage(product: Product, case: str, word: str, fields: dict[str, str]) -> None:
    malin = reader(product, "demo-malin", case)
    malin.get(f"/arenden/{case}/gor/{word}")
    assert malin.post(f"/arenden/{case}/gor/{word}", fields).status_code == 303, malin.text()
    product.work()


def reader(product: Product, person: str, case: str) -> Browser:
    """A browser in which the reason has been given, if she may open the case."""
    browser = product.browser(person)
    if browser.get(f"/arenden/{case}/oppna").status_code == 200:
        browser.post(f"/arenden/{case}/oppna", OPENING)
    return browser


def events(product: Product, case: str, kind: str) -> list[Any]:
    with product.database.reading() as session:
        return [one.payload for one in read_subject(session, case) if one.kind == kind]


@pytest.mark.parametrize("person", ["demo-sara", "demo-gosta"])
def test_who_is_let_in_from_outside_the_unit_sees_that_case_and_no_other(
    product: Product, person: str
) -> None:
    case = a_sealed_case(product)
    pia = {"tenant_name": "Pia Provsson", "tenant_personal_number": None}
    other = a_sealed_case(product, dwelling_street="Skyddsgatan 5", **pia)
    key = next(n.public_id for n in rows(product, notices))
    assert reader(product, person, case).get(f"/arenden/{case}").status_code == 404
    let_in(product, case, person)
    browser = reader(product, person, case)
    assert browser.get(f"/arenden/{case}").status_code == 200
    assert "Åsa Prov" in browser.text()
    assert browser.get(f"/anmalningar/{key}").status_code == 200
    for page in ("", "/oppna"):
        assert browser.get(f"/arenden/{other}{page}").status_code == 404
    assert events(product, case, "access.granted")[-1]["reason"] == WHY


def test_who_is_let_in_is_asked_why_and_works_on_nothing(product: Product) -> None:
    case = a_sealed_case(product)
    key = next(n.public_id for n in rows(product, notices))
    let_in(product, case, "demo-sara")
    sara = product.browser("demo-sara")
    answer = sara.get(f"/arenden/{case}")
    assert answer.headers["Location"].startswith(f"/arenden/{case}/oppna")
    sara = reader(product, "demo-sara", case)
    sara.get(f"/arenden/{case}")
    assert sara.links(r"/(?:arenden|anmalningar)/[\w-]+/gor/[\w-]+") == []
    for address in (f"/arenden/{case}/gor/mote", f"/anmalningar/{key}/gor/ratta"):
        assert sara.get(address).status_code == 404
        assert sara.post(address, {"reason": "x"}).status_code == 404


def test_an_open_case_is_open_to_no_more_because_of_an_access_that_was(product: Product) -> None:
    case = a_sealed_case(product)
    receive(product, dwelling_street="Annangatan 3", tenant_name="Annan Person")
    match(product)
    open_case = str(rows(product, cases)[-1].public_id)
    let_in(product, case, "demo-sara")
    assert product.browser("demo-sara").get(f"/arenden/{open_case}").status_code == 404


def test_an_access_is_ended_with_its_reason_and_then_nothing_exists(product: Product) -> None:
    case = a_sealed_case(product)
    let_in(product, case, "demo-sara")
    sara = reader(product, "demo-sara", case)
    assert sara.get(f"/arenden/{case}").status_code == 200
    end(product, case, "demo-sara")
    assert sara.get(f"/arenden/{case}").status_code == 404
    assert sara.get(f"/arenden/{case}/oppna").status_code == 404
    assert events(product, case, "access.ended")[-1] == {
        "staff": "demo-sara",
        "reason": OVER,
        "was_let_in_for": WHY,
    }


def test_what_she_had_taken_is_free_for_others(product: Product) -> None:
    case = a_sealed_case(product)
    let_in(product, case, "demo-henrik")
    henrik = reader(product, "demo-henrik", case)
    henrik.get("/inkorg")
    address = henrik.links(r"/uppgifter/[\w-]+")[0]
    henrik.get(address)
    assert henrik.post(f"{address}/ta").status_code == 303
    end(product, case, "demo-henrik")
    assert henrik.get(address).status_code == 404
    held = {one.assignee for one in rows(product, user_tasks) if one.state == "open"}
    assert "staff:demo-henrik" not in held
    hanna = reader(product, "demo-hanna", case)
    hanna.get(address)
    assert hanna.post(f"{address}/ta").status_code == 303


def test_a_manager_keeps_her_own_so_that_somebody_can_let_others_in(product: Product) -> None:
    case = a_sealed_case(product)
    malin = reader(product, "demo-malin", case)
    malin.get(f"/arenden/{case}/gor/avsluta-atkomst")
    fields = {"staff": "demo-malin", "reason": OVER}
    assert malin.post(f"/arenden/{case}/gor/avsluta-atkomst", fields).status_code == 422
    assert "din egen åtkomst" in malin.text()
    assert "demo-malin" in {one.public_id for one in group(product, case)}


def test_who_may_let_in_sees_who_has_been_let_in_since_when_and_why(product: Product) -> None:
    case = a_sealed_case(product)
    let_in(product, case, "demo-sara")
    malin, hanna = (reader(product, who, case) for who in ("demo-malin", "demo-hanna"))
    malin.get(f"/arenden/{case}")
    assert "Åtkomst till ärendet" in malin.text()
    assert malin.page.count(WHY) > hanna.get(f"/arenden/{case}").text.count(WHY)
    # The journal has the reason for all of the group; the list is for those who may change it.
    assert "I gruppen för sina uppgifter i ärendet." in malin.text()
    assert "I gruppen för sina uppgifter i ärendet." not in hanna.text()


def test_a_caseworker_ends_nobodys_access(product: Product) -> None:
    case = a_sealed_case(product)
    done = len(rows(product, case_access))
    hanna = reader(product, "demo-hanna", case)
    hanna.get("/")
    fields = {"staff": "demo-malin", "reason": OVER}
    assert hanna.post(f"/arenden/{case}/gor/avsluta-atkomst", fields).status_code == 404
    assert len(rows(product, case_access)) == done


def test_who_is_in_the_group_for_her_duties_sees_no_more_than_they_need(product: Product) -> None:
    case = a_sealed_case(product)
    assert "demo-rut" in {one.public_id for one in group(product, case)}
    assert reader(product, "demo-rut", case).get(f"/arenden/{case}").status_code == 404
    let_in(product, case, "demo-rut")
    assert reader(product, "demo-rut", case).get(f"/arenden/{case}").status_code == 200


def group(product: Product, case: str) -> list[Any]:
    of_case = next(one for one in rows(product, cases) if one.public_id == case)
    let = {one.staff_id for one in rows(product, case_access) if one.case_id == of_case.id}
    return [one for one in _staff(product) if one.id in let]


def _staff(product: Product) -> list[Any]:
    return rows(product, staff)

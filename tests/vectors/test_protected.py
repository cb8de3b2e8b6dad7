"""T33 and what goes with it: a protected person's case is sealed, and nothing reveals her."""

from __future__ import annotations

import re
from typing import Any

from cases.tables.letter_models import letters
from cases.tables.models import cases, persons
from cases.tables.sharing_models import case_access
from ledger.models import history, history_payloads
from tests.product import Product
from tests.steps import match, receive, rows
from tests.vectors.evicting import CONTACT, book, titles
from tests.vectors.referring import FACTS, GROUND, act

ADDRESS = "Exempelgatan"
MARKED = {"protection": "marked", "reason": "Slagning i folkbokföringen."}
OPENING = {"reason": "Ska göra uppgiften."}


def seal(product: Product, case: str, who: str = "demo-hanna", **changes: str) -> None:
    """Somebody has found that the tenant is protected."""
    fields = {"person": rows(product, persons)[-1].public_id, **MARKED, **changes}
    done = act(product, who, case, "skydd", fields)
    assert done.is_done, done.text()


def opened(product: Product, who: str, path: str) -> Any:
    """The page, after the reason that it asks for has been given."""
    browser = product.browser(who)
    answer = browser.get(path)
    if answer.status_code == 303:
        browser.get(answer.headers["Location"])
        after = browser.post(answer.headers["Location"].split("?")[0], OPENING)
        assert after.status_code == 303, browser.text()
        browser.get(after.headers["Location"])
    return browser


def a_sealed_case(product: Product, **facts: Any) -> str:
    receive(product, **facts)
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    seal(product, case)
    return case


def test_t33_a_match_against_a_protected_person_seals_the_new_case(product: Product) -> None:
    a_sealed_case(product)
    product.clock.set("2026-12-18 09:05")
    key = book(product, "2027-01-19 09:00", dwelling_street="Skyddsgatan 5")
    match(product)

    new = rows(product, cases)[-1]
    assert (new.sealed, len(rows(product, cases))) == (True, 2)
    henrik = product.browser("demo-henrik")
    assert henrik.get(f"/arenden/{new.public_id}").status_code == 404
    assert henrik.get(f"/anmalningar/{key}").status_code == 404
    assert CONTACT not in titles(product, "demo-henrik")
    assert CONTACT in titles(product, "demo-malin")
    malin = opened(product, "demo-malin", f"/arenden/{new.public_id}")
    assert "Skyddsgatan" in malin.text()


def test_setting_protection_seals_every_case_of_the_person_and_names_its_group(
    product: Product,
) -> None:
    for street in ("Ena gatan 1", "Andra gatan 2"):
        receive(product, dwelling_street=street)
        match(product)
    seal(product, rows(product, cases)[1].public_id)

    assert [c.sealed for c in rows(product, cases)] == [True, True]
    who = {(g.case_id, g.staff_id) for g in rows(product, case_access)}
    assert len({case for case, _ in who}) == 2
    assert product.browser("demo-henrik").get("/arenden").status_code == 200
    henrik = product.browser("demo-henrik")
    henrik.get("/arenden")
    assert "BKV-" not in henrik.text()


def test_a_sealed_case_is_opened_with_a_reason_that_is_logged(product: Product) -> None:
    case = a_sealed_case(product)
    hanna = product.browser("demo-hanna")
    answer = hanna.get(f"/arenden/{case}")
    assert answer.status_code == 303
    assert ADDRESS not in answer.text
    hanna.get(answer.headers["Location"])
    assert hanna.post(f"/arenden/{case}/oppna", {"reason": " "}).status_code == 422
    assert hanna.post(f"/arenden/{case}/oppna", OPENING).status_code == 303
    assert hanna.get(f"/arenden/{case}").status_code == 200
    kinds = [entry for entry in rows(product, history) if "read.sealed_case" in entry.header]
    assert len(kinds) == 1
    assert any("Ska göra uppgiften." in (p.payload or "") for p in rows(product, history_payloads))


def test_nobody_outside_the_group_is_asked_for_a_reason(product: Product) -> None:
    case = a_sealed_case(product)
    for who in ("demo-henrik", "demo-sara", "demo-gosta", "demo-vera", "demo-rut"):
        browser = product.browser(who)
        if who != "demo-rut":
            assert browser.get(f"/arenden/{case}/oppna").status_code == 404, who
        assert browser.get(f"/arenden/{case}").status_code == 404, who


def test_access_is_granted_by_a_manager_alone(product: Product) -> None:
    case = a_sealed_case(product)
    fields = {"staff": "demo-henrik", "reason": "Ersätter Hanna."}
    hanna = opened(product, "demo-hanna", f"/arenden/{case}")
    assert hanna.get(f"/arenden/{case}/gor/ge-atkomst").status_code == 404
    malin = opened(product, "demo-malin", f"/arenden/{case}")
    malin.get(f"/arenden/{case}/gor/ge-atkomst")
    assert malin.post(f"/arenden/{case}/gor/ge-atkomst", fields).status_code == 303
    assert opened(product, "demo-henrik", f"/arenden/{case}").page


def test_no_letter_goes_to_a_protected_person_before_a_channel_is_approved(
    product: Product,
) -> None:
    product.clock.set("2026-12-18 09:05")
    book(product, "2027-01-19 09:00")
    match(product)
    case = str(rows(product, cases)[-1].public_id)
    seal(product, case)
    hanna = opened(product, "demo-hanna", f"/arenden/{case}")
    told = {
        "contact": "two_way",
        "situation": "Vi ses.",
        "children": "no",
        "attends": "no",
        "letter": "yes",
        "letter_channel": "print",
    }
    task = _take(hanna, CONTACT)
    assert hanna.post(task, told).status_code == 422
    approval = {
        "person": rows(product, persons)[-1].public_id,
        "channel": "print",
        "reason": "Hämtar själv posten.",
    }
    hanna.get(f"/arenden/{case}/gor/godkann-kanal")
    assert hanna.post(f"/arenden/{case}/gor/godkann-kanal", approval).status_code == 303
    hanna.get(task)
    assert hanna.post(task, told).status_code == 303, hanna.text()
    product.work()
    (letter,) = [one for one in rows(product, letters) if one.kind == "L13"]
    assert ADDRESS not in letter.facts
    assert letter.address in (None, "")


def test_a_referral_from_a_sealed_case_offers_no_address(product: Product) -> None:
    case = a_sealed_case(product)
    hanna = opened(product, "demo-hanna", f"/arenden/{case}")
    hanna.get(f"/arenden/{case}/gor/remiss")
    asked = {"note": "Behöver stöd."}
    assert hanna.post(f"/arenden/{case}/gor/remiss", asked).status_code == 303
    task = _take(hanna, GROUND)
    ground = {"recipient": "care", "ground": "osl_26_9", "reason": "Nödvändig vård."}
    assert hanna.post(task, ground).status_code == 303
    _take(hanna, FACTS)
    assert "Åsa Prov" in hanna.text()
    (offer,) = re.findall(
        r"<fieldset[^>]*>(?:(?!</fieldset>).)*name=.facts.*?</fieldset>", hanna.page, re.S
    )
    assert ADDRESS not in offer


def test_lists_and_warnings_name_no_protected_person(product: Product) -> None:
    a_sealed_case(product, tenant_name="Hemliga Hanna")
    for who, paths in {
        "demo-hanna": ("/inkorg", "/arenden"),
        "demo-rut": ("/inkorg", "/anmalningar"),
        "demo-malin": ("/inkorg", "/arenden", "/jour"),
        "demo-gosta": ("/granskning",),
    }.items():
        browser = product.browser(who)
        for path in paths:
            browser.get(path)
            assert "Hemliga" not in browser.text(), (who, path)
            assert ADDRESS not in browser.text(), (who, path)


def test_the_seal_is_lifted_only_when_nobody_is_protected(product: Product) -> None:
    case = a_sealed_case(product)
    malin = opened(product, "demo-malin", f"/arenden/{case}")
    assert malin.get(f"/arenden/{case}/gor/hav-skydd").status_code == 404
    fields = {
        "person": rows(product, persons)[-1].public_id,
        "protection": "none",
        "reason": "Markeringen är borta.",
    }
    malin.get(f"/arenden/{case}/gor/skydd")
    assert malin.post(f"/arenden/{case}/gor/skydd", fields).status_code == 303
    malin.get(f"/arenden/{case}/gor/hav-skydd")
    assert malin.post(f"/arenden/{case}/gor/hav-skydd", {"reason": "Borta."}).status_code == 303
    assert [c.sealed for c in rows(product, cases)] == [False]


def _take(browser: Any, title: str) -> str:
    browser.get("/inkorg")
    address: str = re.findall(rf'href="(/uppgifter/[^"]+)">{title}', browser.page)[-1]
    browser.get(address)
    browser.post(f"{address}/ta")
    browser.get(address)
    return address


def test_the_page_of_a_sealed_case_names_its_group_and_the_approved_ways(
    product: Product,
) -> None:
    case = a_sealed_case(product)
    hanna = opened(product, "demo-hanna", f"/arenden/{case}")
    approval = {
        "person": rows(product, persons)[-1].public_id,
        "channel": "by_hand",
        "reason": "Möter henne på kontoret.",
    }
    hanna.get(f"/arenden/{case}/gor/godkann-kanal")
    assert hanna.post(f"/arenden/{case}/gor/godkann-kanal", approval).status_code == 303
    hanna.get(f"/arenden/{case}")
    assert "Bara de här ser ärendet" in hanna.text()
    assert "Malin Chefsdotter" in hanna.text()
    assert "Godkänd av Hanna Handell: Möter henne på kontoret." in hanna.text()

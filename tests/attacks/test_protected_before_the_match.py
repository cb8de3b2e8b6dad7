"""A notice that names somebody protected, before anybody has matched it: nobody looks unseen."""

from __future__ import annotations

import json
import re
from typing import Any

from cases import notice as notices
from cases import sealing
from cases.tables.letter_models import letters
from cases.tables.models import cases
from ledger.models import history, history_payloads
from tests.product import Product
from tests.steps import match, receive, rows
from tests.vectors import same_day
from tests.vectors.test_protected import OPENING, a_sealed_case

HOME = "Hemliga gatan"
OPENERS = ("demo-rut", "demo-jamila")


def a_notice(product: Product, **changes: Any) -> str:
    """A time of eviction comes in for somebody who is known, by number, as protected."""
    a_sealed_case(product)
    at = "2026-12-18 09:05"
    return same_day.arrive(product, at, dwelling_street="Hemliga gatan 5", **changes)


def test_it_is_opened_with_a_reason_that_is_logged(product: Product) -> None:
    key = a_notice(product)
    for who in OPENERS:
        browser = product.browser(who)
        answer = browser.get(f"/anmalningar/{key}")
        assert answer.status_code == 303, who
        assert answer.headers["Location"].startswith(f"/anmalningar/{key}/oppna")
        browser.get(answer.headers["Location"])
        assert HOME not in browser.text()
        assert browser.post(f"/anmalningar/{key}/oppna", {"reason": " "}).status_code == 422
        assert browser.post(f"/anmalningar/{key}/oppna", OPENING).status_code == 303
        browser.get(f"/anmalningar/{key}")
        assert HOME in browser.text()
    reads = [one for one in rows(product, history) if "read.protected_notice" in one.header]
    assert len(reads) == len(OPENERS)
    assert any("Ska göra uppgiften." in (p.payload or "") for p in rows(product, history_payloads))


def test_nothing_about_it_shows_the_home_without_a_reason(product: Product) -> None:
    key = a_notice(product)
    (copy,) = [one.public_id for one in rows(product, letters) if one.kind == "L03"]
    for who in OPENERS:
        browser = product.browser(who)
        for path in ("/inkorg", "/anmalningar", "/samma-dag"):
            browser.get(path)
            assert HOME not in browser.text(), (who, path)
        tasks = set(re.findall(r'href="(/uppgifter/[^"]+)"', browser.page))
        browser.get("/inkorg")
        tasks |= set(re.findall(r'href="(/uppgifter/[^"]+)"', browser.page))
        assert tasks
        about = {f"/anmalningar/{key}/{page}" for page in ("gor/ratta", "angra-koppling")}
        for path in tasks | about | {f"/anmalningar/{key}/brev/{copy}"}:
            answer = browser.get(path)
            assert answer.status_code != 200, (who, path)
            assert HOME not in answer.text, (who, path)


def test_the_duty_and_the_match_are_done_by_those_who_say_why(product: Product) -> None:
    key = a_notice(product)
    jamila = product.browser("demo-jamila")
    jamila.get(f"/anmalningar/{key}/oppna")
    assert jamila.post(f"/anmalningar/{key}/oppna", OPENING).status_code == 303
    jamila.get("/samma-dag")
    (task,) = set(re.findall(r'href="(/uppgifter/[^"]+)"', jamila.page))
    assert jamila.get(task).status_code == 200
    assert jamila.post(f"{task}/ta").status_code == 303
    jamila.get(task)
    sent = jamila.post(task, {**same_day.BOTH, "copy": "wait", "protection": "marked"})
    assert sent.status_code == 303, jamila.text()
    product.work()
    assert same_day.letter(product, "L02").state == "sent"
    rut = product.browser("demo-rut")
    rut.get(f"/anmalningar/{key}/oppna")
    assert rut.post(f"/anmalningar/{key}/oppna", OPENING).status_code == 303
    rut.get("/inkorg")
    (task,) = set(re.findall(r'href="(/uppgifter/[^"]+)">Bekräfta hushåll', rut.page))
    assert rut.post(f"{task}/ta").status_code == 303
    rut.get(task)
    assert rut.post(task, {"choice": "new"}).status_code == 303, rut.text()
    product.work()
    assert rows(product, cases)[-1].sealed


def test_nobody_is_asked_about_a_notice_of_others_or_may_ask_about_one_that_is_not_hers(
    product: Product,
) -> None:
    key = a_notice(product)
    number = {"value": "198001011231", "confirmed": True}
    other = receive(product, tenant_name="Bo Annan", tenant_personal_number=number)
    assert product.browser("demo-rut").get(f"/anmalningar/{other}").status_code == 200
    assert product.browser("demo-rut").get(f"/anmalningar/{other}/oppna").status_code == 404
    for who in ("demo-hanna", "demo-sara", "demo-axel"):
        for path in (f"/anmalningar/{key}", f"/anmalningar/{key}/oppna"):
            assert product.browser(who).get(path).status_code == 404, (who, path)


def test_who_has_been_found_to_be_protected_today_is_so_too(product: Product) -> None:
    key = same_day.arrive(product, "2026-12-18 09:05", tenant_personal_number=None)
    same_day.send(product, copy="wait", protection="marked")
    assert product.browser("demo-rut").get(f"/anmalningar/{key}").status_code == 303


def test_one_protected_notice_makes_no_secret_of_the_homes_of_others(product: Product) -> None:
    a_notice(product)
    number = {"value": "198001011231", "confirmed": True}
    at = "2026-12-18 10:00"
    other = same_day.arrive(product, at, tenant_name="Bo Annan", tenant_personal_number=number)
    with product.database.reading() as session:
        about = notices.get(session, other)
        assert not sealing.is_home_secret(session, about.id, None)
    copies = [one for one in rows(product, letters) if one.kind == "L03"]
    assert json.loads(copies[-1].facts)["recipient"]["address"]
    assert not json.loads(copies[0].facts)["recipient"]["address"]
    match(product)


def test_the_list_of_what_has_no_household_says_nothing_of_whom_it_may_be(
    product: Product,
) -> None:
    """Which case is hers, and that she lives where the notice says, is told when it is opened."""
    key = a_notice(product)
    (sealed,) = [one.number for one in rows(product, cases) if one.sealed]
    rut = product.browser("demo-rut")
    rut.get("/anmalningar/okopplade")
    assert sealed not in rut.text()
    assert "samma personnummer" not in rut.text()
    assert "Förslagen visas när du öppnar underrättelsen." in rut.text()
    number = {"value": "198001011231", "confirmed": True}
    named = receive(product, tenant_personal_number=number, dwelling_street="Hemliga gatan 5")
    rut.get("/anmalningar/okopplade")
    assert sealed not in rut.text(), named
    assert len(rut.links(f"/anmalningar/{key}") + rut.links('/uppgifter/[^"]+')) >= 2

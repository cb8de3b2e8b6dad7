"""Changing language in the middle of a form: what was typed comes along, and nothing is sent."""

from __future__ import annotations

from html import unescape
from typing import Any

from lxml import html
from werkzeug.test import TestResponse

from cases.tables.models import notices
from tests.product import ASSESSMENT, NOTICE, Browser, Product, take_task
from tests.steps import ASSESS, match, receive, rows
from tests.web import acts_scene, scene
from tests.web.test_access import ACTS
from tests.web.test_send_again import OURS
from tests.web.traces import state

SWITCH = {"show_in": "en"}


def test_the_public_form_keeps_what_was_typed_and_sends_nothing(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    answer = browser.post("/anmalan", {**NOTICE, **SWITCH})
    assert answer.status_code == 200
    assert 'lang="en"' in browser.page
    assert 'value="Exempelbostäder AB"' in browser.page
    assert "There is a problem" not in browser.page
    browser.get("/anmalan")
    assert 'lang="en"' in browser.page
    product.work()
    assert rows(product, notices) == []


def test_the_desk_keeps_what_was_typed(product: Product) -> None:
    browser = product.browser("demo-jamila")
    address = "/anmalningar/ny/kronofogden"
    browser.get(address)
    browser.post(address, {"kfm_case_number": "U-77-26", **SWITCH})
    assert 'lang="en"' in browser.page
    assert 'value="U-77-26"' in browser.page
    assert browser.get(address).status_code == 200
    product.work()
    assert rows(product, notices) == []


def test_a_task_keeps_what_was_typed_and_is_not_completed(product: Product) -> None:
    receive(product)
    match(product)
    browser = product.browser("demo-hanna")
    address = take_task(browser, ASSESS)
    answer = browser.post(address, {**ASSESSMENT, "plan": "Ring banken.", **SWITCH})
    assert answer.headers["Location"] == address
    browser.get(address)
    assert '<html lang="en">' in browser.page
    assert "Ring banken." in browser.page


def test_the_roster_and_acts_keep_what_was_typed(product: Product) -> None:
    key = receive(product)
    match(product)
    browser = product.browser("demo-hanna")
    address = f"/anmalningar/{key}/gor/betalning"
    browser.get(address)
    assert browser.post(address, {"told_by": "Åke vid disken", **SWITCH}).status_code == 200
    assert '<html lang="en">' in browser.page
    assert "Åke vid disken" in browser.page
    malin = product.browser("demo-malin")
    malin.get("/jour")
    malin.post("/jour", {"day_from-day": "17", **SWITCH})
    assert '<html lang="en">' in malin.page
    assert 'value="17"' in malin.page


def test_enter_in_a_field_does_not_change_the_language(product: Product) -> None:
    """The first button of a form, wherever it stands, is what Enter presses."""
    browser = product.browser()
    browser.get("/anmalan")
    first = browser.page.index('form="answers"')
    assert 'name="show_in"' not in browser.page[first : browser.page.index(">", first)]


def test_an_unknown_language_is_no_change_of_it(product: Product) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    assert browser.post("/anmalan", {"show_in": "xx"}).status_code == 422


def _switched(browser: Browser, address: str) -> TestResponse:
    """What comes when the reader presses the other language on the page of this address."""
    page: Any = html.fromstring(browser.page)
    for button in page.xpath("//button[@name='show_in']"):
        form = page.get_element_by_id(button.get("form"))
        typed = {**dict(form.form_values()), "show_in": button.get("value")}
        return browser.client.post(form.action, data=typed, headers=OURS)
    [link] = page.xpath("//a[starts-with(@href, '/sprak/')]")
    came_from = {"Referer": f"http://localhost{address}"}
    return browser.client.get(link.get("href"), headers=came_from, follow_redirects=True)


TYPED = "Åsa Prov ringde & sa nej"
FIELDS = dict.fromkeys(("q", "reason", "note", "reply", "name", "decision", "told_by"), TYPED)


def test_whatever_page_a_form_led_to_has_the_other_language_and_all_that_stood_there(
    product: Product,
) -> None:
    """Every act that there is, by somebody who may, with answers that are wrong somewhere."""
    things, lost = scene.build(product), []
    tried: set[str] = set()
    for endpoint, (template, who) in ACTS.items():
        for person, names in who.items():
            address = template.format(**vars(things[names.split()[0]])) if names else template
            browser = product.browser(person)
            browser.get("/inkorg")
            answer = browser.post(address, FIELDS, headers=OURS)
            if "<html" in answer.text and answer.status_code in (200, 409, 422):
                tried.add(endpoint)
                stood, after = TYPED in unescape(answer.text), _switched(browser, address)
                is_kept = TYPED in unescape(after.text) or not stood
                if (after.status_code, is_kept, 'lang="en"' in after.text) != (200, True, True):
                    lost.append((endpoint, after.status_code))
            break
    assert lost == []
    assert len(tried) > 12, tried


def test_no_change_of_language_does_what_the_form_does(product: Product) -> None:
    pages = acts_scene.build(product)
    for person, address, fields in (
        ("demo-rut", f"{pages.notice}/angra-koppling", {"reason": TYPED}),
        ("demo-hanna", f"{pages.sealed}/oppna", {"reason": TYPED}),
        ("demo-pia", "/studio/unpaid_rent/steg/check_first_rent", {"documentation": TYPED}),
        ("demo-pia", "/studio/unpaid_rent/texter/check_rent", {"title.sv": TYPED}),
        ("demo-pia", "/studio/refer_case/tabell/legal_ground", {"add": "1"}),
        ("demo-axel", "/installningar/sla.referral", {"value": "4", "decision": TYPED}),
    ):
        browser = product.browser(person)
        browser.get(f"{address.removesuffix('/angra-koppling')}")
        before = state(product)
        answer = browser.post(address, {**fields, **SWITCH}, headers=OURS)
        assert answer.status_code == 200, address
        assert 'lang="en"' in answer.text, address
        assert state(product) == before, address
    assert product.browser("demo-hanna").get(pages.sealed).status_code == 303


def test_what_was_asked_for_in_a_search_is_found_in_the_other_language_too(
    product: Product,
) -> None:
    receive(product)
    match(product)
    hanna = product.browser("demo-hanna")
    hanna.get("/arenden")
    hanna.post("/arenden", {"q": "Exempelgatan"})
    found = _switched(hanna, "/arenden")
    assert "BKV-2026" in found.text
    assert 'value="Exempelgatan"' in found.text
    assert "Show all" in found.text


def test_from_an_answer_without_a_page_of_its_own_one_comes_to_the_one_above(
    product: Product,
) -> None:
    browser = product.browser()
    for came_from, wanted in (
        ("/uppgifter/x/ta", "/uppgifter/x"),
        ("/uppgifter/x/forhandsgranska", "/uppgifter/x"),
        ("/arenden/x/gor/kontakt/forhandsgranska", "/arenden/x/gor/kontakt"),
        ("/anmalningar/x/angra-koppling", "/anmalningar/x"),
        ("/drift/storningar/x/forsok", "/drift"),
        ("/logga-ut", "/"),
        ("/anmalningar?sida=2", "/anmalningar?sida=2"),
        ("/finns/inte", "/"),
        ("//elsewhere.example/x", "/"),
        ("/%00", "/"),
    ):
        headers = {"Referer": f"http://localhost{came_from}"}
        answer = browser.client.get("/sprak/en", headers=headers)
        assert answer.headers["Location"] == wanted, came_from
    for said, wanted in (("/studio/x", "/studio/x"), ("//elsewhere.example", "/"), ("x", "/")):
        answer = browser.client.get("/sprak/en", query_string={"till": said})
        assert answer.headers["Location"] == wanted, said

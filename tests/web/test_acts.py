"""Every act outside the tasks: offered to whom, refused to whom, and what each answer leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from cases.commands import acts
from cases.tables.models import notices
from engine.form_definitions import CHOICES, DATE_BOXES, Field, Form, Widget
from tests.product import Browser, Product
from tests.steps import rows
from tests.web import acts_scene
from tests.web.acts_scene import OPENING, Pages
from tests.web.traces import count, is_same, state
from web import access

OF_A_CASE = (
    "samtycke remiss skydd avslutsbrev samtyckesblankett flagga mote",
    "aterkalla-samtycke sammanfor",
)
OF_A_NOTICE = "delgivning betalning ratta fel-person flagga"
OPEN = " ".join(OF_A_CASE)
SEALED = f"{OF_A_CASE[0]} godkann-kanal"
LETTING_IN = "ge-atkomst avsluta-atkomst"
UNIT = ("demo-hanna", "demo-henrik", "demo-malin")

# The page -> who -> what is offered there. Whoever is not named is offered nothing.
OFFERED: dict[str, dict[str, str]] = {
    "case": dict.fromkeys(UNIT, OPEN),
    "notice": {
        **dict.fromkeys(UNIT, f"{OF_A_NOTICE} kontakt kontaktstege"),
        "demo-rut": f"{OF_A_NOTICE} skydd",
    },
    "eviction": {
        **dict.fromkeys(UNIT, "avhysning kontakt ratta fel-person flagga"),
        "demo-rut": "skydd ratta fel-person flagga",
    },
    # Only the group of a sealed case; only its manager lets others in, or all when it is over.
    "sealed": {"demo-hanna": SEALED, "demo-malin": f"{SEALED} {LETTING_IN}"},
    "unsealed": {
        "demo-hanna": f"{SEALED} aterkalla-kanal",
        "demo-malin": f"{SEALED} aterkalla-kanal {LETTING_IN} hav-skydd",
    },
    "waiting": {"demo-rut": OF_A_NOTICE},
}
OTHERS = ("demo-sara", "demo-vera", "demo-gosta", "demo-axel", "demo-jamila", "demo-ulla")
PEOPLE = ("demo-rut", *UNIT, *OTHERS)
TYPED, LONG = "Står kvar åäö", "Står kvar åäö " * 1000


@pytest.fixture
def pages(product: Product) -> Pages:
    return acts_scene.build(product)


def test_the_table_here_names_every_act() -> None:
    on_case, on_notice = set[str](), set[str]()
    for page, offers in OFFERED.items():
        named = on_notice if page in ("notice", "eviction", "waiting") else on_case
        named |= {word for words in offers.values() for word in words.split()}
    assert (on_case, on_notice) == (set(acts.CASE_ACTS), set(acts.NOTICE_ACTS))


def test_each_person_is_offered_her_acts_and_for_the_rest_none_exists(
    product: Product, pages: Pages
) -> None:
    for person in PEOPLE:
        browser = acts_scene.browser_of(product, person, pages)
        assert [*_wrong(product, browser, person, pages)] == []


def _wrong(product: Product, browser: Browser, person: str, pages: Pages) -> Iterator[str]:
    for page, address in pages.all.items():
        missing = browser.get(f"{address}/gor/unknown")
        offered, words = OFFERED[page].get(person, "").split(), _acts_of(address)
        before = (count(product, "access"), count(product, "security"))
        for word in words:
            answer = browser.get(f"{address}/gor/{word}")
            is_right = answer.status_code == 200 if word in offered else is_same(answer, missing)
            if not is_right:
                yield f"{person} {page} {word}: {answer.status_code}"
        left = (count(product, "access") - before[0], count(product, "security") - before[1])
        if left != (len(offered), len(words) - len(offered)):
            yield f"{person} {page}: {left} reads and refusals are noted."


def test_the_pages_link_to_what_is_offered_and_to_nothing_else(
    product: Product, pages: Pages
) -> None:
    for person in ("demo-rut", "demo-hanna", "demo-malin", "demo-gosta"):
        browser = acts_scene.browser_of(product, person, pages)
        for page, address in pages.all.items():
            browser.get(address)
            linked = {link.rpartition("/")[2] for link in browser.links(f"{address}/gor/[\\w-]+")}
            assert linked == set(OFFERED[page].get(person, "").split()), (person, page)


def test_an_act_that_is_not_hers_is_refused_noted_and_changes_nothing(
    product: Product, pages: Pages
) -> None:
    for person in ("demo-rut", "demo-hanna", "demo-sara", "demo-gosta", "demo-axel"):
        browser = acts_scene.browser_of(product, person, pages)
        browser.get("/")
        for page, address in pages.all.items():
            missing = browser.post(f"{address}/gor/unknown")
            before, refusals = state(product), count(product, "security")
            refused = set(_acts_of(address)) - set(OFFERED[page].get(person, "").split())
            for word in refused:
                answer = browser.post(f"{address}/gor/{word}", {"reason": TYPED, "note": TYPED})
                assert is_same(answer, missing), (person, page, word)
            assert state(product) == before, (person, page)
            assert count(product, "security") == refusals + len(refused)


def test_an_act_on_a_sealed_case_asks_for_the_reason_first(product: Product, pages: Pages) -> None:
    hanna = product.browser("demo-hanna")
    hanna.get("/")
    before = state(product)
    for word in OFFERED["sealed"]["demo-hanna"].split():
        address = f"{pages.sealed}/gor/{word}"
        for answer in (hanna.get(address), hanna.post(address, {"reason": TYPED})):
            assert answer.status_code == 303
            assert answer.headers["Location"].startswith(f"{pages.sealed}/oppna")
    assert state(product) == before
    hanna.get(f"{pages.sealed}/oppna")
    hanna.post(f"{pages.sealed}/oppna", OPENING)
    assert hanna.get(f"{pages.sealed}/gor/skydd").status_code == 200


def test_an_act_from_another_site_changes_nothing_and_keeps_what_was_typed(
    product: Product, pages: Pages
) -> None:
    for browser, address, form in _every_act(product, pages):
        typed = _typed(form)
        before = state(product)
        for token in ({}, {"csrf_token": "x" * 5000}):
            answer = browser.client.post(address, data={**typed, **token})
            assert answer.status_code == 422, address
            assert "Sidan var för gammal" in answer.text
            assert _not_kept(answer.text, form, typed) == [], address
        assert state(product) == before, address


def test_wrong_answers_are_shown_again_with_all_that_was_typed_and_read_anew(
    product: Product, pages: Pages
) -> None:
    for browser, address, form in _every_act(product, pages):
        before = state(product)
        for typed in ({}, _typed(form)):
            browser.get(address)
            reads = count(product, "access")
            assert browser.post(address, typed).status_code == 422, address
            assert "govuk-error-summary" in browser.page
            assert _not_kept(browser.page, form, typed) == [], address
            assert count(product, "access") == reads + 1, address
        assert state(product) == before, address


def test_what_the_act_itself_refuses_is_kept_too(product: Product, pages: Pages) -> None:
    rut = product.browser("demo-rut")
    rut.get(f"{pages.waiting}/gor/ratta")
    before = state(product)
    assert rut.post(f"{pages.waiting}/gor/ratta", {"reason": TYPED}).status_code == 422
    assert "Fyll i minst en uppgift som ska ändras." in rut.text()
    assert TYPED in rut.page
    assert state(product) == before


def test_an_act_is_done_and_says_so(product: Product, pages: Pages) -> None:
    rut = product.browser("demo-rut")
    address = f"{pages.waiting}/gor/ratta"
    rut.get(address)
    done = rut.post(address, {"dwelling_town": "Provstad", "reason": "Hyresvärden ringde."})
    assert (done.status_code, done.headers["Location"]) == (303, pages.waiting)
    rut.get(pages.waiting)
    assert "Uppgifterna är rättade." in rut.text()
    assert json.loads(rows(product, notices)[-1].facts)["dwelling_town"] == "Provstad"


def test_no_act_is_shown_when_the_access_log_cannot_be_written(
    product: Product, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = [(browser, address) for browser, address, _form in _every_act(product, pages)]
    for browser, _address in opened:
        browser.get("/")

    def _full(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(access, "record_read", _full)
    for browser, address in opened:
        for answer in (browser.client.get(address), browser.post(address)):
            assert answer.status_code == 500, address
            assert not any(name in answer.text for name in ("Åsa Prov", "Bo Exempel", "Provsson"))


def _every_act(product: Product, pages: Pages) -> Iterator[tuple[Browser, str, Form]]:
    """Each act once, with somebody whom it is offered to: her browser, its address, its form."""
    forms = product.app.extensions["site"].act_forms
    done: set[str] = set()
    for page, address in pages.all.items():
        found = acts.CASE_ACTS if address.startswith("/arenden") else acts.NOTICE_ACTS
        for person, words in OFFERED[page].items():
            new = [word for word in words.split() if found[word].form not in done]
            if new:
                browser = acts_scene.browser_of(product, person, pages)
                done |= {found[word].form for word in new}
                yield from ((browser, f"{address}/gor/{w}", forms[found[w].form]) for w in new)


def _acts_of(address: str) -> list[str]:
    return list(acts.CASE_ACTS if address.startswith("/arenden") else acts.NOTICE_ACTS)


def _typed(form: Form) -> dict[str, str]:
    """Something in every control; wrong in each choice and day, else too long to be taken."""
    is_refused = any(
        field.widget in CHOICES or field.widget is Widget.DATE for field in form.fields
    )
    typed: dict[str, str] = {}
    for field in form.fields:
        if field.widget is Widget.DATE:
            typed |= {f"{field.name}-{box}": "99" for box in DATE_BOXES}
        elif field.widget is not Widget.FILE:
            typed[field.name] = TYPED if is_refused else LONG
    return typed


def _not_kept(page: str, form: Form, typed: dict[str, str]) -> list[str]:
    """The names of controls that lost what was typed; no option is marked when none was given."""
    boxes = [
        (name, text)
        for field in form.fields
        if field.widget not in CHOICES
        for name, text in _controls(field, typed)
    ]
    return [name for name, text in boxes if not _holds(page, name, text)]


def _controls(field: Field, typed: dict[str, str]) -> list[tuple[str, str]]:
    names = [f"{field.name}-{box}" for box in DATE_BOXES]
    wanted = names if field.widget is Widget.DATE else [field.name]
    return [(name, typed[name]) for name in wanted if name in typed]


def _holds(page: str, name: str, text: str) -> bool:
    control = re.search(rf'<(?:input|textarea)[^>]* name="{name}"[^>]*>[^<]*', page)
    return control is not None and text.strip() in control[0]

"""Decision tables and the texts of forms are changed without XML and JSON."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.product import Browser, Product

REFER, RENT = "/studio/refer_case", "/studio/unpaid_rent"
TABLE, TEXTS = f"{REFER}/tabell/legal_ground", f"{RENT}/texter/check_rent"
FIRST = "d8_general_clause"


@pytest.fixture
def pia(product: Product) -> Browser:
    return product.browser("demo-pia")


def test_a_process_leads_to_its_tables_and_the_texts_of_its_forms(pia: Browser) -> None:
    pia.get(REFER)
    assert TABLE in pia.links(r"/studio/refer_case/tabell/[a-z_]+")
    pia.get(RENT)
    assert pia.links(r"/studio/unpaid_rent/texter/[a-z_]+") == [TEXTS]


def test_a_cell_is_changed_and_the_draft_says_which(pia: Browser) -> None:
    assert _send(pia, TABLE, **{f"{FIRST}.2": '"consent"'}) == 303
    pia.get(TABLE)
    assert "Sparat i utkastet" in pia.text()
    assert "<svg" not in pia.get(f"{REFER}/utkast").text, "no step has moved"
    assert _differences(pia, REFER) == [
        'Regel 1 i Pröva grunden: Grund är "consent" i stället för "general_clause".'
    ]
    assert _send(pia, TABLE, **{f"{FIRST}.2": '"general_clause"'}) == 303
    assert _differences(pia, REFER) == ["Tabellen Pröva grunden är ändrad i annat än sina regler."]


def test_a_rule_is_explained_in_english_as_well(pia: Browser) -> None:
    assert _send(pia, TABLE, **{f"{FIRST}.why_en": "Never on this ground."}) == 303
    pia.get(TABLE)
    assert "Never on this ground." in pia.page
    assert _differences(pia, REFER) == [
        "Regel 1 i Pröva grunden har fått en ny förklaring på engelska."
    ]
    assert _send(pia, TABLE, **{f"{FIRST}.why_en": ""}) == 303
    pia.get(TABLE)
    assert "förklaringen till regel 1 saknas på engelska" in pia.text()


def test_a_cell_that_cannot_be_read_is_kept_and_told(pia: Browser) -> None:
    assert _send(pia, TABLE, **{f"{FIRST}.2": '"consent'}) == 303
    pia.get(TABLE)
    assert "(d8_general_clause), Grund: tecken 1: Citattecknet" in pia.text()
    pia.get(REFER)
    assert "Pröva grunden" in pia.text()
    pia.get(f"{REFER}/utkast")
    assert "Rätta felen" in pia.text()
    assert TABLE in pia.links(r"/studio/refer_case/tabell/[a-z_]+")


def test_a_table_says_what_may_stand_in_its_columns_and_offers_what_does(pia: Browser) -> None:
    pia.get(TABLE)
    for words in ("true eller false", "Ord inom citattecken", 'Ett av: "allowed", "outside", "no"'):
        assert words in pia.text()
    assert '<option value="&#34;osl_26_9&#34;">' in pia.page
    assert _send(pia, TABLE, **{f"{FIRST}.2": "consent"}) == 303
    pia.get(TABLE)
    assert "consent är inget som tabellen frågar efter" in pia.text()


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (TABLE, f"{FIRST}.why"),
        (TEXTS, "/title.sv"),
        ("/studio/unpaid_rent/steg/check_first_rent", "name"),
    ],
)
def test_who_was_not_first_keeps_her_words_and_writes_over_nothing_however_often_she_saves(
    product: Product, pia: Browser, path: str, field: str
) -> None:
    par = product.browser("demo-par")
    theirs, hers = (_fields(browser, path) for browser in (par, pia))
    assert pia.post(path, {**hers, field: "Pias ord"}).status_code == 303
    typed = {**theirs, field: "Pärs ord"}
    for _time in range(2):
        assert par.post(path, typed).status_code == 422
        assert "Någon annan har ändrat" in par.text()
        assert "Pärs ord" in par.page
        assert f'href="{path}"' in par.page
    par.get(path)
    assert "Pias ord" in par.page
    assert "Pärs ord" not in par.page


def test_a_text_is_named_by_what_it_is_and_the_question_that_it_belongs_to(pia: Browser) -> None:
    pia.get("/studio/refer_case/texter/referral_ground")
    for words in (
        "Svar 1: Grund",
        "Hjälptext till svar 1: Grund",
        "Fel när svar saknas: Mottagare",
    ):
        assert words in pia.text()


def test_rules_are_added_moved_and_taken_away(pia: Browser) -> None:
    pia.get(TABLE)
    rules = _rules(pia)
    assert _send(pia, TABLE, add="1") == 303
    pia.get(TABLE)
    new = _rules(pia)[-1]
    assert _rules(pia) == [*rules, new]
    assert _send(pia, TABLE, up=new) == 303
    assert _send(pia, TABLE, remove=FIRST) == 303
    pia.get(TABLE)
    assert _rules(pia) == [*rules[1:-1], new, rules[-1]]
    told = _differences(pia, REFER)
    assert any(one.startswith(f"Ny regel {len(rules) - 1} i Pröva grunden") for one in told)
    assert any(one.startswith("Förra regel 1 i Pröva grunden är borttagen") for one in told)


def test_a_text_is_changed_in_both_languages(pia: Browser) -> None:
    pia.get(TEXTS)
    name = _name_of(pia, "Är hyran betald?")
    changes = {f"{name}.sv": "Är den nya hyran betald?", f"{name}.en": "Is the new rent paid?"}
    assert _send(pia, TEXTS, **changes) == 303
    told = _differences(pia, RENT)
    assert [one.partition(":")[0] for one in told] == [
        "Formuläret Kontrollera hyran, på svenska",
        "Formuläret Kontrollera hyran, på engelska",
    ]
    pia.get(f"{RENT}/utkast")
    assert "Inga anmärkningar" in pia.text()


def test_a_text_that_is_emptied_is_refused_and_the_rest_is_still_there(pia: Browser) -> None:
    pia.get(TEXTS)
    name = _name_of(pia, "Är hyran betald?")
    answer = _send(pia, TEXTS, **{f"{name}.sv": "Ny fråga?", f"{name}.en": " "})
    assert answer == 422
    assert "på båda språken" in pia.text()
    assert "Ny fråga?" in pia.page
    assert pia.get(f"{RENT}/utkast").status_code == 404


@pytest.mark.parametrize("path", [TABLE, TEXTS])
def test_what_is_sent_unchanged_begins_no_draft_and_odd_signs_are_refused(
    pia: Browser, path: str
) -> None:
    assert _send(pia, path) == 303
    name = next(name for name in _fields(pia, path) if name not in ("version", "base"))
    assert _send(pia, path, **{name: "a\x00b"}) == 422
    assert "tecken som inte går att spara" in pia.text()
    assert pia.client.post(path, data={"csrf_token": "x", name: "Kvar"}).status_code == 422
    assert pia.get(f"{path.rsplit('/', 2)[0]}/utkast").status_code == 404


def test_a_part_that_is_not_there_is_not_there(pia: Browser) -> None:
    for path in ("tabell/unknown", "texter/unknown", "tabell/process", "texter/..%2fprocess"):
        assert pia.get(f"{RENT}/{path}").status_code == 404


def _send(browser: Browser, path: str, **changes: str) -> int:
    return browser.post(path, {**_fields(browser, path), **changes}).status_code


def _fields(browser: Browser, path: str) -> dict[str, str]:
    browser.get(path)
    cells = re.findall(
        r'<input class="govuk-input"[^>]*name="([^"]+)" value="([^"]*)"', browser.page
    )
    texts = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', browser.page)
    return {name: unescape(value) for name, value in [*cells, *texts]}


def _name_of(browser: Browser, text: str) -> str:
    found = re.findall(rf'name="([^"]+)\.sv"[^>]*>{re.escape(text)}<', browser.page)
    assert len(found) == 1
    return str(found[0])


def _rules(browser: Browser) -> list[str]:
    return re.findall(r'name="([^"]+)\.why"', browser.page)


def _differences(browser: Browser, process: str) -> list[str]:
    browser.get(f"{process}/utkast")
    part = browser.page.partition("Skillnader mot version")[2].partition("</ul>")[0]
    return [unescape(one) for one in re.findall(r"<li>(.*?)</li>", part, re.S)]

"""A diagram that is being drawn is checked before it is saved, and nothing is kept by that."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from cases.tables.studio_models import (
    process_draft_files,
    process_draft_people,
    process_drafts,
)
from engine.definition_store import process_definitions
from tests.product import Browser, Product
from tests.web.traces import state
from web import studio_check

PROCESS = "unpaid_rent"
CHECK = f"/studio/{PROCESS}/check.json"
BILLION_LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
)


@pytest.fixture
def pia(product: Product) -> Browser:
    browser = product.browser("demo-pia")
    browser.get(f"/studio/{PROCESS}/redigera")
    return browser


def test_a_diagram_is_checked_and_nothing_is_kept(product: Product, pia: Browser) -> None:
    xml = _drawn(pia)
    before = _kept(product)
    broken = xml.replace('name="form" value="check_rent"', 'name="form" value="none"', 1)
    found = _found(_check(pia, broken))
    assert [(one["element"], one["severity"]) for one in found] == [("check_first_rent", "error")]
    assert found[0]["fix"] == "Välj ett av processens formulär."
    assert _found(_check(pia, xml)) == []
    assert _kept(product) == before


def test_a_diagram_is_checked_with_what_else_the_draft_has(pia: Browser) -> None:
    xml = _drawn(pia)
    pia.get(f"/studio/{PROCESS}/texter/check_rent")
    assert _found(_check(pia, xml)) == []


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<",
        "å",
        "<a/>",
        "\x00",
        "<a>" * 500 + "</a>" * 500,
        BILLION_LAUGHS,
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ],
)
def test_what_is_no_diagram_is_one_finding_in_words(
    product: Product, pia: Browser, xml: str
) -> None:
    before = _kept(product)
    found = _found(_check(pia, xml))
    assert [one["element"] for one in found] == [None]
    assert found[0]["text"].endswith(".")
    assert "root:" not in found[0]["text"]
    assert _kept(product) == before


def test_very_many_elements_are_one_finding(pia: Browser) -> None:
    steps = "".join(f'<bpmn:endEvent id="end_{number}" />' for number in range(600))
    xml = _drawn(pia).replace("</bpmn:process>", f"{steps}</bpmn:process>")
    assert ["fler än 500" in one["text"] for one in _found(_check(pia, xml))] == [True]


def test_what_is_too_large_or_from_an_old_page_is_not_checked(pia: Browser) -> None:
    large = _check(pia, "x" * 1_100_000)
    old = pia.client.post(CHECK, data={"csrf_token": "x", "xml": _drawn(pia)})
    assert (large.status_code, old.status_code) == (413, 422)
    for answer in (large, old):
        assert answer.json is not None
        assert answer.json["message"].endswith(".")


def test_when_too_many_are_checked_at_once_the_next_is_told(
    pia: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def acquire(self, *, blocking: bool) -> bool:
            return blocking

    monkeypatch.setattr(studio_check, "_room", Full())
    answer = _check(pia, _drawn(pia))
    assert answer.status_code == 503
    assert answer.json is not None
    assert "Inte kontrollerat" in answer.json["message"]


def test_what_a_change_makes_wrong_in_another_process_is_told_with_its_name(pia: Browser) -> None:
    deaf = _drawn(pia, "main_case").replace('name="case_opened"', 'name="case_begun"')
    found = _found(_check(pia, deaf, "main_case"))
    assert [(one["severity"], one["element"], one["fix"]) for one in found] == [
        ("warning", None, "")
    ]
    assert found[0]["text"].startswith("I processen Ta emot underrättelse: Den sändande händelsen")
    assert "case_opened" in found[0]["text"]


def test_the_draft_names_who_calls_the_process_and_what_else_is_being_changed(pia: Browser) -> None:
    xml = _drawn(pia, "close_case")
    pia.get("/studio/close_case/redigera")
    changed = xml.replace("Avsluta", "Sluta", 1)
    pia.post("/studio/close_case/draft.json", {"xml": changed, "version": "0"})
    pia.get("/studio/close_case/utkast")
    assert "De får också en ny version" in pia.text()
    assert "egna utkast" not in pia.text()
    assert "/studio/main_case" in pia.links(r"/studio/[a-z_]+")
    pia.get(f"/studio/{PROCESS}/redigera")
    other = _drawn(pia).replace("Avsluta fristerna", "Sluta med fristerna")
    pia.get(f"/studio/{PROCESS}/redigera")
    pia.post(f"/studio/{PROCESS}/draft.json", {"xml": other, "version": "0"})
    pia.get("/studio/close_case/utkast")
    assert "De här har egna utkast" in pia.text()
    assert f"/studio/{PROCESS}" in pia.links(r"/studio/[a-z_]+")


def _kept(product: Product) -> tuple[str, list[int]]:
    """All that could have been kept: what any act leaves behind, drafts and their files."""
    tables = (process_drafts, process_draft_files, process_draft_people, process_definitions)
    with product.database.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    return state(product), counts


def _drawn(browser: Browser, process: str = PROCESS) -> str:
    return str(json.loads(browser.get(f"/studio/{process}/draft.json").text)["xml"])


def _check(browser: Browser, xml: str, process: str = PROCESS) -> TestResponse:
    browser.get(f"/studio/{process}/redigera")
    return browser.post(f"/studio/{process}/check.json", {"xml": xml})


def _found(answer: TestResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    assert answer.json is not None
    found: list[dict[str, Any]] = answer.json["findings"]
    return found

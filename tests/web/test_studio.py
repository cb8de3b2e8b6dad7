"""The studio: a process is looked at, changed in a draft, approved by another, and then runs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from engine import definitions
from engine.folder import DIAGRAM
from tests.product import Browser, Product

PROCESS = "unpaid_rent"
DRAFT = f"/studio/{PROCESS}/draft.json"


@pytest.fixture
def pia(product: Product) -> Browser:
    return product.browser("demo-pia")


def test_every_process_is_listed_with_its_version(product: Product, pia: Browser) -> None:
    pia.get("/studio")
    with product.database.reading() as session:
        known = definitions.all_latest(session)
    assert set(pia.links(r"/studio/[a-z_]+")) == {f"/studio/{one.key}" for one in known}


def test_a_process_that_is_only_called_is_told_to_be_under_way_within_those(pia: Browser) -> None:
    pia.get("/studio")
    listed = " ".join(pia.text().split())
    assert "inom Obetald hyra" in listed
    assert re.search("Skicka brev 1 inom 8 processer", listed)
    pia.get("/studio/send_letter")
    told = " ".join(pia.text().split())
    assert re.search("Anropas av: ([^,.]+, ){7}", told)
    assert "Pågår inom de processer som anropar den." in told
    assert "Pågår: 0." not in told
    pia.get("/studio/main_case")
    assert "Pågår: 0." in pia.text()
    assert "Anropas av" not in pia.text()


def test_a_process_is_shown_with_every_step_and_version(pia: Browser) -> None:
    assert pia.get(f"/studio/{PROCESS}").status_code == 200
    assert "Kontrollera hyran" in pia.text()
    assert "Handläggare" in pia.text()
    assert "Version 1 Gäller" in pia.text()
    assert "<svg" in pia.page


def test_what_a_step_does_is_told_by_titles_with_the_own_names_beside(pia: Browser) -> None:
    pia.get("/studio/unpaid_rent")
    told = " ".join(pia.text().split())
    assert "Operation: Sätt fristerna set_recovery_limits" in told
    assert re.search(r"Meddelande: [\wåäö ]+ unpaid_rent_notified", told)
    assert "Tid: Första hyran rent_check_1" in told
    assert "Process: Arbeta med skulden work_on_arrears" in told
    assert '<code class="bkv-muted">rent_check_1</code>' in pia.page


def test_a_step_is_not_told_to_do_the_work_of_another_that_shares_its_operation(
    pia: Browser,
) -> None:
    pia.get("/studio/disturbance")
    told = " ".join(pia.text().split())
    assert "Operation: Följ upp efter 14 dagar record_disturbance_follow_up" in told
    assert told.count("Operation: Följ upp efter 14 dagar") == 1
    assert "Operation: record_disturbance_follow_up" in told


def test_a_draft_is_kept_with_what_is_wrong_and_right_again(product: Product, pia: Browser) -> None:
    before = _draft(pia)
    assert (before["version"], before["findings"], before["may_save"]) == (0, [], True)
    broken = before["xml"].replace('name="form" value="check_rent"', 'name="form" value="none"', 1)
    answer = _save(pia, broken, 0)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["version"] == 1
    found = answer.json["findings"]
    assert [(one["element"], one["severity"]) for one in found] == [("check_first_rent", "error")]
    assert "formuläret none" in found[0]["text"]
    assert found[0]["fix"] == "Välj ett av processens formulär."
    assert _draft(pia)["xml"] == broken
    mended = _save(pia, before["xml"].replace("Avsluta fristerna", "Avsluta alla frister"), 1)
    assert mended.json is not None
    assert (mended.json["version"], mended.json["findings"]) == (2, [])
    with product.database.reading() as session:
        assert b"Avsluta alla frister" not in definitions.latest(session, PROCESS).files[DIAGRAM]
    pia.get("/studio")
    assert "Utkast" in pia.text()
    assert "Pia Process" in pia.text()


def test_an_old_page_does_not_write_over_what_another_has_saved(
    product: Product, pia: Browser
) -> None:
    xml = _draft(pia)["xml"]
    par = product.browser("demo-par")
    assert _save(par, xml.replace("Avsluta fristerna", "Pärs ord"), 0).status_code == 200
    refused = _save(pia, xml.replace("Avsluta fristerna", "Pias ord"), 0)
    assert refused.status_code == 409
    assert refused.json is not None
    assert "Någon annan" in refused.json["message"]
    assert "Pärs ord" in _draft(pia)["xml"]


def test_an_editor_that_was_opened_on_an_older_version_begins_no_draft(pia: Browser) -> None:
    xml = _draft(pia)["xml"]
    for base in ("", "0", "999999", "x"):
        changed = xml.replace("Avsluta fristerna", "Avsluta")
        assert _save(pia, changed, 0, base=base).status_code == 409
    assert _draft(pia)["version"] == 0


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<",
        "å",
        "<a/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<a>" * 500 + "</a>" * 500,
        "\x00",
    ],
)
def test_what_is_no_diagram_is_not_kept(pia: Browser, xml: str) -> None:
    refused = _save(pia, xml, 0)
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["message"].endswith(".")
    assert _draft(pia)["version"] == 0


def test_a_diagram_that_is_too_large_is_refused_in_words(pia: Browser) -> None:
    refused = _save(pia, "x" * 1_100_000, 0)
    assert refused.status_code == 413
    assert refused.json is not None
    assert "för stort" in refused.json["message"]


def test_a_form_of_another_session_saves_nothing_and_says_so(pia: Browser) -> None:
    xml = _draft(pia)["xml"]
    refused = pia.client.post(DRAFT, data={"csrf_token": "x", "version": "0", "xml": xml})
    assert refused.status_code == 422
    assert refused.json is not None
    assert "för gammal" in refused.json["message"]


def test_the_catalogue_names_what_may_be_chosen(pia: Browser) -> None:
    listed = json.loads(pia.get(f"/studio/catalogue.json?process={PROCESS}").text)
    assert {
        "name": "caseworker",
        "title": "Handläggare (caseworker)",
        "sv": "Handläggare",
        "en": "Caseworker",
    } in listed["roles"]
    assert [form["name"] for form in listed["forms"]] == ["check_rent"]
    assert "rent_check_1" in [time["name"] for time in listed["times"]]
    operations = {one["name"]: one for one in listed["operations"]}
    assert operations["record_settlement"]["title"] == "Avsluta fristerna (record_settlement)"
    assert operations["record_settlement"]["completes"] is False
    assert operations["record_assessment"]["completes"] is True
    assert pia.get("/studio/catalogue.json").status_code == 404


def test_a_process_that_is_not_there_is_not_there(pia: Browser) -> None:
    for path in ("", "/redigera", "/draft.json"):
        assert pia.get(f"/studio/unknown{path}").status_code == 404
    pia.get("/studio")
    assert pia.post("/studio/unknown/draft.json", {"version": "0"}).status_code == 404


def test_the_editor_is_given_every_yes_and_no_in_words(pia: Browser) -> None:
    """It takes 1 for no, and would write that."""
    xml = _draft(pia)["xml"]
    _save(pia, xml.replace('isExecutable="true"', 'isExecutable="1"'), 0)
    given = _draft(pia)["xml"]
    assert 'isExecutable="true"' in given
    assert 'isExecutable="1"' not in given


def _draft(browser: Browser) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(browser.get(DRAFT).text)
    return answer


def _save(browser: Browser, xml: str, version: int, base: str | None = None) -> TestResponse:
    browser.get(f"/studio/{PROCESS}/redigera")
    fields = {"xml": xml, "version": str(version)}
    return browser.post(DRAFT, fields if base is None else {**fields, "base": base})

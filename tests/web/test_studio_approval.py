"""A draft becomes a version only when somebody who has not written in it says yes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from cases.tables.studio_models import process_approvals, process_draft_people
from engine import definitions
from front import shipped
from ledger import events
from tests.product import Browser, Product, match_as_new, send_notice

PROCESS = "main_case"
DRAFT = f"/studio/{PROCESS}/utkast"
OLD, NEW = "Bedöm ärendet", "Bedöm läget"
NOTE = "Ordet läget är vad vi säger."


@pytest.fixture
def pia(product: Product) -> Browser:
    return product.browser("demo-pia")


@pytest.fixture
def par(product: Product) -> Browser:
    return product.browser("demo-par")


def test_changed_by_one_approved_by_another_run_by_a_new_case_and_not_by_the_old_one(
    product: Product, pia: Browser, par: Browser
) -> None:
    _case(product, "Gunnar Gammal")
    _rename(pia)
    _submit(pia)
    assert "Väntar på godkännande" in pia.text()
    par.get(DRAFT)
    assert f"Steget {OLD} heter nu {NEW}." in par.text()
    assert NOTE in par.text()
    assert par.post(f"{DRAFT}/godkann").headers["Location"] == f"/studio/{PROCESS}"
    par.get(f"/studio/{PROCESS}")
    assert "Utkastet är godkänt" in par.text()
    assert "Ändrad av Pia Process, godkänd av Pär Processberg." in par.text()
    assert NOTE in par.text()
    _case(product, "Nils Ny")
    assert _titles(product) == {OLD, NEW}
    par.get(f"/studio/{PROCESS}/jamfor")
    assert f"Steget {OLD} heter nu {NEW}." in par.text()


def test_who_approves_sees_the_diagram_as_it_would_be_and_as_it_is(
    pia: Browser, par: Browser
) -> None:
    _rename(pia)
    _submit(pia)
    par.get(DRAFT)
    as_it_would_be, as_it_is = re.findall(r"<svg.+?</svg>", par.page, re.DOTALL)
    assert (NEW in _said(as_it_would_be), OLD in _said(as_it_would_be)) == (True, False)
    assert (NEW in _said(as_it_is), OLD in _said(as_it_is)) == (False, True)


def test_what_was_published_here_is_not_written_over_by_a_new_delivery(
    product: Product, pia: Browser, par: Browser
) -> None:
    _rename(pia)
    _submit(pia)
    par.get(DRAFT)
    par.post(f"{DRAFT}/godkann")
    report = shipped.deploy_folder(product.parts)
    assert report.kept == (PROCESS,)
    with product.database.reading() as session:
        assert definitions.latest(session, PROCESS).version == 2


def test_who_has_written_in_a_draft_cannot_approve_it_whatever_she_sends(
    product: Product, pia: Browser
) -> None:
    _rename(pia)
    _submit(pia)
    pia.get(DRAFT)
    assert f'action="{DRAFT}/godkann"' not in pia.page
    refused = pia.post(f"{DRAFT}/godkann")
    assert refused.status_code == 422
    assert "Någon annan ska göra det" in pia.text()
    with product.database.reading() as session:
        assert definitions.latest(session, PROCESS).version == 1


def test_the_database_itself_refuses_an_approval_by_an_editor(
    product: Product, pia: Browser
) -> None:
    _rename(pia)
    with product.database.reading() as session:
        definition = definitions.latest(session, PROCESS).id
    person = {"draft_id": 1, "person": "staff:demo-pia", "part": "approver"}
    approval = {**person, "definition_id": definition, "approved_at": product.clock()}
    for table, row in (
        (process_draft_people, person),
        (process_approvals, approval),
        (process_approvals, {**approval, "part": "editor"}),
    ):
        with pytest.raises(IntegrityError), product.database.transaction() as session:
            session.execute(insert(table).values(**row))


def test_a_draft_that_is_sent_back_says_why_and_can_be_changed_again(
    product: Product, pia: Browser, par: Browser
) -> None:
    _rename(pia)
    _submit(pia)
    assert _save(pia, "Avsluta", "Sluta").status_code == 422
    par.get(DRAFT)
    assert par.post(f"{DRAFT}/tillbaka", {"reply": " "}).status_code == 422
    assert "Skriv varför" in par.text()
    par.post(f"{DRAFT}/tillbaka", {"reply": "Säg situationen."})
    pia.get(DRAFT)
    assert "Säg situationen." in pia.text()
    assert pia.post(f"{DRAFT}/godkann").status_code == 422
    assert _save(pia, NEW, "Bedöm situationen").status_code == 200
    _submit(pia)
    par.get(DRAFT)
    assert par.post(f"{DRAFT}/godkann").status_code == 303


def test_a_draft_with_errors_or_without_a_note_is_not_submitted(pia: Browser) -> None:
    _rename(pia)
    pia.get(DRAFT)
    assert pia.post(f"{DRAFT}/skicka", {"note": ""}).status_code == 422
    assert "Skriv vad som har ändrats" in pia.text()
    assert pia.post(f"{DRAFT}/skicka", {"note": "å" * 1001}).status_code == 422
    assert "å" * 1001 in pia.page
    fields = pia.hidden()
    _save(pia, 'value="assess_case"', 'value="none"')
    pia.get(DRAFT)
    assert "använder formuläret none" in pia.text()
    assert f'action="{DRAFT}/skicka"' not in pia.page
    version = {"version": pia.hidden()["version"], "base": fields["base"], "note": NOTE}
    assert pia.post(f"{DRAFT}/skicka", version).status_code == 422
    assert "Rätta dem först" in pia.text()


def test_an_old_page_approves_nothing_it_has_not_shown(
    product: Product, pia: Browser, par: Browser
) -> None:
    _rename(pia)
    _submit(pia)
    par.get(DRAFT)
    seen = par.hidden()
    pia.get(DRAFT)
    pia.post(f"{DRAFT}/tillbaka", {"reply": "Jag glömde något."})
    _save(pia, NEW, "Något helt annat")
    _submit(pia)
    assert par.post(f"{DRAFT}/godkann", seen).status_code == 422
    assert "Någon annan har ändrat utkastet" in par.text()
    with product.database.reading() as session:
        assert definitions.latest(session, PROCESS).version == 1


def test_a_draft_is_not_approved_when_the_process_has_got_another_version_meanwhile(
    product: Product, pia: Browser, par: Browser, tmp_path: Path
) -> None:
    _rename(pia)
    pia.get(DRAFT)
    seen = {**pia.hidden(), "note": NOTE}
    _deliver(product, tmp_path, "Fördela ärendet", "Fördela ärendet till en enhet")
    assert pia.post(f"{DRAFT}/skicka", seen).status_code == 422
    assert "fått en ny version" in pia.text()
    _submit(pia)
    _deliver(product, tmp_path, "Fördela ärendet", "Fördela ärendet till sin enhet")
    par.get(DRAFT)
    assert "Processen har fått en ny version sedan utkastet började" in par.text()
    lost = "Steget Fördela ärendet till sin enhet heter nu Fördela ärendet."
    assert lost in par.text()
    assert par.post(f"{DRAFT}/godkann").status_code == 422
    assert "Skicka tillbaka det" in par.text()
    par.post(f"{DRAFT}/tillbaka", {"reply": "Ta med den nya versionen."})
    pia.get(DRAFT)
    assert lost in pia.text()
    assert (
        _save(pia, 'name="Fördela ärendet"', 'name="Fördela ärendet till sin enhet"').status_code
        == 200
    )
    _submit(pia)
    par.get(DRAFT)
    assert lost not in par.text()
    assert par.post(f"{DRAFT}/godkann").status_code == 303


def test_a_draft_that_is_thrown_away_is_gone_and_leaves_what_is_in_force(
    product: Product, pia: Browser, par: Browser
) -> None:
    _rename(pia)
    pia.get(DRAFT)
    old = pia.hidden()
    assert pia.post(f"{DRAFT}/kasta").status_code == 303
    assert pia.get(DRAFT).status_code == 404
    pia.get("/studio")
    assert pia.post(f"{DRAFT}/skicka", {**old, "note": NOTE}).status_code == 422
    assert "Någon annan har ändrat" in pia.text()
    _rename(par)
    assert par.get(DRAFT).status_code == 200
    assert pia.post(f"{DRAFT}/kasta", old).status_code == 422


def test_every_act_is_in_the_ledger_without_the_files(
    product: Product, pia: Browser, par: Browser
) -> None:
    _rename(pia)
    _submit(pia)
    par.get(DRAFT)
    par.post(f"{DRAFT}/godkann")
    with product.database.transaction() as session:
        stream = events.lock_by_key(session, "studio")
        told = events.read(session, [stream.id])
    assert [entry.kind for entry in told] == [
        "command.save_draft",
        "command.submit_draft",
        "command.approve_draft",
        "process.published",
    ]
    assert "bpmn:" not in json.dumps([entry.payload for entry in told])


def _said(svg: str) -> str:
    """The texts of a drawing, with those that it breaks put together."""
    words = re.sub(r"<title>.*?</title>", "", svg)
    return " ".join(re.sub(r"<[^>]+>|\u00ad", " ", words).split())


def _rename(browser: Browser) -> None:
    assert _save(browser, f'name="{OLD}"', f'name="{NEW}"').status_code == 200


def _save(browser: Browser, before: str, after: str) -> TestResponse:
    shown = json.loads(browser.get(f"/studio/{PROCESS}/draft.json").text)
    assert before in shown["xml"]
    browser.get(f"/studio/{PROCESS}/redigera")
    xml = shown["xml"].replace(before, after, 1)
    return browser.post(
        f"/studio/{PROCESS}/draft.json", {"xml": xml, "version": str(shown["version"])}
    )


def _deliver(product: Product, folder: Path, before: str, after: str) -> None:
    """A new delivery of Bokvar, in which a step of the process has another name."""
    delivered = folder / after
    shutil.copytree(shipped.PROCESSES, delivered)
    diagram = delivered / PROCESS / "process.bpmn"
    xml = diagram.read_text("utf-8")
    diagram.write_text(xml.replace(f'name="{before}"', f'name="{after}"'), "utf-8")
    shipped.deploy_folder(product.parts, delivered)


def _submit(browser: Browser) -> None:
    browser.get(DRAFT)
    answer = browser.post(f"{DRAFT}/skicka", {"note": NOTE})
    assert answer.status_code == 303, browser.text()
    browser.get(DRAFT)


def _case(product: Product, tenant: str) -> None:
    send_notice(
        product,
        tenant_name=tenant,
        tenant_personal_number="",
        dwelling_street=f"{tenant}s väg 1",
    )
    product.work()
    match_as_new(product)


def _titles(product: Product) -> set[str]:
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    return set(re.findall(rf"{OLD}|{NEW}", hanna.page))

"""A form that could not be taken comes back whole, whichever form it is, and is sent again."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from cases.tables.models import login_sessions
from db import session as db_session
from db.session import Database, DatabaseBusy
from engine.models import user_tasks
from ledger.models import streams
from tests.product import (
    ASSESSMENT,
    NOTICE,
    Browser,
    Product,
    match_as_new,
    send_notice,
    take_task,
)
from tests.steps import ledger, rows
from tests.web import acts_scene, scene
from tests.web.test_access import ACTS
from tests.web.test_database_gone import gone
from tests.web.test_desk import LANDLORDS
from tests.web.traces import state
from web import send_again

REASON = "Åsa Prov ringde & sa <nej>.\r\nHon ringer igen på fredag."
STUDIO = "/studio/unpaid_rent/steg/check_first_rent"
CROWDED, GONE, FAILED = (
    DatabaseBusy("", None, TimeoutError()),
    OperationalError(REASON, {"name": REASON}, Exception(REASON)),
    RuntimeError(REASON),
)
OURS = {"Sec-Fetch-Site": "same-origin"}
CAUSES = ((CROWDED, 409), (GONE, 503), (FAILED, 500))


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> Iterator[None]:
    """Every transaction that writes fails."""

    def transaction(_database: Database) -> Any:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", transaction)
        yield


def _forms(product: Product) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Who, where and what: a form of each room that has no draft."""
    pages = acts_scene.build(product)
    yield "demo-rut", f"{pages.waiting}/gor/ratta", {"dwelling_town": "Provstad", "reason": REASON}
    yield "demo-rut", "/anmalningar/ny/annan", {**LANDLORDS, "sender_name": "Åsas & Bos Hus AB"}
    yield "demo-rut", "/hyresvardar/ny", {"name": "Åsas & Bos Hus AB", "kind": "private"}
    yield "demo-hanna", f"{pages.sealed}/oppna", {"reason": REASON}
    day = {"day_from": "2026-12-03", "day_to": "2026-12-05"}
    yield "demo-malin", "/jour", {"officer": "demo-jamila", **day}
    yield "demo-pia", STUDIO, {"name": "Se efter hyran & säg till", "documentation": REASON}


def _assessing(product: Product) -> tuple[Browser, str]:
    """Somebody who has a task open, and where it goes."""
    send_notice(product)
    product.work()
    match_as_new(product)
    hanna = product.browser("demo-hanna")
    return hanna, take_task(hanna, "Bedöm ärendet")


def _is_open(product: Product, task: str) -> bool:
    states: dict[str, str] = {one.public_id: one.state for one in rows(product, user_tasks)}
    return states[task.rpartition("/")[2]] == "open"


def _sent(page: str) -> list[tuple[str, str]]:
    """What the page of the form that was not taken would send."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return [(name, unescape(text)) for name, text in found if name != "csrf_token"]


@pytest.mark.parametrize(("failure", "status"), CAUSES, ids=["busy", "gone", "failed"])
def test_every_form_comes_back_with_all_that_was_sent(
    product: Product,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
    status: int,
) -> None:
    for person, address, fields in _forms(product):
        browser = product.browser(person)
        browser.get(address)
        hidden, before = browser.hidden(), state(product)
        with failing(monkeypatch, failure), caplog.at_level(logging.DEBUG):
            answer = browser.post(address, fields)
        assert answer.status_code == status, address
        wanted = [(k, v) for k, v in {**hidden, **fields}.items() if k != "csrf_token"]
        assert _sent(browser.page) == wanted, address
        assert "locked" not in browser.page.lower()
        assert state(product) == before
    assert "ringde" not in caplog.text
    assert "Åsa" not in caplog.text


def test_what_came_back_is_sent_again_as_it_was_and_taken_once(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    for person, address, fields in _forms(product):
        browser = product.browser(person)
        browser.get(address)
        with failing(monkeypatch, CROWDED):
            browser.post(address, fields)
        assert f'<form method="post" action="{address}"' in browser.page
        assert browser.post(address).status_code == 303, address
    assert ledger(product).is_whole


@pytest.mark.usefixtures("impatient")
def test_who_sends_while_the_whole_database_is_held_waits_and_then_has_it_all(
    product: Product,
) -> None:
    """The true wait, on both databases, for a form that draws nothing again by itself."""
    pages = acts_scene.build(product)
    rut, address = product.browser("demo-rut"), f"{pages.waiting}/gor/ratta"
    rut.get(address)
    other = Database(product.database.url)
    with other.transaction() as session:
        session.execute(select(streams).with_for_update())
        answer = rut.post(address, {"dwelling_town": "Provstad", "reason": REASON})
    other.dispose()
    assert answer.status_code in (409, 422)
    assert "ringer igen på fredag" in unescape(rut.page)
    rut.get(address)
    assert rut.post(address, {"dwelling_town": "Provstad", "reason": "Ja."}).status_code == 303


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db_session, "BUSY_TIMEOUT_MS", 300)


def test_another_sites_form_is_not_given_a_token_to_be_sent_again_with(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    rut = product.browser("demo-rut")
    rut.get("/hyresvardar/ny")
    token = {"csrf_token": rut.hidden()["csrf_token"]}
    monkeypatch.setattr(Database, "reading", _nowhere)
    for given, is_kept in ((token, True), ({}, False), ({"csrf_token": "x"}, False)):
        answer = rut.client.post("/hyresvardar/ny", data={**given, "name": "Åsas & Bos"})
        assert answer.status_code == 503
        assert ("Åsas &amp; Bos" in answer.text) == is_kept
        assert ('action="/hyresvardar/ny"' in answer.text) == is_kept


def _nowhere(_database: Database) -> Any:
    raise GONE


@pytest.mark.parametrize("said", [OURS, {"Origin": "http://localhost"}])
def test_what_was_typed_in_a_page_that_was_too_old_is_sent_again_and_taken(
    product: Product, said: dict[str, str]
) -> None:
    """Every form, whether it looks at the token itself or leaves that to all of them."""
    for person, address, fields in _forms(product):
        browser = product.browser(person)
        browser.get(address)
        sent = {**browser.hidden(), **fields, "csrf_token": "old"}
        answer = browser.post(address, sent, headers=said)
        assert answer.status_code == 422, address
        assert "för gammal" in browser.text()
        assert "Åsa" in browser.page or "day_from" in fields
        assert browser.post(address, fields).status_code == 303, address


def test_another_sites_form_with_an_old_token_is_not_given_back(product: Product) -> None:
    rut = product.browser("demo-rut")
    rut.get("/hyresvardar/ny")
    fields = {"csrf_token": "old", "name": "Åsas & Bos"}
    for said in (
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "http://localhost.elsewhere.example"},
    ):
        answer = rut.client.post("/anmalningar/x/angra-koppling", data=fields, headers=said)
        assert answer.status_code == 422
        assert "Åsas" not in answer.text, said


def test_who_was_logged_out_logs_in_elsewhere_and_sends_what_she_had_typed(
    product: Product,
) -> None:
    pages = acts_scene.build(product)
    address, fields = f"{pages.sealed}/oppna", {"reason": REASON}
    hanna = product.browser("demo-hanna")
    hanna.get(address)
    hanna.client.delete_cookie("bokvar")
    for _again in range(2):
        assert hanna.post(address, fields, headers=OURS).status_code == 422
        assert "Du är utloggad" in hanna.text()
        assert dict(_sent(hanna.page)).items() >= fields.items()
    page = hanna.page
    hanna.log_in("demo-hanna")
    hanna.page = page
    assert hanna.post(address, headers=OURS).status_code == 303


def test_whoever_is_logged_out_by_the_clock_sends_again_once_too(product: Product) -> None:
    """Her cookie is the old one still; it is the login that has ended."""
    pages = acts_scene.build(product)
    address, fields = f"{pages.sealed}/oppna", {"reason": REASON}
    hanna = product.browser("demo-hanna")
    hanna.get(address)
    with product.database.transaction() as session:
        session.execute(delete(login_sessions))
    assert hanna.post(address, fields).status_code == 422
    assert "Du är utloggad" in hanna.text()
    page = hanna.page
    hanna.log_in("demo-hanna")
    hanna.page = page
    assert hanna.post(address, headers=OURS).status_code == 303


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "http://sub.localhost"},
    ],
)
def test_a_token_of_before_the_login_is_believed_from_no_other_site(
    product: Product, said: dict[str, str]
) -> None:
    """Whoever plants a session that she was shown a waiting page in knows its token."""
    fields = {"name": "Åsas & Bos Hus AB", "kind": "private"}
    rut = product.browser()
    rut.post("/hyresvardar/ny", fields, headers=OURS)
    token = rut.hidden()["csrf_token"]
    rut.log_in("demo-rut")
    before = state(product)
    answer = rut.client.post("/hyresvardar/ny", data={**fields, "csrf_token": token}, headers=said)
    assert answer.status_code == 422
    assert state(product) == before


def test_no_page_but_one_that_waits_outlives_a_login(product: Product) -> None:
    fields = {"name": "Åsas & Bos Hus AB", "kind": "private"}
    rut = product.browser("demo-rut")
    rut.get("/hyresvardar/ny")
    token = rut.hidden()["csrf_token"]
    rut.log_in("demo-rut")
    given = {**fields, "csrf_token": token}
    assert rut.client.post("/hyresvardar/ny", data=given, headers=OURS).status_code == 422
    rut.get("/hyresvardar/ny")
    assert rut.hidden()["csrf_token"] != token


def test_an_old_page_when_no_database_answers_says_so_and_keeps_all(product: Product) -> None:
    rut = product.browser("demo-rut")
    rut.get("/hyresvardar/ny")
    fields = {"csrf_token": "old", "reason": REASON}
    with gone(product):
        answer = rut.post("/anmalningar/x/angra-koppling", fields, headers=OURS)
    assert answer.status_code == 503
    assert dict(_sent(rut.page))["reason"] == REASON


def test_a_script_is_told_in_json_and_keeps_what_was_typed_itself(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    things = scene.build(product)
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    hidden = {**hanna.hidden(), "plan": REASON}
    address = f"/uppgifter/{things['north'].task}/utkast"
    with failing(monkeypatch, CROWDED):
        answer = hanna.client.post(address, data=hidden, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (409, "application/json")
    assert "ringde" not in answer.text


def test_a_script_of_who_is_logged_out_is_told_to_fetch_its_token_anew(product: Product) -> None:
    answer = product.browser().client.post(
        "/studio/forward_notice/draft.json",
        data={"csrf_token": "old", "version": "0", "xml": REASON},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.mimetype) == (403, "application/json")
    assert "kvar här" in answer.get_json()["message"]


@pytest.mark.parametrize(("failure", "status"), CAUSES, ids=["busy", "gone", "failed"])
def test_a_system_is_told_as_the_interface_says_whatever_it_accepts(
    product: Product, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int
) -> None:
    nobody = product.browser()
    for more in ({"json": {"note": REASON}}, {"data": {"note": REASON}}):
        with failing(monkeypatch, failure), monkeypatch.context() as patched:
            patched.setattr(Database, "reading", Database.transaction)
            headers = {"Accept": "application/json", "Authorization": "Bearer x"}
            answer = nobody.client.post("/api/v1/notices", headers=headers, **more)
        # Who only has to try again is not asked to decide anything.
        assert answer.status_code == (503 if status == 409 else status)
        assert answer.mimetype == "application/problem+json"
        assert "ringde" not in answer.text


def test_a_form_of_the_public_that_is_too_large_is_not_sent_back(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody, text = product.browser(), "Nej tack. "
    monkeypatch.setattr(Database, "reading", _nowhere)
    for size, is_kept in ((1_000, True), (2_000_000, False), (50_000_000, False)):
        answer = nobody.client.post("/anmalan", data={"note": text * (size // len(text))})
        assert answer.status_code == 503
        assert ("Nej tack." in answer.text) == is_kept


def test_a_file_is_asked_for_again_and_never_left_out_in_silence(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    rut = product.browser("demo-rut")
    rut.get("/anmalningar/ny/annan")
    file = (io.BytesIO(b"%PDF-1.4"), "Åsas brev.pdf")
    fields = {**LANDLORDS, "files": file}
    with failing(monkeypatch, CROWDED):
        answer = rut.post("/anmalningar/ny/annan", fields, content_type="multipart/form-data")
    assert answer.status_code == 409
    assert "Välj filen igen: Åsas brev.pdf" in rut.text()
    (control,) = re.findall(r'<input[^>]*type="file"[^>]*>', rut.page)
    assert 'name="files"' in control
    assert "required" in control
    assert 'enctype="multipart/form-data"' in rut.page


def test_no_form_of_anybody_loses_what_was_typed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every act that there is, by somebody who may: whatever answers keeps it."""
    things, lost = scene.build(product), []
    for endpoint, (template, who) in ACTS.items():
        for person, names in who.items():
            address = template.format(**vars(things[names.split()[0]])) if names else template
            browser = product.browser(person)
            browser.get("/inkorg")
            browser.get(address.partition("?")[0])
            with failing(monkeypatch, CROWDED):
                answer = browser.post(address, {"anything": REASON})
            is_json = answer.mimetype == "application/json"
            if answer.status_code == 409 and not is_json and "ringde" not in answer.text:
                lost.append(endpoint)
            assert answer.status_code < 500, endpoint
            break
    assert lost == []


def test_the_page_is_in_english_for_who_reads_english(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    rut = product.browser("demo-rut")
    rut.get("/sprak/en")
    rut.get("/hyresvardar/ny")
    with failing(monkeypatch, CROWDED):
        rut.post("/hyresvardar/ny", {"name": "Åsas & Bos Hus AB", "kind": "private"})
    assert "There was no time to save it" in rut.text()
    assert "Send again" in rut.text()


@pytest.mark.parametrize(("failure", "status"), CAUSES, ids=["busy", "gone", "failed"])
def test_the_public_has_its_answers_under_the_questions_and_is_not_asked_to_look_elsewhere(
    product: Product, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int
) -> None:
    nobody = product.browser()
    nobody.get("/anmalan")
    with failing(monkeypatch, failure):
        assert nobody.post("/anmalan", NOTICE).status_code == status
    assert NOTICE["dwelling_street"] in _shown(nobody.page).values()
    assert "annan flik" not in nobody.text()
    assert "csrf_token" not in nobody.page
    assert nobody.post("/anmalan").status_code == 303


def test_a_task_has_its_answers_under_the_questions_and_is_completed_from_the_page(
    product: Product,
) -> None:
    hanna, task = _assessing(product)
    with gone(product, after=12):
        assert hanna.post(task, ASSESSMENT).status_code == 503
    assert ASSESSMENT["plan"] in _shown(hanna.page).values()
    assert "annan flik" in hanna.text()
    assert _is_open(product, task)
    assert hanna.post(task).status_code == 303
    assert not _is_open(product, task)


def test_what_was_typed_in_a_task_is_there_wherever_the_database_goes_away(
    product: Product,
) -> None:
    hanna, task = _assessing(product)
    page, again = hanna.page, ""
    for after in range(0, 200, 2):
        hanna.page = page
        with gone(product, after=after):
            answer = hanna.post(task, ASSESSMENT)
        if not _is_open(product, task):
            break
        assert answer.status_code == 503
        assert dict(_sent(hanna.page)).items() >= ASSESSMENT.items()
        again = hanna.page
    hanna.page = again
    assert hanna.post(task).status_code == 409
    assert ASSESSMENT["plan"] in hanna.text()


def test_what_nobody_foresaw_in_a_task_leaves_a_draft_too(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _fall(*_given: Any) -> None:
        raise FAILED

    hanna, task = _assessing(product)
    with monkeypatch.context() as patched:
        patched.setattr(product.engine, "execute", _fall)
        answer = hanna.post(task, ASSESSMENT)
    assert answer.status_code == 500
    assert ASSESSMENT["plan"] in _shown(hanna.page).values()
    assert "ringde" not in answer.text
    hanna.get(task)
    assert ASSESSMENT["plan"] in hanna.text()
    assert hanna.post(task, ASSESSMENT).status_code == 303


def test_files_of_one_question_are_asked_for_by_one_control(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = product.browser()
    nobody.get("/anmalan")
    files = [(io.BytesIO(b"%PDF-1.4"), name) for name in ("avtal.pdf", "<b>.pdf")]
    fields = {**NOTICE, "attachments": files}
    with failing(monkeypatch, GONE):
        nobody.post("/anmalan", fields, content_type="multipart/form-data")
    assert "Välj filerna igen: avtal.pdf, &lt;b&gt;.pdf" in nobody.page
    (control,) = re.findall(r'<input[^>]*type="file"[^>]*>', nobody.page)
    assert "multiple" in control


def test_a_page_that_cannot_be_drawn_gives_way_to_the_plain_one(
    product: Product, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drawn = []

    def _fall(*_given: Any) -> Any:
        drawn.append(1)
        raise FAILED

    rut = product.browser("demo-rut")
    rut.get("/hyresvardar/ny")
    monkeypatch.setattr(send_again, "_page", _fall)
    with failing(monkeypatch, GONE):
        answer = rut.post("/hyresvardar/ny", {"name": "Åsas & Bos Hus AB", "kind": "private"})
    assert (answer.status_code, len(drawn)) == (500, 1)
    assert "Något gick fel hos oss" in rut.text()
    assert "Åsas" not in answer.text + caplog.text


def test_the_page_offers_no_way_to_lose_what_stands_on_it(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    rut = product.browser("demo-rut")
    rut.get("/hyresvardar/ny")
    assert "In English" in rut.text()
    with failing(monkeypatch, CROWDED):
        rut.post("/hyresvardar/ny", {"name": "Åsas & Bos Hus AB", "kind": "private"})
    assert "In English" not in rut.text()


def _shown(page: str) -> dict[str, str]:
    """Question and answer, of the text boxes to read."""
    labels = dict(re.findall(r'<label[^>]*for="(kept-\d+)">\s*(.*?)\s*</label>', page, re.S))
    boxes = re.findall(r'<textarea[^>]*id="(kept-\d+)"[^>]*>(.*?)</textarea>', page, re.S)
    return {unescape(labels[box]): unescape(text).strip() for box, text in boxes}

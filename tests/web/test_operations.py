"""The operations page: what has failed, in words and ids, and never green before it has worked."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from cases import key_facts
from cases.commands.operations import EndInstance
from cases.tables.models import cases, notices
from cases.tables.office_models import warnings
from cases.tables.track_models import flags
from engine import early, jobs, messages
from engine.commands import AskRetry
from engine.errors import AnswerRefused, NotAnswered, NotPermitted
from engine.jobs import Outcome
from engine.models import incidents, process_instances
from engine.spiff import live
from engine.texts import Text
from front import shipped
from ledger import events
from ledger.events import read_subject
from tests.product import ASSESSMENT, NOTICE, Browser, Product, send_notice
from tests.steps import do, ledger, match, person, receive, rows
from tests.vectors import same_day
from tests.web.broken import Broken, break_operation, give_up


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-12-01 09:00")
    return product


@pytest.fixture
def broken(product: Product, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """A notice has come, and the step that registers it fails."""
    operation = break_operation(product, monkeypatch, "register_notice")
    send_notice(product)
    product.work()
    return operation


def drift(product: Product) -> Browser:
    browser = product.browser("demo-axel")
    assert browser.get("/drift").status_code == 200
    return browser


def ask(browser: Browser) -> int:
    (address,) = browser.links('/drift/storningar/[^"]+/forsok')
    return browser.post(address).status_code


def test_an_incident_is_told_by_its_step_its_cause_and_what_happens_next(
    product: Product, broken: Broken
) -> None:
    page = drift(product).text()
    assert "Öppna störningar (1)" in page
    assert "Registrera underrättelse Försöker igen" in page
    assert "Något som steget behöver svarade inte. (NotAnswered)" in page
    assert "Nästa försök görs av sig självt tisdag 1 december 2026 kl. 09.00" in page


def test_nothing_on_the_page_says_whom_it_is_about(product: Product, broken: Broken) -> None:
    page = drift(product).page
    words = {value for value in NOTICE.values() if "@" in value or not value.islower()}
    facts = words - {"Exempelstad", ""}
    assert [value for value in facts if value in page] == []
    assert "Åsa" not in page


def test_it_is_green_when_the_step_has_worked_and_not_before(
    product: Product, broken: Broken
) -> None:
    browser = drift(product)
    assert ask(browser) == 303
    browser.get("/drift")
    assert "Ett nytt försök är begärt." in browser.text()
    assert "Registrera underrättelse Försöker igen" in browser.text()
    product.work()
    browser.get("/drift")
    assert "Registrera underrättelse Försöker igen" in browser.text()
    assert "Lösta och avslutade den senaste veckan" not in browser.text()
    broken.is_mended = True
    assert ask(browser) == 303
    browser.get("/drift")
    assert "Registrera underrättelse Försöker igen" in browser.text()
    product.work()
    browser.get("/drift")
    assert "Öppna störningar (0)" in browser.text()
    assert "Registrera underrättelse Löst" in browser.text()


def test_when_the_tries_have_run_out_a_new_one_may_be_asked_for(
    product: Product, broken: Broken
) -> None:
    give_up(product)
    browser = drift(product)
    assert "Registrera underrättelse Försöken är slut" in browser.text()
    assert "Tryck på Försök igen." in browser.text()
    broken.is_mended = True
    assert ask(browser) == 303
    product.work()
    browser.get("/drift")
    assert "Registrera underrättelse Löst" in browser.text()


FAILURES: tuple[tuple[Exception, str, str], ...] = (
    (KeyError("Åsa Prov"), "En uppgift saknas", "Rätta orsaken och tryck sedan på Försök igen."),
    (AnswerRefused("Åsa"), "Den som steget frågade", "Rätta orsaken och tryck sedan"),
    (ZeroDivisionError("Åsa"), "Det är fel i systemet", "Sök i loggen efter step_failed"),
)


@pytest.mark.parametrize(("failure", "told", "following"), FAILURES, ids=["data", "answer", "code"])
def test_what_waiting_does_not_mend_is_told_at_once_and_not_tried_until_somebody_asks(
    product: Product,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    told: str,
    following: str,
) -> None:
    broken = break_operation(product, monkeypatch, "register_notice")
    broken.failure = failure
    send_notice(product)
    product.work()
    browser = drift(product)
    assert "Registrera underrättelse Måste rättas" in browser.text()
    assert told in browser.text()
    assert following in browser.text()
    assert "Åsa" not in browser.text()
    product.at("2026-12-03 09:00")
    assert [one.attempts for one in rows(product, incidents)] == [1]
    for attempts in (2, 3):
        browser.get("/drift")
        assert ask(browser) == 303
        product.work()
        product.at(f"2026-12-0{attempts + 2} 09:00")
        assert [one.attempts for one in rows(product, incidents)] == [attempts]
    broken.is_mended = True
    browser.get("/drift")
    ask(browser)
    product.work()
    assert [one.state for one in rows(product, incidents)] == ["resolved"]
    assert len(rows(product, notices)) == 1


def test_what_did_not_answer_is_tried_again_by_itself_until_it_does(
    product: Product, broken: Broken
) -> None:
    broken.failure = ConnectionRefusedError("Åsa Prov")
    product.at("2026-12-01 10:00")
    (incident,) = rows(product, incidents)
    assert incident.cause == "NotAnswered"
    assert incident.attempts >= 2
    broken.is_mended = True
    product.at("2026-12-01 12:00")
    assert [one.state for one in rows(product, incidents)] == ["resolved"]
    assert len(rows(product, notices)) == 1


CASE = (
    (NotAnswered("Åsa"), "Något som steget behöver svarade inte. Försöks igen av sig självt."),
    (
        ValueError("Åsa"),
        "En uppgift saknas eller går inte att använda. Se efter om något i ärendet",
    ),
    (
        RuntimeError("Åsa"),
        "Det är fel i systemet, inte i det som du har skrivit. Driften ser felet",
    ),
    (AnswerRefused("Åsa"), "Den som steget frågade svarade så att det inte går vidare. Be driften"),
)


@pytest.mark.parametrize(("failure", "told"), CASE, ids=["network", "data", "code", "answer"])
def test_a_case_with_a_step_that_has_stopped_says_why_and_its_work_goes_on(
    product: Product, monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str
) -> None:
    broken = break_operation(product, monkeypatch, "check_complement")
    broken.failure = failure
    send_notice(product)
    product.work()
    match(product)
    hanna = product.browser("demo-hanna")
    address = f"/arenden/{rows(product, cases)[-1].public_id}"
    assert hanna.get(address).status_code == 200
    assert "Automatiska steg som har stannat" in hanna.text()
    assert told in hanna.text()
    do(product, "demo-hanna", "Bedöm ärendet", ASSESSMENT)
    broken.is_mended = True
    assert ask(drift(product)) == 303
    product.work()
    hanna.get(address)
    assert "Automatiska steg som har stannat" not in hanna.text()
    assert ledger(product).is_whole


def test_a_process_that_never_comes_to_wait_says_so_and_goes_on_when_it_is_asked_to(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_notice(product)
    product.work()
    with monkeypatch.context() as narrow:
        narrow.setattr(live, "ALONE_LIMIT", 14)  # As if its first steps went round.
        match(product)
        product.work()
    assert {one.cause for one in rows(product, incidents)} == {"StepLimitReached"}
    hanna = product.browser("demo-hanna")
    address = f"/arenden/{rows(product, cases)[-1].public_id}"
    assert hanna.get(address).status_code == 200
    assert "Processen kom aldrig till en punkt där den väntar. Se efter om" in hanna.text()
    page = drift(product)
    assert "Processen kom aldrig till en punkt där den väntar. (StepLimitReached)" in page.text()
    assert "Be processägaren titta på slingan i diagrammet" in page.text()
    while asking := page.links('/drift/storningar/[^"]+/forsok'):
        assert page.post(asking[0]).status_code == 303
        product.work()
        page = drift(product)
    assert {one.state for one in rows(product, incidents)} == {"resolved"}
    do(product, "demo-hanna", "Bedöm ärendet", ASSESSMENT)
    assert ledger(product).is_whole


@pytest.mark.parametrize("reader", ["demo-rut", "demo-hanna", "demo-gosta"])
def test_a_notice_with_a_step_that_has_stopped_says_so_to_who_may_read_it(
    product: Product, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    """Before it is in a case, when no page of a case could say it, and after."""
    broken = break_operation(product, monkeypatch, "suggest_match")
    broken.failure = LookupError("Åsa")
    address = f"/anmalningar/{receive(product)}"
    rut = product.browser("demo-rut")
    assert rut.get(address).status_code == 200
    assert "Automatiska steg som har stannat" in rut.text()
    assert "En uppgift saknas eller går inte att använda." in rut.text()
    assert "LookupError" not in rut.page
    broken.is_mended = True
    assert ask(drift(product)) == 303
    product.work()
    match(product)
    break_operation(product, monkeypatch, "check_complement")
    receive(product)
    match(product)
    browser = product.browser(reader)
    assert browser.get(f"/anmalningar/{rows(product, notices)[-1].public_id}").status_code == 200
    assert "Automatiska steg som har stannat" in browser.text()


def test_a_fault_that_the_demo_has_made_is_told_as_one(product: Product, broken: Broken) -> None:
    give_up(product)
    with product.database.transaction() as session:
        session.execute(update(incidents).values(cause="MadeUpFault"))
    page = drift(product).text()
    assert "Provmiljön har gjort felet med flit" in page
    assert "Tryck på Försök igen." in page
    assert "Sök i loggen efter step_failed" not in page


def test_timers_and_what_waits_have_the_names_of_their_steps(product: Product) -> None:
    receive(product)
    match(product)
    product.clock.set("2026-12-14 08:00")
    page = drift(product).text()
    assert "Dag 7 Arbeta med skulden (work_on_arrears 1), day_7" in page
    assert "Skulden löst Obetald hyra (unpaid_rent 1), arrears_settled" in page


def test_asking_leaves_a_line_in_the_history_with_who_asked(
    product: Product, broken: Broken
) -> None:
    ask(drift(product))
    instance = rows(product, process_instances)[0].public_id
    with product.database.reading() as session:
        asked = [e for e in read_subject(session, instance) if e.kind == "incident.retry_asked"]
    assert [(e.actor, e.element) for e in asked] == [("staff:demo-axel", "register_notice")]
    assert ledger(product).is_whole


def test_asking_once_too_often_is_told_and_changes_nothing(
    product: Product, broken: Broken
) -> None:
    browser = drift(product)
    (address,) = browser.links('/drift/storningar/[^"]+/forsok')
    broken.is_mended = True
    product.at("2026-12-01 10:00")
    assert browser.post(address).status_code == 409
    assert "Störningen är redan löst." in browser.text()


@pytest.mark.parametrize("who", ["demo-rut", "demo-hanna", "demo-malin", "demo-gosta", "demo-pia"])
def test_nobody_but_the_administrator_asks(product: Product, broken: Broken, who: str) -> None:
    (incident,) = rows(product, incidents)
    with pytest.raises(NotPermitted), product.database.transaction() as session:
        product.engine.execute(session, AskRetry(incident.public_id), person(product, who))
    with pytest.raises(NotPermitted), product.database.transaction() as session:
        product.engine.execute(session, EndInstance(incident.public_id, "x"), person(product, who))


def test_an_incident_that_is_none_does_not_exist(product: Product, broken: Broken) -> None:
    browser = drift(product)
    for odd in ("x", "%00", "å" * 300, "'--"):
        for address in (f"/drift/storningar/{odd}/forsok", f"/drift/storningar/{odd}/avsluta"):
            assert browser.post(address, {"reason": "x"}).status_code == 404


def test_that_no_worker_is_there_is_told(product: Product) -> None:
    product.work()
    assert "Ingen arbetsprocess har hörts av" not in drift(product).text()
    product.clock.set("2026-12-01 09:30")
    seen = "Ingen arbetsprocess har hörts av sedan tisdag 1 december 2026 kl. 09.00."
    assert seen in drift(product).text()


def test_a_worker_that_stopped_yesterday_is_still_told_of(product: Product) -> None:
    product.work()
    product.clock.set("2026-12-03 09:30")
    assert "har hörts av sedan tisdag 1 december 2026 kl. 09.00." in drift(product).text()


def test_that_no_worker_was_ever_there_is_told_without_a_time(product: Product) -> None:
    text = drift(product).text()
    assert "Ingen arbetsprocess har hörts av. Inget skickas" in text


# Ending by hand.


@pytest.fixture
def unconfirmed(product: Product, monkeypatch: pytest.MonkeyPatch) -> Broken:
    """A case is open, and whether its notice is confirmed cannot be seen."""
    operation = break_operation(product, monkeypatch, "check_complement")
    send_notice(product)
    product.work()
    match(product)
    return operation


def end_links(browser: Browser) -> list[str]:
    browser.get("/drift")
    return browser.links('/drift/storningar/[^"]+/avsluta')


def test_what_is_still_tried_or_must_go_on_is_not_ended(product: Product, broken: Broken) -> None:
    browser = product.browser("demo-axel")
    assert end_links(browser) == []
    (incident,) = rows(product, incidents)
    address = f"/drift/storningar/{incident.public_id}/avsluta"
    assert "kan inte avslutas för hand nu" in browser.get(address).text
    give_up(product)
    assert end_links(browser) == []
    assert browser.post(address, {"reason": "Vill."}).status_code == 422
    assert "Den här processen får inte avslutas" in browser.text()
    assert rows(product, process_instances)[0].state == "running"


def test_what_cannot_go_on_is_ended_with_a_reason_and_the_case_is_flagged(
    product: Product, unconfirmed: Broken
) -> None:
    browser = product.browser("demo-axel")
    assert end_links(browser) == []
    give_up(product)
    (address,) = end_links(browser)
    browser.get(address)
    assert "Se vad som begärs" in browser.text()
    for typed, said in (("  ", "Skriv varför processen avslutas."), ("x" * 501, "högst 500")):
        assert browser.post(address, {"reason": typed}).status_code == 422
        assert said in browser.text()
    assert "x" * 501 in browser.page
    assert browser.post(address, {"reason": "Mallen är trasig."}).status_code == 303
    browser.get("/drift")
    assert "Öppna störningar (0)" in browser.text()
    assert "Se vad som begärs Avslutad" in browser.text()
    assert "Se vad som begärs Löst" not in browser.text()
    ended = [i.state for i in rows(product, process_instances) if i.state == "cancelled"]
    assert len(ended) == 1
    assert [f.code for f in rows(product, flags) if f.code == "PROCESS_AVSLUTAD"] != []
    assert browser.post(address, {"reason": "Igen."}).status_code == 422
    assert ledger(product).is_whole


KEY = '"correlation_key" value="letter_id"'
UNKNOWN = "if letter_id = null then letter_id else null"
"""No constant, and null all the same."""


@pytest.fixture
def keyless(product: Product, tmp_path: Path) -> Product:
    """A confirmation is on its way, and what its process waits for says of which letter nowhere."""
    _without_key(product, tmp_path)
    send_notice(product)
    product.work()
    match(product)
    return product


def _without_key(product: Product, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shipped.PROCESSES, tmp_path / "processes"))
    diagram = folder / "send_letter" / "process.bpmn"
    text = diagram.read_text("utf-8").replace(KEY, KEY.replace("letter_id", UNKNOWN), 1)
    diagram.write_text(text, "utf-8")
    shipped.deploy_folder(product.parts, folder)


def test_an_event_whose_key_is_missing_can_be_tried_and_can_be_ended(keyless: Product) -> None:
    """No key is made up, for it could be another case's: a try goes by what is known by then."""
    browser = keyless.browser("demo-axel")
    keyless.work()
    ends = end_links(browser)
    assert browser.text().count("Invänta besked Försöks inte") == len(ends) > 0
    assert "Det framgår inte vilket ärende" in browser.text()
    for address in browser.links('/drift/storningar/[^"]+/forsok'):
        assert browser.post(address).status_code == 303
    keyless.work()
    assert end_links(browser) == ends
    end_all(browser)
    assert browser.text().count("Invänta besked Avslutad") == len(ends)
    assert "Öppna störningar (0)" in browser.text()
    assert "Invänta besked Löst" not in browser.text()


def test_what_the_ended_event_waited_for_comes_late_and_disturbs_nothing(keyless: Product) -> None:
    end_all(keyless.browser("demo-axel"))
    keyless.at("2026-12-01 10:00")
    assert {one.state for one in rows(keyless, incidents)} == {"ended"}
    assert keyless.mails() != []
    flagged = next(one for one in rows(keyless, flags) if one.code == "PROCESS_AVSLUTAD")
    rut = keyless.browser("demo-rut")
    rut.get(f"/anmalningar/{flagged.about}")
    assert "avslutad av driften" in rut.text()
    assert ledger(keyless).is_whole


def end_all(browser: Browser) -> None:
    for address in end_links(browser):
        browser.get(address)
        assert browser.post(address, {"reason": "Nyckeln saknas."}).status_code == 303
    browser.get("/drift")


def test_the_process_of_an_open_case_is_ended_and_begun_anew(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = break_operation(product, monkeypatch, "allocate_case")
    send_notice(product)
    product.work()
    match(product)
    give_up(product)
    browser = product.browser("demo-axel")
    (address,) = end_links(browser)
    browser.get(address)
    assert "dess process börjar om från början" in browser.text()
    operation.is_mended = True
    assert browser.post(address, {"reason": "Steget är rättat."}).status_code == 303
    about = next(one for one in rows(product, incidents) if one.element == "allocate_case")
    assert about.state == "ended"
    assert "Bedöm ärendet" in product.browser("demo-hanna").get("/inkorg").text
    flagged = next(one for one in rows(product, flags) if one.code == "PROCESS_AVSLUTAD")
    hanna = product.browser("demo-hanna")
    assert "börjad om av driften" in hanna.get(f"/arenden/{flagged.about}").text
    assert browser.post(address, {"reason": "Igen."}).status_code == 422
    assert ledger(product).is_whole


def test_a_case_whose_process_waits_for_nothing_in_particular_is_begun_anew(
    product: Product, tmp_path: Path
) -> None:
    """Somebody has drawn an event whose message says of no case; the mended diagram is in force."""
    folder = Path(shutil.copytree(shipped.PROCESSES, tmp_path / "processes"))
    diagram = folder / "main_case" / "process.bpmn"
    right = diagram.read_text("utf-8")
    diagram.write_text(re.sub(ALLOCATE, WAITS, right, flags=re.S), "utf-8")
    shipped.deploy_folder(product.parts, folder)
    send_notice(product)
    product.work()
    match(product)
    product.work()
    diagram.write_text(right, "utf-8")
    shipped.deploy_folder(product.parts, folder)
    browser = product.browser("demo-axel")
    (address,) = end_links(browser)
    assert "Väntar Försöks inte" in browser.text()
    assert "Bedöm ärendet" not in product.browser("demo-hanna").get("/inkorg").text
    assert browser.post(address, {"reason": "Ritat fel."}).status_code == 303
    assert "Bedöm ärendet" in product.browser("demo-hanna").get("/inkorg").text
    assert ledger(product).is_whole


ALLOCATE = r'<bpmn:serviceTask id="allocate_case".*?</bpmn:serviceTask>'
WAITS = """<bpmn:intermediateCatchEvent id="allocate_case" name="Väntar">
      <bpmn:documentation>Väntar.</bpmn:documentation>
      <bpmn:extensionElements>
        <spiffworkflow:properties>
          <spiffworkflow:property name="correlation_key"
            value="if case = null then case else null"/>
        </spiffworkflow:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>case_opened_to_allocate_case</bpmn:incoming>
      <bpmn:outgoing>allocate_case_to_work_on</bpmn:outgoing>
      <bpmn:messageEventDefinition id="waits" messageRef="message_case_opened"/>
    </bpmn:intermediateCatchEvent>"""


def test_what_is_known_of_a_notice_grows_with_its_match_and_is_never_anothers(
    product: Product,
) -> None:
    about = receive(product)
    with product.database.reading() as session:
        assert key_facts.known_about(session, about) == {"notice": about}
        assert key_facts.known_about(session, "x") == {}
    match(product)
    with product.database.reading() as session:
        known = key_facts.known_about(session, about)
        assert known.keys() == {"notice", "case"}
        assert key_facts.known_about(session, str(known["case"])) == {"case": known["case"]}


def test_a_duty_is_not_ended_before_it_is_proved_or_its_miss_is_explained(
    product: Product, tmp_path: Path
) -> None:
    _without_key(product, tmp_path)
    same_day.arrive(product, "2026-12-01 09:00")
    same_day.send(product)
    browser = product.browser("demo-axel")
    product.work()
    assert end_links(browser) == []
    assert "Den som har jouren skickar breven" in browser.text()
    incident = next(one for one in rows(product, incidents) if one.state == "open")
    address = f"/drift/storningar/{incident.public_id}/avsluta"
    assert "skickar sektionschefen dem på annat sätt" in browser.get(address).text
    assert browser.post(address, {"reason": "Vill."}).status_code == 422
    product.at("2026-12-02 00:30")
    do(product, "demo-malin", "Ange orsak till avvikelsen", {"reason": "Breven gick per bud."})
    ends = end_links(browser)
    assert address in ends
    assert browser.post(address, {"reason": "Nyckeln saknas."}).status_code == 303
    assert ledger(product).is_whole
    texts = [one.code for one in rows(product, warnings) if one.ended_at is None]
    assert [code for code in texts if code.startswith("SAMMA_DAG")] == []


# What else stands on the page.


def test_timers_messages_and_versions_are_listed_without_what_they_say(
    product: Product, unconfirmed: Broken
) -> None:
    with product.database.transaction() as session:
        messages.receive(
            session,
            "nobody_takes_this",
            {"name": "Åsa Prov"},
            public_id="an-id-of-a-message",
            message_id="x",
            now=product.clock(),
        )
    product.work()
    page = drift(product)
    assert "an-id-of-a-message nobody_takes_this Tas inte emot" in page.text()
    assert "unpaid_rent 1 1" in page.text()
    assert "Åsa" not in page.page


def _post(product: Product, message_id: str) -> messages.Message:
    named = {"public_id": message_id, "message_id": message_id, "correlation_key": "n1"}
    with product.database.transaction() as session:
        messages.receive(session, "arrears_settled", {}, **named, now=product.clock())
        kept = messages.by_public_id(session, message_id)
    assert kept is not None
    return kept


def _send(product: Product, message_id: str) -> messages.Message:
    named = {"public_id": message_id, "message_id": message_id}
    now = product.clock()
    until = now + timedelta(days=1)
    with product.database.transaction() as session:
        stream = events.open_stream(session, "case:a", "case", now=now)
        messages.send(
            session, "arrears_settled", "n1", {}, **named, sent_in=stream, now=now, until=until
        )
        kept = messages.by_public_id(session, message_id)
    assert kept is not None
    return kept


def _waits(product: Product, message: messages.Message, cause: str | None = None) -> None:
    now = product.clock()
    with product.database.transaction() as session:
        messages.let_wait(session, message, now, now + timedelta(days=1), cause)


def _is_unmatched(product: Product, message: messages.Message, cause: str) -> None:
    with product.database.transaction() as session:
        messages.mark(session, message, "unmatched", cause)


def test_a_message_that_came_early_is_told_with_since_when_and_what_comes_next(
    product: Product,
) -> None:
    _waits(product, _post(product, "early-one"))
    _waits(product, _post(product, "unknown-one"), early.UNKNOWN)
    _send(product, "inside")
    _is_unmatched(product, _post(product, "late-one"), early.ENDED)
    _is_unmatched(product, _post(product, "bad-one"), messages.NOT_VALUES)
    _is_unmatched(product, _send(product, "inside-late"), early.ENDED)
    _is_unmatched(product, _send(product, "inside-round"), messages.NO_END)
    page = drift(product).text().replace("\N{NO-BREAK SPACE}", " ")
    assert "3 kom för tidigt och väntar, 4 tar ingen process emot." in page
    assert "Väntar sedan 1 december 2026 kl. 09.00. Lämnas över av sig självt" in page
    assert "Inget som pågår väntar på det. Lämnas över om något gör det före 2 december" in page
    assert "Skickat mellan två processer. Lämnas över" in page
    assert "processen slutade innan den kom dit. Tala om för handläggaren" in page
    assert "Be avsändaren att skicka det på nytt." in page
    assert "men det som kunde ta emot det slutade först." in page
    assert "Meddelanden ledde till nya meddelanden utan slut" in page


REFUSED = Text("Servern tog inte emot brevet.", "The server refused the letter.")


def _job(product: Product, key: str, result: Outcome | None) -> None:
    """A letter's job that was taken and ended so; None: the worker never came back."""
    with product.database.transaction() as session:
        now = product.clock()
        jobs.submit(session, jobs.Job("dispatch_letter", key, now), now)
        (claimed,) = jobs.claim(session, product.clock(), 1, timedelta(minutes=5))
        if result is not None:
            jobs.finish(session, claimed, result, now)


def test_jobs_that_failed_or_hang_are_told_with_what_comes_next(product: Product) -> None:
    _job(product, "failed", jobs.failed(REFUSED))
    page = drift(product).text()
    assert "0 väntar, varav 0 ska göras nu. 0 pågår, varav 0 hänger. 1 gick inte." in page
    assert "Gick inte 1 av 20" in page
    told = "Servern tog inte emot brevet. Den som ansvarar för brevet har en uppgift i sin inkorg."
    assert told in page
    _job(product, "hanging", None)
    product.clock.set("2026-12-01 09:30")
    page = drift(product).text()
    assert "1 pågår, varav 1 hänger." in page
    assert "En arbetsprocess tog det och kom inte tillbaka." in page

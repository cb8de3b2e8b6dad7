"""Sending letters: proof ends it, a person can always take over, and nothing is sent twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.commands.basic import RecordDispatch
from cases.letters.dispatch_stating import require_way
from cases.letters.letter import Letter, get
from cases.policy import WORKER
from cases.tables.letter_models import dispatches, letters
from cases.tables.models import cases, persons
from connectors.drop_sink import DropKind, DropSink
from connectors.mail_sink import _Filing
from documents import letter_templates, typesetting
from engine.errors import Refused
from engine.jobs import jobs
from engine.models import incidents, process_instances, user_tasks
from tests.product import Browser, Product, take_task
from tests.steps import BY_HAND, POSTING, do, ledger, match, post_by_hand, posting, rows
from tests.steps import receive as receive_notice

MEETING = {
    "meeting_on-day": "20",
    "meeting_on-month": "12",
    "meeting_on-year": "2026",
    "meeting_at": "13.30",
    "place": "Medborgarhuset, rum 4",
    "language": "sv",
}
WHY = {"reason": "E-postservern svarar inte."}


def receive(product: Product, **changes: Any) -> str:
    """A notice of no known type: it is confirmed, and nothing else is sent because of it."""
    return receive_notice(product, **{"ground": "other", **changes})


@contextmanager
def mail_says(answer: str) -> Iterator[None]:
    """The mail server answers every mail so."""

    async def say(*_arguments: object) -> str:
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Filing, "handle_DATA", say)
        yield


def refused() -> Any:
    return mail_says("550 5.1.1 No such user")


def busy() -> Any:
    return mail_says("451 4.3.2 Try again later")


@pytest.fixture
def waiting(product: Product) -> Letter:
    """A confirmation whose mail server asks us to try again later."""
    product.clock.set("2026-11-25 10:00")
    receive(product)
    with busy():
        match(product)
    return only(product)


def only(product: Product) -> Letter:
    """The letter, read again."""
    (row,) = rows(product, letters)
    with product.database.reading() as session:
        return get(session, row.public_id)


def attempts(product: Product) -> list[tuple[str, str]]:
    return [(one.channel, one.state) for one in rows(product, dispatches)]


def tasks(product: Product, element: str) -> list[str]:
    return [one.state for one in rows(product, user_tasks) if one.element == element]


def page(product: Product, person: str = "demo-rut") -> Browser:
    """Somebody at the letter's own page."""
    with product.database.reading() as session:
        letter = get(session, rows(product, letters)[0].public_id)
    browser = product.browser(person)
    answer = browser.get(f"/anmalningar/{letter.about}/brev/{letter.public_id}")
    assert answer.status_code == 200
    return browser


def take_over(product: Product) -> None:
    browser = page(product)
    (address,) = browser.links(r"/anmalningar/[\w-]+/brev/[\w-]+/ta-over")
    assert browser.post(address, WHY).status_code == 303
    product.work()


def late(product: Product, outcome: str, number: int = 1) -> None:
    """A job that was under way when it was cancelled ends so all the same."""
    with product.database.transaction() as session:
        letter = rows(product, letters)[0].public_id
        told = RecordDispatch(letter, number, outcome, "250 queued as ABC")
        product.engine.execute(session, told, WORKER)
    product.work()


def test_a_letter_that_is_refused_goes_another_way_with_every_attempt_kept(
    product: Product,
) -> None:
    receive(product, sender_street="Provgatan 1", sender_postal_code="211 20", sender_town="X")
    with refused():
        match(product)
    assert attempts(product) == [("email", "failed")]
    do(product, "demo-rut", BY_HAND, {"choice": "print"})
    assert attempts(product) == [("email", "failed"), ("print", "handed_over")]
    assert only(product).state == "handed_over"
    post_by_hand(product)
    assert only(product).state == "sent"
    assert attempts(product) == [("email", "failed"), ("print", "sent")]
    text = page(product).text()
    assert "Försök 1: E-post" in text
    assert "Försök 2: Utskrift och post" in text
    assert "Misslyckades" in text
    assert ledger(product).is_whole


def test_a_letter_in_the_print_folder_is_not_sent_before_somebody_states_it(
    product: Product, tmp_path: Path
) -> None:
    product.clock.set("2026-11-25 10:00")
    address = {"sender_street": "Provgatan 1", "sender_postal_code": "211 20"}
    receive(product, sender_email=None, sender_town="Exempelstad", **address)
    match(product)
    assert list((tmp_path / "out" / "print").glob("*.pdf"))
    letter = only(product)
    assert (letter.state, letter.sent_at) == ("handed_over", None)
    assert "Överlämnat för utskrift – inte skickat än" in page(product).text()
    product.clock.set("2026-11-25 16:45")
    post_by_hand(product)
    letter = only(product)
    assert letter.state == "sent"
    assert letter.sent_at is not None
    assert letter.sent_at.isoformat() == "2026-11-25T15:45:00+00:00"
    assert letter.proof == "letter 2026-11-25 16:45 (staff:demo-rut)"


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (timedelta(minutes=1), "Tiden ligger framåt."),
        (timedelta(minutes=-61), "Tiden ligger före brevet."),
    ],
)
def test_a_posting_is_never_stated_ahead_or_before_the_letter(
    product: Product, shift: timedelta, sentence: str
) -> None:
    product.clock.set("2026-11-25 10:00")
    receive(product, sender_email=None)
    match(product)
    product.clock.set("2026-11-25 11:00")
    rut = product.browser("demo-rut")
    address = take_task(rut, POSTING)
    answer = rut.post(address, posting(product, product.clock() + shift))
    assert answer.status_code == 422
    assert sentence in rut.text()
    assert "Rut" in rut.page
    assert only(product).state == "handed_over"


@pytest.mark.parametrize("kind", ["L02", "L03", "L09"])
def test_a_call_is_no_proof_where_the_law_wants_it_in_writing(kind: str, waiting: Letter) -> None:
    with pytest.raises(Refused):
        require_way("phone", replace(waiting, kind=kind))
    require_way("phone", waiting)


def test_a_letter_that_hangs_is_taken_over_and_goes_another_way(
    product: Product, waiting: Letter
) -> None:
    assert waiting.state == "queued"
    text = page(product).text()
    assert "1 försök hittills. Nästa försök" in text
    take_over(product)
    assert attempts(product) == [("email", "superseded")]
    assert [job.state for job in rows(product, jobs)] == ["cancelled"]
    assert "Förberett, inte skickat" in page(product).text()
    post_by_hand(product, BY_HAND)
    assert only(product).state == "sent"
    assert attempts(product) == [("email", "superseded"), ("by_hand", "sent")]
    product.at("2026-11-26 10:00")
    assert product.mails() == []
    assert ledger(product).is_whole


def test_a_taken_over_letter_that_was_sent_all_the_same_is_sent_and_the_task_is_gone(
    product: Product, waiting: Letter
) -> None:
    take_over(product)
    assert tasks(product, "send_otherwise") == ["open"]
    late(product, "sent")
    letter = only(product)
    assert (letter.state, letter.proof) == ("sent", "250 queued as ABC")
    assert tasks(product, "send_otherwise") == ["cancelled"]
    running = [row.state for row in rows(product, process_instances)]
    assert "completed" in running
    assert ledger(product).is_whole


def test_a_taken_over_letter_that_failed_all_the_same_changes_nothing(
    product: Product, waiting: Letter
) -> None:
    take_over(product)
    late(product, "failed")
    assert only(product).state == "prepared"
    assert tasks(product, "send_otherwise") == ["open"]


def test_a_late_proof_stops_the_next_attempt(product: Product) -> None:
    product.clock.set("2026-11-25 10:00")
    address = {"sender_street": "Provgatan 1", "sender_postal_code": "211 20"}
    receive(product, sender_town="Exempelstad", **address)
    with busy():
        match(product)
    take_over(product)
    do(product, "demo-rut", BY_HAND, {"choice": "print"})
    assert tasks(product, "state_posting") == ["open"]
    late(product, "sent")
    assert tasks(product, "state_posting") == ["cancelled"]
    assert attempts(product) == [("email", "sent"), ("print", "superseded")]
    assert only(product).state == "sent"


def test_a_letter_that_was_given_by_hand_keeps_its_statement_when_the_mail_comes_late(
    product: Product, waiting: Letter
) -> None:
    take_over(product)
    post_by_hand(product, BY_HAND)
    stated = only(product)
    late(product, "sent")
    assert only(product) == stated
    assert attempts(product)[0] == ("email", "sent")


def test_a_letter_lying_for_print_can_be_taken_over_too(product: Product) -> None:
    product.clock.set("2026-11-25 10:00")
    address = {"sender_street": "Provgatan 1", "sender_postal_code": "211 20"}
    receive(product, sender_email=None, sender_town="Exempelstad", **address)
    match(product)
    take_over(product)
    assert tasks(product, "state_posting") == ["cancelled"]
    assert tasks(product, "send_otherwise") == ["open"]


def test_taking_over_needs_a_reason_and_something_that_hangs(
    product: Product, waiting: Letter
) -> None:
    browser = page(product)
    (address,) = browser.links(r"/anmalningar/[\w-]+/brev/[\w-]+/ta-over")
    assert browser.post(address, {"reason": " "}).status_code == 422
    assert "Ange varför brevet ska skickas på annat sätt." in browser.text()
    take_over(product)
    again = page(product)
    assert again.links(r"/anmalningar/[\w-]+/brev/[\w-]+/ta-over") == []
    assert again.post(address, WHY).status_code == 422
    assert attempts(product) == [("email", "superseded")]


def test_who_does_not_work_on_the_letter_cannot_take_it_over(
    product: Product, waiting: Letter
) -> None:
    address = f"/anmalningar/{waiting.about}/brev/{waiting.public_id}"
    for person in ("demo-sara", "demo-vera", "demo-axel"):
        browser = product.browser(person)
        assert browser.get(address).status_code == 404
        browser.get("/")
        assert browser.post(f"{address}/ta-over", WHY).status_code == 404
    assert attempts(product) == [("email", "queued")]


def test_trying_ends_at_the_deadline_and_a_person_takes_over(
    product: Product, waiting: Letter
) -> None:
    (deadline,) = {one.deadline_at for one in rows(product, dispatches)}
    local = deadline.isoformat()
    assert local.startswith("2026-11-30T22:59:59")
    with busy():
        for day in ("26", "27", "28", "29", "30"):
            product.at(f"2026-11-{day} 12:00")
        product.at("2026-11-30 23:59")
        product.at("2026-12-01 00:01")
    assert product.mails() == []
    assert only(product).state == "failed"
    assert tasks(product, "send_otherwise") == ["open"]
    assert rows(product, incidents) == []


def test_a_channel_that_is_not_allowed_does_not_exist_and_cannot_be_forced(
    product: Product,
) -> None:
    receive(product)
    with refused():
        match(product)
    rut = product.browser("demo-rut")
    address = take_task(rut, BY_HAND)
    offered = set(re.findall(r'name="choice"[^>]*value="(\w+)"', rut.page)) | set(
        re.findall(r'value="(\w+)"[^>]*name="choice"', rut.page)
    )
    assert {"email", "by_hand", "stated"} <= offered
    assert not {"digital_mail", "print"} & offered
    for forced in ("digital_mail", "print", "none", "x"):
        assert rut.post(address, {"choice": forced}).status_code == 422
    assert attempts(product) == [("email", "failed")]


def test_the_task_shows_the_letter_before_it_is_sent(product: Product) -> None:
    receive(product, sender_email=None)
    match(product)
    rut = product.browser("demo-rut")
    rut.get("/inkorg")
    (address,) = re.findall(rf'href="(/uppgifter/[^"]+)">{POSTING}', rut.page)
    rut.get(address)
    (preview,) = rut.links(r"/(?:anmalningar|arenden)/[\w-]+/brev/[\w-]+")
    assert rut.get(preview).status_code == 200
    assert "Det som står i brevet" in rut.text()
    (picture,) = re.findall(r'<img class="bkv-letter-page" src="([^"]+)"', rut.page)
    shown = rut.client.get(picture)
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert shown.data.startswith(b"\x89PNG")
    assert rut.client.get(picture[:-1] + "9").status_code == 404
    (file,) = rut.links(r"/(?:anmalningar|arenden)/[\w-]+/brev/[\w-]+/pdf")
    saved = rut.client.get(file)
    assert saved.data.startswith(b"%PDF")
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.fixture
def case(product: Product) -> str:
    """A case whose tenant is known not to be protected."""
    product.clock.set("2026-11-25 10:00")
    receive(product)
    match(product)
    (opened,) = rows(product, cases)
    (tenant,) = rows(product, persons)
    _act(product, opened.public_id, "skydd", _nobody_protected(tenant.public_id))
    return str(opened.public_id)


def _nobody_protected(person: str) -> dict[str, str]:
    return {"person": person, "protection": "none", "reason": "Kontrollerat i dag."}


def _act(product: Product, key: str, word: str, fields: dict[str, str]) -> None:
    browser = product.browser("demo-hanna")
    address = f"/arenden/{key}/gor/{word}"
    assert browser.get(address).status_code == 200
    assert browser.post(address, fields).status_code == 303, browser.text()
    product.work()


def offer_meeting(product: Product, key: str, channel: str) -> None:
    _act(product, key, "mote", {**MEETING, "channel": channel})


def meeting_letter(product: Product) -> Any:
    return [one for one in rows(product, letters) if one.kind == "L05"][-1]


def test_digital_mail_is_sent_when_the_operator_says_so(
    product: Product, case: str, tmp_path: Path
) -> None:
    offer_meeting(product, case, "digital_mail")
    assert meeting_letter(product).state == "queued"
    folder = tmp_path / "out" / "digital_mail"
    assert DropSink(folder, DropKind.DIGITAL_MAIL).answer_once() == 1
    product.at("2026-11-25 10:20")
    sent = meeting_letter(product)
    assert sent.state == "sent"
    assert sent.proof.startswith("kvittens demo-")
    (envelope,) = [json.loads(p.read_text()) for p in folder.glob("*.json") if _is_ours(p)]
    assert envelope["personal_number"] == "198505152382"


def test_digital_mail_that_the_operator_turns_away_becomes_a_task(
    product: Product, case: str, tmp_path: Path
) -> None:
    offer_meeting(product, case, "digital_mail")
    sink = DropSink(
        tmp_path / "out" / "digital_mail", DropKind.DIGITAL_MAIL, rejects=lambda _drop: True
    )
    assert sink.answer_once() == 1
    product.at("2026-11-25 10:20")
    assert meeting_letter(product).state == "failed"
    do(product, "demo-hanna", BY_HAND, {"choice": "print"})
    post_by_hand(product, person="demo-hanna")
    assert meeting_letter(product).state == "sent"


def test_a_letter_to_somebody_found_to_be_protected_meanwhile_is_not_sent(
    product: Product, case: str
) -> None:
    (tenant,) = rows(product, persons)
    found = {**_nobody_protected(tenant.public_id), "protection": "marked"}
    offer_meeting(product, case, "by_hand")
    with product.database.transaction() as session:
        session.execute(persons.update().values(protection="marked"))
    hanna = product.browser("demo-hanna")
    hanna.get(f"/arenden/{case}")
    (letter,) = [one for one in rows(product, letters) if one.kind == "L05"]
    address = f"/arenden/{case}/brev/{letter.public_id}"
    hanna.get(address)
    assert hanna.post(f"{address}/ta-over", WHY).status_code == 303
    product.work()
    hanna = product.browser("demo-hanna")
    take_task(hanna, BY_HAND)
    assert 'value="print"' not in hanna.page
    assert 'value="digital_mail"' not in hanna.page
    assert 'value="stated"' in hanna.page
    assert found["protection"] == "marked"


def _is_ours(path: Path) -> bool:
    return not path.name.endswith(".receipt.json") and not path.name.startswith(".")


def test_each_letter_is_made_again_to_the_byte(product: Product, case: str) -> None:
    offer_meeting(product, case, "print")
    for row in rows(product, letters):
        with product.database.reading() as session:
            letter = get(session, row.public_id)
            template = letter_templates.by_digest(session, letter.template)
        once, again = (
            typesetting.typeset(template, letter.facts, written_at=letter.created_at)
            for _ in range(2)
        )
        assert once == again

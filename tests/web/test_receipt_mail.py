"""The receipt by e-mail: at once, by nobody's work, and nothing that a stranger should not read."""

from __future__ import annotations

import email
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import update

import app as front_door
from cases.commands.basic import UndoMatch
from cases.commands.dispatch import TakeOverDispatch
from cases.letters import receipt_mail
from cases.tables.letter_models import letters
from connectors.email import EmailConnector
from engine.correlation import MessageSource
from engine.errors import Refused
from engine.job_rows import jobs
from engine.job_values import GiveUp
from engine.models import messages, user_tasks
from engine.texts import Text
from tests.product import Browser, Product, match_as_new
from tests.steps import person, receive, rows
from tests.web.test_landlord_guide import DISTURBANCE, HOME, RENT, SENDER, send

ADDRESS = SENDER["sender_email"]
OURS = ("sender_email", "sender_town", "dwelling_town")
"""The address it goes to, and the town: ours has its name."""

TYPED = [value for name, value in {**SENDER, **HOME}.items() if name not in OURS]


def test_the_receipt_is_mailed_before_anybody_has_looked(product: Product) -> None:
    number = _number(send(product, "obetald-hyra", RENT))
    product.work()
    (mail,) = _receipts(product)
    assert (mail["To"], number in mail["Subject"]) == (ADDRESS, True)
    assert number in _text(mail)
    assert "tisdag 3 mars 2026 klockan 10.15" in _text(mail)
    assert "Det här händer nu" in _text(mail)
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]
    assert product.mails() == []


@pytest.mark.parametrize(
    ("kind", "fields"),
    [("obetald-hyra", RENT), ("storning", {**DISTURBANCE, "tenure": "rental"})],
)
def test_nothing_of_what_was_typed_stands_in_it(
    product: Product, kind: str, fields: dict[str, str]
) -> None:
    send(product, kind, fields)
    product.work()
    (mail,) = _receipts(product)
    told = [mail["Subject"], _text(mail), str(_letter(product).facts)]
    typed = [*TYPED, "Musik", "hyra", "18 400", "störning", "uppsäg"]
    assert [(word, text) for word in typed for text in told if word.lower() in text.lower()] == []


def test_the_confirmation_after_the_match_is_another_mail_that_says_something_else(
    product: Product,
) -> None:
    send(product, "storning", {**DISTURBANCE, "tenure": "rental"})
    product.work()
    match_as_new(product)
    (first,) = _receipts(product)
    (then, *_others) = [_mail(one) for one in product.mails()]
    assert "är registrerad" in then["Subject"]
    assert "registrerad hos socialnämnden" in _text(then)
    assert "registrerad hos socialnämnden" not in _text(first)


def test_a_receipt_that_goes_twice_is_the_same_mail(product: Product) -> None:
    send(product, "obetald-hyra", RENT)
    product.work()
    _lie_waiting_again(product)
    product.work()
    first, second = product.receipts()
    assert first == second
    assert _mail(first)["Message-ID"]
    assert _letter(product).state == "sent"


def test_a_notice_that_is_matched_anew_gives_no_second_receipt(product: Product) -> None:
    send(product, "obetald-hyra", RENT)
    product.work()
    match_as_new(product)
    about = _letter(product).about
    rut = person(product, "demo-rut")
    with product.database.transaction() as session:
        product.engine.execute(session, UndoMatch(about, "Fel hushåll."), rut)
    product.work()
    assert len(product.receipts()) == 1


def test_a_stranger_is_not_sent_more_receipts_than_one_sender_can_type(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt_mail, "MOST_IN_A_DAY", 2)
    for _ in range(3):
        send(product, "obetald-hyra", RENT)
    send(product, "obetald-hyra", {**RENT, "sender_email": "annan@landlord.example"})
    product.work()
    assert [mail["To"] for mail in _receipts(product)] == [ADDRESS] * 2 + ["annan@landlord.example"]


def test_what_comes_another_way_gets_no_receipt_by_mail(product: Product) -> None:
    receive(product, sender_email=ADDRESS)
    send(product, "obetald-hyra", {**RENT, "sender_email": ""})
    product.work()
    assert product.receipts() == []


def test_a_receipt_that_is_refused_is_nobodys_work(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmailConnector, "deliver", _refuse)
    send(product, "obetald-hyra", RENT)
    product.work()
    assert _letter(product).state == "failed"
    assert [task.element for task in rows(product, user_tasks)] == ["confirm_match"]
    assert [one.name for one in rows(product, messages) if one.state == "waiting"] == []


def test_a_receipt_under_way_is_not_taken_over(product: Product) -> None:
    send(product, "obetald-hyra", RENT)
    found = (s for s in product.parts.sources() if isinstance(s, MessageSource))
    next(found).run_once(product.clock())
    letter = _letter(product)
    assert letter.state == "queued"
    rut = person(product, "demo-rut")
    with product.database.transaction() as session, pytest.raises(Refused):
        product.engine.execute(session, TakeOverDispatch(letter.public_id, "Hänger."), rut)


def test_the_page_says_that_it_is_mailed_and_not_where(product: Product) -> None:
    browser = send(product, "obetald-hyra", RENT)
    assert "Kvittot skickas också till e-postadressen" in browser.text()
    assert ADDRESS not in browser.page
    browser = send(product, "obetald-hyra", {**RENT, "sender_email": ""})
    assert (
        "e-post" not in browser.text().partition("Vad händer nu?")[0].partition("Kvittonummer")[2]
    )


def test_the_address_stands_in_no_url(product: Product) -> None:
    browser = product.browser()
    browser.get("/hyresvard/obetald-hyra")
    to = browser.post("/hyresvard/obetald-hyra", RENT).headers["Location"]
    assert "landlord.example" not in to
    assert to.endswith("?epost")


def test_without_a_mail_server_the_page_says_so_and_nothing_waits(
    product: Product, tmp_path: Path
) -> None:
    with _without_mail(product, tmp_path) as silent:
        browser = Browser(silent.app.test_client())
        browser.get("/hyresvard/obetald-hyra")
        to = browser.post("/hyresvard/obetald-hyra", RENT).headers["Location"]
        browser.get(to)
        assert "går inte att skicka med e-post härifrån" in browser.text()
        browser.get("/hyresvard")
        assert "med e-post om du" not in browser.text()
        silent.work()
    assert rows(product, letters) == []
    assert [task.element for task in rows(product, user_tasks)] == ["confirm_match"]


def _refuse(*_args: Any) -> None:
    raise GiveUp(Text("Nej.", "No."))


@contextmanager
def _without_mail(product: Product, tmp_path: Path) -> Iterator[Product]:
    """The same installation by a product that has no mail server."""
    silent = cast("Any", object.__new__(Product))
    settings = replace(product.parts.settings, mail={}, var=tmp_path)
    silent.clock, silent.app = product.clock, front_door.create_app(settings, product.clock)
    silent.parts = silent.app.extensions["bokvar"]
    silent.sources = silent.parts.sources()
    try:
        yield silent
    finally:
        silent.parts.database.dispose()


def _lie_waiting_again(product: Product) -> None:
    """As when the worker died before it had written down that the mail went."""
    with product.database.transaction() as session:
        session.execute(
            update(jobs).values(
                state="waiting", finished_at=None, attempts=0, due_at=jobs.c.created_at
            )
        )


def _letter(product: Product) -> Any:
    (found,) = [one for one in rows(product, letters) if one.kind == receipt_mail.KIND]
    return found


def _receipts(product: Product) -> list[EmailMessage]:
    return [_mail(one) for one in product.receipts()]


def _mail(raw: str) -> EmailMessage:
    return email.message_from_string(raw, policy=default)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _number(browser: Browser) -> str:
    return browser.page.partition('bkv-receipt__number">')[2].partition("<")[0]

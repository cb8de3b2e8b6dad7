"""A message that fails again and again is set aside with a reason, and those after it go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cases.commands.aside import SetMessageAside
from cases.tables.track_models import flags
from engine import messages
from engine.errors import NotPermitted
from engine.models import message_subscriptions
from engine.models import messages as kept
from engine.runtime import Runtime
from ledger.events import read_subject
from tests.product import Browser, Product, send_notice
from tests.steps import ledger, match, person, rows

FIRST, SECOND = "first-of-its-key", "second-of-its-key"
ASIDE = f"/drift/meddelanden/{FIRST}/undan"


@pytest.fixture
def stuck(product: Product, monkeypatch: pytest.MonkeyPatch) -> Product:
    """Two messages have come to what a letter waits for; the first cannot be handed over."""
    product.clock.set("2026-12-01 09:00")
    send_notice(product)
    product.work()
    match(product)
    monkeypatch.setattr(Runtime, "catch", _failing(Runtime.catch))
    waits = rows(product, message_subscriptions)[0]
    for message, payload in ((FIRST, {"is_odd": True}), (SECOND, {"name": "Åsa Prov"})):
        post(product, message, waits.name, waits.correlation_key, payload)
    product.work()
    return product


def _failing(catch: Any) -> Any:
    def fails(own: Runtime, instance: int, position: str, payload: Mapping[str, Any]) -> None:
        if "is_odd" in payload:
            raise ValueError("Åsa Prov")
        catch(own, instance, position, payload)

    return fails


def post(
    product: Product, message: str, name: str, key: str | None, payload: dict[str, Any]
) -> None:
    named = {"public_id": message, "message_id": message}
    with product.database.transaction() as session:
        messages.receive(session, name, payload, **named, correlation_key=key, now=product.clock())


def state(product: Product, message: str) -> str:
    (found,) = [one.state for one in rows(product, kept) if one.public_id == message]
    return str(found)


def axel(product: Product) -> Browser:
    browser = product.browser("demo-axel")
    assert browser.get("/drift").status_code == 200
    return browser


def test_it_is_set_aside_with_a_reason_and_the_one_after_it_is_handed_over(stuck: Product) -> None:
    assert (state(stuck, FIRST), state(stuck, SECOND)) == ("received", "received")
    browser = axel(stuck)
    assert "hand. De som kom efter om samma sak väntar. (ValueError)" in browser.text()
    assert browser.links('/drift/meddelanden/[^"]+') == [ASIDE]
    assert "i vägen" not in browser.get(ASIDE).text
    assert browser.post(ASIDE, {"reason": "Avsändaren skickar om."}).status_code == 303
    browser.get("/drift")
    assert "Lagt åt sidan för hand." in browser.text()
    assert "Åsa" not in browser.page
    stuck.work()
    assert (state(stuck, FIRST), state(stuck, SECOND)) == ("unmatched", "correlated")
    assert ledger(stuck).is_whole


def test_who_works_on_the_case_is_told_and_the_record_says_why(stuck: Product) -> None:
    browser = axel(stuck)
    browser.post(ASIDE, {"reason": " Avsändaren skickar om. "})
    (flagged,) = [one for one in rows(stuck, flags) if one.code == "MEDDELANDE_UNDANLAGT"]
    with stuck.database.reading() as session:
        told = [e for e in read_subject(session, flagged.about) if e.kind == "message.set_aside"]
    assert [(one.actor, one.payload) for one in told] == [
        (
            person(stuck, "demo-axel").id,
            {
                "message": FIRST,
                "name": rows(stuck, message_subscriptions)[0].name,
                "reason": "Avsändaren skickar om.",
            },
        )
    ]
    rut = stuck.browser("demo-rut")
    rut.get(f"/anmalningar/{flagged.about}")
    assert "lagt åt sidan av driften" in rut.text()


def test_what_was_typed_is_kept_and_what_is_missing_is_told(stuck: Product) -> None:
    browser = axel(stuck)
    for typed, said in (("  ", "Skriv varför meddelandet läggs"), ("x" * 501, "högst 500")):
        assert browser.post(ASIDE, {"reason": typed}).status_code == 422
        assert said in browser.text()
    assert "x" * 501 in browser.page
    assert state(stuck, FIRST) == "received"


def test_only_what_is_in_the_way_is_set_aside_and_only_once(stuck: Product) -> None:
    browser = axel(stuck)
    after = ASIDE.replace(FIRST, SECOND)
    assert "inte längre i vägen" in browser.get(after).text
    assert browser.post(after, {"reason": "Vill."}).status_code == 422
    assert browser.post(ASIDE, {"reason": "Vill."}).status_code == 303
    assert browser.post(ASIDE, {"reason": "Vill."}).status_code == 422
    assert "inte längre i vägen" in browser.text()
    assert browser.get("/drift/meddelanden/none/undan").status_code == 404
    assert browser.post("/drift/meddelanden/none/undan", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("something", None, "en anmälan kan gå förlorad"),
        ("case_opened", "of-nobody", "en anmälan kan gå förlorad"),
        ("something", "of-nobody", "vilket ärende"),
    ],
)
def test_a_message_that_begins_something_or_is_about_nobody_is_kept(
    stuck: Product, name: str, key: str | None, said: str
) -> None:
    post(stuck, "other", name, key, {})
    with stuck.database.transaction() as session:
        messages.postpone(session, "other", stuck.clock(), "ValueError")
    browser = axel(stuck)
    address = ASIDE.replace(FIRST, "other")
    assert said in browser.get(address).text
    assert browser.post(address, {"reason": "Vill."}).status_code == 422
    assert state(stuck, "other") == "received"


def test_nobody_else_may(stuck: Product) -> None:
    for who in ("demo-hanna", "demo-rut", "demo-malin"):
        assert stuck.browser(who).get(ASIDE).status_code == 404
        command = SetMessageAside(FIRST, "x")
        with pytest.raises(NotPermitted), stuck.database.transaction() as session:
            stuck.engine.execute(session, command, person(stuck, who))

"""A moment of a replay: found by number or instant, with the form and the letters of then."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import delete, select, update

from engine.models import instance_states, user_tasks
from ledger.models import history, history_payloads
from tests.ledger.tampering import without_triggers
from tests.product import ASSESSMENT, Browser, Product, match_as_new, send_notice, take_task
from tests.steps import POSTING, do, posting

ODD = [
    ("9999-12-31T23:59:59-23:59", None),
    ("0001-01-01T00:00:00+23:59", 1),
    ("\0", 1),
    ("2026-01-01T00:00:00Z" * 500, 1),
]


@pytest.fixture
def replayed(product: Product) -> Browser:
    """The auditor at the case's own process, which has been assessed once."""
    send_notice(product)
    product.work()
    match_as_new(product)
    product.work()
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    assert hanna.post(address, ASSESSMENT).status_code == 303
    gosta = product.browser("demo-gosta")
    gosta.get("/granskning")
    replays = gosta.links(r"/granskning/[\w-]{22}/[\w-]{22}")
    gosta.get(next(one for one in replays if "Handlägg ärendet" in _titled(gosta, one)))
    return gosta


def test_the_link_to_a_moment_leads_to_its_step(replayed: Browser) -> None:
    base = _base(replayed)
    replayed.get(f"{base}?steg=7")
    (link,) = replayed.links(r"[^\"]+\?tid=[^\"]+")
    replayed.get(link)
    assert "Steg 7 av" in replayed.text()


def test_the_process_is_run_again_when_that_is_asked_for(replayed: Browser) -> None:
    (link,) = replayed.links(r"[^\"]+igen=1")
    assert "Omkörd" not in replayed.text()
    replayed.get(unescape(link))
    assert "Omkörd: stämmer" in replayed.text()


def test_a_changed_value_is_told_with_its_event_when_the_process_is_run_again(
    product: Product, replayed: Browser
) -> None:
    base = _base(replayed)
    assert f"skiljer sig vid händelse {_spoil(product, base.rpartition('/')[2])}" in (
        replayed.get(f"{base}?igen=1").text
    )


def test_what_is_stored_otherwise_is_told_with_its_element(
    product: Product, replayed: Browser
) -> None:
    base = _base(replayed)
    with product.database.transaction() as session:
        taken = (user_tasks.c.element == "assess_case", user_tasks.c.state == "open")
        session.execute(update(user_tasks).where(*taken).values(state="cancelled"))
    replayed.get(f"{base}?igen=1")
    assert "Omkörd: stämmer, men något annat är lagrat vid assess_case" in replayed.text()
    with product.database.transaction() as session:
        session.execute(delete(instance_states))
    replayed.get(f"{base}?igen=1")
    assert "Omkörd: stämmer, men något annat är lagrat " in replayed.text()


def test_a_letter_that_was_given_by_hand_is_told_as_given(product: Product) -> None:
    send_notice(product, sender_email="")
    product.work()
    match_as_new(product)
    product.work()
    do(product, "demo-rut", POSTING, posting(product))
    gosta = product.browser("demo-gosta")
    gosta.get("/granskning")
    replays = gosta.links(r"/granskning/[\w-]{22}/[\w-]{22}")
    gosta.get(next(one for one in replays if "Begär komplettering" in _titled(gosta, one)))
    _step, total = _place(gosta)
    gosta.get(f"{_base(gosta)}?steg={total}")
    assert "Brev lämnat, enligt uppgift" in gosta.text().partition("Ärendets brev så långt")[2]


@pytest.mark.parametrize(
    ("instant", "step"),
    [
        ("1999-01-01T00:00:00Z", 1),
        ("2999-01-01T00:00:00Z", None),
        ("2999-01-01", 1),
        ("x", 1),
        *ODD,
    ],
)
def test_an_instant_outside_or_that_makes_no_sense_gives_the_nearest_step(
    replayed: Browser, instant: str, step: int | None
) -> None:
    base = _base(replayed)
    assert replayed.get(f"{base}?tid={quote(instant)}").status_code == 200
    place, total = _place(replayed)
    assert place == (step or total)


def test_the_form_stands_at_the_step_where_it_was_sent_and_at_no_other(replayed: Browser) -> None:
    base = _base(replayed)
    found = re.findall(
        r'href="([^"]+)">\s*<span[^>]*>\d+</span>\s*<span[^>]*>Uppgift slutförd', replayed.page
    )
    replayed.get(found[0])
    assert "Formuläret som det fylldes i: Bedöm ärendet" in replayed.text()
    assert ASSESSMENT["plan"] in replayed.text()
    replayed.get(f"{base}?steg=1")
    assert ASSESSMENT["plan"] not in replayed.text()


def test_what_one_transaction_does_is_shown_in_the_order_that_it_was_done(product: Product) -> None:
    """The match starts the process and asks for what is missing, at one and the same moment."""
    product.clock.set("2026-03-02 10:00")
    send_notice(product)
    product.work()
    match_as_new(product)
    gosta = product.browser("demo-gosta")
    gosta.get("/granskning")
    replays = gosta.links(r"/granskning/[\w-]{22}/[\w-]{22}")
    gosta.get(next(one for one in replays if "Obetald hyra" in _titled(gosta, one)))
    base, (_first, total) = _base(gosta), _place(gosta)
    shown = [_letters(gosta, f"{base}?steg={step}") for step in range(1, total + 1)]
    assert len({time for time, _letter in shown}) == 1
    has_request = ["Begäran om komplettering" in letters for _time, letters in shown]
    assert has_request[0] is False
    assert has_request[-1] is True
    assert has_request == sorted(has_request)


def test_a_letter_stands_there_from_when_it_was_written(replayed: Browser) -> None:
    base = _base(replayed)
    replayed.get(f"{base}?tid=2999-01-01T00:00:00Z")
    assert "Ärendets brev så långt" in replayed.text()
    assert "Brev skickat" in replayed.text()
    (picture, *_more) = re.findall(r'src="(/arenden/[^"]+/sida/1)"', replayed.page)
    assert replayed.get(picture).mimetype == "image/png"


def _letters(browser: Browser, address: str) -> tuple[str, str]:
    """The second of the step that is shown, and what the page says of letters."""
    browser.get(address)
    text = browser.text()
    found = re.search(r"kl\. \d\d\.\d\d\.\d\d", text)
    return found[0] if found else "", text.partition("Ärendets brev så långt")[2]


def _spoil(product: Product, instance: str) -> int:
    """Change a value in the record of the assessment, as one who owns the database can."""
    with product.database.transaction() as session, without_triggers(session):
        place = session.execute(
            select(history.c.stream_id, history.c.seq).where(
                history.c.subject == instance,
                history.c.kind == "element.entered",
                history.c.element == "assess_case",
            )
        ).first()
        assert place is not None
        of_event = (
            history_payloads.c.stream_id == place.stream_id,
            history_payloads.c.seq == place.seq,
        )
        text = session.execute(select(history_payloads.c.payload).where(*of_event)).scalar_one()
        payload = json.loads(text)
        payload["variables"]["case"] = "another"
        session.execute(
            update(history_payloads).where(*of_event).values(payload=json.dumps(payload))
        )
        return int(place.seq)


def _titled(browser: Browser, address: str) -> str:
    found = re.search(rf'href="{re.escape(address)}">([^<]+)', browser.page)
    return found[1] if found else ""


def _base(browser: Browser) -> str:
    found = re.search(r'action="(/granskning/[\w-]+/[\w-]+)"', browser.page)
    assert found
    return found[1]


def _place(browser: Browser) -> tuple[int, int]:
    found = re.search(r"Steg (\d+) av (\d+)", browser.text())
    assert found
    return int(found[1]), int(found[2])

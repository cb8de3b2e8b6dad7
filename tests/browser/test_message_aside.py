"""A message that is in the way is set aside by keyboard, on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from cases.tables.models import notices
from db.session import Database
from engine import messages
from tests.browser import keyboard
from tests.browser.conftest import Running
from tests.browser.people import MATCH, Visit, find, send_notice
from tests.browser.pictures import Pictures

MESSAGE = "in-the-way"


def test_a_message_that_is_in_the_way_is_set_aside(
    bokvar: Running, visit: Visit, assert_page_ok: Callable[[Page], None]
) -> None:
    find(visit("demo-rut"), MATCH, send_notice(visit(), "Siv Sidan"))
    _failing(bokvar)
    axel = visit("demo-axel")
    axel.set_viewport_size({"width": 390, "height": 800})
    pictures = Pictures.from_environment()
    axel.goto("/drift")
    pictures.take(axel, "axel", "drift")
    keyboard.enter(axel, f'a[href$="/{MESSAGE}/undan"]')
    expect(axel.locator("h1")).to_have_text("Lägg meddelandet åt sidan")
    assert_page_ok(axel)
    pictures.take(axel, "axel", "fragan")
    keyboard.enter(axel, "main button")
    expect(axel.locator(".govuk-error-summary")).to_be_focused()
    assert_page_ok(axel)
    keyboard.answer(axel, {"reason": "Avsändaren skickar om."})
    keyboard.enter(axel, "main button")
    axel.wait_for_url("**/drift")
    expect(axel.locator("main")).to_contain_text("Lagt åt sidan för hand.")
    assert_page_ok(axel)


def _failing(bokvar: Running) -> None:
    """One about a notice that could not be handed over, and whose next try is a while away."""
    database = Database(f"sqlite:///{bokvar.var / 'bokvar.db'}")
    now: datetime = bokvar.clock()
    with database.transaction() as session:
        about = session.scalars(select(notices.c.public_id).order_by(notices.c.id)).all()[-1]
        named = {"public_id": MESSAGE, "message_id": MESSAGE, "correlation_key": about}
        messages.receive(session, "arrears_settled", {}, **named, now=now)
        messages.postpone(session, MESSAGE, now + timedelta(minutes=50), "ValueError")
    database.dispose()

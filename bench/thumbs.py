"""`python -m bench.thumbs`: how long the landlords' short forms take on a phone, estimated.

Each form is filled in and sent in a browser of 390 x 844 px, and what a person would do is counted:
questions read, taps, characters typed, screens scrolled. The seconds are a keystroke-level model:

    M 1.35   to think before a question (mental preparation)
    P 1.10   to find and hit a box, an option or a button; a tap is a point without a mouse
    K 0.28   for a letter: an average typist who is no secretary, 40 words a minute
    C 0.50   for a digit or another sign: "typing random letters"
    S 1.10   for a screen scrolled, taken as one more pointing

M, P, K and C are those of Card, Moran and Newell, The Keystroke-Level Model for User Performance
Time with Interactive Systems, Communications of the ACM 23(7), 1980; that a tap takes the place of
pointing and pressing is the way of later models for touch (Rice and Lartigue, Touch-Level Model,
2014). The model is of somebody who knows the answers and makes no mistake; what the phone fills in
by itself is typed here. It is an estimate: nobody has been timed.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright
from werkzeug.serving import make_server

import app as front_door
from bench import databases
from bench.tables import number, show
from db import migrate
from settings import Settings

MENTAL, POINT, LETTER, SIGN, SCREEN = 1.35, 1.10, 0.28, 0.50, 1.10
WIDTH, HEIGHT = 390, 844

_SENDER = {
    "sender_name": "Exempelbostäder AB",
    "sender_street": "Provgatan 1",
    "sender_postal_code": "21120",
    "sender_town": "Exempelstad",
    "sender_phone": "040123456",
}
_HOME = {
    "tenant_name": "Åsa Prov",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "21134",
    "dwelling_town": "Exempelstad",
}
_KNOWN = {
    "sender_org_number": "5560160680",
    "sender_email": "uthyrning@landlord.example",
    "tenant_personal_number": "198505152382",
    "apartment_number": "1102",
}
_DAYS = {
    "termination_date-day": "2",
    "termination_date-month": "3",
    "termination_date-year": "2026",
}
_DEBT = {
    "amount": "18400",
    "arrears_months": "januari och februari 2026",
    "monthly_rent": "9200",
    "due_dates": "31 januari 2026",
    "payment_account": "5050-1055",
    **_DAYS,
    "service_date-day": "2",
    "service_date-month": "3",
    "service_date-year": "2026",
    "is_sent_registered": "no",
}
_HAPPENED = {"what_happened": "Hög musik nästan varje natt sedan den 1 mars. Grannar har ringt."}
_LEAST = {**_SENDER, **_HOME}

FORMS: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "obetald-hyra": (
        {**_LEAST, "tenure": "rental", "amount": "18400"},
        {"tenure": "rental", **_KNOWN, **_DEBT},
    ),
    "obetald-avgift": ({**_LEAST, "amount": "18400"}, {**_KNOWN, **_DEBT}),
    "storning": ({**_LEAST, "tenure": "rental", **_HAPPENED}, _KNOWN),
    "uppsagning": ({**_LEAST, "tenure": "rental", **_HAPPENED, **_DAYS}, _KNOWN),
}
"""Form -> what must be answered, and what is asked for beside it. All made up."""


@dataclass
class Effort:
    """What was done with a thumb, added up."""

    questions: set[str] = field(default_factory=set)
    taps: int = 0
    letters: int = 0
    signs: int = 0
    screens: int = 0

    def type(self, text: str) -> None:
        """Count a text: a space is as quick as a letter."""
        self.letters += sum(one.isalpha() or one == " " for one in text)
        self.signs += sum(not (one.isalpha() or one == " ") for one in text)

    @property
    def seconds(self) -> float:
        """What the model says that this takes."""
        return (
            MENTAL * (len(self.questions) + 1)
            + POINT * self.taps
            + LETTER * self.letters
            + SIGN * self.signs
            + SCREEN * self.screens
        )


def main() -> None:
    """Fill in and send each form twice, and print what it took."""
    with tempfile.TemporaryDirectory(prefix="bokvar-thumbs-") as folder, _serving(folder) as url:
        rows = [_row(url, kind, which) for kind in FORMS for which in ("required", "all asked")]
    head = ["form", "answered", "questions", "taps", "characters", "screens", "seconds"]
    show("The short forms on a phone, estimated (keystroke-level model, not timed)", head, rows)


def measure(page: Page, url: str, kind: str, answers: Mapping[str, str]) -> Effort:
    """Fill in one form as a thumb does, send it, and stand on its receipt."""
    effort = Effort()
    page.goto(f"{url}/hyresvard/{kind}")
    for name in page.evaluate(_IN_ORDER):
        # Read, whether it is answered or not; a follow-up that stays hidden is not.
        control = page.locator(f'[name="{name}"]')
        if not control.first.locator("xpath=ancestor::*[@hidden]").count():
            effort.questions.add(name.partition("-")[0])
        if name in answers:
            _answer(control, answers[name], effort)
    effort.screens = int(page.evaluate("document.body.scrollHeight")) // HEIGHT
    effort.taps += 1
    page.get_by_role("button", name="Skicka underrättelsen").tap()
    page.wait_for_url("**/kvitto/**")
    return effort


def _row(url: str, kind: str, which: str) -> list[str]:
    least, more = FORMS[kind]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            has_touch=True,
            is_mobile=True,
            locale="sv-SE",
        )
        effort = measure(page, url, kind, least if which == "required" else {**least, **more})
        browser.close()
    counted = (len(effort.questions), effort.taps, effort.letters + effort.signs, effort.screens)
    return [kind, which, *(number(one) for one in counted), number(effort.seconds)]


def _answer(control: Locator, answer: str, effort: Effort) -> None:
    effort.taps += 1
    if control.first.get_attribute("type") == "radio":
        chosen = control.and_(control.page.locator(f'[value="{answer}"]')).get_attribute("id")
        control.page.locator(f'label[for="{chosen}"]').tap()
        return
    control.tap()
    control.fill(answer)
    effort.type(answer)


_IN_ORDER = """() => [...new Set([...document.querySelectorAll("#answers [name]")]
    .filter((control) => control.type !== "hidden").map((control) => control.name))]"""


@contextmanager
def _serving(folder: str) -> Iterator[str]:
    database_url = databases.sqlite(Path(folder))
    migrate.upgrade(database_url)
    app = front_door.create_app(Settings(Path(folder), database_url, "a key for measuring only"))
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        app.extensions["bokvar"].database.dispose()


if __name__ == "__main__":
    main()

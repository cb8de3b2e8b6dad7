"""The whole product in one process for a test: the app, its worker run by hand, and browsers."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.policy import default
from html import unescape
from pathlib import Path
from typing import Any, Protocol

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app as front_door
from cases import demo
from cases.law.calendar import STOCKHOLM
from connectors.mail_sink import MailSink
from db.session import Database
from engine.clock import utc_now
from front import shipped
from front.parts import Parts
from settings import Settings
from tests.installed import once
from tests.kept import KeptRule, KeptTemplates

NOTICE = {
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "sender_street": "Provgatan 1",
    "sender_postal_code": "211 20",
    "sender_town": "Exempelstad",
    "sender_phone": "040-123 45 67",
    "sender_email": "uthyrning@landlord.example",
    "tenant_name": "Åsa Prov",
    "tenant_personal_number": "198505152382",
    "premises": "home",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
    "apartment_number": "1102",
    "tenure": "rental",
    "ground": "unpaid",
    "amount": "18 400",
    "is_terminated": "yes",
    "children": "unknown",
}
ASSESSMENT = {
    "contact": "two_way",
    "situation": "Hushållet har kontaktat oss.",
    "children": "no",
    "risk": "medium",
    "plan": "Budgetrådgivning i veckan.",
    "next_step": "continue",
}


TEMPLATES = KeptTemplates()
Flask.url_rule_class = KeptRule


class SetClock:
    """A clock that goes on as clocks do until it is set; from then on each look takes a
    millisecond, so that what is done later is later."""

    def __init__(self) -> None:
        self._at: datetime | None = None

    def __call__(self) -> datetime:
        if self._at is None:
            return utc_now()
        self._at += timedelta(milliseconds=1)
        return self._at

    def set(self, local: str) -> None:
        """It is this local time: ``2026-12-24 23:50``."""
        self._at = datetime.fromisoformat(local).replace(tzinfo=STOCKHOLM).astimezone(UTC)


class MailTaker(Protocol):
    """Where mail is taken."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


class Product:
    """One installation over a test's database."""

    def __init__(self, database: Database, folder: Path, sink: MailTaker) -> None:
        self.mail = folder / "mail"
        self.clock = SetClock()
        self.app: Flask = front_door.create_app(
            Settings(
                var=folder,
                database_url=database.url,
                secret_key="a key for tests only",
                demo=True,
                checks_state=True,
                mail={
                    "SMTP_HOST": sink.host,
                    "SMTP_PORT": str(sink.port),
                    "SMTP_FROM": "inget-svar@bokvar.example",
                    "SMTP_ENCRYPTION": "none",
                },
                outlets=_outlets(folder / "out"),
            ),
            self.clock,
        )
        self.app.jinja_env.bytecode_cache = TEMPLATES
        self.parts: Parts = self.app.extensions["bokvar"]
        self.database = self.parts.database
        self.engine = self.parts.engine
        self.folder = folder
        self.sources = self.parts.sources()

    def install(self) -> None:
        """Deploy the shipped processes and add the demo people."""
        shipped.deploy_folder(self.parts)
        with self.database.transaction() as session:
            demo.add_people(session)

    def work(self) -> None:
        """Let the worker do everything that is due."""
        while sum(source.run_once(self.clock()) for source in self.sources):
            pass

    def at(self, local: str) -> None:
        """It is this local time, and the worker has done what is due."""
        self.clock.set(local)
        self.work()

    def browser(self, person: str | None = None) -> Browser:
        """A browser of its own; logged in when a demo person is named."""
        browser = Browser(self.app.test_client())
        if person is not None:
            browser.log_in(person)
        return browser

    def mails(self) -> list[str]:
        """What has been sent, oldest first, but for the receipts of the public form."""
        return [one for one in self._sent() if not _is_receipt(one)]

    def receipts(self) -> list[str]:
        """The receipts that were sent of notices at the public form, oldest first."""
        return [one for one in self._sent() if _is_receipt(one)]

    def _sent(self) -> list[str]:
        return [p.read_text() for p in sorted(self.mail.glob("*.eml"))]


class Browser:
    """Follows links and sends forms as a browser without JavaScript does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = ""

    def log_in(self, person: str) -> None:
        self.get("/logga-in")
        assert self.post("/logga-in", {"person": person}).status_code == 303

    def get(self, path: str, query: Mapping[str, str] | None = None) -> TestResponse:
        response = self.client.get(path, query_string=query)
        self.page = response.text if response.mimetype == "text/html" else ""
        return response

    def post(
        self, path: str, fields: Mapping[str, Any] | None = None, **options: Any
    ) -> TestResponse:
        """Send the form on the page: its hidden fields and these answers."""
        response = self.client.post(path, data={**self.hidden(), **(fields or {})}, **options)
        if response.mimetype == "text/html" and response.status_code != 303:
            self.page = response.text
        return response

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.page)
        return {name: unescape(value) for name, value in found}

    def links(self, pattern: str) -> list[str]:
        """Addresses on the page that match, in order and without repeats."""
        return list(dict.fromkeys(re.findall(rf'(?:href|action)="({pattern})"', self.page)))

    def text(self) -> str:
        """The words of the page."""
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.page)))


def _is_receipt(mail: str) -> bool:
    subject = email.message_from_string(mail, policy=default)["Subject"]
    return str(subject).startswith("Kvitto:")


def _outlets(out: Path) -> dict[str, str]:
    """A folder for each way out that is a folder, and a sender that does not exist."""
    ways = ("print", "digital_mail", "secure_message")
    for way in ways:
        (out / way).mkdir(parents=True, exist_ok=True)
    folders = {f"{way.upper()}_FOLDER": str(out / way) for way in ways}
    return {**folders, "SECURE_MESSAGE_SENDER": "0203:exempelstad.example/socialtjanst"}


def send_notice(product: Product, **changes: str) -> str:
    """A landlord sends a notice; returns the receipt number."""
    browser = product.browser()
    browser.get("/anmalan")
    response = browser.post("/anmalan", {**NOTICE, **changes})
    assert response.status_code == 303, browser.text()
    browser.get(response.headers["Location"])
    number: str = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", browser.text())[0]
    return number


def take_task(browser: Browser, title: str) -> str:
    """Find an unclaimed task by its title in the inbox, take it, and open it; its address."""
    browser.get("/inkorg")
    pattern = rf'href="(/uppgifter/[^"]+)">{re.escape(title)}'
    address: str = re.findall(pattern, browser.page)[-1]
    say_why(browser, address)
    assert browser.post(f"{address}/ta").status_code == 303
    browser.get(address)
    return address


def say_why(browser: Browser, address: str) -> None:
    """Open a page; when it is about somebody protected, give the reason that it asks for."""
    answer = browser.get(address)
    if answer.status_code == 303 and "/oppna" in answer.headers["Location"]:
        asked = answer.headers["Location"]
        browser.get(asked)
        browser.post(asked.partition("?")[0], {"reason": "Ska göra uppgiften."})
        browser.get(address)


def match_as_new(product: Product) -> None:
    """The registrar says that the oldest notice is about a new household."""
    browser = product.browser("demo-rut")
    address = take_task(browser, "Bekräfta hushåll och bostad")
    response = browser.post(address, {"choice": "new"})
    assert response.status_code == 303, browser.text()
    product.work()


@contextmanager
def running(database: Database, folder: Path) -> Iterator[Product]:
    """A product with its mail server, ready to use."""
    with MailSink(folder / "mail") as sink:
        product = Product(database, folder, sink)
        try:
            once(database, "installed", product.install)
            yield product
        finally:
            product.database.dispose()

"""What people do about consent and referrals in the vectors, one act each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cases.tables.models import cases, persons
from cases.tables.sharing_models import consents, referrals
from tests.product import Browser, Product, take_task
from tests.steps import match, receive, rows

GROUND, FACTS = "Remiss: välj mottagare och grund", "Remiss: välj uppgifter"
ANSWER, READ = "Svara på remissen", "Läs svaret på remissen"


@dataclass(frozen=True)
class Sent:
    """A form that was sent: how it was answered, and the browser on the page that came."""

    status: int
    browser: Browser

    @property
    def is_done(self) -> bool:
        return self.status == 303

    def text(self) -> str:
        return self.browser.text()


def a_case(product: Product, **facts: Any) -> str:
    """A case of the north unit; its public id."""
    receive(product, **facts)
    match(product)
    return str(rows(product, cases)[-1].public_id)


def act(product: Product, person: str, case: str, word: str, fields: dict[str, Any]) -> Sent:
    """Do something on the page of a case, outside a task."""
    browser = product.browser(person)
    address = f"/arenden/{case}/gor/{word}"
    assert browser.get(address).status_code == 200
    status = browser.post(address, fields).status_code
    product.work()
    return Sent(status, browser)


def begin(product: Product, case: str) -> str:
    """The caseworker asks for a referral; its public id."""
    done = act(product, "demo-hanna", case, "remiss", {"note": "Behöver stöd i hemmet."})
    assert done.is_done, done.text()
    return str(rows(product, referrals)[-1].public_id)


def consent_to(product: Product, case: str, recipient: str, **changes: Any) -> str:
    """The household consents that a unit is told; the consent's public id."""
    day = product.clock().date()
    fields = {
        "person": rows(product, persons)[-1].public_id,
        "given_by": "Personen själv",
        "recipient": recipient,
        "scope": ["identity", "notice"],
        "purpose": "Stöd i boendet.",
        "form": "oral",
        "valid_from-day": str(day.day),
        "valid_from-month": str(day.month),
        "valid_from-year": str(day.year),
        **changes,
    }
    done = act(product, "demo-hanna", case, "samtycke", fields)
    assert done.is_done, done.text()
    return str(rows(product, consents)[-1].public_id)


def choose(product: Product, recipient: str, ground: str, **more: str) -> Sent:
    """The caseworker says to whom and on what ground."""
    browser = product.browser("demo-hanna")
    address = take_task(browser, GROUND)
    fields = {"recipient": recipient, "ground": ground, **more}
    status = browser.post(address, fields).status_code
    product.work()
    return Sent(status, browser)


def offered(product: Product) -> dict[str, str]:
    """The facts that may be ticked, key -> what the form says; the task is taken."""
    browser = product.browser("demo-hanna")
    take_task(browser, FACTS)
    found = re.findall(
        r'name="facts"[^>]*value="([^"]+)".*?<label[^>]*>(.*?)</label>', browser.page, re.S
    )
    return {key: " ".join(label.split()) for key, label in found}


def send(product: Product, facts: list[str], **more: Any) -> Sent:
    """The caseworker sends the referral with these facts; the task is hers already."""
    browser = product.browser("demo-hanna")
    browser.get("/inkorg")
    address = re.findall(rf'href="(/uppgifter/[^"]+)">{FACTS}', browser.page)[-1]
    browser.get(address)
    fields = {"next": "send", "facts": facts, "purpose": "Kan ni erbjuda boendestöd?", **more}
    status = browser.post(address, fields).status_code
    product.work()
    return Sent(status, browser)

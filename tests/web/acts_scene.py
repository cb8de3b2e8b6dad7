"""An open case, a booked eviction in the same home, and a sealed case, to try every act on."""

from __future__ import annotations

from dataclasses import dataclass

from cases.tables.models import cases, persons
from tests.installed import once
from tests.product import Browser, Product
from tests.steps import match, receive, rows
from tests.vectors.evicting import book
from tests.vectors.referring import act, consent_to

MARKED = {"protection": "marked", "reason": "Slagning i folkbokföringen."}
OPENING = {"reason": "Ska göra uppgiften."}


@dataclass(frozen=True)
class Pages:
    """The addresses of the pages that acts are offered on."""

    case: str
    notice: str
    eviction: str
    sealed: str
    unsealed: str
    waiting: str

    @property
    def all(self) -> dict[str, str]:
        """Each by its name here."""
        return dict(vars(self))


def build(product: Product) -> Pages:
    """Two cases in one home with a consent and a flag, one sealed, one whose seal may be lifted,
    and a notice that nobody has matched."""
    pages = once(product.database, "acts", lambda: _build(product))
    product.clock.set("2026-12-01 12:00")
    return pages


def _build(product: Product) -> Pages:
    product.clock.set("2026-12-01 09:00")
    notice = receive(product, service_date="2026-12-03")
    match(product)
    case = _newest(product)
    consent_to(product, case, "care")
    booked = book(product, "2027-01-19 09:00", tenant_name="Bo Exempel", tenant_personal_number="")
    match(product)
    sealed = _sealed(product, "Skyddsgatan 5", "Pia Provsson")
    free = _sealed(product, "Friagatan 7", "Fia Provsson")
    _protect_no_longer(product, f"/arenden/{free}")
    waiting = receive(product, dwelling_street="Obekanta gatan 9", tenant_name="Ida Okopplad")
    return Pages(
        f"/arenden/{case}",
        f"/anmalningar/{notice}",
        f"/anmalningar/{booked}",
        f"/arenden/{sealed}",
        f"/arenden/{free}",
        f"/anmalningar/{waiting}",
    )


def browser_of(product: Product, person: str, pages: Pages) -> Browser:
    """A browser in which the reason has been given for every sealed case that she may open."""
    browser = product.browser(person)
    for sealed in (pages.sealed, pages.unsealed):
        if browser.get(f"{sealed}/oppna").status_code == 200:
            assert browser.post(f"{sealed}/oppna", OPENING).status_code == 303
    return browser


def _sealed(product: Product, street: str, name: str) -> str:
    receive(product, dwelling_street=street, tenant_name=name, tenant_personal_number=None)
    match(product)
    case = _newest(product)
    done = act(product, "demo-hanna", case, "skydd", {"person": _tenant(product), **MARKED})
    assert done.is_done, done.text()
    return case


def _protect_no_longer(product: Product, case: str) -> None:
    hanna = product.browser("demo-hanna")
    hanna.get(f"{case}/oppna")
    assert hanna.post(f"{case}/oppna", OPENING).status_code == 303
    hanna.get(f"{case}/gor/godkann-kanal")
    approved = {"person": _tenant(product), "channel": "print", "reason": "Hämtar själv posten."}
    assert hanna.post(f"{case}/gor/godkann-kanal", approved).status_code == 303
    hanna.get(f"{case}/gor/skydd")
    fields = {"person": _tenant(product), "protection": "none", "reason": "Markeringen är borta."}
    assert hanna.post(f"{case}/gor/skydd", fields).status_code == 303


def _newest(product: Product) -> str:
    return str(rows(product, cases)[-1].public_id)


def _tenant(product: Product) -> str:
    return str(rows(product, persons)[-1].public_id)

"""What Kronofogden and those on duty do about the same-day duty in the vectors, one act each."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from cases import configuration, limits, notice, same_day
from cases.limits import StoredLimit
from cases.policy import WORKER
from cases.same_day import Confirmation
from cases.tables.letter_models import letters
from cases.tables.models import cases
from cases.tables.office_models import deviations, warnings
from engine.models import messages
from engine.runtime import Runtime
from ledger import events
from tests.product import Browser, Product, take_task
from tests.steps import do, receive, rows

KFM = {
    "sender_kind": "kfm",
    "sender_name": "Kronofogden",
    "sender_email": None,
    "kfm_address": "avhysning@kronofogden.example",
    "ground": None,
    "is_terminated": None,
    "measure": "eviction",
    "kfm_document": "time",
    "kfm_case_number": "U-123-26",
    "eviction_at": "2027-01-19T09:00",
    "arrival_channel": "EPOST",
}
SEND, APPROVE = "Skicka bekräftelsen", "Godkänn kanalen för kopian"
TAKE_OVER, REASON = "Ta över bekräftelsen", "Ange orsak till avvikelsen"
POSTING = "Ange när brevet lämnades"
BOTH = {"confirmation_channel": "email", "copy": "by_hand", "protection": "none"}


def arrive(product: Product, at: str, **changes: Any) -> str:
    """Kronofogden's notice comes in at a local time; its public id."""
    product.clock.set(at)
    return receive(product, **{**KFM, **changes})


def automatic(product: Product, decision: str = "Nämnden 2026-11-19 § 212") -> None:
    """The board has decided that the confirmation goes by itself."""
    with product.database.transaction() as session:
        configuration.add(
            session,
            "confirmation.automatic",
            True,
            valid_from=date(2026, 12, 1),
            valid_to=None,
            decision=decision,
            by="staff:demo-axel",
            now=product.clock(),
        )


def send(product: Product, who: str = "demo-jamila", **changes: str) -> None:
    """The officer on duty sends both letters in one act."""
    do(product, who, SEND, {**BOTH, **changes})


def post(product: Product, at: str, browser: Browser | None = None) -> None:
    """The officer states when a letter was handed over; ``at`` is a local day and time."""
    on, _, time = at.partition(" ")
    year, month, day = on.split("-")
    fields = {"way": "handed_over", "sent_at": time, "sent_by": "Jamila"}
    fields |= {"sent_on-day": day, "sent_on-month": month, "sent_on-year": year}
    browser = browser or product.browser("demo-jamila")
    answer = browser.post(take_task(browser, POSTING), fields)
    assert answer.status_code == 303, browser.text()
    product.work()


def opened(product: Product) -> Browser:
    """The officer's browser, after she has said why she opens the newest case, which is sealed."""
    browser = product.browser("demo-jamila")
    path = f"/arenden/{rows(product, cases)[-1].public_id}/oppna"
    browser.get(path)
    assert browser.post(path, {"reason": "Ska skicka kopian."}).status_code == 303
    return browser


def ask_again(product: Product, key: str) -> None:
    """The message that begins the duty is delivered once more."""
    with product.database.transaction() as session:
        stream = events.lock(session, notice.get(session, key).stream_id)
        runtime = Runtime(product.engine, session, stream, WORKER, product.clock())
        again = f"again:{len(rows(product, messages))}"
        runtime.send("same_day_duty", key, {"notice": key}, message_id=again)
        runtime.finish()
    product.work()


def duty(product: Product, key: str) -> Confirmation:
    with product.database.reading() as session:
        return same_day.get(session, notice.get(session, key))


def limit(product: Product, key: str) -> StoredLimit:
    with product.database.reading() as session:
        found = limits.find(session, key, "same_day_confirmation")
    assert found is not None
    return found


def letter(product: Product, kind: str) -> Any:
    """The last letter of a kind that is not void."""
    return [one for one in rows(product, letters) if one.kind == kind and one.state != "void"][-1]


def open_warnings(product: Product) -> list[str]:
    """The codes of the warnings that stand, each once."""
    with product.database.reading() as session:
        found = select(warnings.c.code).where(warnings.c.ended_at.is_(None)).distinct()
        return sorted(session.execute(found).scalars())


def missed(product: Product) -> list[str]:
    return [row.code for row in rows(product, deviations)]

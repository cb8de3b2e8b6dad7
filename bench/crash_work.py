"""The work that is ended everywhere: two cases from notice to close, and all that goes wrong.

The mail server refuses, the print folder is missing, a step fails until it is mended and tried
again by hand; a message comes before its time, and a signal is thrown. What is mended is mended
when it has been met: whoever looks on afterwards finds a letter that waits, or an incident.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from bench import faults, storm, two_cases
from bench.faults import Fault
from bench.robot import Duty, Event
from cases.letters import dispatch
from cases.policy import staff_member
from cases.tables.models import cases
from db.session import Session
from engine import messages
from engine.commands import AskRetry
from engine.job_rows import jobs
from engine.models import incidents, message_subscriptions
from tests.product import Product

START = two_cases.START
CASES = 2
PEOPLE = two_cases.PEOPLE
DUTIES = {
    **two_cases.DUTIES,
    # The landlord's mailbox is unknown to the mail server: the letter goes by post.
    "send_otherwise": Duty(lambda _at, _page: {"choice": "print"}),
}


def events() -> Sequence[Event]:
    """What comes from outside when nothing else waits: the first that has not happened."""
    rent, eviction, paid = two_cases.events()
    return (
        lambda product: faults.begin(product.folder),
        rent,
        lambda product: _mend_when_met(product, Fault.MAIL, "E-postservern"),
        lambda product: _mend_when_met(product, Fault.PRINT, "Utmappen"),
        eviction,
        paid,
        lambda product: _are_closed(product) and _send(product, storm.BEGINS),
        _mend_the_step,
        _ring,
    )


def _are_closed(product: Product) -> bool:
    """Whether both cases have come to their end: what comes then is gone on with in little time."""
    closed = select(func.count()).select_from(cases).where(cases.c.state == "closed")
    with product.database.reading() as session:
        return int(session.execute(closed).scalar_one()) == CASES


def _send(product: Product, name: str) -> bool:
    """Whoever gets no answer sends the same once more."""
    with product.database.transaction() as session:
        return messages.receive(
            session, name, {}, public_id=name, message_id=f"crash:{name}", now=product.clock()
        )


def _mend_the_step(product: Product) -> bool:
    """The administrator sees the incident and asks for a try, and what was amiss is put right."""
    if not faults.is_there(product.folder, Fault.STEP):
        return False
    with product.database.transaction() as session:
        incident = session.execute(_open_incident()).scalar_one_or_none()
        if incident is None:
            return False
        axel = staff_member(session, "demo-axel")
        assert axel is not None
        product.engine.execute(session, AskRetry(incident), axel)
    faults.mend(product.folder, Fault.STEP)
    return True


def _open_incident() -> Select[Any]:
    return select(incidents.c.public_id).where(incidents.c.state == "open")


def _ring(product: Product) -> bool:
    """The bell is rung when somebody listens."""
    listening = message_subscriptions.c.name == messages.signal_name("bell")
    with product.database.reading() as session:
        is_heard = session.execute(
            select(message_subscriptions.c.instance_id).where(listening)
        ).first()
    return is_heard is not None and _send(product, storm.RINGS)


def _mend_when_met(product: Product, fault: Fault, says: str) -> bool:
    """Once a letter has been put off because of it."""
    with product.database.reading() as session:
        is_met = any(says in cause for cause in _causes(session))
    if not is_met or not faults.is_there(product.folder, fault):
        return False
    faults.mend(product.folder, fault)
    return True


def _causes(session: Session) -> Sequence[str]:
    put_off = select(jobs.c.cause).where(
        jobs.c.kind == dispatch.JOB_KIND, jobs.c.state == "waiting", jobs.c.cause.is_not(None)
    )
    return session.execute(put_off).scalars().all()

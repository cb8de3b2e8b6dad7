"""Every case of the town opens for whoever may read it, whatever its journal holds."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from cases.policy import staff_member, visible_cases
from cases.tables.models import cases, journal
from db.session import Database
from tests.product import Browser

MANAGERS = ("demo-malin", "demo-mikael")


def test_every_case_page_opens(town_app: Flask, town: Database) -> None:
    opened: set[str] = set()
    for person in MANAGERS:
        browser = Browser(town_app.test_client())
        browser.log_in(person)
        for key in _open_to(town, person):
            answer = browser.get(f"/arenden/{key}")
            # A sealed one asks for a reason first.
            assert answer.status_code in (200, 303), key
            opened |= {key} if answer.status_code == 200 else set()
    assert _with_unnamed_corrections(town) & opened


def _open_to(town: Database, person: str) -> list[str]:
    with town.reading() as session:
        who = staff_member(session, person)
        assert who is not None
        return list(session.execute(select(cases.c.public_id).where(visible_cases(who))).scalars())


def _with_unnamed_corrections(town: Database) -> set[str]:
    """The cases that were brought together with another, which is no act's form that says so."""
    merged = (
        select(cases.c.public_id)
        .join(journal, journal.c.case_id == cases.c.id)
        .where(journal.c.kind == "correction", journal.c.form.is_(None))
    )
    with town.reading() as session:
        return set(session.execute(merged).scalars())

"""The town has every state that a municipality has after a year, and nothing in it is invented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Table, func, select

from cases.tables.models import cases
from db.session import Database
from ledger.models import history
from ledger.verify import verify


def rows(database: Database, table: Table) -> list[Any]:
    with database.reading() as session:
        return list(session.execute(select(table)))


def test_the_ledger_of_the_town_is_whole(town: Database) -> None:
    with town.reading() as session:
        assert verify(session).is_whole


def test_what_happened_is_spread_over_a_year_in_the_order_of_time(town: Database) -> None:
    with town.reading() as session:
        first, last = session.execute(select(func.min(history.c.at), func.max(history.c.at))).one()
    assert last - first > timedelta(days=300)
    opened = [case.opened_at for case in rows(town, cases)]
    assert opened == sorted(opened)


def test_a_town_is_not_made_twice(town_app: Flask) -> None:
    before = len(rows(town_app.extensions["bokvar"].database, history))
    said = town_app.test_cli_runner().invoke(args=["demo", "--town"]).output
    assert "There are notices here already; no town is made." in said
    assert len(rows(town_app.extensions["bokvar"].database, history)) == before

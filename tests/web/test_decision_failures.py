"""A decision table that gives no answer: its name, why, and which rules, for who reads the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from cases.tables.models import cases
from engine import steps
from engine.decisions import Decision, DecisionTable, HitPolicy, decide
from engine.models import incidents, process_instances
from tests.product import Product, send_notice
from tests.steps import match, rows

TABLE = "choose_confirmation"


def with_no_rule(table: DecisionTable) -> DecisionTable:
    return replace(table, rules=())


def with_rules_twice(table: DecisionTable) -> DecisionTable:
    """Each rule hits by a copy of it as well, which the page cannot know of."""
    return replace(table, hit_policy=HitPolicy.UNIQUE, rules=table.rules * 2)


def with_other_answers(table: DecisionTable) -> DecisionTable:
    """Every rule hits, and they disagree."""
    rules = tuple(replace(one, tests=table.rules[-1].tests) for one in table.rules)
    return replace(table, hit_policy=HitPolicy.ANY, rules=rules)


Change = Callable[[DecisionTable], DecisionTable]
WHY: tuple[tuple[Change, str, str], ...] = (
    (
        with_no_rule,
        "Ingen regel i tabellen ”Välj bekräftelse” passade.",
        "No rule in the table “Choose a confirmation” fitted.",
    ),
    (
        with_rules_twice,
        "Flera regler i tabellen ”Välj bekräftelse” passade. Regler som passade: ",
        "Several rules in the table “Choose a confirmation” fitted. Rules that fitted: ",
    ),
    (
        with_other_answers,
        "Flera regler i tabellen ”Välj bekräftelse” passade och ger olika svar. Regler som",
        "Several rules in the table “Choose a confirmation” fitted and give different answers.",
    ),
)
IDS = ["none", "several", "different"]


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-12-01 09:00")
    return product


def stopped(product: Product, monkeypatch: pytest.MonkeyPatch, change: Change) -> str:
    """A case in which the confirmation was to be chosen by a table that gives no answer."""

    def decided(table: DecisionTable, values: Mapping[str, Any]) -> Decision:
        return decide(change(table) if table.id == TABLE else table, values)

    monkeypatch.setattr(steps, "decide", decided)
    send_notice(product)
    product.work()
    match(product)
    product.work()
    return str(rows(product, cases)[-1].public_id)


@pytest.mark.parametrize(("change", "sv", "en"), WHY, ids=IDS)
def test_the_case_and_operations_name_the_table_and_say_why(
    product: Product, monkeypatch: pytest.MonkeyPatch, change: Change, sv: str, en: str
) -> None:
    case = stopped(product, monkeypatch, change)
    for language, told in (("sv", sv), ("en", en)):
        for person, address in (("demo-hanna", f"/arenden/{case}"), ("demo-axel", "/drift")):
            browser = product.browser(person)
            browser.client.set_cookie("lang", language)
            assert browser.get(address).status_code == 200
            assert told in browser.text()


def test_the_caseworker_is_told_what_to_do_and_operations_whom_to_ask(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = stopped(product, monkeypatch, with_no_rule)
    hanna, axel = product.browser("demo-hanna"), product.browser("demo-axel")
    hanna.get(f"/arenden/{case}")
    assert "Är allt rätt behöver processägaren ändra tabellen." in hanna.text()
    assert "NoRuleHit" not in hanna.page
    assert "En beslutstabell gav inget svar." in hanna.text()
    axel.get("/drift")
    assert "passade. (NoRuleHit)" in axel.text()
    assert "Be processägaren jämföra tabellen med ärendets uppgifter." in axel.text()


def test_the_auditor_sees_the_values_that_the_table_was_asked_about(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = stopped(product, monkeypatch, with_no_rule)
    gosta = product.browser("demo-gosta")
    told = []
    for instance in rows(product, process_instances):
        address = f"/granskning/{case}/{instance.public_id}"
        for step in range(1, 40):
            if gosta.get(f"{address}?steg={step}").status_code == 200:
                told += [gosta.text()] if "passade. Värden: " in gosta.text() else []
    assert told
    assert "Beslutstabell utan svar" in told[0]


def test_an_incident_of_an_older_version_names_the_table_of_the_diagram(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had one cause for all, and the ledger told nothing of it."""
    case = stopped(product, monkeypatch, with_no_rule)
    with product.database.transaction() as session:
        session.execute(update(incidents).values(cause="DecisionFailed", position="999"))
    hanna = product.browser("demo-hanna")
    hanna.get(f"/arenden/{case}")
    assert "Tabellen ”Välj bekräftelse” gav inget svar." in hanna.text()

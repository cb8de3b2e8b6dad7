"""The pages of a case: the journal as questions and answers, and as few queries as they need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.product import ASSESSMENT, Product, match_as_new, send_notice, take_task


def test_the_journal_stands_under_the_questions_of_its_form(product: Product) -> None:
    send_notice(product)
    product.work()
    match_as_new(product)
    hanna = product.browser("demo-hanna")
    address = take_task(hanna, "Bedöm ärendet")
    assert hanna.post(address, ASSESSMENT).status_code == 303

    hanna.get("/arenden")
    hanna.get(hanna.links(r"/arenden/[\w-]+")[0])
    text = hanna.text()
    assert "Hur stor är risken att hushållet förlorar bostaden? Medel" in text
    assert "Vad händer nu? Fortsätt arbeta med ärendet" in text
    assert "E-postservern tog emot brevet" in text
    assert "Uppgift slutförd" not in text


def test_the_task_of_another_unit_is_told_but_not_linked(product: Product) -> None:
    send_notice(product, sender_email="")
    product.work()
    match_as_new(product)
    hanna = product.browser("demo-hanna")
    hanna.get("/arenden")
    hanna.get(hanna.links(r"/arenden/[\w-]+")[0])
    assert "Ange när brevet lämnades" in hanna.text()
    links = hanna.links(r"/uppgifter/[\w-]+")
    assert links
    for link in links:
        assert hanna.get(link).status_code == 200
        assert "Ange när brevet lämnades" not in re.findall("<h1.*?</h1>", hanna.page)[0]


def test_the_lists_ask_no_more_of_the_database_for_two_cases_than_for_one(
    product: Product,
) -> None:
    people = {"/granskning": "demo-gosta", "/arenden": "demo-hanna", "/inkorg": "demo-hanna"}
    asked: list[list[int]] = []
    for tenant in ("Anna Prov", "Bo Övning"):
        send_notice(product, tenant_name=tenant, tenant_personal_number="")
        product.work()
        match_as_new(product)
        asked.append([_queries(product, person, path) for path, person in people.items()])
    assert asked[0] == asked[1]


def _queries(product: Product, person: str, path: str) -> int:
    browser = product.browser(person)
    browser.get(path)
    with _counted(product) as statements:
        assert browser.get(path).status_code == 200
    return len(statements)


@contextmanager
def _counted(product: Product) -> Iterator[list[str]]:
    statements: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = product.database.reading_engine
    event.listen(engine, "before_cursor_execute", _note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", _note)

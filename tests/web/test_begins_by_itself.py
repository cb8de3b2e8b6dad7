"""A process that begins by itself: told on the operations page, and its task can be done."""

from __future__ import annotations

import json

import pytest

from engine import definitions
from engine.models import process_instances, start_timers, user_tasks
from front.shipped import what_is_known
from tests.engine.diagrams import FORM, cycle_event, message_event
from tests.engine.house import line, user_task
from tests.product import Product
from tests.steps import rows

WEEKLY = (
    line("weekly_look", user_task("look"))
    .replace(message_event("came"), cycle_event("R/2026-03-02T06:00:00/P1W"))
    .replace('"carrier"', '"registrar"')
)


@pytest.fixture
def product(product: Product) -> Product:
    product.clock.set("2026-03-20 09:00")
    files = {"process.bpmn": WEEKLY.encode(), "CHANGES.md": b"# Changes\n"}
    files |= {"forms/carry.json": json.dumps(FORM).encode()}
    with product.database.transaction() as session:
        definitions.deploy(
            session,
            {"weekly_look": files},
            context=what_is_known(),
            now=product.clock(),
            by="test",
        )
    return product


def test_the_operations_page_says_when_it_begins_next(product: Product) -> None:
    page = product.browser("demo-axel").get("/drift").get_data(as_text=True)
    assert "Processer som börjar av sig själva" in page
    product.work()
    text = product.browser("demo-axel")
    text.get("/drift")
    assert "23 mars 2026" in text.text()


def test_it_begins_at_six_by_the_clock_on_the_wall_on_either_side_of_the_change(
    product: Product,
) -> None:
    product.work()
    product.at("2026-03-23 05:59")
    assert _tasks(product) == []
    product.at("2026-03-23 06:01")
    assert len(_tasks(product)) == 1
    product.at("2026-03-30 05:59")
    assert len(_tasks(product)) == 1
    product.at("2026-03-30 06:01")
    assert len(_tasks(product)) == 2


def test_its_task_is_found_and_done_like_any_other(product: Product) -> None:
    product.work()
    product.at("2026-03-23 06:01")
    browser = product.browser("demo-rut")
    assert browser.get("/inkorg").status_code == 200
    (address,) = set(browser.links('/uppgifter/[^"/]+'))
    assert browser.get(address).status_code == 200
    assert "Gäller inget enskilt ärende" in browser.text()
    browser.post(f"{address}/ta")
    browser.get(address)
    assert browser.post(address, {"place": "Hallen"}).status_code == 303
    assert _states(product) == ["completed"]


def test_a_late_start_is_said_to_be_late(product: Product) -> None:
    product.work()
    product.clock.set("2026-03-23 06:10")
    browser = product.browser("demo-axel")
    browser.get("/drift")
    assert "Försenad" in browser.text()


def test_nothing_that_is_shipped_begins_by_itself(product: Product) -> None:
    assert [row.key for row in rows(product, start_timers)] == ["weekly_look"]


def _tasks(product: Product) -> list[str]:
    return [row.element for row in rows(product, user_tasks)]


def _states(product: Product) -> list[str]:
    return [row.state for row in rows(product, process_instances)]

"""Who has done one of several tasks of a step is led to the next of them, before all else."""

from __future__ import annotations

import re

import pytest

from tests.product import ASSESSMENT, Browser, Product, match_as_new, send_notice
from tests.web.step_forms import change

PROCESS = "/studio/main_case"
ASSESS = "Bedöm ärendet"


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_the_sibling_comes_before_what_other_tracks_of_the_case_ask_for(
    product: Product, kind: str
) -> None:
    _publish(product, {"repeats.kind": kind, "repeats.times": "3"})
    hanna = _with_a_case(product)
    assert len(hanna.links("/uppgifter/[^/]+")) > (3 if kind == "parallel" else 1)
    address = _task(hanna, "(1 av 3)")
    for which in ("(2 av 3)", "(3 av 3)"):
        address = _do(hanna, address)
        hanna.get(address)
        assert f"{ASSESS} {which}" in hanna.text()


def test_what_is_done_again_while_a_condition_holds_can_wait(product: Product) -> None:
    _publish(product, {"repeats.kind": "loop", "repeats.while": "true", "repeats.at_most": "3"})
    hanna = _with_a_case(product)
    hanna.get(_do(hanna, _task(hanna, "(gång 1)")))
    assert f"{ASSESS} (gång 2)" not in hanna.page
    hanna.get("/inkorg")
    assert f"{ASSESS} (gång 2)" in hanna.page


def _publish(product: Product, repeats: dict[str, str]) -> None:
    """The assessment is done more than once, by one owner and approved by another."""
    pia, par = product.browser("demo-pia"), product.browser("demo-par")
    assert change(pia, f"{PROCESS}/steg/assess_case", **repeats) == 303
    pia.get(f"{PROCESS}/utkast")
    pia.post(f"{PROCESS}/utkast/skicka", {**pia.hidden(), "note": "Flera ska bedöma."})
    par.get(f"{PROCESS}/utkast")
    assert par.post(f"{PROCESS}/utkast/godkann").headers["Location"] == PROCESS


def _with_a_case(product: Product) -> Browser:
    send_notice(product)
    product.work()
    match_as_new(product)
    hanna = product.browser("demo-hanna")
    hanna.get("/inkorg")
    return hanna


def _task(browser: Browser, which: str) -> str:
    found: str = re.findall(rf'href="([^"]+)">{ASSESS} {re.escape(which)}', browser.page)[0]
    return found


def _do(browser: Browser, address: str) -> str:
    """Take the task and answer it; where that leads."""
    browser.get(address)
    browser.post(f"{address}/ta")
    browser.get(address)
    answer = browser.post(address, ASSESSMENT)
    assert answer.status_code == 303, browser.text()
    return answer.headers["Location"]

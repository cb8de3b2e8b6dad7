"""One sender's too many are hers alone, also behind a proxy, and she cannot lay them on another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.ctx import RequestContext

from settings import Settings
from tests.product import NOTICE, Product
from web import receipts
from web.allowance import Allowance
from web.reader_address import reader_address


@pytest.mark.parametrize(
    ("proxies", "peer", "told", "address"),
    [
        (0, "192.0.2.1", None, "192.0.2.1"),
        (0, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (1, "192.0.2.1", "198.51.100.7", "198.51.100.7"),
        (1, "192.0.2.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "192.0.2.1", "203.0.113.9, 198.51.100.7, 192.0.2.2", "198.51.100.7"),
        (1, "192.0.2.1", None, "192.0.2.1"),
        (2, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (1, "192.0.2.1", "unknown", "192.0.2.1"),
        (1, "192.0.2.1", "x" * 5000, "192.0.2.1"),
        (1, "192.0.2.1", "", "192.0.2.1"),
        (0, "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        (1, "::1", "2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        (1, "::1", "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_what_counts_is_what_the_last_trusted_proxy_says(
    product: Product, proxies: int, peer: str, told: str | None, address: str
) -> None:
    with requested(product.app, proxies, peer, [] if told is None else [told]):
        assert reader_address() == address


def test_a_header_that_comes_twice_is_one(product: Product) -> None:
    with requested(product.app, 1, "192.0.2.1", ["203.0.113.9", "198.51.100.7"]):
        assert reader_address() == "198.51.100.7"


def test_who_sends_too_much_shuts_nobody_else_out(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    behind_one_proxy(product)
    for address, codes in (("198.51.100.7", [422, 422, 429]), ("198.51.100.8", [422])):
        browser = product.browser()
        browser.get("/anmalan")
        wrong = {**NOTICE, "amount": "x"}
        sent = [
            browser.post("/anmalan", wrong, headers={"X-Forwarded-For": f"10.0.0.{n}, {address}"})
            for n in range(len(codes))
        ]
        assert [one.status_code for one in sent] == codes


def test_a_receipt_as_a_file_is_made_so_often_and_no_more(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has sent one notice could else keep every thread of the web server busy."""
    product.clock.set("2026-11-26 10:00")
    monkeypatch.setattr(receipts, "MOST_FILES", 2)
    browser = product.browser()
    browser.get("/anmalan")
    address = browser.post("/anmalan", NOTICE).headers["Location"].partition("?")[0]
    answers = [browser.get(f"{address}/pdf") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("said", ["-1", "x", "10", "²", "1.0", " "])
def test_a_setting_that_is_none_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOKVAR_PROXIES", said)
    with pytest.raises(ValueError, match="BOKVAR_PROXIES"):
        Settings.from_environment()


def behind_one_proxy(product: Product) -> None:
    extensions = product.app.extensions
    extensions["site"] = replace(extensions["site"], proxies=1)
    extensions["allowance"] = Allowance(2)


def requested(app: Flask, proxies: int, peer: str, told: list[str]) -> RequestContext:
    app.extensions["site"] = replace(app.extensions["site"], proxies=proxies)
    return app.test_request_context(
        environ_base={"REMOTE_ADDR": peer}, headers=[("X-Forwarded-For", one) for one in told]
    )

"""The figures for a monitoring system: who reads them, and that no label carries a person."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.product import NOTICE, Product, match_as_new, send_notice

LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+-]+')


def figures(product: Product) -> dict[str, str]:
    answer = product.app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    return dict(line.rsplit(" ", 1) for line in lines)


def test_the_figures_tell_of_queues_incidents_duties_and_requests(product: Product) -> None:
    product.clock.set("2026-12-01 09:00")
    send_notice(product)
    found = figures(product)
    assert found['bokvar_messages{state="received"}'] == "1"
    assert found["bokvar_database_up"] == "1"
    assert "bokvar_worker_seen_seconds" not in found
    assert found["bokvar_workers_alive"] == "0"
    product.work()
    match_as_new(product)
    found = figures(product)
    assert found['bokvar_messages{state="received"}'] == "0"
    assert found["bokvar_incidents_open"] == "0"
    assert found["bokvar_same_day_duties_open"] == "0"
    assert float(found["bokvar_worker_seen_seconds"]) < 60
    assert found["bokvar_workers_alive"] == "1"
    assert found['bokvar_requests_total{method="POST",route="/anmalan",status="303"}'] == "1"


def test_no_label_holds_what_was_asked_for_or_typed(product: Product) -> None:
    client = product.app.test_client()
    for path in ("/arenden/198505152382", "/Åsa Prov", '/"}x', "/sprak/åsa", "/uppgifter/Åsa"):
        client.get(path)
        client.open(path, method="ÅSA")
    send_notice(product)
    product.work()
    text = client.get("/metrics").text
    facts = {value for value in NOTICE.values() if len(value) > 4} - {"unknown"}
    assert [fact for fact in (*facts, "198505152382", "Åsa", "åsa", "ÅSA") if fact in text] == []


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "10.0.0.1"}, {"Host": "bokvar.example"}, {"Via": "1.1 proxy"}],
)
def test_without_a_token_they_are_read_on_this_computer_only(
    product: Product, headers: dict[str, str]
) -> None:
    assert product.app.test_client().get("/metrics", headers=headers).status_code == 404
    away = {"REMOTE_ADDR": "10.0.0.1"}
    assert product.app.test_client().get("/metrics", environ_base=away).status_code == 404


def test_with_a_token_only_the_token_reads_them(product: Product) -> None:
    product.app.extensions["site"] = replace(product.app.extensions["site"], metrics_token="hush")
    client = product.app.test_client()
    assert client.get("/metrics").status_code == 404
    for wrong in ("hush", "Bearer", "Bearer hus", "Basic hush", "Bearer hüsh"):
        given = {"Authorization": wrong.encode("latin-1").decode("latin-1")}
        assert client.get("/metrics", headers=given).status_code == 404
    away = {"REMOTE_ADDR": "10.0.0.1"}
    told = {"Authorization": "Bearer hush", "X-Forwarded-For": "10.0.0.1"}
    assert client.get("/metrics", headers=told, environ_base=away).status_code == 200

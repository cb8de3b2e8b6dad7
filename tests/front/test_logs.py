"""Log lines: JSON with ids, and never a word of what people have written."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db.session import Database
from front.logs import JsonLines
from tests.product import ASSESSMENT, NOTICE, Product, running, send_notice
from tests.steps import assess, match
from tests.web.broken import break_operation
from web import inbox


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    with running(database, tmp_path) as made:
        made.clock.set("2026-12-01 09:00")
        yield made


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged, by us and by every library, at the lowest level."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_whole_walk_logs_no_fact_of_anybody(
    product: Product, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = send_notice(product)
    break_operation(product, monkeypatch, "prepare_complement")
    product.work()
    match(product)
    assess(product, "continue")
    hanna = product.browser("demo-hanna")
    hanna.get("/arenden")
    hanna.post("/arenden", {"q": NOTICE["tenant_name"]})
    hanna.get(f"/arenden/{NOTICE['tenant_personal_number']}?q={NOTICE['tenant_name']}")
    said = written.getvalue()
    facts = {*NOTICE.values(), *ASSESSMENT.values(), receipt, "Hanna", "Åsa", "Prov"}
    spoken = {fact for fact in facts if len(fact) > 4 or not fact.isascii()}
    assert [f for f in spoken if f in said or json.dumps(f).strip('"') in said] == []
    assert {"request", "step_failed", "library"} <= {line["event"] for line in lines(written)}


def test_a_request_has_one_number_in_its_header_and_in_its_lines(
    product: Product, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "log_read", lambda *_more, **_named: 1 / 0)
    hanna = product.browser("demo-hanna")
    answer = hanna.client.get("/inkorg", headers={"X-Request-Id": "Åsa Prov"})
    number = answer.headers["X-Request-Id"]
    assert answer.status_code == 500
    assert number in answer.text
    found = [line for line in lines(written) if line.get("request") == number]
    assert all(datetime.fromisoformat(line["time"]).tzinfo for line in found)
    assert {"unexpected_error", "request"} <= {line["event"] for line in found}
    assert hanna.client.get("/inkorg").headers["X-Request-Id"] != number
    assert "Prov" not in written.getvalue()


def test_what_a_library_says_is_not_written_and_ours_only_as_json(written: io.StringIO) -> None:
    try:
        raise ValueError("Åsa Prov")
    except ValueError:
        logging.getLogger("some.library").exception("about %s", "Åsa Prov")
        logging.getLogger("web.some").exception("about Åsa Prov")
    logging.getLogger("web.some").warning('{"event": "told", "id": 1}')
    library, slip, told = lines(written)[-3:]
    assert (library["event"], library["error"]) == ("library", "ValueError")
    assert (slip["event"], slip["error"]) == ("unreadable", "ValueError")
    assert (told["event"], told["id"], told["level"]) == ("told", 1, "warning")
    assert "Prov" not in written.getvalue()

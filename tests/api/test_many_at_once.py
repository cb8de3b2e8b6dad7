"""Many send at once, many send nonsense, and nothing good is lost."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

import app as front_door
from cases.tables.models import notices
from engine.models import messages
from settings import Settings
from tests.api.sender import U10, Sender, sender
from tests.product import NOTICE, Browser, Product

CLIENTS, EACH = 20, 10
BAD_REQUESTS = int(os.environ.get("BOKVAR_TEST_BAD_REQUESTS", "400"))
"""Ten thousand by hand; a tenth of a minute's worth in every run."""

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, "", " ", "\x00", "\u202e", "x" * 6000, [], {}, [[]], {"a": {"b": []}},
    "2026-02-31", "9999-99-99", "1' OR '1'='1", "<script>", "=1+1", "../../etc", "%s%n", "å" * 300,
)  # fmt: skip


@pytest.fixture
def allow(product: Product, tmp_path: Path) -> Iterator[Callable[[int], None]]:
    """Lets so many requests a minute through, from now on."""
    made = []

    def _allow(per_minute: int) -> None:
        settings = Settings(
            var=tmp_path,
            database_url=product.database.url,
            secret_key="a key for tests only",
            demo=True,
            requests_per_minute=per_minute,
        )
        product.app = front_door.create_app(settings, product.clock)
        made.append(product.app)

    yield _allow
    for app in made:
        app.extensions["bokvar"].database.dispose()


def test_two_hundred_notices_from_twenty_senders_are_two_hundred_receipts(
    product: Product,
) -> None:
    senders = [sender(product, org_number=number) for number in _org_numbers(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        given = [one for many in pool.map(_send_ten, senders) for one in many]
    assert len(set(given)) == CLIENTS * EACH
    product.work()
    with product.database.reading() as session:
        kept = set(session.scalars(select(notices.c.receipt)))
    assert kept == set(given)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_nonsense_makes_a_door_fall_or_loses_what_is_good(
    product: Product, allow: Callable[[int], None]
) -> None:
    allow(1_000_000)
    dice = Random(4)  # noqa: S311 (the same nonsense in every run)
    one, browser = sender(product), product.browser()
    browser.get("/anmalan")
    good = []
    for number in range(BAD_REQUESTS // 2):
        assert _bad_request(dice, one) < 500
        assert _bad_form(dice, browser) < 500
        if number % 50 == 0:
            good.append(one.post("/notices", U10).get_json()["receipt"])
    with product.database.reading() as session:
        kept = session.scalars(select(messages.c.receipt)).all()
    assert set(good) <= set(kept)


def test_a_form_that_comes_too_often_is_told_when_to_come_again_and_keeps_what_was_typed(
    product: Product, allow: Callable[[int], None]
) -> None:
    product.clock.set("2026-11-26 10:00")
    allow(2)
    browser = product.browser()
    browser.get("/anmalan")
    codes = [browser.post("/anmalan", {**NOTICE, "amount": "x"}).status_code for _ in range(3)]
    assert codes == [422, 422, 429]
    answer = browser.post("/anmalan", NOTICE)
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "vänta en minut" in browser.text()
    assert f'value="{NOTICE["dwelling_street"]}"' in browser.page
    product.clock.set("2026-11-26 10:02")
    assert browser.post("/anmalan", NOTICE).status_code == 303


def _send_ten(one: Sender) -> list[str]:
    bodies = [
        {**U10, "facts": {**U10["facts"], "tenant_name": f"Person {number}"}}
        for number in range(EACH)
    ]
    return [one.post("/notices", body).get_json()["receipt"] for body in bodies]


def _bad_request(dice: Random, one: Sender) -> int:
    """In JSON, in parts, or as a table."""
    kind = dice.choice([_bad_json, _bad_json, _bad_parts, _bad_table])
    return kind(dice, one)


def _bad_json(dice: Random, one: Sender) -> int:
    path = dice.choice(["/notices", "/notices", "/notices/x/corrections", "/batches"])
    body = _bad_body(dice)
    return one.post(path, dice.choice([body, body, body, dice.choice(ODD)])).status_code


def _bad_parts(dice: Random, one: Sender) -> int:
    """Parts with nonsense in them, and some of them cut off."""
    odd, is_cut = dice.choice(ODD), dice.random() < 0.3
    parts: dict[str, Any] = {
        "type": "U10",
        "facts": json.dumps(_bad_body(dice)["facts"]),
        dice.choice(["type", "facts", "files", "colour", ""]): str(odd),
    }
    if not is_cut:
        name = dice.choice(["a.pdf", "a.txt", "x"])
        parts["files"] = FileStorage(io.BytesIO(str(odd).encode()), name)
    boundary, body = encode_multipart(parts)
    sent = body[: dice.randrange(len(body))] if is_cut else body
    return _sent(one, "/notices", sent, f"multipart/form-data; boundary={boundary}")


def _bad_table(dice: Random, one: Sender) -> int:
    """A table of nonsense, as text or as the beginning of a workbook."""
    names = dice.choice([b"type;tenant_name;amount_kr", b"type,colour", b"", b"PK\x03\x04"])
    cells = (str(dice.choice(ODD)).encode("utf-8", "replace") for _ in range(dice.randint(0, 9)))
    table = names + b"\n" + dice.choice([b";", b"\n", b'"']).join(cells)
    return _sent(one, "/batches?dry_run=" + dice.choice(["true", "x"]), table, "text/csv")


def _bad_body(dice: Random) -> Any:
    body: Any = {**U10, "facts": dict(U10["facts"])}
    for _ in range(dice.randint(1, 3)):
        name = dice.choice([*U10["facts"], "type", "files", "colour", "__proto__"])
        (body if dice.random() < 0.3 else body["facts"])[name] = dice.choice(ODD)
        if not isinstance(body["facts"], dict):
            break
    return body


def _sent(one: Sender, path: str, body: bytes, kind: str) -> int:
    return one.client.post(
        f"/api/v1{path}", data=body, content_type=kind, headers=one.carried
    ).status_code


def _bad_form(dice: Random, browser: Browser) -> int:
    fields = {**NOTICE, dice.choice([*NOTICE, "typename"]): str(dice.choice(ODD))}
    fields[dice.choice([*NOTICE])] = str(dice.choice(ODD))
    return browser.post("/anmalan", fields).status_code


def _org_numbers(count: int) -> list[str]:
    return [
        f"5560{number:02}-000{_check(f'5560{number:02}000')}" for number in range(20, 20 + count)
    ]


def _check(digits: str) -> int:
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(digits)]
    return -sum(n // 10 + n % 10 for n in doubled) % 10

"""Who comes in with a key, what is kept of it, and what happens when it is taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

import app as front_door
from cases import api_keys
from cases.commands.api_key import MakeApiKey, RevokeApiKey
from cases.policy import staff_member
from cases.tables.api_models import api_keys as rows
from engine.errors import NotPermitted, Refused
from ledger.models import history_payloads
from settings import Settings
from tests.api.sender import U10, sender
from tests.product import Product


def test_whoever_has_no_good_key_is_told_the_same_whatever_is_wrong(product: Product) -> None:
    one = sender(product)
    _revoke(product, one.key)
    client = product.app.test_client()
    carried = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {one.secret}"},
        {"Authorization": "Bearer " + "x" * 5000},
        {"Authorization": "Bearer bokvar_å"},
        {"Authorization": f"Bearer {one.secret[:-1]}"},
        dict(one.carried),
    ]
    answers = [client.post("/api/v1/notices", json=U10, headers=each) for each in carried]
    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert answers[0].headers["WWW-Authenticate"] == "Bearer"


def test_only_a_digest_of_the_key_is_kept_anywhere(product: Product) -> None:
    one = sender(product)
    with product.database.reading() as session:
        row = session.execute(select(rows)).one()
        ledger = session.scalars(select(history_payloads.c.payload)).all()
    assert row.digest == api_keys.digest(one.secret)
    assert not any(one.secret in str(value) for value in row)
    assert not any(one.secret in text or row.digest in text for text in map(str, ledger))


def test_last_use_is_noted(product: Product) -> None:
    product.clock.set("2026-11-26 10:00")
    one = sender(product)
    one.get("/notices/AAAA-BBBB-CCCC")
    with product.database.reading() as session:
        key = api_keys.find(session, one.key)
    assert key is not None
    assert key.last_used_at is not None


def test_a_key_does_only_what_it_is_for(product: Product) -> None:
    one = sender(product, scopes=("batches",))
    assert one.post("/notices", U10).status_code == 403
    assert one.get("/notices/AAAA-BBBB-CCCC").status_code == 404


def test_only_the_administrator_makes_and_revokes(product: Product) -> None:
    one = sender(product)
    for person in ("demo-rut", "demo-malin", "demo-gosta"):
        for command in (MakeApiKey("x", "kfm", "X", "", ("notices",)), RevokeApiKey(one.key, "x")):
            with pytest.raises(NotPermitted), product.database.transaction() as session:
                product.engine.execute(session, command, staff_member(session, person))
    _revoke(product, one.key)
    with pytest.raises(Refused):
        _revoke(product, one.key)


def test_too_many_requests_are_told_when_to_come_again(product: Product, tmp_path: Path) -> None:
    settings = Settings(
        var=tmp_path,
        database_url=product.database.url,
        secret_key="a key for tests only",
        requests_per_minute=2,
    )
    product.clock.set("2026-11-26 10:00:30")
    app = front_door.create_app(settings, product.clock)
    one, other = sender(product), sender(product, org_number="556036-0793")
    one.client, other.client = app.test_client(), app.test_client()
    codes = [one.post("/notices", U10).status_code for _ in range(3)]
    assert codes == [201, 201, 429]
    refused = one.post("/notices", U10)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.mimetype == "application/problem+json"
    assert other.post("/notices", U10).status_code == 201
    product.clock.set("2026-11-26 10:01:29")
    assert one.post("/notices", U10).status_code == 429
    product.clock.set("2026-11-26 10:02:30")
    assert one.post("/notices", U10).status_code == 201
    app.extensions["bokvar"].database.dispose()


def test_a_problem_is_one_that_a_library_for_them_reads(product: Product) -> None:
    one = sender(product)
    answer = one.get("/notices/AAAA-BBBB-CCCC")
    told = answer.get_json()
    assert (told["type"], told["status"]) == ("about:blank", 404)
    assert told["title"] == told["titles"]["sv"] == "Det finns inget här."
    assert answer.headers["Content-Language"] == "sv"
    assert "accept-language" in answer.vary.as_set()
    carried = {**one.carried, "Accept-Language": "en, sv;q=0.5"}
    english = one.client.get("/api/v1/notices/AAAA-BBBB-CCCC", headers=carried)
    assert english.get_json()["title"] == told["titles"]["en"] == "There is nothing here."
    assert english.headers["Content-Language"] == "en"


def test_what_is_not_there_is_told_to_a_system_as_json(product: Product) -> None:
    one = sender(product)
    assert one.get("/nothing").mimetype == "application/problem+json"
    refused = one.client.put("/api/v1/notices", headers=one.carried)
    assert (refused.status_code, refused.mimetype) == (405, "application/problem+json")
    assert "POST" in refused.headers["Allow"]


def test_the_command_line_makes_a_key_once_and_revokes_it(product: Product) -> None:
    run = product.app.test_cli_runner()
    made = ["api-key", "make", "--by", "demo-axel", "--kind", "kfm", "--name", "Kronofogden"]
    wrong = run.invoke(args=[*made, "--org-number", "123"])
    assert wrong.exit_code == 2
    refused = run.invoke(
        args=["api-key", "make", "--by", "demo-rut", *made[4:], "--org-number", "556000-4615"]
    )
    assert "no administrator" in refused.output
    done = run.invoke(args=[*made, "--org-number", "556000-4615"])
    secret = done.stdout.strip()
    with product.database.reading() as session:
        key = api_keys.of_secret(session, secret)
    assert key is not None
    assert key.sender_name == "Kronofogden"
    assert secret not in run.invoke(args=["api-key", "list"]).output
    revoked = ["api-key", "revoke", key.public_id, "--by", "demo-axel", "--reason", "Bytt system"]
    assert run.invoke(args=revoked).exit_code == 0
    with product.database.reading() as session:
        assert api_keys.of_secret(session, secret) is None


def _revoke(product: Product, key: str) -> None:
    with product.database.transaction() as session:
        axel = staff_member(session, "demo-axel")
        assert axel is not None
        product.engine.execute(session, RevokeApiKey(key, "Slutar"), axel)

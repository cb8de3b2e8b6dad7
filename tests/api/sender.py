"""A sender's own system in a test: a key, and the client that carries it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cases import api_keys
from cases.commands.api_key import MakeApiKey
from cases.policy import staff_member
from tests.product import Product

HOME = {
    "tenant_name": "Åsa Prov",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
}
U10: dict[str, Any] = {
    "type": "U10",
    "facts": {**HOME, "amount": 1840000, "sender_email": "uthyrning@landlord.example"},
}


@dataclass
class Sender:
    """Sends with one key."""

    client: FlaskClient
    secret: str
    key: str

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/api/v1{path}",
            data=json.dumps(body),
            content_type="application/json",
            headers={**self.carried, **named},
        )

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.carried)

    @property
    def carried(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def sender(
    product: Product,
    kind: str = "landlord",
    *,
    name: str = "Exempelbostäder AB",
    org_number: str = "556000-4615",
    scopes: tuple[str, ...] = api_keys.SCOPES,
) -> Sender:
    """A key made by the administrator, as the page and the command line do."""
    secret = api_keys.new_secret()
    command = MakeApiKey(api_keys.digest(secret), kind, name, org_number, scopes)
    with product.database.transaction() as session:
        axel = staff_member(session, "demo-axel")
        assert axel is not None
        key = product.engine.execute(session, command, axel)
    return Sender(product.app.test_client(), secret, key)


def pointers(answer: TestResponse) -> set[str]:
    """Where something was wrong."""
    return {one["pointer"] for one in answer.get_json()["errors"]}

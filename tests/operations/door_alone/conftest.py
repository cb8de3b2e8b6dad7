"""The product over PostgreSQL, and a public door that has only the rights of its role."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

import app as front_door
from cases.doors import public_role
from db import migrate
from db.session import Database
from tests.databases import PostgresTemplate
from tests.operations.door_alone.door import PASSWORD, Door
from tests.product import Product, running


@pytest.fixture
def url(postgres_template: PostgresTemplate) -> Iterator[str]:
    """A database as an operator makes it."""
    with postgres_template.bare() as made:
        migrate.upgrade(made)
        yield made


@pytest.fixture
def product(url: str, tmp_path: Path) -> Iterator[Product]:
    database = Database(url)
    with running(database, tmp_path) as made:
        yield made
    database.dispose()


@pytest.fixture
def role(product: Product) -> Iterator[str]:
    name = f"bokvar_test_door_{secrets.token_hex(4)}"
    with product.database.transaction() as session:
        session.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'"))
    yield name
    with product.database.transaction() as session:
        session.execute(text(f"DROP OWNED BY {name}"))
        session.execute(text(f"DROP ROLE {name}"))


@pytest.fixture
def door(product: Product, role: str, tmp_path: Path) -> Iterator[Door]:
    with product.database.transaction() as session:
        public_role.grant(session, role)
    of_role = make_url(product.database.url).set(username=role, password=PASSWORD)
    url = of_role.render_as_string(hide_password=False)
    settings = replace(product.parts.settings, database_url=url, doors=("public",))
    app = front_door.create_app(settings, product.clock)
    yield Door(product, role, url, app)
    app.extensions["bokvar"].database.dispose()

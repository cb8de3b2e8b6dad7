"""A public door as a process of its own: the product, and a web server with only its role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Flask

from tests.product import Browser, Product

PASSWORD = secrets.token_hex(8)


@dataclass(frozen=True)
class Door:
    """The product, and a web server that has only the public door and only its role."""

    product: Product
    role: str
    url: str
    app: Flask

    def browser(self) -> Browser:
        return Browser(self.app.test_client())

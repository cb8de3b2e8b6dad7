"""The accessibility statement: what has been tried, what is known to fail, and whom to tell."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.access import public, site
from web.formats import date_full

bp = Blueprint("accessibility", __name__)

WRITTEN_ON = date(2026, 11, 26)
"""When what the statement says was last compared with the product."""


@bp.get("/tillganglighet")
@public
def show() -> ResponseReturnValue:
    return render_template(
        "accessibility.html", named=site().accessibility, written_on=date_full(WRITTEN_ON)
    )

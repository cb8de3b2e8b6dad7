"""The landlords' pages: what the law asks them to tell the board, and a short form for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from web import notice_sending, receipts
from web.access import public, site
from web.notice_sending import NoticeForm

bp = Blueprint("landlord_guide", __name__)

PATH = "/hyresvard"


@dataclass(frozen=True)
class ShortForm:
    """A form that asks only what the law does. says: the facts that follow from choosing it."""

    name: str
    says: Mapping[str, str]


SHORT = {
    "obetald-hyra": ShortForm(
        "landlord_rent",
        {"sender_kind": "landlord", "ground": "unpaid", "is_terminated": "yes"},
    ),
    "obetald-avgift": ShortForm(
        "landlord_fee",
        {
            "sender_kind": "association",
            "tenure": "cooperative_ownership",
            "ground": "unpaid",
            "is_terminated": "yes",
        },
    ),
    "storning": ShortForm(
        "landlord_disturbance",
        {"ground": "disturbance", "is_terminated": "no"},
    ),
    "uppsagning": ShortForm(
        "landlord_termination",
        {"ground": "disturbance", "is_terminated": "yes"},
    ),
}
"""The last part of the address -> the form."""


@bp.get(PATH)
@public
def guide() -> ResponseReturnValue:
    """What must be sent, when and how, and what happens then."""
    return render_template("landlord_guide.html", path=PATH, sends_mail=site().sends_mail)


@bp.get(f"{PATH}/<kind>")
@public
def write(kind: str) -> ResponseReturnValue:
    return notice_sending.show(_form(kind))


@bp.post(f"{PATH}/<kind>")
@public
def send(kind: str) -> ResponseReturnValue:
    """Keep the notice and go to the receipt; or show everything again with what is wrong."""
    return notice_sending.send(_form(kind))


@bp.get(f"{PATH}/<kind>/kvitto/<token>")
@public
def receipt(kind: str, token: str) -> ResponseReturnValue:
    """The receipt: a number and a time, and nothing about anyone."""
    return receipts.page(_form(kind), token)


@bp.get(f"{PATH}/<kind>/kvitto/<token>/pdf")
@public
def receipt_file(kind: str, token: str) -> Response:
    """The same as a file to keep."""
    return receipts.file(_form(kind), token)


def _known(kind: str) -> ShortForm:
    if kind not in SHORT:
        raise NotFound
    return SHORT[kind]


def _form(kind: str) -> NoticeForm:
    short = _known(kind)
    form = site().act_forms[short.name]
    return NoticeForm(short.name, f"{PATH}/{kind}", form, _facts_of(short), back=PATH)


def _facts_of(short: ShortForm) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    def _facts(answers: Mapping[str, Any]) -> dict[str, Any]:
        return {"premises": "home", "sender_kind": _sender(answers), **answers, **short.says}

    return _facts


def _sender(answers: Mapping[str, Any]) -> str:
    """A bostadsrätt is terminated by the association, every other home by the landlord."""
    return "association" if answers.get("tenure") == "cooperative_ownership" else "landlord"

"""A notice in short: who, where, when and how much, which every task about it begins with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases import notice_facts
from cases.notice import Notice
from web import phone_numbers
from web.formats import date_full, datetime_full, money
from web.i18n import gettext as _

Section = dict[str, Any]

_CHILDREN: dict[str, Callable[[], str]] = {
    "yes": lambda: _("Ja"),
    "no": lambda: _("Nej"),
    "unknown": lambda: _("Vet inte"),
}


def section(one: Notice) -> Section:
    """Only what the notice states; all of it stands in the notice itself."""
    rows = [
        (_("Hyresgäst"), _texts(one, "tenant_name", "other_tenants")),
        (_("Bostad"), _home(one)),
        (_("Tid för avhysning"), _eviction(one)),
        (_("Belopp att betala"), _money(one, "amount")),
        (_("Hyra per månad"), _money(one, "monthly_rent")),
        (_("Bor det barn i bostaden?"), _children(one)),
        (_("Målnummer"), _texts(one, "kfm_case_number")),
        (_("Avsändare"), _sender(one)),
    ]
    shown = [{"label": label, "value": value} for label, value in rows if value]
    return {"title": _("I korthet"), "note": "", "rows": shown}


def _texts(one: Notice, *names: str) -> str:
    return ", ".join(text for name in names if (text := notice_facts.text(one.facts, name)))


def _home(one: Notice) -> str:
    apartment = notice_facts.text(one.facts, "apartment_number")
    street = _texts(one, "dwelling_street")
    return _("%(street)s, lgh %(number)s", street=street, number=apartment) if apartment else street


def _eviction(one: Notice) -> str:
    at = notice_facts.instant(one.facts, "eviction_at")
    day = notice_facts.eviction_day(one.facts)
    if at is not None:
        return datetime_full(at)
    return date_full(day) if day else ""


def _money(one: Notice, name: str) -> str:
    amount = notice_facts.whole_number(one.facts, name)
    return "" if amount is None else money(amount)


def _children(one: Notice) -> str:
    said = _CHILDREN.get(notice_facts.text(one.facts, "children") or "")
    return said() if said else ""


def _sender(one: Notice) -> str:
    if one.facts.get("sender_kind") == "kfm":
        return _with_phone(_texts(one, "sender_name", "kfm_officer"), one, "kfm_phone")
    return _with_phone(_texts(one, "sender_name"), one, "sender_phone")


def _with_phone(said: str, one: Notice, name: str) -> str:
    number = notice_facts.text(one.facts, name)
    return ", ".join(filter(None, (said, phone_numbers.written(number or ""))))

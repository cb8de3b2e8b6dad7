"""How a setting is shown and asked for: in words, sums and tables, not as the text it is kept as.

A command takes the value as one text (cases/settings_text). The controls of a setting with several
parts are put together to that text here, and taken apart again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from cases import roster
from cases.ladder_steps import GROUPS, STEPS
from cases.notice import receiving_authority
from cases.settings_known import KNOWN
from cases.settings_text import as_text
from db.session import Session
from web.formats import money
from web.i18n import current_language, ngettext
from web.i18n import gettext as _
from web.ladder_words import group_name, step_name

View = dict[str, Any]
Typed = Mapping[str, list[str]]

VALUE = "value"
LADDER, DEPUTY = "ladder.steps", "roster.deputy"
AMOUNTS = frozenset({"commitment.section_head_limit", "commitment.unit_head_limit"})
ORE = 100

_CHOICES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "limits.extra_days_from": {
        "shifted": lambda: _("den framflyttade sista dagen"),
        "nominal": lambda: _("den ursprungliga sista dagen"),
    },
    "limits.several_tenants": {
        "latest": lambda: _("den senaste delgivningsdagen"),
        "earliest": lambda: _("den tidigaste delgivningsdagen"),
    },
}
_LINES: Mapping[str, Callable[[], str]] = {
    "name": lambda: _("Namn"),
    "phone": lambda: _("Telefon"),
    "email": lambda: _("E-post"),
    "hours": lambda: _("Telefontider"),
}
_KRONOR = re.compile(r"(\d{1,9})(?:[.,](\d{2}))?\Z")


def shown(session: Session, name: str, value: Any) -> str:
    """A value in one line; empty for the ladder, which is a table."""
    if name == LADDER:
        return ""
    if name in _CHOICES:
        said = _CHOICES[name].get(value)
        return said() if said else str(value)
    if name in AMOUNTS:
        return money(value)
    if name == DEPUTY:
        return _people(session).get(value, str(value))
    if isinstance(value, Mapping):
        return ", ".join(str(line) for line in value.values())
    if name.startswith("sla."):
        return ngettext("%(num)s arbetsdag", "%(num)s arbetsdagar", int(value)) % {"num": value}
    return str(as_text(value).in_language(current_language()))


def table(name: str, value: Any) -> View | None:
    """The ladder as a table: a row for each step, so that it can be read on a telephone too."""
    if name != LADDER:
        return None
    groups = [group for group in GROUPS if group in value]
    return {
        "columns": [group_name(group) for group in groups],
        "rows": [
            {
                "step": step_name(step),
                "cells": [_offset(value[group].get(step)) for group in groups],
            }
            for step in STEPS
        ],
    }


def control(session: Session, name: str, value: Any, typed: Typed) -> View:
    """What to draw to ask for a value: as it was typed, else as it is today."""
    if name == LADDER:
        return {"kind": "ladder", **_ladder(value, typed)}
    if isinstance(value, Mapping):
        return {"kind": "lines", "lines": _lines(value, typed)}
    options = _options(session, name, value)
    own_name = f"{VALUE}-kronor" if name in AMOUNTS else VALUE
    return {
        "kind": "text" if not options else "select" if name == DEPUTY else "radios",
        "name": own_name,
        "options": options,
        "current": _typed(typed, own_name, _current(name, value)),
        "suffix": _suffix(name),
    }


def written(name: str, fields: Typed) -> dict[str, list[str]]:
    """What was sent, with the parts of the value put together to one text."""
    parts = {key: values[0] for key, values in fields.items() if key.startswith(f"{VALUE}-")}
    kept = {key: values for key, values in fields.items() if key not in parts}
    if name in AMOUNTS and f"{VALUE}-kronor" in parts:
        kept[VALUE] = [_ore(parts[f"{VALUE}-kronor"])]
    elif parts and name == LADDER:
        kept[VALUE] = [json.dumps(_ladder_of(parts))]
    elif parts and isinstance(KNOWN[name].default, Mapping):
        lines = {key: parts.get(f"{VALUE}-{key}", "").strip() for key in KNOWN[name].default}
        kept[VALUE] = [json.dumps(lines, ensure_ascii=False)]
    return kept


def _people(session: Session) -> dict[str, str]:
    found = roster.candidates(session, receiving_authority(session))
    return {row.public_id: f"{row.name}, {row.title}" for row in found}


def _options(session: Session, name: str, value: Any) -> list[View]:
    if isinstance(value, bool):
        words = {"ja": _("ja"), "nej": _("nej")}
    elif name == DEPUTY:
        words = _people(session)
    else:
        words = {code: said() for code, said in _CHOICES.get(name, {}).items()}
    return [{"value": code, "text": text} for code, text in words.items()]


def _current(name: str, value: Any) -> str:
    if name in AMOUNTS:
        whole, rest = divmod(value, ORE)
        return f"{whole},{rest:02}" if rest else str(whole)
    return str(as_text(value).sv)


def _suffix(name: str) -> str:
    if name in AMOUNTS:
        return "kr"
    return _("arbetsdagar") if name.startswith("sla.") else ""


def _lines(value: Mapping[str, Any], typed: Typed) -> list[View]:
    return [
        {
            "name": f"{VALUE}-{key}",
            "label": _LINES[key](),
            "value": _typed(typed, f"{VALUE}-{key}", str(line)),
        }
        for key, line in value.items()
    ]


def _ladder(value: Mapping[str, Any], typed: Typed) -> View:
    return {
        "columns": [group_name(group) for group in GROUPS],
        "rows": [
            {
                "step": step_name(step),
                "cells": [_cell(value.get(group, {}), group, step, typed) for group in GROUPS],
            }
            for step in STEPS
        ],
    }


def _cell(offsets: Mapping[str, Any], group: str, step: str, typed: Typed) -> View:
    name = f"{VALUE}-{group}-{step}"
    return {
        "name": name,
        "label": f"{step_name(step)}, {group_name(group)}",
        "value": _typed(typed, name, _offset(offsets.get(step))),
    }


def _offset(days: Any) -> str:
    return "" if days is None else str(days)


def _typed(typed: Typed, name: str, otherwise: str) -> str:
    return typed[name][0] if typed.get(name) else otherwise


def _ore(kronor: str) -> str:
    """Öre as the setting keeps them; what is no sum is left for the setting to refuse."""
    found = _KRONOR.match("".join(kronor.split()).removesuffix("kr"))
    return str(int(found[1]) * ORE + int(found[2] or 0)) if found else kronor


def _ladder_of(parts: Mapping[str, str]) -> dict[str, dict[str, int | str | None]]:
    return {
        group: {step: _days(parts.get(f"{VALUE}-{group}-{step}", "")) for step in STEPS}
        for group in GROUPS
    }


def _days(text: str) -> int | str | None:
    """A number, nothing for a step that is not taken, or the text for the setting to refuse."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 5 else plain or None

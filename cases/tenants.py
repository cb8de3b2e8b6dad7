"""The tenants that a notice names, and how a name is like another one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.law import identity_number
from cases.party import name_key

LONGEST_NAME = 500
"""No name is longer; a letter is addressed to it."""

SEVERAL = 20
"""So many tenants are read at most; a list beyond that is not from a notice."""

_BETWEEN = re.compile(r"[,;\n/&]|\boch\b|\band\b")
_PARTICLES = frozenset({"von", "af", "av", "de", "la", "der", "den", "van", "el", "al"})
_WHOLE = re.compile(r"[0-9]{12}\Z")
_NEVER_IN_THE_FUTURE = date.max
"""A number in twelve digits says its century itself, so that no day of today is needed."""


@dataclass(frozen=True)
class Tenant:
    """A tenant as a notice names her. number: only one whose check digit is right (T31)."""

    name: str
    number: str | None = None

    @property
    def key(self) -> str:
        return name_key(self.name)


def of_facts(facts: Mapping[str, Any]) -> list[Tenant]:
    """Every tenant that is named, the first one with her number; none without a name or number."""
    first = Tenant(_text(facts.get("tenant_name")), confirmed(facts.get("tenant_personal_number")))
    listed = facts.get("tenants")
    more = [_listed(one) for one in listed] if isinstance(listed, list) else []
    others = [Tenant(name.strip()) for name in _BETWEEN.split(_text(facts.get("other_tenants")))]
    found: dict[str, Tenant] = {}
    for tenant in (first, *more, *others):
        if tenant.name or tenant.number:
            before = found.get(tenant.key)
            found[tenant.key] = tenant if before is None or not before.number else before
    return list(found.values())[:SEVERAL]


def confirmed(value: object) -> str | None:
    """A number with the right check digit. One that came with a wrong digit is never used."""
    if isinstance(value, dict) and not value.get("confirmed"):
        return None
    number = identity_number.stated_number(value, today=_NEVER_IN_THE_FUTURE)
    stated = value.get("value") if isinstance(value, dict) else value
    is_whole = isinstance(stated, str) and _WHOLE.match(stated.replace("-", "").strip())
    return number.value if number and number.confirmed and is_whole else None


def likeness(one: str, other: str) -> str | None:
    """``same_name`` in whatever order and spelling; ``similar_name`` when one of them leaves out,
    or only gives the first letter of, what the other has; None for another name."""
    if name_key(one) == name_key(other):
        return "same_name"
    return "similar_name" if _is_like(_words(one), _words(other)) else None


def named_first(members: Sequence[Any], facts: Mapping[str, Any]) -> list[Any]:
    """The members of a household, those whom a notice names before the others: what it says is
    written to them."""
    named = of_facts(facts)
    return sorted(members, key=lambda member: not any(is_member(one, member) for one in named))


def is_member(named: Tenant, member: Any) -> bool:
    """Whether a notice means this member: by number if both have one, else by name."""
    if named.number is not None and member.personal_number is not None:
        return bool(member.personal_number == named.number)
    return bool(named.name) and likeness(member.name, named.name) is not None


def _is_like(one: list[str], other: list[str]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    left = list(longer)
    for word in sorted(shorter, key=len, reverse=True):
        fits = next((w for w in left if w == word), None) or next(
            (w for w in left if 1 in (len(w), len(word)) and w[0] == word[0]), None
        )
        if fits is None:
            return False
        left.remove(fits)
    # Two words at least, and one of them whole: a first letter alone is like anybody.
    return len(shorter) > 1 and any(len(word) > 1 and word in longer for word in shorter)


def _words(name: str) -> list[str]:
    return [word for word in name_key(name).split() if word not in _PARTICLES]


def _listed(one: object) -> Tenant:
    if not isinstance(one, Mapping):
        return Tenant("")
    return Tenant(_text(one.get("name")), confirmed(one.get("personal_number")))


def _text(value: object) -> str:
    return value.strip()[:LONGEST_NAME] if isinstance(value, str) else ""

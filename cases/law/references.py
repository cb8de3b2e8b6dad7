"""References to the law, by the day they are asked about; only what was read is printed as law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

POLICY = "policy"
"""The basis of a time limit that is the municipality's own routine, not law."""

VERIFIED, LIKELY, UNSURE = "V", "M-hi", "M-md"
"""Marks of domain 0.1: read in the source; from memory with high or with medium confidence."""

NEW_SOCIAL_SERVICES_ACT = date(2025, 7, 1)
DISTURBANCE_MOVED = date(2024, 7, 1)


class UnknownLaw(LookupError):
    """There is no reference to the law by that key."""


@dataclass(frozen=True)
class LawReference:
    """A paragraph as it is cited, the days between which it is in force, and how it is known.

    No first day means: as far back as cases go. No last day means: still in force.
    """

    key: str
    text_sv: str
    valid_from: date | None
    valid_to: date | None
    mark: str


def reference(key: str, day: date) -> LawReference:
    """The reference by this key as it read on the day of the case. Raises UnknownLaw."""
    for each in _TABLE.get(key, ()):
        if each.valid_to is None or day <= each.valid_to:
            return each
    raise UnknownLaw("There is no reference to the law by that key.")


def printable(key: str, day: date) -> str | None:
    """The citation, if it was read in its source and may stand in a letter as law."""
    found = reference(key, day)
    return found.text_sv if found.mark == VERIFIED else None


def keys() -> tuple[str, ...]:
    """Every key that can be asked for."""
    return tuple(_TABLE)


def _always(key: str, text_sv: str, mark: str = VERIFIED) -> tuple[LawReference, ...]:
    return (LawReference(key, text_sv, None, None, mark),)


def _changed(
    key: str, on: date, before: str, after: str, marks: tuple[str, str] = (VERIFIED, VERIFIED)
) -> tuple[LawReference, ...]:
    last = date.fromordinal(on.toordinal() - 1)
    return (
        LawReference(key, before, None, last, marks[0]),
        LawReference(key, after, on, None, marks[1]),
    )


def _by_key(*references: tuple[LawReference, ...]) -> dict[str, tuple[LawReference, ...]]:
    return {versions[0].key: versions for versions in references}


_TENANCY = _by_key(
    _always("JB 12:6", "12 kap. 6 § jordabalken"),
    _always("JB 12:20", "12 kap. 20 § jordabalken"),
    _always("JB 12:27", "12 kap. 27 § jordabalken"),
    # The paragraph was read; the day on which the rule moved is from memory (domain 1.3).
    _changed(
        "JB 12:25 a",
        DISTURBANCE_MOVED,
        "12 kap. 25 § jordabalken",
        "12 kap. 25 a § jordabalken",
    ),
    _always("JB 12:42", "12 kap. 42 § jordabalken"),
    _always("JB 12:42 st. 4", "12 kap. 42 § fjärde stycket jordabalken"),
    _always("JB 12:43", "12 kap. 43 § jordabalken"),
    _always("JB 12:44", "12 kap. 44 § jordabalken"),
    _always("JB 12:44 st. 2", "12 kap. 44 § andra stycket jordabalken"),
    _always("JB 12:44 st. 4 p. 1", "12 kap. 44 § fjärde stycket 1 jordabalken"),
    _always("JB 12:44 st. 4 p. 2", "12 kap. 44 § fjärde stycket 2 jordabalken"),
    _always("JB 12:49", "12 kap. 49 § jordabalken"),
    _always("JB 12:63", "12 kap. 63 § jordabalken"),
    _always("BRL 7:9", "7 kap. 9 § bostadsrättslagen"),
    _always("BRL 7:18", "7 kap. 18 § bostadsrättslagen"),
    _always("BRL 7:20", "7 kap. 20 § bostadsrättslagen"),
    _always("BRL 7:23", "7 kap. 23 § bostadsrättslagen"),
    _always("BRL 7:23 st. 4", "7 kap. 23 § fjärde stycket bostadsrättslagen"),
    _always("BRL 7:32", "7 kap. 32 § bostadsrättslagen"),
    _always("F1978", "förordningen (1978:314) formulär 3"),
    _always("F2003", "förordningen (2003:37) formulär 3"),
)

_ENFORCEMENT = _by_key(
    _always("BFL 25", "25 § lagen (1990:746) om betalningsföreläggande och handräckning"),
    _always("BFL 34", "34 § lagen (1990:746) om betalningsföreläggande och handräckning"),
    _always("BFL 53", "53 § lagen (1990:746) om betalningsföreläggande och handräckning"),
    _always("BFF 9", "9 § förordningen (1991:1339) om betalningsföreläggande och handräckning"),
    _always("UB 16:3", "16 kap. 3 § utsökningsbalken"),
    _always("UB 16:4", "16 kap. 4 § utsökningsbalken"),
    _always("UB 16:6", "16 kap. 6 § utsökningsbalken"),
    _always("UF 16:2", "16 kap. 2 § utsökningsförordningen"),
    _always("UF 16:7 a", "16 kap. 7 a § utsökningsförordningen"),
)

_SOCIAL_SERVICES = _by_key(
    _changed(
        "SOF 11:3",
        NEW_SOCIAL_SERVICES_ACT,
        "socialtjänstförordningen (2001:937) 5 kap. 4 §",
        "socialtjänstförordningen (2025:468) 11 kap. 3 §",
    ),
    _changed(
        "SOF 13:1",
        NEW_SOCIAL_SERVICES_ACT,
        "socialtjänstförordningen (2001:937)",
        "socialtjänstförordningen (2025:468) 13 kap. 1 §",
        (UNSURE, VERIFIED),
    ),
    # The numbers in the Social Services Act (2025:400) were not read (domain 1.10 and 11.1).
    _changed(
        "SoL protection assessment",
        NEW_SOCIAL_SERVICES_ACT,
        "11 kap. 1 a § socialtjänstlagen (2001:453)",
        "20 kap. socialtjänstlagen (2025:400)",
        (UNSURE, UNSURE),
    ),
    _changed(
        "SoL preliminary assessment",
        NEW_SOCIAL_SERVICES_ACT,
        "11 kap. 1 a § socialtjänstlagen (2001:453)",
        "20 kap. socialtjänstlagen (2025:400)",
        (UNSURE, UNSURE),
    ),
    _changed(
        "SoL child inquiry",
        NEW_SOCIAL_SERVICES_ACT,
        "11 kap. 2 § socialtjänstlagen (2001:453)",
        "20 kap. socialtjänstlagen (2025:400)",
        (UNSURE, UNSURE),
    ),
    _changed(
        "SoL weeding",
        NEW_SOCIAL_SERVICES_ACT,
        "12 kap. 1 § socialtjänstlagen (2001:453)",
        "17 kap. socialtjänstlagen (2025:400)",
        (VERIFIED, UNSURE),
    ),
)

_ADMINISTRATION = _by_key(
    _always("FL 12", "12 § förvaltningslagen"),
    _always("FL 22", "22 § förvaltningslagen"),
    _always("FL 27", "27 § förvaltningslagen"),
    _always("FL 44", "44 § förvaltningslagen", LIKELY),
    _always("OSL 12:2", "12 kap. 2 § offentlighets- och sekretesslagen"),
)

_TABLE = {**_TENANCY, **_ENFORCEMENT, **_SOCIAL_SERVICES, **_ADMINISTRATION}

"""What happens to a closed file: kept for research, kept by its documents, or weeded (table D11).

SoL (2001:453) 12:1-2, V (the numbers in SoL 2025:400 were not read); SOF 13:1, V; domain 4.8.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.law.deadlines_social import weeding
from engine.texts import Text

RESEARCH_BIRTH_DAYS = frozenset({5, 15, 25})

SOME_ARE_KEPT = Text(
    "Någon i hushållet är född en dag vars akter bevaras. Arkivarien avgör om akten delas eller "
    "bevaras hel.",
    "Someone in the household was born on a day whose files are kept. The archivist decides "
    "whether the file is split or kept whole.",
)
BIRTH_DAY_UNKNOWN = Text(
    "Födelsedagen är inte känd för alla; ta reda på den innan något gallras.",
    "The day of birth is not known for everyone; find it out before anything is weeded.",
)
LEGAL_HOLD = Text(
    "Akten är spärrad mot gallring tills spärren hävs.",
    "The file is held from weeding until the hold is lifted.",
)


class Fate(StrEnum):
    """What becomes of a file."""

    KEPT_FOR_RESEARCH = "BEVARA_FORSKNING"
    KEPT_BY_DOCUMENTS = "BEVARA_2"
    WEEDED = "GALLRA_FRAN"


@dataclass(frozen=True)
class Retention:
    """weed_from and weed_latest (SENAST): only of a file that is weeded.

    needs_decision: a person has to decide something before the file is touched.
    """

    fate: Fate
    weed_from: date | None = None
    weed_latest: date | None = None
    needs_decision: bool = False
    remarks: tuple[Text, ...] = ()


def retention(
    last_note_on: date,
    birth_days: Sequence[int | None],
    *,
    municipality: str,
    keeps_every_file: Collection[str],
    has_kept_documents: bool = False,
    has_legal_hold: bool = False,
) -> Retention:
    """The fate of a file whose last note is from that day, about persons born on these days.

    keeps_every_file: codes of the municipalities that keep all files (SOF 13:1). Kept documents:
    on paternity, adoption or placement of a child. birth_days: see identity_number.birth_day.
    """
    if has_kept_documents:
        return Retention(Fate.KEPT_BY_DOCUMENTS)
    are_kept = [day in RESEARCH_BIRTH_DAYS for day in birth_days if day is not None]
    if municipality in keeps_every_file:
        return Retention(Fate.KEPT_FOR_RESEARCH)
    if any(are_kept):
        is_mixed = len(birth_days) > sum(are_kept)
        return Retention(
            Fate.KEPT_FOR_RESEARCH,
            needs_decision=is_mixed,
            remarks=(SOME_ARE_KEPT,) if is_mixed else (),
        )
    return _weeded(last_note_on, birth_days, has_legal_hold=has_legal_hold)


def _weeded(
    last_note_on: date, birth_days: Sequence[int | None], *, has_legal_hold: bool
) -> Retention:
    limit = weeding(last_note_on)
    is_unknown = not birth_days or None in birth_days
    remarks = (
        *((BIRTH_DAY_UNKNOWN,) if is_unknown else ()),
        *((LEGAL_HOLD,) if has_legal_hold else ()),
    )
    return Retention(
        Fate.WEEDED,
        weed_from=limit.nominal_end,
        weed_latest=limit.legal_end,
        needs_decision=bool(remarks),
        remarks=remarks,
    )

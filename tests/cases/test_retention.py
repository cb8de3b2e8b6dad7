"""Which files are kept and when the others are weeded (table D11), from made-up numbers."""

from __future__ import annotations

from datetime import date

from cases.law.identity_number import birth_day, is_coordination_number, stated_number
from cases.law.retention import (
    BIRTH_DAY_UNKNOWN,
    LEGAL_HOLD,
    SOME_ARE_KEPT,
    Fate,
    Retention,
    retention,
)

LAST_NOTE = date(2027, 5, 10)
TODAY = date(2027, 5, 10)
MALMO, GOTEBORG = "1280", "1480"


def fate(*days: int | None, municipality: str = MALMO, hold: bool = False) -> Retention:
    return retention(
        LAST_NOTE,
        days,
        municipality=municipality,
        keeps_every_file={GOTEBORG},
        has_legal_hold=hold,
    )


def day_of(number: str) -> int:
    stated = stated_number(number, today=TODAY)
    assert stated is not None
    assert stated.confirmed
    return birth_day(stated)


def test_t48_a_file_of_someone_born_on_the_16th_is_weeded_from_five_years() -> None:
    found = fate(day_of("198505162381"))
    assert found == Retention(Fate.WEEDED, date(2032, 5, 10), date(2033, 12, 31))
    assert found.fate.value == "GALLRA_FRAN"


def test_a_file_of_someone_born_on_the_15th_is_kept_for_research() -> None:
    assert fate(day_of("198505152382")) == Retention(Fate.KEPT_FOR_RESEARCH)
    assert fate(5).fate is fate(25).fate is Fate.KEPT_FOR_RESEARCH


def test_t32_the_day_of_a_coordination_number_is_sixty_less() -> None:
    stated = stated_number("199001752386", today=TODAY)
    assert stated is not None
    assert is_coordination_number(stated)
    assert day_of("199001752386") == 15
    assert fate(day_of("199001752386")).fate is Fate.KEPT_FOR_RESEARCH


def test_t31_a_wrong_check_digit_is_unconfirmed_and_no_number_is_none() -> None:
    wrong = stated_number({"value": "198505152383", "confirmed": False}, today=TODAY)
    assert wrong is not None
    assert not wrong.confirmed
    for nothing in (None, 7, "abc", {}, {"value": None}, "198513452383"):
        assert stated_number(nothing, today=TODAY) is None


def test_some_municipalities_keep_every_file() -> None:
    assert fate(16, municipality=GOTEBORG).fate is Fate.KEPT_FOR_RESEARCH


def test_documents_that_are_always_kept_keep_the_file() -> None:
    found = retention(
        LAST_NOTE, [16], municipality=MALMO, keeps_every_file=(), has_kept_documents=True
    )
    assert found.fate is Fate.KEPT_BY_DOCUMENTS


def test_the_archivist_decides_on_a_household_that_is_kept_in_part() -> None:
    found = fate(15, 16)
    assert (found.fate, found.needs_decision) == (Fate.KEPT_FOR_RESEARCH, True)
    assert found.remarks == (SOME_ARE_KEPT,)
    assert not fate(15, 5).needs_decision


def test_nothing_is_weeded_before_every_day_of_birth_is_known_or_under_a_hold() -> None:
    assert fate(16, None).remarks == fate().remarks == (BIRTH_DAY_UNKNOWN,)
    assert fate(16, None).needs_decision
    assert fate(16, hold=True).remarks == (LEGAL_HOLD,)
    assert fate(16, hold=True).needs_decision


def test_a_last_note_on_leap_day_is_weeded_from_the_last_of_february() -> None:
    found = retention(date(2028, 2, 29), [16], municipality=MALMO, keeps_every_file=())
    assert (found.weed_from, found.weed_latest) == (date(2033, 2, 28), date(2034, 12, 31))

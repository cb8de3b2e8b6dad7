"""References to the law by day; only what was read is printed as law."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.law import references as law
from cases.law.calendar import local_time
from cases.law.deadlines import COOPERATIVE, RENTAL
from cases.law.deadlines_eviction import SAME_DAY, same_day
from cases.law.references import UnknownLaw, printable, reference

OLD, NEW = date(2025, 6, 20), date(2025, 7, 2)


def test_t51_the_duty_of_the_same_day_is_cited_by_the_date_of_the_case() -> None:
    assert printable(SAME_DAY, OLD) == "socialtjänstförordningen (2001:937) 5 kap. 4 §"
    assert printable(SAME_DAY, NEW) == "socialtjänstförordningen (2025:468) 11 kap. 3 §"
    assert printable(SAME_DAY, date(2025, 6, 30)) == printable(SAME_DAY, OLD)
    assert printable(SAME_DAY, date(2025, 7, 1)) == printable(SAME_DAY, NEW)


def test_the_recovery_period_is_cited_by_its_law() -> None:
    assert printable(RENTAL, NEW) == "12 kap. 44 § jordabalken"
    assert printable(COOPERATIVE, NEW) == "7 kap. 23 § bostadsrättslagen"


def test_what_is_from_memory_is_not_printed() -> None:
    for key in ("FL 44", "SoL preliminary assessment", "SoL child inquiry", "SoL weeding"):
        assert reference(key, NEW).mark != law.VERIFIED
        assert printable(key, NEW) is None


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(UnknownLaw):
        reference("JB 99:1", NEW)
    with pytest.raises(UnknownLaw):
        printable("policy", NEW)


@pytest.mark.parametrize("key", law.keys())
def test_every_key_has_one_reference_on_every_day(key: str) -> None:
    day = date(2024, 1, 1)
    while day < date(2036, 1, 1):
        found = reference(key, day)
        assert found.key == key
        assert found.valid_from is None or found.valid_from <= day
        assert found.valid_to is None or day <= found.valid_to
        day += timedelta(days=1)


def test_a_limit_takes_its_reference_from_its_own_day() -> None:
    limit = same_day(local_time(OLD, 10))
    assert printable(limit.basis, limit.start) == "socialtjänstförordningen (2001:937) 5 kap. 4 §"

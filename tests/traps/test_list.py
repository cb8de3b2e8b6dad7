"""The list of the traps in docs/traps.md is the list of the tests."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "traps.md").read_text()
TRAPS = [f"a{number}" for number in range(1, 9)] + [f"b{number}" for number in range(1, 24)]


def test_every_trap_has_a_test_and_every_test_stands_in_the_list() -> None:
    tests = re.findall(
        r"^def (test_([ab]\d+)_\w+)\(",
        "".join(path.read_text() for path in sorted(HERE.glob("test_traps_*.py"))),
        re.M,
    )
    assert {trap for _, trap in tests} == set(TRAPS)
    assert sorted(re.findall(r"`(test_[ab]\d+_\w+)`", PAGE)) == sorted(name for name, _ in tests)
    assert re.findall(r"^\| ([AB]\d+) \|", PAGE, re.M) == [trap.upper() for trap in TRAPS]


def test_every_test_of_a_trap_shows_the_stock_library_first() -> None:
    text = "".join(path.read_text() for path in sorted(HERE.glob("test_traps_*.py")))
    assert {trap for trap in TRAPS if f'happened()["{trap}"]' in text} == set(TRAPS)

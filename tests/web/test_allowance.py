"""What one sender may send in a minute: any sixty seconds, wherever they begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.exceptions import TooManyRequests

from web import allowance
from web.allowance import Allowance

START = datetime(2026, 11, 26, 10, 0, 59, tzinfo=UTC)


def _passed(counted: Allowance, *seconds: float, sender: str = "a") -> list[bool]:
    return [_passes(counted, START + timedelta(seconds=second), sender) for second in seconds]


def _passes(counted: Allowance, at: datetime, sender: str) -> bool:
    try:
        counted.use(sender, at)
    except TooManyRequests:
        return False
    return True


def test_no_more_pass_because_a_minute_of_the_clock_begins() -> None:
    assert _passed(Allowance(2), 0, 0.5, 1, 59.9, 60, 60.2, 60.5) == [
        True, True, False, False, True, False, True,
    ]  # fmt: skip


def test_whoever_waits_as_long_as_told_comes_in() -> None:
    counted = Allowance(1)
    counted.use("a", START)
    with pytest.raises(TooManyRequests) as refused:
        counted.use("a", START + timedelta(seconds=12.5))
    assert refused.value.retry_after == 48
    assert _passed(counted, 12.5 + 48) == [True]


def test_a_clock_that_is_put_back_shuts_nobody_out() -> None:
    counted = Allowance(1)
    assert _passed(counted, 0, -86400, -86399) == [True, True, False]


def test_many_senders_take_no_endless_memory_and_do_not_help_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(allowance, "MOST_SENDERS", 3)
    counted = Allowance(1)
    for number in range(10):
        assert _passed(counted, number, sender=f"other {number}") == [True]
    assert _passed(counted, 9.5, sender="other 9") == [False]
    assert _passed(counted, 9.5, sender="other 7") == [False]
    assert len(counted._let_through) == 3

"""Killing web server and worker in the middle of the work loses nothing and repeats nothing."""

from __future__ import annotations

from pathlib import Path

from bench import losses
from bench.crash import Report, run
from bench.walk import Told
from db.session import Database


def test_nothing_is_lost_when_web_server_and_worker_are_killed_at_work(
    bare_database_url: str, tmp_path: Path
) -> None:
    report: Report = run(tmp_path, bare_database_url, notices=2, kills=2)
    assert report.lost == []
    assert report.kills == 2
    assert len(report.told.receipts) >= 2
    _assert_that_a_loss_would_be_seen(bare_database_url, report.told)


def _assert_that_a_loss_would_be_seen(database_url: str, told: Told) -> None:
    """The same books with one receipt and one mail more than the people and the mail server saw."""
    database = Database(database_url)
    try:
        more = Told([*told.receipts, "AAAA-BBBB-CCCC"], [*told.completed, "/uppgifter/none"])
        found = losses.find(database, more, ["<made-up@bokvar.example>"])
    finally:
        database.dispose()
    for words in ("messages: 1 with a receipt", "closed cases", "do not exist", "different mails"):
        assert any(words in sentence for sentence in found), words

"""`make bench`: what one completed task costs as an instance grows, here and now.

Read the ratios within one table. The milliseconds are of this machine at this moment.
"""

from __future__ import annotations

import platform
import tempfile
import time
from pathlib import Path

from bench import completions, databases, rounds, stock
from bench.completions import Completion
from bench.installation import Installation, installed
from bench.ours import Ours
from bench.rounds import Round
from bench.tables import number, ratio, show
from tests.postgresql import CannotStart

PATIENCE_SECONDS = {"SQLite": 27.0, "PostgreSQL": 35.0, "in memory": 8.0}
"""At most about this long for each part; what is not reached in time is left out."""

INTAKE_SECONDS = 2.0


def main() -> None:
    """Measure and print; under a minute and a half."""
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}.")
    _in_memory()
    with tempfile.TemporaryDirectory(prefix="bokvar-bench-") as folder:
        _on("SQLite", databases.sqlite(Path(folder)), Path(folder))
        try:
            with databases.postgresql() as url:
                _on("PostgreSQL", url, Path(folder))
        except CannotStart as failure:
            print(f"\nPostgreSQL was not measured: {failure}")


def _in_memory() -> None:
    patience = PATIENCE_SECONDS["in memory"]
    ours, theirs = rounds.measure(Ours(), patience), stock.measured(patience)
    show(
        "Load, complete and store one task, in memory: ours and SpiffWorkflow's own way",
        ["tasks done", "ours ms", "x first", "bytes", "stock ms", "x first", "bytes", "stock/ours"],
        [_both(*pair, ours[0], theirs[0]) for pair in zip(ours, theirs, strict=True)],
    )
    if (last := theirs[-1].stalled_after) is not None:
        print(
            f"  Stock stood still after {last} tasks: past 1000 levels it does not walk its tree."
        )
    elif theirs[-1].milliseconds is None:
        print("  -: not reached in time.")


def _both(mine: Round, stock_row: Round, mine_first: Round, stock_first: Round) -> list[str]:
    return [
        number(mine.completed),
        number(mine.milliseconds, 2),
        ratio(mine.milliseconds, mine_first.milliseconds),
        number(mine.stored_bytes),
        number(stock_row.milliseconds, 2),
        ratio(stock_row.milliseconds, stock_first.milliseconds),
        number(stock_row.stored_bytes),
        ratio(stock_row.milliseconds, mine.milliseconds),
    ]


def _on(name: str, url: str, folder: Path) -> None:
    with installed(url, folder) as installation:
        until = time.perf_counter() + PATIENCE_SECONDS[name]
        rows = list(completions.measure(installation, until))
        show(
            f"One completed task of one instance on {name}, committed",
            ["tasks done", "statements", "most", "ms", "x first", "state bytes", "events"],
            [_line(row, rows[0]) for row in rows],
        )
        if len(rows) < len(completions.POINTS):
            print("  The points after these were not reached in time.")
        print(f"  Notices kept, one after another: {number(_intake(installation))} a second.")


def _line(row: Completion, first: Completion) -> list[str]:
    return [
        number(row.completed),
        number(row.statements),
        number(row.most_statements),
        number(row.milliseconds, 1),
        ratio(row.milliseconds, first.milliseconds),
        number(row.most_state_bytes),
        number(row.events),
    ]


def _intake(installation: Installation) -> float:
    began, kept = time.perf_counter(), 0
    while time.perf_counter() - began < INTAKE_SECONDS:
        installation.keep_notice()
        kept += 1
    return kept / (time.perf_counter() - began)


if __name__ == "__main__":
    main()

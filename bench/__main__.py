"""`make bench`: how fast it is on this machine, beside what it is compared with.

Read the ratios within one run: everything that is compared was measured in turns. The milliseconds
are of this machine at this moment. `--quick` tries that everything runs; its figures say nothing.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import databases
from bench.speed import (
    completing,
    http_completing,
    inboxes,
    outstanding,
    peers,
    results,
    share,
    statements,
    whole_job,
    workers,
    writers,
)
from bench.speed.ground import FULL, QUICK, Ground, Size, ground
from bench.speed.results import Figure
from tests.postgresql import CannotStart

RESULTS = Path(__file__).with_name("results.json")
Subject = Callable[[Ground], Iterator[Figure]]

ON_BOTH: tuple[Subject, ...] = (
    completing.figures,
    statements.figures,
    share.figures,
    outstanding.figures,
    inboxes.figures,
    whole_job.figures,
    http_completing.figures,
)
ON_SQLITE: tuple[Subject, ...] = (writers.figures,)
ON_POSTGRESQL: tuple[Subject, ...] = (workers.figures,)


def main(arguments: list[str]) -> None:
    """Measure, print, and write the figures beside this file; some minutes."""
    is_quick = "--quick" in arguments
    file = Path(arguments[-1]) if arguments and arguments[-1].endswith(".json") else RESULTS
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()},")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning.")
    figures = list(measured(QUICK if is_quick else FULL))
    results.print_all(figures)
    results.write(figures, file)
    print(f"\nLoad {os.getloadavg()[0]:.1f} at the end. The figures are in {file.name}.")


def measured(size: Size) -> Iterator[Figure]:
    """Every figure of one run."""
    with tempfile.TemporaryDirectory(prefix="bokvar-bench-") as name:
        folder = Path(name)
        with ground("SQLite", databases.sqlite(folder), folder, size) as on:
            for subject in (*ON_BOTH, *ON_SQLITE):
                yield from subject(on)
            peers.compare(on)
        try:
            with databases.postgresql() as url, ground("PostgreSQL", url, folder, size) as on:
                for subject in (*ON_BOTH, *ON_POSTGRESQL):
                    yield from subject(on)
        except CannotStart as failure:
            print(f"\nPostgreSQL was not measured: {failure}")


if __name__ == "__main__":
    main(sys.argv[1:])

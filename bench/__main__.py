"""`make bench`: how fast it is on this machine, beside what it is compared with.

Read the ratios within one run: everything that is compared was measured in turns. The milliseconds
are of this machine at this moment. `--quick` tries that everything runs; its figures say nothing.
`--only http_completing inboxes` measures these subjects alone, by the names of their files, and
`--on SQLite` on one database; then nothing is written unless a file is named.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
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
from front.memory import keep_for_good
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
    asked = _asked(arguments)
    only = frozenset(asked.only)
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()},")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the beginning.")
    keep_for_good()
    figures = list(measured(QUICK if asked.quick else FULL, only, asked.on))
    results.print_all(figures)
    print(f"\nLoad {os.getloadavg()[0]:.1f} at the end.")
    if asked.file or not (only or asked.on):
        results.write(figures, asked.file or RESULTS)
        print(f"The figures are in {(asked.file or RESULTS).name}.")


def measured(
    size: Size, only: Collection[str] = frozenset(), database: str | None = None
) -> Iterator[Figure]:
    """Every figure of one run; of these subjects only, and on this database only, if given."""
    with tempfile.TemporaryDirectory(prefix="bokvar-bench-") as name:
        folder = Path(name)
        if database in (None, "SQLite"):
            with ground("SQLite", databases.sqlite(folder), folder, size) as on:
                for subject in _chosen((*ON_BOTH, *ON_SQLITE), only):
                    yield from subject(on)
                if not only or "peers" in only:
                    peers.compare(on)
        if database in (None, "PostgreSQL"):
            yield from _on_postgresql(folder, size, only)


def _on_postgresql(folder: Path, size: Size, only: Collection[str]) -> Iterator[Figure]:
    try:
        with databases.postgresql() as url, ground("PostgreSQL", url, folder, size) as on:
            for subject in _chosen((*ON_BOTH, *ON_POSTGRESQL), only):
                yield from subject(on)
    except CannotStart as failure:
        print(f"\nPostgreSQL was not measured: {failure}")


def _chosen(subjects: Sequence[Subject], only: Collection[str]) -> list[Subject]:
    return [one for one in subjects if not only or _name(one) in only]


def _name(subject: Subject) -> str:
    """That of its file."""
    return subject.__module__.rpartition(".")[2]


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    names = [_name(one) for one in (*ON_BOTH, *ON_SQLITE, *ON_POSTGRESQL)]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=[*names, "peers"], default=[])
    parser.add_argument("--on", choices=["SQLite", "PostgreSQL"])
    parser.add_argument("file", nargs="?", type=Path)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

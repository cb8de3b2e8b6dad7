"""Where the work is played over and over: a database and the folder of what has left the house.

Both can be kept as they are, brought back to what was kept, and told apart by their contents.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from bench.kept_databases import FIRST, LAST, Base, digest


class Stage:
    """A database with everything that has left the house beside it."""

    def __init__(self, folder: Path, base: Base) -> None:
        self.folder = folder
        self.place = folder / "place"
        self.place.mkdir()
        self.base = base
        self._outside = ""
        self._contents: str | None = None

    def begin(self) -> None:
        """Everything as it was first."""
        self.restore(FIRST)

    def keep(self, name: str = LAST) -> None:
        """Remember how everything stands."""
        self.base.keep(name)
        _copy(self.place, self.folder / f"place_{name}")
        self._as_kept()

    def restore(self, name: str = LAST) -> None:
        """Everything as it was kept last, or under this name."""
        self.base.restore(name)
        _copy(self.folder / f"place_{name}", self.place)
        self._as_kept()

    def contents(self) -> str:
        """One word for all that a new process could find: the same word, the same restart."""
        if not self._is_as_kept():
            return self._look()
        self._contents = self._contents or self._look()
        return self._contents

    def was_kept(self, contents: str) -> bool:
        """Whether this is known to be what was kept last."""
        return contents == self._contents

    def _is_as_kept(self) -> bool:
        return self.base.is_as_kept() and _outside(self.place) == self._outside

    def _look(self) -> str:
        return f"{self.base.contents()} {_outside(self.place)}"

    def _as_kept(self) -> None:
        self._outside, self._contents = _outside(self.place), None


def _copy(source: Path, target: Path) -> None:
    """What is there and was not is taken away; a folder that is gone stays gone."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def _outside(place: Path) -> str:
    return digest(_files(place))


def _files(place: Path) -> Iterable[bytes]:
    for path in sorted(place.rglob("*")):
        yield str(path.relative_to(place)).encode()
        if path.is_file():
            yield path.read_bytes()

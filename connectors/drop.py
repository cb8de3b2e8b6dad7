"""A drop: files laid down once in a folder for somebody else to fetch, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.job_values import GiveUp, Retry
from engine.texts import Text

_LONGEST_MARK = 200
_NO_SYNC_OF_FOLDERS = {errno.EINVAL, errno.ENOTSUP}


@dataclass(frozen=True)
class Drop:
    """The files of one letter in the order they are laid down; the last one says it is whole.

    The names begin with the id, either as the beginning of the file name or as a folder.
    """

    id: str
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        """Names and contents in one hash."""
        parts = [
            (name, hashlib.sha256(content).hexdigest()) for name, content in self.files.items()
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def lay_down(folder: Path, drop: Drop) -> None:
    """Put the files there, unless they were before; whoever fetches them may take them away.

    Raises Retry when the folder cannot be used now, GiveUp when something else has this id.
    """
    try:
        if not was_laid_down(folder, drop):
            _lay(folder, drop)
    except OSError as failure:
        # From None: a place of this machine is nothing to tell, and the cause says what to mend.
        raise Retry(cannot_use(failure)) from None


def was_laid_down(folder: Path, drop: Drop) -> bool:
    """Whether our mark of this drop is there. Raises GiveUp when it marks something else."""
    mark = read_file(_mark(folder, drop), _LONGEST_MARK)
    if mark is not None and mark != drop.digest.encode():
        raise GiveUp(_DIFFERS)
    return mark is not None


def read_file(path: Path, longest: int) -> bytes | None:
    """What a plain file holds, at most one byte more than asked for; None when there is no file.

    Raises OSError, also for what is no plain file: a pipe would keep us waiting for ever.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "This is not a plain file.")
    with os.fdopen(descriptor, "rb") as file:
        return file.read(longest + 1)


def write_file(folder: Path, name: str, content: bytes, temporary: str) -> None:
    """The whole file under its name, or nothing: written aside, on disk, then renamed."""
    aside = folder / f"{temporary}.{secrets.token_hex(8)}.tmp"
    try:
        _write_through(aside, content)
        aside.replace(folder / name)
    finally:
        aside.unlink(missing_ok=True)
    _sync((folder / name).parent)


def cannot_use(failure: OSError) -> Text:
    """What is wrong with the folder, for whoever looks after it."""
    match failure.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return Text("Utmappen finns inte.", "The folder for what goes out does not exist.")
        case errno.ENOSPC | errno.EDQUOT:
            return Text("Utmappen är full.", "The folder for what goes out is full.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return Text(
                "Bokvar får inte använda utmappen.",
                "Bokvar may not use the folder for what goes out.",
            )
    return Text(
        "Utmappen gick inte att använda.", "The folder for what goes out could not be used."
    )


def _lay(folder: Path, drop: Drop) -> None:
    _remove_left_over(folder, drop)
    for name, content in drop.files.items():
        _lay_file(folder, name, content, f".{drop.id}")
    # Last, and left alone when the files are fetched: it tells a repeat that they were here. A
    # crash just before it lays them down once more, under the same names.
    write_file(folder, _mark(folder, drop).name, drop.digest.encode(), f".{drop.id}")


def _lay_file(folder: Path, name: str, content: bytes, temporary: str) -> None:
    # The folder itself is never made here: where a share is not mounted, letters would end up
    # on a disk where nobody looks.
    if (folder / name).parent != folder:
        (folder / name).parent.mkdir(mode=0o770, exist_ok=True)
    before = read_file(folder / name, len(content))
    if before is None:
        write_file(folder, name, content, temporary)
    elif before != content:
        raise GiveUp(_DIFFERS)


def _remove_left_over(folder: Path, drop: Drop) -> None:
    """What a try that was killed has left half written."""
    for path in folder.glob(f".{drop.id}.*.tmp"):
        path.unlink(missing_ok=True)


def _write_through(path: Path, content: bytes) -> None:
    # For us and the folder's group; letters are nobody else's business.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    """Make the new name last; some network shares cannot promise that and say so."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as failure:
        if failure.errno not in _NO_SYNC_OF_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def _mark(folder: Path, drop: Drop) -> Path:
    return folder / f".{drop.id}.dropped"


_DIFFERS = Text(
    "Under samma beteckning ligger redan något annat.",
    "Something else already lies there under the same id.",
)

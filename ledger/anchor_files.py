"""Anchors as files in a folder that the operator points out, to be carried away from there."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.session import Session
from ledger import anchors
from ledger.anchors import Anchor, Leaf


@dataclass(frozen=True)
class Written:
    """An anchor as its file says it; number is that of the file's name."""

    number: int
    statement: str
    signature: str
    public_key: str
    leaves: tuple[Leaf, ...]


class FileUnreadable(Exception):
    """A file in the folder of anchors is not one that we wrote; its name is told."""


def write_missing(session: Session, folder: Path) -> list[int]:
    """Write every anchor that has no file yet; the numbers of those. Files are never changed."""
    there = set(_paths(folder))
    last = anchors.last(session)
    if last is None or there >= set(range(1, last.number + 1)):
        return []
    missing = [anchor for anchor in anchors.every(session) if anchor.number not in there]
    for anchor in missing:
        _write(folder, anchor, anchors.leaves_of(session, anchor.number))
    return [anchor.number for anchor in missing]


def read(folder: Path) -> list[Written]:
    """Every anchor in the folder, oldest first. Raises FileUnreadable."""
    return [_read(number, path) for number, path in sorted(_paths(folder).items())]


def _paths(folder: Path) -> dict[int, Path]:
    found = {path.stem.removeprefix("anchor-"): path for path in folder.glob("anchor-*.json")}
    return {int(number): path for number, path in found.items() if number.isdecimal()}


def _write(folder: Path, anchor: Anchor, leaves: list[Leaf]) -> None:
    """Wholly or not at all: a name that begins with a dot is ours and not finished."""
    unfinished = folder / f".anchor-{anchor.number:06}.json"
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(_content(anchor, leaves), file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / f"anchor-{anchor.number:06}.json")


def _content(anchor: Anchor, leaves: list[Leaf]) -> dict[str, Any]:
    return {
        "statement": anchor.statement,
        "signature": anchor.signature,
        "public_key": anchor.public_key,
        "leaves": [vars(leaf) for leaf in leaves],
    }


def _read(number: int, path: Path) -> Written:
    try:
        said = json.loads(path.read_text("utf-8"))
        leaves = tuple(Leaf(one["stream"], one["seq"], one["hash"]) for one in said["leaves"])
        return Written(
            number, str(said["statement"]), str(said["signature"]), str(said["public_key"]), leaves
        )
    except (ValueError, KeyError, TypeError) as unreadable:
        raise FileUnreadable(path.name) from unreadable

"""The keys that have signed anchors, one after the other: a new one takes over at an anchor.

The public halves of the earlier ones stand in a file beside the private key, a line for each, and
not in the database: who can write there could name a key of her own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.session import Database, Session
from db.types import utc_text
from ledger import anchor_key, anchors
from ledger.anchor_key import AnchorKey, KeyUnusable, is_signed_by
from ledger.anchoring import anchor_now

EARLIER = ".earlier"
"""What is added to the name of the key's file."""

_LINE = re.compile(r"(?P<public>[0-9a-f]{64}) (?P<last>[0-9]{1,9}) \S+")

NO_KEY = (
    "There is no key to replace: run flask anchor-key. If there was one and it is lost, give its "
    "public half with --lost."
)
NOT_LOST = "The key is here, so it can sign once more: replace it without --lost."
NOT_THAT_KEY = (
    "The last anchor is not signed with that key. The right one stands where you kept it, in the "
    "manifest of an export and in the newest file of the folder of anchors."
)


class NotReplaced(Exception):
    """A new key cannot take over; the message says why and what to do."""


@dataclass(frozen=True)
class EarlierKey:
    """The public half of a key that was replaced. last: the last anchor that it signed."""

    public: str
    last: int


@dataclass(frozen=True)
class AnchorKeys:
    """Who may have signed which anchor. current: the public half of the key in use."""

    current: str
    earlier: tuple[EarlierKey, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """The public halves, oldest first, as a verifier asks for them."""
        return tuple(dict.fromkeys([*(one.public for one in self.earlier), self.current]))

    def of(self, number: int) -> str:
        """The key that was in use when the anchor with this number was made."""
        return next((one.public for one in self.earlier if number <= one.last), self.current)


def trusted(key_file: Path) -> AnchorKeys | None:
    """The keys of this installation by its files; None without a key. Raises KeyUnusable."""
    key = anchor_key.load(key_file)
    return None if key is None else AnchorKeys(key.public, _earlier(key_file))


def replace(database: Database, key_file: Path, *, now: datetime, lost: str = "") -> AnchorKey:
    """Let a new key take over. What has happened up to now is anchored first, with the old one.

    lost: the public half of the old one, when its file is gone. Raises NotReplaced, KeyUnusable.
    """
    public = _public_of_old(database, key_file, lost)
    anchor_now(database, key_file, now=now)
    with database.transaction() as session:
        # Nobody signs with the old one meanwhile: a key is read within the turn.
        anchors.take_turn(session, now=now)
        last = anchors.last(session)
        old = EarlierKey(public, last.number if last else 0)
        # In this order the key that is there fits its anchors, whenever the power goes.
        _note(key_file, old, now)
        return anchor_key.make(key_file, replaces=True)


def _public_of_old(database: Database, key_file: Path, lost: str) -> str:
    key = anchor_key.load(key_file)
    if key is not None and lost:
        raise NotReplaced(NOT_LOST)
    if key is not None:
        return key.public
    if not lost:
        raise NotReplaced(NO_KEY)
    with database.reading() as session:
        _require_last_signed_by(session, lost)
    return lost


def _require_last_signed_by(session: Session, public: str) -> None:
    last = anchors.last(session)
    if last is None or last.public_key != public:
        raise NotReplaced(NOT_THAT_KEY)
    if not is_signed_by(public, last.statement, last.signature):
        raise NotReplaced(NOT_THAT_KEY)


def _earlier(key_file: Path) -> tuple[EarlierKey, ...]:
    found = [_LINE.fullmatch(line) for line in _lines(key_file)]
    if not all(found):
        raise KeyUnusable(
            f"{_beside(key_file).name} cannot be read: a line is a key, its last anchor, a time."
        )
    return tuple(EarlierKey(one["public"], int(one["last"])) for one in found if one)


def _note(key_file: Path, old: EarlierKey, now: datetime) -> None:
    lines = [*_lines(key_file), f"{old.public} {old.last} {utc_text(now)}"]
    anchor_key.write(_beside(key_file), "".join(f"{line}\n" for line in lines).encode())


def _lines(key_file: Path) -> list[str]:
    try:
        return _beside(key_file).read_text("ascii", "replace").splitlines()
    except FileNotFoundError:
        return []


def _beside(key_file: Path) -> Path:
    return key_file.with_name(key_file.name + EARLIER)

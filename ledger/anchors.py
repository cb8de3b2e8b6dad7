"""Anchors: a signed root over the heads of the streams that moved since the anchor before.

Who can write in the database can rewrite a chain from a place to its end. She cannot sign an anchor
anew, and copies of it lie outside: what had happened up to the last anchor is held fast.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, func, insert, select

from db.session import Session
from db.types import utc_text
from ledger import merkle
from ledger.anchor_key import AnchorKey
from ledger.anchor_models import anchor_leaves, anchors
from ledger.chain import GENESIS, canonical, digest
from ledger.events import lock, open_stream
from ledger.models import streams

FORMAT = 1
TURN = "system:anchors"
"""The stream whose lock lets one anchor be made at a time; nothing is written in it."""


@dataclass(frozen=True)
class Leaf:
    """A head of a stream as an anchor holds it fast."""

    stream: str
    seq: int
    hash: str

    @property
    def text(self) -> str:
        """The exact text whose hash is a leaf of the tree."""
        return canonical({"stream": self.stream, "seq": self.seq, "hash": self.hash})


@dataclass(frozen=True)
class Anchor:
    """One anchor. statement: the exact text that was signed; events: of the whole ledger then."""

    number: int
    at: datetime
    events: int
    statement: str
    signature: str
    public_key: str

    @property
    def signed(self) -> dict[str, Any]:
        """What the statement says; nothing when it is no JSON object."""
        try:
            said = json.loads(self.statement)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


def make(session: Session, key: AnchorKey, *, now: datetime) -> Anchor | None:
    """Anchor every head that has moved; None when none has. The caller commits."""
    take_turn(session, now=now)
    leaves = _moved(session)
    if not leaves:
        return None
    previous = last(session)
    statement = _statement(previous, leaves, now)
    anchor = Anchor(
        number=previous.number + 1 if previous else 1,
        at=now,
        events=count_events(session),
        statement=statement,
        signature=key.sign(statement),
        public_key=key.public,
    )
    _keep(session, anchor, leaves)
    return anchor


def take_turn(session: Session, *, now: datetime) -> None:
    """From here to the end of the transaction nobody else makes an anchor or changes the key."""
    lock(session, open_stream(session, TURN, "system", now=now))


def last(session: Session) -> Anchor | None:
    """The newest anchor."""
    row = session.execute(select(anchors).order_by(anchors.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else Anchor(**row._mapping)


def every(session: Session) -> list[Anchor]:
    """Every anchor, oldest first."""
    rows = session.execute(select(anchors).order_by(anchors.c.number))
    return [Anchor(**row._mapping) for row in rows]


def newest(session: Session, count: int) -> list[Anchor]:
    """The last so many anchors, newest first."""
    rows = session.execute(select(anchors).order_by(anchors.c.number.desc()).limit(count))
    return [Anchor(**row._mapping) for row in rows]


def leaves_of(session: Session, number: int) -> list[Leaf]:
    """The leaves of an anchor, in the order of its tree."""
    rows = session.execute(
        select(anchor_leaves.c.stream, anchor_leaves.c.seq, anchor_leaves.c.hash)
        .where(anchor_leaves.c.anchor == number)
        .order_by(anchor_leaves.c.place)
    )
    return [Leaf(*row) for row in rows]


def root_of(leaves: list[Leaf]) -> str:
    """The Merkle root over leaves in their order."""
    return merkle.root([merkle.leaf_hash(leaf.text) for leaf in leaves])


def count_events(session: Session) -> int:
    """How many events the ledger holds, by the heads of its streams."""
    return int(session.execute(select(func.coalesce(func.sum(streams.c.head_seq), 0))).scalar_one())


def count_held(session: Session) -> int:
    """How many events the anchors hold fast, by their leaves: what an anchor's row says beside its
    statement is not signed."""
    return int(session.execute(select(func.coalesce(func.sum(_held().c.seq), 0))).scalar_one())


def _held() -> Subquery:
    return (
        select(anchor_leaves.c.stream, func.max(anchor_leaves.c.seq).label("seq"))
        .group_by(anchor_leaves.c.stream)
        .subquery()
    )


def _moved(session: Session) -> list[Leaf]:
    held = _held()
    rows = session.execute(
        select(streams.c.key, streams.c.head_seq, streams.c.head_hash)
        .outerjoin(held, held.c.stream == streams.c.key)
        .where(streams.c.head_seq > func.coalesce(held.c.seq, 0))
        .order_by(streams.c.id)
    )
    return [Leaf(*row) for row in rows]


def _statement(previous: Anchor | None, leaves: list[Leaf], now: datetime) -> str:
    return canonical(
        {
            "v": FORMAT,
            "anchor": previous.number + 1 if previous else 1,
            "at": utc_text(now),
            "leaves": len(leaves),
            "root": root_of(leaves),
            # The text before, which holds the root before: so each anchor holds them all.
            "previous": digest(previous.statement) if previous else GENESIS,
        }
    )


def _keep(session: Session, anchor: Anchor, leaves: list[Leaf]) -> None:
    session.execute(
        insert(anchors).values(
            number=anchor.number,
            at=anchor.at,
            events=anchor.events,
            statement=anchor.statement,
            signature=anchor.signature,
            public_key=anchor.public_key,
        )
    )
    session.execute(
        insert(anchor_leaves),
        [
            {"anchor": anchor.number, "place": place} | vars(leaf)
            for place, leaf in enumerate(leaves)
        ],
    )

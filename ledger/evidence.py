"""What an export proves a case's history with: its chains word for word, and the anchors' paths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from db.session import Session
from db.types import utc_text
from ledger import anchors, merkle
from ledger.anchor_key import AnchorKey
from ledger.chain import canonical
from ledger.models import erasures, history, history_payloads, streams
from ledger.told import TELLING

FORMAT = 2
"""From 2 on the chains tell of erasures, and where each stream was joined."""

VERIFIER = Path(__file__).with_name("verify_history.py")


def heads(session: Session, stream_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Where each stream ends, and to which one it is joined."""
    root = streams.alias()
    rows = session.execute(
        select(streams.c.key, streams.c.head_seq, streams.c.head_hash, root.c.key.label("root"))
        .outerjoin(root, root.c.id == streams.c.joined_to)
        .where(streams.c.id.in_(stream_ids))
        .order_by(streams.c.id)
    )
    return [
        {"stream": row.key, "seq": row.head_seq, "hash": row.head_hash, "joined_to": row.root}
        for row in rows
    ]


def history_lines(
    session: Session, stream_ids: Sequence[int], withheld: Mapping[str, str]
) -> bytes:
    """Every event of the streams as a line of JSON: the header exactly as it was hashed.

    withheld: ids of things that are not the reader's, and why. Of an event that is about one of
    them, or names it, the payload is left out; that it is, is told.
    """
    return _lines(_event(row, withheld) for row in _events(session, stream_ids))


def subjects(session: Session, stream_ids: Sequence[int]) -> set[str]:
    """What the events of the streams are about."""
    found = select(history.c.subject).where(history.c.stream_id.in_(stream_ids)).distinct()
    return {subject for subject in session.execute(found).scalars() if subject is not None}


def anchor_lines(session: Session, stream_ids: Sequence[int]) -> bytes:
    """Every anchor as a line of JSON, with a path for each of the streams' heads that it holds.

    Other streams stand there as hashes only.
    """
    keys = {head["stream"] for head in heads(session, stream_ids)}
    return _lines(
        {
            "statement": anchor.statement,
            "signature": anchor.signature,
            "public_key": anchor.public_key,
            "proofs": _proofs(anchors.leaves_of(session, anchor.number), keys),
        }
        for anchor in anchors.every(session)
    )


def digests_of_definitions(session: Session, stream_ids: Sequence[int]) -> list[str]:
    """The digest of every definition that an event of the streams names, in order."""
    headers = session.execute(
        select(history.c.header).where(history.c.stream_id.in_(stream_ids))
    ).scalars()
    named = {json.loads(header)["definition"] for header in headers}
    return sorted(named - {None})


def manifest(
    session: Session,
    stream_ids: Sequence[int],
    files: Mapping[str, bytes],
    about: Mapping[str, str],
    key: AnchorKey,
    earlier: Sequence[str] = (),
) -> tuple[str, str]:
    """The text that names every file, every head and the last anchor, and its signature.

    earlier: the public halves of the keys that this one has replaced, oldest first.
    """
    last = anchors.last(session)
    text = json.dumps(
        {
            "v": FORMAT,
            **about,
            "public_key": key.public,
            "earlier_keys": list(earlier),
            "streams": heads(session, stream_ids),
            "anchors": last.number if last else 0,
            "files": {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)},
        },
        ensure_ascii=False,
        indent=1,
    )
    return text, key.sign(text)


def _events(session: Session, stream_ids: Sequence[int]) -> Iterator[Any]:
    same_payload = (history.c.stream_id == history_payloads.c.stream_id) & (
        history.c.seq == history_payloads.c.seq
    )
    same_erasure = (history.c.stream_id == erasures.c.stream_id) & (history.c.seq == erasures.c.seq)
    yield from session.execute(
        select(
            streams.c.key,
            history.c.header,
            history.c.hash,
            history.c.kind,
            history.c.subject,
            history_payloads.c.salt,
            history_payloads.c.payload,
            erasures.c.erased_at,
            erasures.c.reason,
        )
        .join(streams, streams.c.id == history.c.stream_id)
        .outerjoin(history_payloads, same_payload)
        .outerjoin(erasures, same_erasure)
        .where(history.c.stream_id.in_(stream_ids))
        .order_by(history.c.stream_id, history.c.seq)
    )


def _event(row: Any, withheld: Mapping[str, str]) -> dict[str, Any]:
    is_erased, why = row.erased_at is not None, _why_withheld(row, withheld)
    return {
        "stream": row.key,
        "header": row.header,
        "hash": row.hash,
        "salt": None if why else row.salt,
        "payload": None if why else row.payload,
        "erased": {"at": utc_text(row.erased_at), "reason": row.reason} if is_erased else None,
        "withheld": why,
    }


def _why_withheld(row: Any, withheld: Mapping[str, str]) -> str | None:
    """A command has no subject of its own: what it is about stands in its payload.

    What tells of erasures and joins proves, and names no person.
    """
    if row.kind in TELLING:
        return None
    named = (
        why for thing, why in withheld.items() if thing == row.subject or thing in str(row.payload)
    )
    return next(named, None)


def _proofs(leaves: list[anchors.Leaf], keys: set[str]) -> list[dict[str, Any]]:
    hashes = [merkle.leaf_hash(leaf.text) for leaf in leaves]
    return [
        {**vars(leaf), "place": place, "path": merkle.path(hashes, place)}
        for place, leaf in enumerate(leaves)
        if leaf.stream in keys
    ]


def _lines(rows: Iterator[Mapping[str, Any]]) -> bytes:
    return "".join(f"{canonical(row)}\n" for row in rows).encode()

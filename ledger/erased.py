"""Which events have been erased: by the chain, and by the row beside it, which must agree."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from db.session import Session
from db.types import utc_text
from ledger.models import erasures, history, history_payloads
from ledger.told import TELLING, Erasure, Told, difference


def erased_in(session: Session, stream_ids: Collection[int]) -> set[tuple[int, int]]:
    """The stream and place of each. A payload that is gone and not among them was taken away."""
    told = _told(session, stream_ids)
    rows = session.execute(select(erasures).where(erasures.c.stream_id.in_(stream_ids)))
    return {
        (row.stream_id, row.seq)
        for row in rows
        if not difference(
            Erasure(utc_text(row.erased_at), row.reason),
            told[row.stream_id].erasures.get(row.seq),
            has_payload=False,
        )
    }


def _told(session: Session, stream_ids: Collection[int]) -> defaultdict[int, Told]:
    same = (history_payloads.c.stream_id == history.c.stream_id) & (
        history_payloads.c.seq == history.c.seq
    )
    telling = (
        select(history.c.stream_id, history.c.seq, history.c.header, history_payloads.c.payload)
        .join(history_payloads, same)
        .where(history.c.stream_id.in_(stream_ids), history.c.kind.in_(TELLING))
        .order_by(history.c.stream_id, history.c.seq)
    )
    found: defaultdict[int, Told] = defaultdict(Told)
    for row in session.execute(telling):
        header = json.loads(row.header)
        said = found[row.stream_id].hear(
            row.seq, header["kind"], header["at"], json.loads(row.payload)
        )
        # What cannot be as it says is verify's to name.
        list(said)
    return found

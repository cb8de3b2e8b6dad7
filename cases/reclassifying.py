"""A notice whose type nobody has decided is classified anew when its facts are put right.

Only what the table took for misdirected or left to a person: a type that was found, by the table or
by a registrar, is never lost by a correction. What is matched already stands: its match can be
undone, and it is then classified anew.
"""

from __future__ import annotations

from cases import notice, notice_reading, notice_types, warning
from cases.intake import NOTICE_RECEIVED
from cases.notice import Notice
from engine import decisions, definitions
from engine.decisions import DecisionFailed
from engine.runtime import Runtime

TABLE = "classify_notice"
MISDIRECTED_TIME = "TID_FELSAND"
"""The code of the warning of a time from Kronofogden that was taken for somebody else's."""

_UNDECIDED = frozenset({notice_types.MISDIRECTED, notice_types.MANUAL})


def follow(runtime: Runtime, corrected: Notice) -> Notice:
    """Give the notice the type and the track that its facts now have, and end what was warned of
    the old ones."""
    if corrected.state != "registered" or corrected.type_code not in _UNDECIDED:
        return corrected
    found = _decided(runtime, corrected)
    before = {"type_code": corrected.type_code, "track": corrected.track}
    if found is None or found == before:
        return corrected
    notice.change(runtime.session, corrected, **found)
    runtime.record(
        "notice.classified", {"before": before, "after": found}, subject=corrected.public_id
    )
    if found["type_code"] != notice_types.MISDIRECTED:
        warning.end_all(runtime.session, corrected.public_id, [MISDIRECTED_TIME], runtime.now)
    return notice.get(runtime.session, corrected.public_id)


def _decided(runtime: Runtime, of: Notice) -> dict[str, str] | None:
    """What table D1 as it is deployed now gives; None when it gives nothing."""
    definition = definitions.started_by_message(runtime.session, NOTICE_RECEIVED)
    table = definition.decisions.get(TABLE) if definition else None
    if table is None:
        return None
    try:
        given = decisions.decide(table, notice_reading.routing_values(runtime.session, of.facts))
    except DecisionFailed:
        return None
    return {name: str(given.outputs[name]) for name in ("type_code", "track")}

"""The document types of domain 2.3: the track of each, and which are confirmed the same day."""

from __future__ import annotations

from collections.abc import Mapping

from cases import notice_reading
from cases.notice_facts import Facts

MANUAL = "manual"
MISDIRECTED = "U90"
_OF_TYPE = {
    "U10": "unpaid_rent",
    "U11": "unpaid_rent",
    "U20": "disturbance",
    "U21": "disturbance",
    "U22": "disturbance",
    "U23": "disturbance",
    "U30": "kfm_application",
    "U31": "eviction_booked",
    "U33": "eviction_changed",
    "U34": "kfm_application",
    "U35": "eviction_booked",
    MISDIRECTED: "misdirected",
}
STARTS: Mapping[str, str] = {
    "unpaid_rent": "unpaid_rent_notified",
    "disturbance": "disturbance_notified",
    "kfm_application": "eviction_applied",
    "eviction_booked": "eviction_time_notified",
    "eviction_changed": "eviction_change_notified",
}
"""The message that starts each track; its key is the notice."""


def track_of(type_code: str, facts: Facts) -> str:
    """The track that table D1 gives a type; a change (U32) goes by whether it has a new time."""
    if type_code == "U32":
        has_time = notice_reading.states_time(facts)
        return "eviction_booked" if has_time else "eviction_changed"
    return _OF_TYPE.get(type_code, MANUAL)


def is_statutory(type_code: str, facts: Facts) -> bool:
    """Whether SOF 11:3 asks for a confirmation the same day: the notice of a time (U31, U35), and
    by policy that of a new time (U32)."""
    return track_of(type_code, facts) == "eviction_booked"

"""What classification (table D1) needs to know of a notice, read from its facts whatever they hold.

A door may bring anything: what is not one of the words of the table becomes the word for the rest.
"""

from __future__ import annotations

from cases import dwelling, notice_facts
from cases.notice_facts import Facts
from db.session import Session
from engine.values import Scalar

SENDERS = frozenset(
    {
        "landlord",
        "association",
        "agent",
        "kfm",
        "authority",
        "court",
        "internal",
        "household",
        "other",
    }
)
GROUNDS = frozenset(
    {"unpaid", "disturbance", "dispute", "concern", "early_signal", "reminder", "other"}
)
KFM_DOCUMENTS = frozenset({"application", "time", "changed_time", "cancelled", "carried_out"})
_NO_TIME = frozenset({"cancelled", "withdrawn"})


def routing_values(session: Session, facts: Facts) -> dict[str, Scalar]:
    """The input columns of table D1."""
    return {
        "sender_kind": _one_of(facts, "sender_kind", SENDERS, "other"),
        "ground": _one_of(facts, "ground", GROUNDS, _usual_ground(facts)),
        "premises": "other" if facts.get("premises") == "other" else "home",
        "tenure": notice_facts.text(facts, "tenure") or "unknown",
        "in_municipality": is_in_municipality(session, facts),
        "stated_termination": facts.get("is_terminated") == "yes",
        "kfm_document": _one_of(facts, "kfm_document", KFM_DOCUMENTS, "none"),
        "measure": "removal" if facts.get("measure") == "removal" else "eviction",
        "states_time": states_time(facts),
    }


def is_in_municipality(session: Session, facts: Facts) -> bool:
    """Whether the home is ours; where it is unclear the notice is kept until it is (P19)."""
    code = dwelling.postal_key(notice_facts.text(facts, "dwelling_postal_code") or "")
    return len(code) != dwelling.POSTAL_DIGITS or dwelling.is_in_municipality(session, code)


def states_time(facts: Facts) -> bool:
    """Whether a time that still stands is given; beside the word cancelled it is the old one."""
    has_time = notice_facts.eviction_day(facts) is not None
    return has_time and notice_facts.text(facts, "result") not in _NO_TIME


def is_time(facts: Facts) -> bool:
    """Whether Kronofogden tells the time of an eviction or a removal."""
    document = facts.get("kfm_document")
    return facts.get("sender_kind") == "kfm" and document in ("time", "changed_time")


def _usual_ground(facts: Facts) -> str:
    """A landlord's notice without a ground is of unpaid rent; of others nothing is supposed."""
    return "unpaid" if facts.get("sender_kind") in ("landlord", "association", "agent") else "other"


def _one_of(facts: Facts, name: str, known: frozenset[str], otherwise: str) -> str:
    stated = notice_facts.text(facts, name)
    return stated if stated in known else otherwise

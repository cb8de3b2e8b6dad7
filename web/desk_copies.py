"""A notice that is being typed in and may be there already: shown once, and saved if said again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cases import intake, notice
from cases.lists import likely_copies
from cases.lists.likely_copies import LikelyCopy
from cases.policy import StaffMember
from engine.forms import FieldError
from engine.texts import Text
from web.access import database, log_read, now
from web.states import notice_type

WARNING = FieldError(
    None,
    "likely_copy",
    Text(
        "Underrättelsen liknar en som redan finns. Jämför, och spara igen om den ska registreras.",
        "The notice resembles one that is there already. Compare, and save again if it is to be "
        "registered.",
    ),
)


def of_facts(
    actor: StaffMember, facts: Mapping[str, Any], channel: str, word: str
) -> list[LikelyCopy]:
    """Likely copies; none when the form was saved before, for then it is itself that is found."""
    day = notice.arrival_of(channel, dict(facts), now()).legal_day
    with database().reading() as session:
        if intake.receipt_of(session, word, channel) is not None:
            return []
        found = likely_copies.of_facts(session, actor, facts, day)
    if found:
        log_read(actor, "likely_copies", notices=[one.public_id for one in found])
    return found


def are_new(alike: Sequence[LikelyCopy], shown: str) -> bool:
    """Whether one is among them that the person has not been shown."""
    return not {one.public_id for one in alike} <= set(shown.split(","))


def listed(alike: Sequence[LikelyCopy]) -> list[dict[str, Any]]:
    """As the page shows them: number, type and time."""
    return [
        {
            "id": one.public_id,
            "number": one.receipt,
            "href": f"/anmalningar/{one.public_id}",
            "type": notice_type(one.type_code),
            "arrived_at": one.arrived_at,
        }
        for one in alike
    ]

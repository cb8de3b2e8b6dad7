"""Where the recovery period of a notice stands: how long is left, and what can still be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cases import limits, notice
from cases.case import Case
from cases.law.calendar import local_day
from cases.law.day_words import weekday_words
from cases.law.deadlines import RENTAL, Kind
from cases.limits import StoredLimit
from cases.notice import Notice
from db.session import Session
from engine.texts import Text

UNPAID_TYPES = ("U10", "U11")
"""Notices of unpaid rent or fee, which have a recovery period."""

CLOCKS = (Kind.RECOVERY_PERIOD, Kind.EARLIEST_DECISION)
"""The clocks C2 and C3 of domain 6.3."""

OTHER_TOOLS = Text(
    "Andra vägar finns kvar: be hyresvärden godta betalning eller en avbetalningsplan, ansök om "
    "ekonomiskt bistånd, sök en annan bostad.",
    "Other ways are left: ask the landlord to accept payment or an instalment plan, apply for "
    "financial assistance, look for another home.",
)
NO_COMMITMENT_HERE = Text(
    "Åtagande finns bara för hyresrätt. För en bostadsrätt hjälper bara betalning i tid "
    "(7 kap. 23 § bostadsrättslagen).",
    "A commitment exists for rental homes only. For a tenant-owned flat only payment in time helps "
    "(chapter 7, section 23 of the Tenant-Ownership Act, bostadsrättslagen).",
)
NO_PERIOD = Text(
    "Underrättelsen har ingen återvinningsfrist, så något åtagande kan inte göras.",
    "The notice has no recovery period, so that no commitment can be made.",
)
ENDED = Text(
    "Återvinningsfristen är redan avslutad, så ett åtagande behövs inte.",
    "The recovery period has ended already, so that no commitment is needed.",
)


@dataclass(frozen=True)
class Recovery:
    """The home's recovery period as it stands on a day."""

    limit: StoredLimit
    today: date

    @property
    def is_rental(self) -> bool:
        return self.limit.basis == RENTAL

    @property
    def last_day(self) -> date:
        """The last day in law (JB 12:44, BRL 7:23), moved from a day that is no weekday."""
        return date.fromisoformat(self.limit.legal_day or "")

    @property
    def nominal_day(self) -> date:
        return date.fromisoformat(self.limit.nominal_day or "")

    @property
    def internal_day(self) -> date:
        """Our own last day: nothing is planned for the days after it."""
        return self.limit.day("internal") or self.nominal_day

    @property
    def is_over(self) -> bool:
        """Whether the period has ended in law. A preliminary end is a lower bound, and proves
        nothing: as long as the day of service is not known the period may still run."""
        if self.limit.state == "preliminary":
            return False
        return self.today > self.last_day or self.limit.state == "missed"

    def is_uncertain_on(self, day: date) -> bool:
        """Whether nobody can know if a day is within the period: after a preliminary end."""
        return self.limit.state == "preliminary" and day > self.last_day

    @property
    def is_watched(self) -> bool:
        """Whether it still says when to act: it runs, or has run out without an end of the debt."""
        return self.limit.is_open or self.limit.state == "missed"

    @property
    def is_after_internal(self) -> bool:
        return self.today > self.internal_day

    def is_on_moved_day(self, day: date) -> bool:
        """Whether a day is after the counted end, when only the shift to a weekday keeps it in
        time."""
        return self.nominal_day < day <= self.last_day


def of_notice(session: Session, public_id: str, now: datetime) -> Recovery | None:
    """The recovery period of the home that the notice is about, if it has one."""
    found = limits.find(session, public_id, Kind.RECOVERY_PERIOD)
    return None if found is None else Recovery(found, local_day(now))


def why_no_commitment(session: Session, of: Notice, now: datetime) -> Text | None:
    """Why the board cannot take on the rent now, or None (JB 12:44 fourth paragraph 1; BRL has no
    such rule)."""
    recovery = of_notice(session, of.public_id, now)
    if of.type_code == "U11" or of.facts.get("tenure") == "cooperative_ownership":
        return NO_COMMITMENT_HERE
    if recovery is None:
        return NO_PERIOD
    if not recovery.is_rental:
        return NO_COMMITMENT_HERE
    if recovery.is_over:
        return too_late(recovery)
    return None if recovery.limit.is_open else ENDED


def too_late(recovery: Recovery) -> Text:
    """The sentence for a commitment after the last day in law, with what can be done instead."""
    day = weekday_words(recovery.last_day)
    return Text(
        f"För sent: sista dagen för ett åtagande var {day.sv} (12 kap. 44 § jordabalken). "
        + OTHER_TOOLS.sv,
        f"Too late: the last day for a commitment was {day.en} (chapter 12, section 44 of the Land "
        "Code, jordabalken). " + OTHER_TOOLS.en,
    )


def of_case(session: Session, case: Case, now: datetime) -> dict[str, Recovery]:
    """The recovery periods of a case's notices, by the notice's public id."""
    found = {
        one.public_id: of_notice(session, one.public_id, now)
        for one in notice.of_case(session, case.id)
    }
    return {key: one for key, one in found.items() if one is not None}

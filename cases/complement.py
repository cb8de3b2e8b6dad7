"""What a notice lacks that its sender can tell, and the watch for the answer (L4, policy)."""

from __future__ import annotations

from datetime import date, datetime

from cases import asked_facts, limits, warning
from cases.law.deadlines import Kind
from cases.notice import Notice
from cases.quality import QualityFinding, Severity
from db.session import Session
from engine.texts import Text

LATE = "KOMPLETTERING_DROJER"
ESSENTIAL = frozenset({"service_date", "amount", "arrears_months", "tenure"})
"""What the period and a commitment depend on (D12); without these the sender is asked at once."""

HELPFUL = frozenset({"sender_phone", "tenant_personal_number", "apartment_number"})
"""What the sender is asked for along with the rest. Table D12 names none of them: a notice without
them counts as complete."""


def missing(of: Notice, today: date) -> list[QualityFinding]:
    """What the sender is asked for (D12): nothing while all that matters is there."""
    found = asked_facts.findings(of, today)
    is_worth_asking = any(
        one.severity is Severity.LEGAL_FLAG or one.field in ESSENTIAL for one in found
    )
    return found if is_worth_asking else []


def answer_is_late(of: Notice) -> Text:
    """What the registrars are warned of when the day for the answer has passed."""
    return Text(
        f"Svaret på begäran om komplettering av {of.receipt} dröjer. Påminn eller ring avsändaren.",
        f"The answer to the request to complete {of.receipt} is late. Remind or call the sender.",
    )


def end(session: Session, key: str, state: str, now: datetime) -> None:
    """The watch is over: its day and its warning with it."""
    limits.end(session, key, [Kind.COMPLEMENT], state, "complement", now)
    warning.end_all(session, key, [LATE], now)

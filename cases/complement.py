"""What a notice lacks that its sender can tell, and the watch for the answer (L4, policy)."""

from __future__ import annotations

from datetime import date, datetime

from cases import asked_facts, limits, warning
from cases.doors import reported
from cases.law.deadlines import Kind
from cases.notice import Notice
from cases.quality import QualityFinding, Severity
from db.session import Session
from engine import messages
from engine.runtime import Runtime
from engine.texts import Text

LATE = "KOMPLETTERING_DROJER"
JUDGED = "answer_judged"
"""The message that something told by the sender has been judged."""
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


def late(session: Session, of: Notice) -> Text:
    """What the registrars are warned of when its day has passed: nobody reminds a sender whose
    answer lies here unjudged."""
    if reported.is_waiting(session, of):
        return Text(
            f"Avsändaren har svarat om {of.receipt} och svaret är inte bedömt. Bedöm det.",
            f"The sender has answered about {of.receipt} and the answer is not judged. Judge it.",
        )
    return Text(
        f"Det som saknas i {of.receipt} har inte förts in. Påminn eller ring avsändaren.",
        f"What {of.receipt} lacks has not been entered. Remind or call the sender.",
    )


def retell(session: Session, of: Notice) -> None:
    """An answer has come, or has been judged: a warning that stands says what is true now."""
    warning.retell(session, of.public_id, LATE, late(session, of))


def tell_judged(runtime: Runtime, of: Notice, *, enters_words: bool = False) -> None:
    """An answer of the sender has been judged; a request that waits for that goes on.

    enters_words: it holds, and a registrar is to enter what it says.
    """
    retell(runtime.session, of)
    if messages.waiting_for(runtime.session, JUDGED, of.public_id) is None:
        return
    payload = {"enters_words": True} if enters_words else {}
    once = f"answer-judged:{runtime.engine.new_id()}"
    runtime.send(JUDGED, of.public_id, payload, message_id=once)


def end(session: Session, key: str, state: str, now: datetime) -> None:
    """The watch is over: its day and its warning with it, and what was said to it meanwhile."""
    limits.end(session, key, [Kind.COMPLEMENT], state, "complement", now)
    warning.end_all(session, key, [LATE], now)
    while (said := messages.early(session, JUDGED, key)) is not None:
        messages.mark(session, said, "correlated")

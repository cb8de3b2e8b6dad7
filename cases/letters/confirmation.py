"""The confirmation of receipt to the sender of a notice (letter L04, domain 8.3).

It says that the notice is registered, when it came and what is missing; that it has come in is said
at once by the receipt (receipt_mail). It says nothing of any person: that a household is known to
the social services is secret (OSL 26:1).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from cases import asked_facts, notice_facts
from cases.doors import reported
from cases.law.calendar import local_clock, local_day
from cases.law.day_words import moment_words
from cases.letters import addressing, complement_place, letter
from cases.letters.letter_writing import Written
from cases.letters.letterhead import letterhead
from cases.notice import STOCKHOLM, Notice
from db.session import Session
from engine.texts import Text

_REASONS = {
    "other_municipality": Text(
        "Bostaden ligger inte i vår kommun.", "The home is not in our municipality."
    ),
    "not_a_home": Text("Underrättelsen gäller inte en bostad.", "The notice is not about a home."),
    "not_a_notice": Text(
        "Det som skickades är ingen sådan underrättelse som kommunen tar emot här.",
        "What was sent is not such a notice as the municipality receives here.",
    ),
}
_NOT_OURS = Text("Underrättelsen hör inte till oss.", "The notice is not for us.")


def existing(session: Session, notice: Notice, kind: str) -> letter.Letter | None:
    """The confirmation that was written before, if any."""
    return letter.find(session, notice.public_id, kind)


def to_sender(
    session: Session,
    notice: Notice,
    decision: str,
    *,
    municipality: str,
    now: datetime,
    public_address: str = "",
) -> Written:
    """The confirmation to the sender, for e-mail when the sender gave an address."""
    address = notice_facts.text(notice.facts, "sender_email")
    to = addressing.sender(notice)
    language = notice_facts.sender_language(notice.facts)
    missing = _missing(session, notice, language, now)
    head = letterhead(
        session,
        municipality=municipality,
        authority_id=notice.authority_id,
        unit_id=None,
        recipient=to.name,
        address=to.address,
        now=now,
    )
    return Written(
        kind="L04",
        about=notice.public_id,
        recipient=address or to.name,
        subject=_subject(notice).in_language(language),
        body=_body(notice, decision, missing, public_address).in_language(language),
        facts={**head, **_facts(notice, decision, missing), "language": language},
        address=address,
        language=language,
        notice_id=notice.id,
    )


def _missing(session: Session, notice: Notice, language: str, now: datetime) -> list[str]:
    """What the sender is asked for; nothing while what she has told since waits to be judged."""
    if reported.is_waiting(session, notice):
        return []
    return asked_facts.in_words(asked_facts.findings(notice, local_day(now)), language)


def _facts(notice: Notice, decision: str, missing: list[str]) -> dict[str, Any]:
    is_ours = decision != "misdirected"
    reason = notice.closed_reason if notice.closed_reason in _REASONS else "other"
    return {
        "received_on": local_day(notice.arrived_at).isoformat(),
        "received_at": local_clock(notice.arrived_at),
        "receipt_number": notice.receipt,
        "missing_fields": missing if is_ours else [],
        "misdirected_because": None if is_ours else reason,
    }


def deadline(written_at: datetime) -> datetime:
    """The promise to confirm the same day: the end of the local day. Policy (P), not law: SOF
    11:3 puts the duty on notices of the time of an eviction only."""
    local = written_at.astimezone(STOCKHOLM)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), STOCKHOLM)
    return midnight - timedelta(seconds=1)


def _subject(notice: Notice) -> Text:
    return Text(
        f"Bekräftelse: din underrättelse {notice.receipt} är registrerad",
        f"Confirmation: your notice {notice.receipt} is registered",
    )


def _body(notice: Notice, decision: str, missing: list[str], public_address: str) -> Text:
    when, what = moment_words(notice.arrived_at), _what_happens(notice, decision, missing)
    where = complement_place.words(public_address)
    return Text(
        _SV.format(when=when.sv, receipt=notice.receipt, what=what.sv, where=where.sv),
        _EN.format(when=when.en, receipt=notice.receipt, what=what.en, where=where.en),
    )


def _what_happens(notice: Notice, decision: str, missing: list[str]) -> Text:
    if decision == "misdirected":
        reason = _REASONS.get(notice.closed_reason or "", _NOT_OURS)
        return Text(
            f"{reason.sv}\nVi gör därför inget mer med underrättelsen.",
            f"{reason.en}\nWe will therefore do nothing more with the notice.",
        )
    if not missing:
        return Text(
            "Vi hör av oss om vi behöver fler uppgifter.",
            "We will be in touch if we need anything more.",
        )
    asked = "".join(f"\n- {text}" for text in missing)
    return Text(
        f"Vi saknar de här uppgifterna. Skicka dem gärna, så kan vi hjälpa till i tid:{asked}",
        f"These facts are missing. Please send them, so that we can help in time:{asked}",
    )


_SV = """\
Hej!

Underrättelsen som vi tog emot {when} är registrerad hos socialnämnden.
Kvittonummer: {receipt}

{what}

Det här är en bekräftelse på att underrättelsen är registrerad. Av sekretesskäl kan vi inte \
berätta om vi har kontakt med någon person.

{where}

Svara inte på det här meddelandet. Ange kvittonumret om du kontaktar oss.
"""
_EN = """\
Hello,

The notice that we received on {when} is registered with the social welfare board.
Receipt number: {receipt}

{what}

This confirms that the notice is registered. For reasons of secrecy we cannot tell you whether we \
are in contact with any person.

{where}

Do not reply to this message. State the receipt number if you contact us.
"""

"""The receipt by e-mail, at once, of a notice that came through the public form.

Nobody has shown that the address is the sender's own. So the receipt says that something came in,
when, and what happens next; nothing of a tenant, a home or a case, and nothing that was typed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases import notice_facts
from cases.intake import Receipt
from cases.law.calendar import local_clock, local_day
from cases.law.day_words import moment_words
from cases.letters import complement_place, letter
from cases.letters.letter_writing import Written
from cases.letters.letterhead import letterhead
from cases.notice import Notice
from cases.tables.letter_models import RECEIPT
from db.session import Session

KIND = RECEIPT
CHANNEL = "email"

MOST_IN_A_DAY = 60
"""To one address: more than anyone types in a day, and few enough that the form cannot be used to
fill a stranger's mailbox (policy, ours)."""


def is_due(session: Session, of: Notice, now: datetime) -> bool:
    """Whether its sender left an address, and has got no receipt there yet."""
    address = notice_facts.text(of.facts, "sender_email")
    if address is None or letter.find(session, of.public_id, KIND) is not None:
        return False
    since = now - timedelta(days=1)
    return letter.count_to(session, address, KIND, since) < MOST_IN_A_DAY


def to_sender(
    session: Session,
    of: Notice,
    given: Receipt,
    *,
    municipality: str,
    now: datetime,
    public_address: str = "",
) -> Written:
    """The receipt as it was given on screen, to the e-mail address alone: the name that was typed
    may be somebody else's."""
    address = notice_facts.text(of.facts, "sender_email") or ""
    head = letterhead(
        session,
        municipality=municipality,
        authority_id=of.authority_id,
        unit_id=None,
        recipient=address,
        address=None,
        now=now,
    )
    when, where = moment_words(given.received_at), complement_place.words(public_address)
    return Written(
        kind=KIND,
        about=of.public_id,
        recipient=address,
        subject=f"Kvitto: en underrättelse har kommit in, {given.number}",
        body=_TEXT.format(
            number=given.number,
            sv=when.sv,
            en=when.en,
            where_sv=where.sv,
            where_en=where.en,
            **head["contact"],
        ),
        facts={**head, **_came_in(given)},
        address=address,
        notice_id=of.id,
    )


def _came_in(given: Receipt) -> dict[str, Any]:
    return {
        "received_on": local_day(given.received_at).isoformat(),
        "received_at": local_clock(given.received_at),
        "receipt_number": given.number,
    }


_TEXT = """\
Hej!

Kommunen har tagit emot en underrättelse till socialnämnden där den här e-postadressen står som
avsändarens.

Kvittonummer: {number}
Kom in: {sv}

Det här händer nu: underrättelsen registreras, och en handläggare bedömer vad kommunen behöver göra.
Vi hör av oss om något saknas. Av sekretesskäl kan vi inte berätta mer om vad som händer sedan.

{where_sv}

Spara kvittonumret och ange det om du kontaktar oss, telefon {phone}. Det går inte att svara på det
här meddelandet. Har du inte lämnat någon underrättelse behöver du inte göra något.

In English

The municipality has received a notice to the social welfare board that gives this e-mail address as
its sender's. Receipt number: {number}. It came in on {en}.

What happens now: the notice is registered, and a caseworker assesses what the municipality needs to
do. We will be in touch if something is missing. For reasons of secrecy we cannot tell you more
about what happens next. If you did not leave any notice you need not do anything.

{where_en}
"""

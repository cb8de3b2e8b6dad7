"""What is said of a same-day duty that is not done: without a name, without an address."""

from __future__ import annotations

from datetime import date, datetime

from cases.law.day_words import weekday_words
from cases.notice import Notice
from cases.roster import Officer
from cases.same_day import Confirmation
from engine.texts import Text


def warning(
    notice: Notice, duty: Confirmation, officer: Officer, code: str, *, has_reason: bool = False
) -> Text:
    """The sentence of a warning: what is missing, of which notice, until when, and whose it is.

    has_reason: somebody has said already why the day was missed.
    """
    missing, day = _missing(duty), weekday_words(date.fromisoformat(notice.physical_day))
    whose = Text(f"Ansvarig: {officer.name}.", f"Responsible: {officer.name}.")
    if code == "SAMMA_DAG_SLUT":
        reason = (
            Text("", "") if has_reason else Text(", och ange orsaken", ", and state the reason")
        )
        return Text(
            f"{missing.sv} för underrättelse {notice.receipt} var inte skickad när {day.sv} tog "
            f"slut. Skicka ändå{reason.sv}. {whose.sv}",
            f"{missing.en} of notice {notice.receipt} had not been sent when {day.en} ended. Send "
            f"it all the same{reason.en}. {whose.en}",
        )
    haste = Text("Mindre än en timme kvar. ", "Less than an hour left. ")
    first = haste if code == "SAMMA_DAG_SISTA" else Text("", "")
    return Text(
        f"{first.sv}{missing.sv} för underrättelse {notice.receipt} är inte skickad. Det ska vara "
        f"gjort före midnatt {day.sv}. {whose.sv}",
        f"{first.en}{missing.en} of notice {notice.receipt} has not been sent. It must be done "
        f"before midnight on {day.en}. {whose.en}",
    )


def misdirected(notice: Notice) -> Text:
    """The sentence for a time that was taken for another municipality's, or for no home."""
    day = weekday_words(date.fromisoformat(notice.physical_day))
    return Text(
        f"Underrättelse {notice.receipt} om tid från Kronofogden har klassats som felsänd. "
        f"Kontrollera adressen: är den vår ska den bekräftas före midnatt {day.sv}.",
        f"Notice {notice.receipt} of a time from Kronofogden was taken for misdirected. Check the "
        f"address: if it is ours it must be confirmed before midnight on {day.en}.",
    )


def time_left(end: datetime, now: datetime) -> Text:
    """``3 tim 10 min kvar``, or that the day has ended."""
    minutes = int((end - now).total_seconds()) // 60
    if end < now:
        return Text("Dagen är slut.", "The day has ended.")
    if minutes < 1:
        return Text("Mindre än en minut kvar.", "Less than a minute left.")
    hours, rest = divmod(minutes, 60)
    if not hours:
        return Text(f"{rest} min kvar.", f"{rest} min left.")
    return Text(f"{hours} tim {rest} min kvar.", f"{hours} h {rest} min left.")


def _missing(duty: Confirmation) -> Text:
    if duty.confirmed_at is not None:
        return Text("Kopian till den som ska avhysas", "The copy to the evictee")
    return Text("Bekräftelsen till Kronofogden", "The confirmation to Kronofogden")

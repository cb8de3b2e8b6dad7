"""What the sender of a notice is asked for, in words to the sender: the same in every letter.

The findings of table D12 are written for those who work here, with what a court has held; a sender
is asked for a fact and told nothing of what it may come to mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from cases import quality
from cases.notice import Notice
from cases.quality import QualityFinding, Severity

_MISSING: Mapping[str, str] = {
    "service_date": "vilken dag hyresgästen delgavs",
    "amount": "beloppet som ska betalas",
    "arrears_months": "vilka månader skulden gäller",
    "tenure": "upplåtelseformen, till exempel hyresrätt",
    "monthly_rent": "hyran eller avgiften per månad",
    "due_dates": "förfallodagarna och räntan",
    "payment_account": "kontot som betalningen ska gå till",
    "termination_date": "vilken dag avtalet sades upp",
    "posting_date": "vilken dag det rekommenderade brevet lämnades till posten",
    "what_happened": "vad som har hänt",
    "sender_phone": "ditt telefonnummer",
    "tenant_personal_number": "hyresgästens person- eller samordningsnummer",
    "apartment_number": "lägenhetsnumret",
}
_DIFFERS: Mapping[str, str] = {
    "amount": "vilket belopp som ska betalas: det som står skiljer sig från summan av månaderna",
}


def findings(of: Notice, today: date) -> list[QualityFinding]:
    """What is amiss with the notice that its sender can answer, most serious first."""
    found = quality.findings(of.type_code or "", of.facts, today=today)
    return [one for one in found if _words(one)]


def in_words(found: Iterable[QualityFinding]) -> list[str]:
    """Each of them as it is asked for."""
    return [words for one in found if (words := _words(one))]


def _words(finding: QualityFinding) -> str | None:
    if finding.severity is Severity.COMPLETE:
        return _MISSING.get(finding.field)
    return _DIFFERS.get(finding.field) if finding.severity is Severity.LEGAL_FLAG else None

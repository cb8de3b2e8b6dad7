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
from engine.texts import Text

_MISSING: Mapping[str, Text] = {
    "service_date": Text(
        "vilken dag hyresgästen delgavs", "the day on which the tenant was served"
    ),
    "amount": Text("beloppet som ska betalas", "the sum to be paid"),
    "arrears_months": Text("vilka månader skulden gäller", "which months the debt is for"),
    "tenure": Text(
        "upplåtelseformen, till exempel hyresrätt", "the form of tenure, for example rental"
    ),
    "monthly_rent": Text("hyran eller avgiften per månad", "the rent or fee per month"),
    "due_dates": Text("förfallodagarna och räntan", "the due dates and the interest"),
    "payment_account": Text("kontot som betalningen ska gå till", "the account to pay to"),
    "termination_date": Text(
        "vilken dag avtalet sades upp", "the day on which the contract was terminated"
    ),
    "posting_date": Text(
        "vilken dag det rekommenderade brevet lämnades till posten",
        "the day on which the registered letter was handed in at the post",
    ),
    "what_happened": Text("vad som har hänt", "what has happened"),
    "sender_phone": Text("ditt telefonnummer", "your telephone number"),
    "tenant_personal_number": Text(
        "hyresgästens person- eller samordningsnummer",
        "the tenant's personal or coordination number",
    ),
    "apartment_number": Text("lägenhetsnumret", "the apartment number"),
}
_DIFFERS: Mapping[str, Text] = {
    "amount": Text(
        "vilket belopp som ska betalas: det som står skiljer sig från summan av månaderna",
        "which sum is to be paid: the one stated differs from the sum of the months",
    ),
}


def findings(of: Notice, today: date) -> list[QualityFinding]:
    """What is amiss with the notice that its sender can answer, most serious first."""
    found = quality.findings(of.type_code or "", of.facts, today=today)
    return [one for one in found if _words(one)]


def in_words(found: Iterable[QualityFinding], language: str = "sv") -> list[str]:
    """Each of them as it is asked for."""
    return [words.in_language(language) for one in found if (words := _words(one))]


def _words(finding: QualityFinding) -> Text | None:
    if finding.severity is Severity.COMPLETE:
        return _MISSING.get(finding.field)
    return _DIFFERS.get(finding.field) if finding.severity is Severity.LEGAL_FLAG else None

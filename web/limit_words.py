"""Words for time limits on screens: what each is called, how it stands, and why it ended."""

from __future__ import annotations

from collections.abc import Callable

from cases.law.deadlines import COOPERATIVE, Kind
from web.i18n import gettext as _

_NAMES: dict[str, Callable[[], str]] = {
    "same_day_confirmation": lambda: _("Bekräfta samma dag"),
    "recovery_period": lambda: _("Sista dag att betala eller göra ett åtagande"),
    "earliest_decision": lambda: _("Tidigaste beslut om avhysning"),
    "answer_at_kfm": lambda: _("Svar till Kronofogden"),
    "request_for_court": lambda: _("Begära att målet prövas i domstol"),
    "retrial": lambda: _("Söka återvinning av utslaget"),
    "eviction_if_possible": lambda: _("Avhysning, om det är möjligt"),
    "earliest_eviction": lambda: _("Tidigaste avhysning"),
    "respite": lambda: _("Anstånd längst till"),
    "exceptional_respite": lambda: _("Anstånd av synnerliga skäl längst till"),
    "protection_assessment": lambda: _("Skyddsbedömning av barnet"),
    "preliminary_assessment": lambda: _("Förhandsbedömning"),
    "complement": lambda: _("Komplettering av underrättelsen"),
    "registration": lambda: _("Registrering"),
    "confirmation_to_sender": lambda: _("Bekräftelse till avsändaren"),
    "forwarding": lambda: _("Vidarebefordra eller återsänd"),
    "referral_answer": lambda: _("Svar på remissen"),
    "follow_up_after_eviction": lambda: _("Följa upp efter avhysningen"),
    "follow_up_3_months": lambda: _("Följa upp efter tre månader"),
    "follow_up_12_months": lambda: _("Följa upp efter tolv månader"),
    "stored_goods": lambda: _("Magasinerat gods"),
    "disturbance_first_attempt": lambda: _("Första kontaktförsök"),
    "disturbance_visit": lambda: _("Erbjuda hembesök"),
    "disturbance_follow_up_14_days": lambda: _("Följa upp efter 14 dagar"),
    "disturbance_follow_up_30_days": lambda: _("Följa upp efter 30 dagar"),
    "urgent_contact": lambda: _("Kontakt i dag"),
    "rent_check_1": lambda: _("Kontrollera första hyran"),
    "rent_check_2": lambda: _("Kontrollera andra hyran"),
    "eviction_minus_10": lambda: _("Planen klar"),
    "eviction_minus_5": lambda: _("Sektionschefens kontroll"),
    "eviction_minus_2": lambda: _("Akut boende beslutat"),
    "eviction_minus_1": lambda: _("Ring Kronofogden"),
    "eviction_result": lambda: _("Fråga om resultatet"),
    "weeding": lambda: _("Gallring"),
}
_CAUSES: dict[str, Callable[[], str]] = {
    "paid": lambda: _("Hushållet har betalat."),
    "aid_paid": lambda: _("Ekonomiskt bistånd är betalt."),
    "plan_accepted": lambda: _("Hyresvärden har godtagit en avbetalningsplan."),
    "withdrawn": lambda: _("Hyresvärden har återkallat."),
    "commitment": lambda: _("Åtagandet skickades i tid."),
    "declined": lambda: _("Hushållet tackar nej; fristen bevakas inte längre."),
    "stopped": lambda: _("Arbetet med skulden har avslutats; fristen bevakas inte längre."),
    "period_ended": lambda: _("Fristen gick ut utan betalning eller åtagande."),
    "notice_linked": lambda: _("Underrättelsen kopplades till ärendet."),
    "notice.corrected": lambda: _("Uppgifter i underrättelsen ändrades."),
    "arrears_settled": lambda: _("Skulden löstes."),
    "notice.linked": lambda: _("Underrättelsen kopplades till ärendet."),
    "notice.classified": lambda: _("Underrättelsen klassades."),
    "notice.copied": lambda: _("Underrättelsen kom också på annat sätt."),
    "application.notified": lambda: _("Kronofogden berättade om ansökan."),
    "disturbance.notified": lambda: _("Underrättelsen om störning kom in."),
    "step_done": lambda: _("Steget är gjort."),
    "eviction carried_out": lambda: _("Avhysningen är verkställd."),
    "eviction cancelled": lambda: _("Avhysningen är inställd."),
    "eviction withdrawn": lambda: _("Ansökan är återkallad."),
    "eviction replaced": lambda: _("En ny tid ersätter den här."),
    "case closed": lambda: _("Ärendet avslutades."),
    "answered": lambda: _("Svaret har kommit."),
    "notice.misdirected": lambda: _("Underrättelsen är felsänd."),
    "fact_taken_back": lambda: _("Uppgiften som den räknades från är borttagen."),
    "forwarded": lambda: _("Den är skickad vidare."),
    "nothing_to_forward": lambda: _("Inget mer ska skickas."),
    "complement_asked": lambda: _("Komplettering begärdes."),
    "complement_answered": lambda: _("Avsändaren hade redan svarat."),
}


def name(kind: str, basis: str = "") -> str:
    """What a time limit is called; a tenant-owned flat has no commitment (BRL 7:23)."""
    if kind == Kind.RECOVERY_PERIOD and basis == COOPERATIVE:
        return _("Sista dag att betala")
    said = _NAMES.get(kind)
    return said() if said else kind


def state(code: str) -> tuple[str, str]:
    """How a time limit stands, and the tone that it is shown in."""
    return {
        "preliminary": (_("Preliminär"), "warning"),
        "fixed": (_("Löper"), "active"),
        "passed": (_("Dagen har passerat"), "warning"),
        "cancelled": (_("Bevakas inte längre"), "neutral"),
        "met": (_("Uppfylld"), "done"),
        "missed": (_("Har gått ut"), "stopped"),
    }[code]


def cause(code: str | None) -> str:
    """Why it was counted or ended, in words; what is words already stays."""
    said = _CAUSES.get(code or "")
    return said() if said else code or ""

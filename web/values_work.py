"""The process variables of the work on a case in words, for whoever steps through a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from web.i18n import gettext as _

NAMES: Mapping[str, Callable[[], str]] = {
    "amount": lambda: _("Belopp i öre"),
    "amount_known": lambda: _("Beloppet är känt"),
    "approved": lambda: _("Åtagandet är godkänt"),
    "asks_sender": lambda: _("Avsändaren ska tillfrågas"),
    "automatic": lambda: _("Breven går av sig själva"),
    "can_decide": lambda: _("Kan prövas"),
    "change": lambda: _("Vad som hände med avhysningen"),
    "children": lambda: _("Barn i hemmet"),
    "commitment": lambda: _("Åtagandets id"),
    "commitment_result": lambda: _("Vad det blev av åtagandet"),
    "confirmation_channel": lambda: _("Bekräftelsen skickas med"),
    "confirmation_id": lambda: _("Bekräftelsens id"),
    "consent_covers": lambda: _("Samtycket gäller"),
    "copy_channel": lambda: _("Kopian skickas med"),
    "copy_step": lambda: _("Vad som görs med kopian"),
    "decision_on_contact": lambda: _("Beslut om kontakten"),
    "earlier_commitments": lambda: _("Tidigare åtaganden"),
    "economy": lambda: _("Hållbar ekonomi"),
    "follows_rents": lambda: _("Kommande hyror följs"),
    "has_reason": lambda: _("Skäl är skrivet"),
    "in_time": lambda: _("I tid"),
    "is_inside": lambda: _("Inom kommunen"),
    "is_known": lambda: _("Underrättelsen är känd"),
    "is_last": lambda: _("Sista åtgärden"),
    "is_new": lambda: _("Ny skyldighet att bekräfta"),
    "is_rental": lambda: _("Hyresrätt"),
    "is_too_late": lambda: _("Tiden är ute"),
    "kind": lambda: _("Slag"),
    "ladder_goes_on": lambda: _("Kontaktstegen fortsätter"),
    "ladder_step": lambda: _("Steg i kontaktstegen"),
    "ladder_step_name": lambda: _("Stegets namn"),
    "level": lambda: _("Delegat"),
    "needs_review": lambda: _("Ska granskas"),
    "next": lambda: _("Vad som görs härnäst"),
    "remains": lambda: _("Vad som återstår"),
    "report": lambda: _("Svarets id"),
    "result_known": lambda: _("Resultatet är känt"),
    "review": lambda: _("Beslut efter granskning"),
    "section_head_limit": lambda: _("Sektionschefens gräns"),
    "settled_by": lambda: _("Avslutat genom"),
    "settled_on": lambda: _("Avslutat den"),
    "unit_head_limit": lambda: _("Enhetschefens gräns"),
    "verdict": lambda: _("Utslag"),
    "wants_letter": lambda: _("Brev ska skickas"),
    "why": lambda: _("Skäl"),
    "writes_letter": lambda: _("Brev skrivs"),
}

WORDS: Mapping[tuple[str, str], Callable[[], str]] = {
    ("remains", "judge"): lambda: _("svaret ska bedömas"),
    ("remains", "enter"): lambda: _("svaret ska föras in"),
    ("remains", "ask"): lambda: _("avsändaren ska tillfrågas"),
    ("remains", "nothing"): lambda: _("ingenting"),
    ("copy_step", "send"): lambda: _("skickas"),
    ("copy_step", "wait"): lambda: _("väntar på en människa"),
    ("copy_step", "none"): lambda: _("ingen kopia"),
}

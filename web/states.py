"""The words and the tone for the states of things, the same on every page."""

from __future__ import annotations

from web.i18n import gettext as _


def case_state(state: str, outcome: str | None) -> tuple[str, str]:
    """A case's state in a word and the tone it is shown in."""
    if state == "closed" and outcome:
        return _("Avslutat med utfall %(outcome)s", outcome=outcome), "done"
    return {
        "open": (_("Öppet"), "active"),
        "closed": (_("Avslutat"), "done"),
        "void": (_("Makulerat"), "neutral"),
    }[state]


def instance_state(state: str) -> tuple[str, str]:
    """A process instance's state."""
    return {
        "running": (_("Pågår"), "active"),
        "completed": (_("Klar"), "done"),
        "cancelled": (_("Avbruten"), "neutral"),
    }[state]


def letter_state(state: str) -> tuple[str, str]:
    """A letter's state; only proof makes it sent."""
    return {
        "prepared": (_("Skriven, inte skickad"), "warning"),
        "queued": (_("I kö för att skickas"), "warning"),
        "sent": (_("Skickad"), "done"),
        "failed": (_("Kunde inte skickas"), "stopped"),
    }[state]

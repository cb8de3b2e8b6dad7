"""What the operations page says of a message that is not handed over: why, and what comes next."""

from __future__ import annotations

from engine import early, messages
from engine.waiting import MessageView
from web.formats import datetime_short
from web.i18n import gettext as _


def state_of(one: MessageView) -> tuple[str, str]:
    """Its state in words, and the tone of its tag."""
    match one.state:
        case "received":
            return _("Försöker igen"), "warning"
        case "waiting":
            return _("Väntar"), "neutral"
        case _other:
            return _("Tas inte emot"), "stopped"


def words_of(one: MessageView) -> str:
    """Why it is not handed over, and what comes next."""
    if one.state == "received":
        others = f" {_('De som kom efter om samma sak väntar.')}" if one.has_key else ""
        return f"{_('Kunde inte tas om hand.')}{others} ({one.cause})"
    return _waits(one) if one.state == "waiting" else _is_not_taken(one)


def _waits(one: MessageView) -> str:
    if one.cause == early.UNKNOWN and one.next_attempt_at:
        return _(
            "Inget som pågår väntar på det. Lämnas över om något gör det före %(when)s.",
            when=datetime_short(one.next_attempt_at),
        )
    if one.is_inside:
        return _("Skickat mellan två processer. Lämnas över när den som väntar på det kommer dit.")
    return _(
        "Väntar sedan %(when)s. Lämnas över av sig självt när processen kommer till sitt steg.",
        when=datetime_short(one.waits_since or one.received_at),
    )


def _is_not_taken(one: MessageView) -> str:
    if one.cause == messages.NOT_VALUES:
        return _("Ingen process kan ta emot innehållet. Be avsändaren att skicka det på nytt.")
    if one.cause == messages.NO_END:
        return _(
            "Meddelanden ledde till nya meddelanden utan slut, så det lämnades inte över. Be "
            "processägaren titta på processerna som skickar och tar emot det."
        )
    if one.cause == messages.SET_ASIDE:
        return _("Lagt åt sidan för hand. Den som arbetar med ärendet har fått en flagga.")
    if one.is_inside:
        return _("Skickat mellan två processer, men det som kunde ta emot det slutade först.")
    if one.cause == early.ENDED:
        return _(
            "Väntade på sitt steg, men processen slutade innan den kom dit. Tala om för "
            "handläggaren att ett meddelande har kommit."
        )
    return _("Ingen process tar emot det.")

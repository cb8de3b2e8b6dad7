"""From a letter and the name of its channel to how the job ended."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.messages import Connector, OutgoingLetter
from engine.job_values import Outcome, Retry, done, handed_over
from engine.texts import Text

_CHANNELS = {
    "email": Text("e-post", "e-mail"),
    "print": Text("utskrift", "printing"),
    "digital_mail": Text("digital post", "digital mail"),
    "secure_message": Text("säkra meddelanden", "secure messages"),
}


def deliver_letter(
    outlets: Mapping[str, Connector], letter: OutgoingLetter, channel: str
) -> Outcome:
    """Done with its proof; `is_sent` tells whether it went or was only handed over.

    Raises Retry when it may work later, also when the channel is not set up (yet); GiveUp when
    it never will.
    """
    outlet = outlets.get(channel)
    if outlet is None:
        raise Retry(_not_set_up(channel))
    receipt = outlet.deliver(letter)
    return done(receipt.proof) if receipt.is_sent else handed_over(receipt.proof)


def _not_set_up(channel: str) -> Text:
    name = _CHANNELS.get(channel, Text("okänd", "unknown"))
    return Text(f"Kanalen är inte inställd: {name.sv}.", f"The channel is not set up: {name.en}.")

"""The options of the forms that send the confirmation to Kronofogden and its copy."""

from __future__ import annotations

from cases import notice, same_day
from cases.choices.letters import HINTS
from cases.letters import channels, letter
from cases.letters.same_day_letters import CONFIRMATION, evictee_of
from db.session import Session
from engine.forms import Option
from engine.texts import Text

EMAIL_TO = "email_to"
"""By e-mail to an address that is stated as the letter is sent."""

NOT_NEEDED, WAIT = "not_needed", "wait"
COPY_CHANNELS = ("digital_mail", "print", "by_hand")
"""The ways to a person; which of them is allowed depends on what is found of her protection."""

_TO_STATED = Option(
    EMAIL_TO, Text("E-post till en adress som du anger", "E-mail to an address that you state")
)


def confirmation_channels(session: Session, business_key: str) -> list[Option]:
    """The ways to Kronofogden, the usual one first, with the address that would be used. Where no
    e-mail address is known it can be stated."""
    written = letter.find(session, business_key, CONFIRMATION)
    if written is None:
        return []
    found = channels.ways(session, written)
    known = [Option(way, _named(way, address), HINTS.get(way)) for way, address in found.items()]
    if "email" in found:
        return known
    return [_TO_STATED, *known] if set(found) == {channels.BY_HAND} else [*known, _TO_STATED]


def copy_choices(session: Session, business_key: str) -> list[Option]:
    """What to do with the copy; of a removal none is needed (SOF 11:3 second paragraph)."""
    about = notice.find(session, business_key)
    duty = same_day.find(session, about) if about else None
    if duty is not None and duty.needs_copy == "no":
        words = Text("Ingen kopia krävs: avlägsnande", "No copy is needed: a removal")
        return [Option(NOT_NEEDED, words)]
    # The copy is written anew as it is sent: what counts is whom it would be written to now.
    evictee = evictee_of(session, about).person_id if about else None
    has_digital = channels.has_digital_mail(session, evictee)
    return [
        *(
            Option(way, channels.NAMES[way], HINTS.get(way))
            for way in COPY_CHANNELS
            if has_digital or way != "digital_mail"
        ),
        Option(
            WAIT,
            Text("Vänta med kopian", "Let the copy wait"),
            Text(
                "När skyddet inte är kontrollerat, eller personen har skyddade uppgifter. Kopian "
                "blir en egen uppgift och ska också vara skickad samma dag.",
                "When the protection has not been checked, or the person is protected. The copy "
                "becomes a task of its own, and it too must be sent the same day.",
            ),
        ),
    ]


def _named(way: str, address: str | None) -> Text:
    name = channels.NAMES[way]
    if not address or way == "print":
        return name
    return Text(f"{name.sv}: {address}", f"{name.en}: {address}")

"""The ways in which one letter may be sent, as options of a question."""

from __future__ import annotations

from cases import channels, letter, same_day_letters
from db.session import Session
from engine.forms import Option
from engine.texts import Text

HINTS = {
    "print": Text(
        "Läggs i mappen för utskrift. Räknas som skickat först när någon har angett postningen.",
        "Goes to the folder for printing. Counts as sent when somebody has stated the posting.",
    ),
    "by_hand": Text(
        "Du lämnar det själv och anger sedan när.", "You hand it over and then state when."
    ),
}


def ways(session: Session, letter_id: str) -> list[Option]:
    """Every way that is allowed for the letter and has an address; none without a letter."""
    about = letter.find_by_id(session, letter_id)
    if about is None:
        return []
    holds = same_day_letters.standing(session, about)
    return [
        Option(channel, channels.NAMES[channel], HINTS.get(channel))
        for channel in channels.ways(session, holds)
    ]

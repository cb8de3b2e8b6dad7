"""The ways in which one letter may be sent, as options of a question."""

from __future__ import annotations

from cases.letters import channels, letter, same_day_letters
from cases.letters.dispatch_stating import BY_PHONE, IN_WRITING
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

_POSTED = Text("Med brev på posten", "By post")
_HANDED_OVER = Option("handed_over", Text("Överlämnat personligen", "Handed over in person"))
_READ_OUT = Option("phone", Text("Uppläst på telefon", "Read out by phone"))


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


def postings(session: Session, letter_id: str) -> list[Option]:
    """How a letter may have been given by hand; a call only where the law does not want writing."""
    about = letter.find_by_id(session, letter_id)
    in_writing = about is not None and about.kind in IN_WRITING
    if in_writing:
        return [Option("letter", _POSTED, BY_PHONE), _HANDED_OVER]
    return [Option("letter", _POSTED), _HANDED_OVER, _READ_OUT]

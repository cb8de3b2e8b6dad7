"""What would be lost if a process were ended by hand, and who has to do what instead.

The administrator who asks sees no case, so nothing of one is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cases import case, deviation, notice, same_day
from db.session import Session
from engine.texts import Text

MAIN = "main_case"

NOT_KNOWN = Text(
    "Den här processen får inte avslutas: underrättelsen är inte registrerad. Rätta orsaken och "
    "försök igen. Brådskar det skriver en registrator in underrättelsen på nytt.",
    "This process may not be ended: the notice is not registered. Mend the cause and try again. If "
    "it is urgent, a registrar types the notice in anew.",
)
NOT_MATCHED = Text(
    "Den här processen får inte avslutas: underrättelsen skulle bli liggande utan ärende. En "
    "registrator ska först koppla den, eller avgöra att den är felsänd eller ett exemplar.",
    "This process may not be ended: the notice would be left lying without a case. A registrar "
    "must first match it, or decide that it is misdirected or a copy.",
)
STILL_WORKED_ON = Text(
    "Den här processen får inte avslutas medan ärendet är öppet: det som underrättelsen ska starta "
    "kunde utebli. Rätta orsaken och försök igen, eller vänta tills handläggaren har avslutat "
    "ärendet.",
    "This process may not be ended while the case is open: what the notice is to start could fail "
    "to come. Mend the cause and try again, or wait until the caseworker has closed the case.",
)
NOT_CONFIRMED = Text(
    "Den här processen får inte avslutas: bekräftelsen samma dag är inte bevisad. Den som har "
    "jouren skickar breven; går det inte härifrån skickar sektionschefen dem på annat sätt. När "
    "orsaken till avvikelsen är angiven kan processen avslutas.",
    "This process may not be ended: the confirmation on the same day is not proved. Whoever is on "
    "duty sends the letters; if that cannot be done here the section head sends them in another "
    "way. When the reason for the deviation has been given, the process can be ended.",
)


def hindrance(session: Session, process: str, about: str) -> Text | None:
    """Why an instance of this process, about this thing, may not be ended by hand; None if it may.

    The process of an open case may: it is begun anew, so nothing of the case is lost.
    """
    asked = _ASKED.get(process)
    return asked(session, about) if asked else None


def begins_anew(session: Session, process: str, about: str) -> bool:
    """Whether the process of an open case is to be begun again when this one is ended."""
    found = case.find(session, about) if process == MAIN else None
    return found is not None and found.state == "open"


def _of_notice(session: Session, about: str) -> Text | None:
    found = notice.find(session, about)
    if found is None:
        return NOT_KNOWN
    if found.state == "registered":
        return NOT_MATCHED
    of_case = case.by_id(session, found.case_id) if found.case_id is not None else None
    return STILL_WORKED_ON if of_case is not None and of_case.state == "open" else None


def _of_duty(session: Session, about: str) -> Text | None:
    found = notice.find(session, about)
    duty = same_day.find(session, found) if found else None
    if duty is not None and duty.is_done:
        return None
    missed = (one for one in deviation.about(session, [about]) if one.code == same_day.MISSED)
    return None if any(one.reason for one in missed) else NOT_CONFIRMED


_ASKED: Mapping[str, Callable[[Session, str], Text | None]] = {
    "receive_notice": _of_notice,
    same_day.PROCESS: _of_duty,
}

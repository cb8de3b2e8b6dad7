"""The suggested households beside the form where a notice is matched, to compare it with."""

from __future__ import annotations

from typing import Any

from cases import copies, people
from cases.lists import likely_homes
from cases.lists.inbox import TaskView
from cases.lists.likely_homes import LikelyHome
from cases.notice import Notice
from cases.policy import StaffMember
from db.session import Session
from web.facts import personal_number, postal_address
from web.formats import date_full
from web.i18n import gettext as _

Section = dict[str, Any]

ELEMENT = "confirm_match"
"""The task in which a registrar says which household it is."""


def sections(session: Session, actor: StaffMember, about: Notice) -> list[Section]:
    """One for each suggestion; or that there is none."""
    found = likely_homes.of_notice(session, actor, about.id)
    if found:
        return [_section(session, number, home) for number, home in enumerate(found, 1)]
    if copies.candidates(session, about):
        return []
    note = _("Inga förslag. Inget hushåll hos oss liknar det som underrättelsen säger.")
    return [{"title": _("Förslag"), "note": note, "rows": []}]


def searches(actor: StaffMember, view: TaskView) -> bool:
    """Whether the task is one where a household may be searched for, and hers to search in."""
    return view.element == ELEMENT and bool(actor.roles & {"registrar", "manager"})


def shown(session: Session, actor: StaffMember, about: Notice) -> list[str]:
    """The households that are told of there, for the access log."""
    found = likely_homes.of_notice(session, actor, about.id)
    return [home.household for home in found if home is not None]


def _section(session: Session, number: int, home: LikelyHome | None) -> Section:
    title = _("Förslag %(number)s", number=number)
    if home is None:
        note = _("Mer än det som står i valet visas inte här.")
        return {"title": title, "note": note, "rows": []}
    return told(session, title, home)


def told(session: Session, title: str, home: LikelyHome) -> Section:
    """A household with what to compare it by, and where more stands."""
    return {
        "title": title,
        "note": "",
        "rows": [*_household(home), *_case(session, home)],
        "link": _link(home),
    }


def _household(home: LikelyHome) -> list[dict[str, str]]:
    dwelling = home.dwelling
    return [
        *({"label": one.name, "value": _number(one.personal_number)} for one in home.members),
        {"label": _("Adress"), "value": f"{dwelling.street}, {postal_address(dwelling)}"},
        {"label": _("Lägenhetsnummer"), "value": dwelling.apartment_number or _("saknas")},
    ]


def _number(number: str | None) -> str:
    return personal_number(number) if number else _("Personnummer saknas")


def _case(session: Session, home: LikelyHome) -> list[dict[str, str]]:
    if home.case is None:
        return []
    state = _("Öppet ärende") if home.case.is_open else _("Avslutat ärende")
    return [
        {"label": state, "value": home.case.number},
        {"label": _("Enhet"), "value": people.unit_name(session, home.case.unit_id)},
        {"label": _("Öppnades"), "value": date_full(home.case.opened_at)},
    ]


def _link(home: LikelyHome) -> dict[str, str]:
    if home.case is not None and home.case.may_open:
        return {"href": f"/arenden/{home.case.public_id}", "text": _("Öppna ärendet")}
    return {"href": f"/anmalningar/{home.notice}", "text": _("Öppna hushållets underrättelse")}

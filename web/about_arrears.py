"""What the tasks of unpaid rent are about: the step of the ladder, the proposed commitment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cases import contact, notice, people, pledge
from cases.lists.inbox import TaskView
from cases.pledge import Commitment
from db.session import Session
from engine import task_variables
from engine.values import Scalar
from web.access import engine
from web.formats import date_full, datetime_short, money, months_full
from web.i18n import gettext as _
from web.ladder_words import result, step_name

Section = dict[str, Any]
Row = dict[str, str]

_ECONOMY: dict[str, Callable[[], str]] = {
    "yes": lambda: _("Ja"),
    "no": lambda: _("Nej"),
    "uncertain": lambda: _("Osäkert"),
}


def sections(session: Session, view: TaskView) -> list[Section]:
    """What stands first beside the form of such a task; nothing for any other."""
    if view.process not in ("decide_commitment", "contact_ladder"):
        return []
    given = task_variables.of_task(engine(), session, view.public_id)
    if view.process == "decide_commitment":
        return [_proposal(session, pledge.get(session, str(given["commitment"])), given)]
    rows = [{"label": _("Steg"), "value": step_name(str(given["ladder_step_name"]))}]
    return [{"title": _("Kontaktsteg"), "note": "", "rows": [*rows, *_attempts(session, view)]}]


def amount(ore: int | None) -> str:
    """The amount of a commitment, which may not be known yet."""
    return _("belopp saknas") if ore is None else money(ore)


def day(iso: str | None) -> str:
    """A day that may be missing."""
    return date_full(date.fromisoformat(iso)) if iso else ""


def _attempts(session: Session, view: TaskView) -> list[Row]:
    """What has been tried before, so that nobody has to open the case to see it."""
    about = notice.find(session, view.business_key)
    made = contact.of_cases(session, [about.case_id]) if about and about.case_id else []
    return [
        {"label": date_full(one.made_at), "value": f"{step_name(one.step)}: {result(one.result)}"}
        for one in made
    ]


def _proposal(session: Session, one: Commitment, given: Mapping[str, Scalar]) -> Section:
    names = people.names(session, [one.proposed_by])
    economy = _ECONOMY.get(str(given.get("economy")))
    rows = [
        (_("Belopp"), amount(one.amount)),
        (_("Månader"), months_full(one.months)),
        (_("Betalas"), day(one.payment_day)),
        (_("Håller ekonomin efteråt?"), economy() if economy else ""),
        (_("Tidigare åtaganden på två år"), str(given.get("earlier_commitments", ""))),
        (_("Föreslaget av"), names.get(one.proposed_by, "")),
        (_("Föreslaget"), datetime_short(one.proposed_at)),
    ]
    shown = [{"label": label, "value": value} for label, value in rows if value]
    return {"title": _("Förslaget"), "note": "", "rows": shown}

"""What a caseworker is told of an automatic step that has stopped: why, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from db.session import Session
from engine import open_incidents
from engine.causes import CauseClass, class_of
from engine.open_incidents import IncidentView, Mending
from web import decision_failures, step_names
from web.i18n import gettext as _

_CAUSES: dict[CauseClass, Callable[[], str]] = {
    CauseClass.NETWORK: lambda: _("Något som steget behöver svarade inte."),
    CauseClass.ANSWER: lambda: _("Den som steget frågade svarade så att det inte går vidare."),
    CauseClass.DATA: lambda: _("En uppgift saknas eller går inte att använda."),
    CauseClass.CODE: lambda: _("Det är fel i systemet, inte i det som du har skrivit."),
}
_NEXT: dict[CauseClass, Callable[[], str]] = {
    CauseClass.NETWORK: lambda: _("Be driften försöka igen."),
    CauseClass.ANSWER: lambda: _("Be driften ta reda på varför, och försöka igen."),
    CauseClass.DATA: lambda: _(
        "Se efter om något i ärendet saknas eller är fel och rätta det. Be sedan driften försöka "
        "igen."
    ),
    CauseClass.DECISION: lambda: _(
        "Se efter om något i ärendet saknas eller är fel, rätta det och be driften försöka igen. "
        "Är allt rätt behöver processägaren ändra tabellen."
    ),
    CauseClass.CODE: lambda: _("Driften ser felet och försöker igen när det är rättat."),
}


_OWN: dict[str, Callable[[], str]] = {
    "StepLimitReached": lambda: _("Processen kom aldrig till en punkt där den väntar."),
}
"""The kinds of error that their class does not tell of."""


def in_words(kind: str) -> str:
    """Why a step failed, where only the kind of error is known."""
    found = class_of(kind)
    if found is CauseClass.DECISION:
        return _("En beslutstabell gav inget svar.")
    return _OWN.get(kind, _CAUSES[found])()


def cause(session: Session, one: IncidentView) -> str:
    """Why a step failed, by its kind of error, else by the class of that; a decision table by its
    name."""
    if class_of(one.cause) is CauseClass.DECISION:
        return decision_failures.cause(session, one)
    return in_words(one.cause)


def stopped(session: Session, instances: Collection[str]) -> list[dict[str, Any]]:
    """The steps of these instances that have stopped, the one that has stood longest first."""
    return [_told(session, one) for one in open_incidents.open_in(session, instances)]


def _told(session: Session, one: IncidentView) -> dict[str, Any]:
    is_tried = one.mending is Mending.RETRYING
    return {
        "step": step_names.of(session, one.definition_id, one.element).step,
        "state": (_("Försöker igen"), "active") if is_tried else (_("Stannat"), "stopped"),
        "cause": cause(session, one),
        "next": _("Försöks igen av sig självt.") if is_tried else _NEXT[class_of(one.cause)](),
        "since": one.opened_at,
    }

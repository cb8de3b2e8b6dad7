"""What a person must see before a task is done: something looks wrong, and only she can tell."""

from __future__ import annotations

from cases import notice_facts
from cases.letters import channels
from cases.lists.inbox import TaskView
from cases.notice import Notice
from db.session import Session
from web.access import engine, now
from web.formats import date_full
from web.i18n import gettext as _

SENDING = "send_confirmation"
"""The process that confirms a time of eviction to Kronofogden."""


def of(session: Session, view: TaskView, about: Notice) -> list[str]:
    """Sentences to stand above the form; none when nothing looks wrong."""
    if view.process != SENDING:
        return []
    return [*_passed_day(about), *_no_address(session, view, about)]


def _passed_day(about: Notice) -> list[str]:
    day = notice_facts.eviction_day(about.facts)
    if day is None or day >= engine().local_day(now()):
        return []
    return [
        _(
            "Dagen för avhysningen har redan passerat: %(day)s. Kontrollera den mot Kronofogdens "
            "underrättelse, och rätta den innan breven skickas om den är fel.",
            day=date_full(day),
        )
    ]


def _no_address(session: Session, view: TaskView, about: Notice) -> list[str]:
    if view.element != "approve_sending" or channels.kronofogden(session, about):
        return []
    return [
        _(
            "Underrättelsen anger ingen adress för bekräftelsen, och ingen är inställd. Skriv "
            "adressen här nedanför, eller lämna brevet för hand."
        )
    ]

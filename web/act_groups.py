"""What may be done outside the tasks, as links in groups: what is most often done comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cases.case import Case
from cases.notice import Notice
from cases.policy import StaffMember
from db.session import Session
from web import acts as act_pages
from web.i18n import gettext as _

Group = dict[str, Any]
Link = dict[str, str]

TOPICS: tuple[tuple[Callable[[], str], tuple[str, ...]], ...] = (
    (
        lambda: _("Anteckna"),
        ("kontakt", "betalning", "delgivning", "avhysning", "samtycke", "aterkalla-samtycke"),
    ),
    (lambda: _("Skriv och skicka"), ("mote", "remiss", "samtyckesblankett", "avslutsbrev")),
    (lambda: _("Rätta"), ("ratta", "fel-person", "flagga", "kontaktstege", "sammanfor")),
    (
        lambda: _("Skydd"),
        ("skydd", "godkann-kanal", "aterkalla-kanal", "ge-atkomst", "avsluta-atkomst", "hav-skydd"),
    ),
)

_ON_THE_CASE_TOO = frozenset({"flagga"})
"""Acts that a case has for all its notices, so that they are not offered once more for each."""


def of_case(
    session: Session, actor: StaffMember, case: Case, of_it: Sequence[Notice]
) -> list[Group]:
    """The acts on a case and on its notices; which notice is told when there are several."""
    offered = act_pages.offered_on_case(session, actor, case)
    found = act_pages.links(offered, f"/arenden/{case.public_id}")
    for one in of_it:
        number = one.receipt if len(of_it) > 1 else ""
        found += [
            {**link, "number": number}
            for link in _of_notice(session, actor, one)
            if link["word"] not in _ON_THE_CASE_TOO
        ]
    return _grouped(found)


def of_notice(session: Session, actor: StaffMember, about: Notice) -> list[Group]:
    """The acts on a notice."""
    return _grouped(_of_notice(session, actor, about))


def _of_notice(session: Session, actor: StaffMember, about: Notice) -> list[Link]:
    offered = act_pages.offered_on_notice(session, actor, about)
    return act_pages.links(offered, f"/anmalningar/{about.public_id}")


def _grouped(links: list[Link]) -> list[Group]:
    groups = [
        {
            "title": title(),
            "links": [link for word in words for link in links if link["word"] == word],
        }
        for title, words in TOPICS
    ]
    return [group for group in groups if group["links"]]

"""Made-up people and units for the demo and the tests; running it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Table, insert, select

from cases import roster
from cases.commands.roster import SetDutyOfficer
from cases.tables.models import authorities, memberships, staff, unit_areas, units
from db.session import Session

DEMO = "system:demo"


@dataclass(frozen=True)
class DemoPerson:
    """A person who does not exist. key: the public id, so that links and tests can name her."""

    key: str
    name: str
    title: str
    role: str
    unit: str


AUTHORITIES = (
    ("asn", "Arbetsmarknads- och socialnämnden", True),
    ("hvon", "Hälsa-, vård- och omsorgsnämnden", False),
    ("fsn", "Funktionsstödsnämnden", False),
)

UNITS = (
    # key, authority, name, is reception, takes other areas
    ("reception", "asn", "Mottagningen", True, False),
    ("north", "asn", "Boendeenheten norr", False, True),
    ("south", "asn", "Boendeenheten söder", False, False),
    ("audit", "asn", "Internkontrollen", False, False),
    ("management", "asn", "Enhetsledningen", False, False),
    ("care", "hvon", "Vårdenheten", False, False),
    ("support", "fsn", "Funktionsstödsenheten", False, False),
)

AREAS = (("211", "north"), ("212", "north"), ("213", "north"), ("214", "south"), ("215", "south"))
"""Postal prefixes and the unit that takes cases from there. Made up for the demo."""

PEOPLE = (
    DemoPerson("demo-rut", "Rut Registersson", "Registrator", "registrar", "reception"),
    DemoPerson("demo-hanna", "Hanna Handell", "Socialsekreterare", "caseworker", "north"),
    DemoPerson("demo-henrik", "Henrik Hansson", "Socialsekreterare", "caseworker", "north"),
    DemoPerson("demo-sara", "Sara Söderling", "Socialsekreterare", "caseworker", "south"),
    DemoPerson("demo-malin", "Malin Chefsdotter", "Sektionschef", "manager", "north"),
    DemoPerson("demo-mikael", "Mikael Chefsson", "Sektionschef", "manager", "south"),
    DemoPerson("demo-gosta", "Gösta Granskare", "Internrevisor", "auditor", "audit"),
    DemoPerson("demo-vera", "Vera Vårdh", "Biståndshandläggare", "receiver", "care"),
    DemoPerson("demo-axel", "Axel Admin", "Systemförvaltare", "administrator", "reception"),
    DemoPerson("demo-jamila", "Jamila Jourén", "Socialsekreterare", "duty_officer", "reception"),
    DemoPerson("demo-ulla", "Ulla Utredare", "Enhetschef", "unit_head", "management"),
    DemoPerson("demo-niklas", "Niklas Nämndh", "Nämndsekreterare", "committee", "management"),
    DemoPerson("demo-fatima", "Fatima Funke", "LSS-handläggare", "receiver", "support"),
    DemoPerson("demo-pia", "Pia Process", "Processägare", "process_owner", "management"),
    DemoPerson("demo-par", "Pär Processberg", "Processägare", "process_owner", "management"),
)

ON_DUTY = ("demo-jamila", "demo-jamila", "demo-hanna", "demo-henrik")
"""Who is on duty, one stretch of days after the other."""

NAMED_BY = "demo-malin"
STRETCH_DAYS, ROSTER_DAYS, GAP_DAY = 7, 60, 6
"""How many days have the same officer, how far the demo's roster reaches, and the day of it that
nobody has: so that the warning of a day without a name is seen."""


def add_people(session: Session) -> int:
    """Add what is missing of authorities, units, areas and people; returns how many people."""
    for key, name, receives in AUTHORITIES:
        _add(session, authorities, {"key": key}, {"name": name, "receives_notices": receives})
    for key, authority, name, reception, others in UNITS:
        values = {"name": name, "is_reception": reception, "takes_other_areas": others}
        of = {"authority_id": _id(session, authorities, authority)}
        _add(session, units, {"key": key}, {**values, **of})
    for prefix, unit in AREAS:
        _add(session, unit_areas, {"postal_prefix": prefix}, {"unit_id": _id(session, units, unit)})
    return sum(_add_person(session, person) for person in PEOPLE)


def coming_roster(session: Session, today: date) -> Iterator[SetDutyOfficer]:
    """What names an officer for the days to come, to be done by ``NAMED_BY``; a roster where
    somebody is named already is left as it is."""
    authority = _id(session, authorities, "asn")
    if any(row for _day, row in roster.days(session, authority, today, ROSTER_DAYS)):
        return
    for number, first in enumerate(range(0, ROSTER_DAYS, STRETCH_DAYS)):
        after = min(first + STRETCH_DAYS, ROSTER_DAYS)
        last = after - 2 if after - 1 == GAP_DAY else after - 1
        officer = ON_DUTY[number % len(ON_DUTY)]
        days = (today + timedelta(days=first), today + timedelta(days=last))
        yield SetDutyOfficer(*days, officer)


def _id_of_person(session: Session, key: str) -> int:
    return int(session.execute(select(staff.c.id).where(staff.c.public_id == key)).scalar_one())


def _add_person(session: Session, person: DemoPerson) -> bool:
    is_new = _add(
        session, staff, {"public_id": person.key}, {"name": person.name, "title": person.title}
    )
    membership = {
        "staff_id": _id_of_person(session, person.key),
        "unit_id": _id(session, units, person.unit),
        "role": person.role,
    }
    _add(session, memberships, membership, {})
    return is_new


def _add(session: Session, table: Table, key: dict[str, object], values: dict[str, object]) -> bool:
    found = session.execute(
        select(1).where(*(table.c[name] == value for name, value in key.items()))
    ).first()
    if found is None:
        session.execute(insert(table).values(**key, **values))
    return found is None


def _id(session: Session, table: Table, key: str) -> int:
    return int(session.execute(select(table.c.id).where(table.c.key == key)).scalar_one())

"""Three households in three units, and one notice that nobody has matched, to try every door on."""

from __future__ import annotations

import io
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from cases.tables.letter_models import letters
from cases.tables.models import authorities, cases, memberships, notices, staff, units
from documents.attachments import attachments
from engine.models import process_instances, user_tasks
from tests.installed import once
from tests.product import Product, match_as_new, send_notice

UNKNOWN = "A" * 22
TENANTS = {"north": "Nora Norrby", "south": "Sune Söderby", "care": "Karin Vårdby"}
POSTAL_CODES = {"north": "211 34", "south": "214 34", "care": "213 34"}

OF_TWO_UNITS = {
    "demo-dag": {"north": "caseworker", "south": "manager"},
    "demo-eva": {"reception": "registrar", "care": "auditor"},
}


@dataclass(frozen=True)
class Thing:
    """The public ids of a notice and of what became of it; those it lacks are unknown ids."""

    notice: str
    file: str
    case: str = UNKNOWN
    letter: str = UNKNOWN
    instance: str = UNKNOWN
    task: str = UNKNOWN


def build(product: Product) -> dict[str, Thing]:
    """A case in each of the units north, south and care (another authority), and one unmatched."""
    return once(product.database, "three households", lambda: _build(product))


def _build(product: Product) -> dict[str, Thing]:
    scene = {}
    _let_vera_work_on_cases(product)
    _add_people_of_two_units(product)
    for unit, tenant in TENANTS.items():
        receipt = _send(product, tenant, POSTAL_CODES[unit])
        product.work()
        match_as_new(product)
        if unit == "care":
            _move_to_care(product, receipt)
        scene[unit] = _of_case(product, receipt)
    receipt = _send(product, "Ofri Okopplad", "211 35")
    product.work()
    return {**scene, "unmatched": _of_notice(product, receipt)}


def _send(product: Product, tenant: str, postal_code: str) -> str:
    file = (io.BytesIO(b"Uppsagd."), "uppsägning.txt")
    changes = {"tenant_personal_number": "", "attachments": file}
    return send_notice(
        product,
        tenant_name=tenant,
        dwelling_street=f"{tenant}s gata 1",
        dwelling_postal_code=postal_code,
        **changes,  # type: ignore[arg-type]
    )


def _move_to_care(product: Product, receipt: str) -> None:
    """As a referral will do it: another authority owns the case and its work."""
    with product.database.transaction() as session:
        authority = session.scalar(select(authorities.c.id).where(authorities.c.key == "hvon"))
        unit = session.scalar(select(units.c.id).where(units.c.key == "care"))
        owned = select(notices.c.case_id).where(notices.c.receipt == receipt).scalar_subquery()
        case = session.scalar(select(cases.c.public_id).where(cases.c.id == owned))
        session.execute(
            update(cases).where(cases.c.id == owned).values(authority_id=authority, unit_id=unit)
        )
        session.execute(
            update(notices).where(notices.c.receipt == receipt).values(authority_id=authority)
        )
        session.execute(
            update(user_tasks)
            .where(user_tasks.c.business_key == case)
            .values(candidate_group="caseworker:care")
        )


def _let_vera_work_on_cases(product: Product) -> None:
    """The other authority has a caseworker of its own here."""
    with product.database.transaction() as session:
        unit = session.scalar(select(units.c.id).where(units.c.key == "care"))
        vera = session.scalar(select(staff.c.id).where(staff.c.public_id == "demo-vera"))
        session.execute(insert(memberships).values(staff_id=vera, unit_id=unit, role="caseworker"))


def _add_people_of_two_units(product: Product) -> None:
    """Each is one thing in one unit and another thing in the other."""
    with product.database.transaction() as session:
        for public_id, roles in OF_TWO_UNITS.items():
            session.execute(insert(staff).values(public_id=public_id, name=public_id, title=""))
            person = session.scalar(select(staff.c.id).where(staff.c.public_id == public_id))
            for key, role in roles.items():
                unit = session.scalar(select(units.c.id).where(units.c.key == key))
                membership = {"staff_id": person, "unit_id": unit, "role": role}
                session.execute(insert(memberships).values(membership))


def _of_case(product: Product, receipt: str) -> Thing:
    of_notice = _of_notice(product, receipt)
    with product.database.reading() as session:
        case = session.scalar(
            select(cases.c.public_id)
            .join(notices, notices.c.case_id == cases.c.id)
            .where(notices.c.receipt == receipt)
        )
        letter = session.scalar(
            select(letters.c.public_id)
            .join(notices, notices.c.id == letters.c.notice_id)
            .where(notices.c.receipt == receipt)
        )
        instance = session.scalar(
            select(process_instances.c.public_id).where(process_instances.c.business_key == case)
        )
        task = session.scalar(
            select(user_tasks.c.public_id).where(user_tasks.c.business_key == case)
        )
    assert case
    assert letter
    assert instance
    assert task
    return Thing(of_notice.notice, of_notice.file, case, letter, instance, task)


def _of_notice(product: Product, receipt: str) -> Thing:
    with product.database.reading() as session:
        notice = session.scalar(select(notices.c.public_id).where(notices.c.receipt == receipt))
        file = session.scalar(
            select(attachments.c.public_id).where(attachments.c.holder == f"message:{notice}")
        )
        task = session.scalar(
            select(user_tasks.c.public_id).where(user_tasks.c.business_key == notice)
        )
    assert notice
    assert file
    return Thing(notice, file, task=task or UNKNOWN)

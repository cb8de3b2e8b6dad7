"""A public door as a process of its own, with a database role that can do next to nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from cases import api_keys
from cases.doors import public_role
from cases.doors.public_role import RoleUnsuitable
from cases.tables.models import notices
from db.session import Database
from documents.attachments import attachments
from engine.models import incidents, messages
from tests.operations.door_alone.door import Door
from tests.product import NOTICE, Product, send_notice
from tests.steps import rows


def test_the_form_its_files_and_the_receipt_work_and_the_worker_takes_it_from_there(
    door: Door,
) -> None:
    browser = door.browser()
    assert browser.get("/anmalan").status_code == 200
    kept = browser.page
    file = (io.BytesIO(b"Uppsagd."), "uppsägning.txt")
    answer = browser.post("/anmalan", {**NOTICE, "attachments": file})
    assert answer.status_code == 303
    receipt = browser.get(answer.headers["Location"])
    assert receipt.status_code == 200
    browser.page = kept
    same = browser.post("/anmalan", {**NOTICE, "attachments": (io.BytesIO(b"Uppsagd."), file[1])})
    assert same.headers["Location"] == answer.headers["Location"]
    browser.page = kept
    assert browser.post("/anmalan", {**NOTICE, "tenant_name": "En Annan"}).status_code == 422
    assert "skickades" in browser.text()
    door.product.work()
    (notice,) = rows(door.product, notices)
    assert notice.receipt in receipt.text


def test_every_page_of_the_door_is_drawn_and_the_staff_have_none_here(door: Door) -> None:
    browser = door.browser()
    for path in ("/", "/anmalan", "/hyresvard", "/healthz", "/readyz", "/metrics"):
        assert browser.get(path).status_code == 200, path
    for path in ("/inkorg", "/logga-in", "/drift", "/arenden"):
        assert browser.get(path).status_code == 404, path


def test_what_is_told_of_a_notice_is_kept_without_the_role_reading_any(door: Door) -> None:
    browser = door.browser()
    path = "/hyresvard/komplettera"
    told = {"about": "wrong", "note": "Fel.", "told_by": "Ulla Prov", "reach": "040-12 34 56"}
    numbers = (send_notice(door.product), "2345-6789-ABCD")
    for number in numbers:
        browser.get(path)
        file = (io.BytesIO(b"Rattat."), "rättat.txt")
        answer = browser.post(path, {**told, "receipt": number, "attachments": file})
        assert answer.status_code == 303, browser.text()
        assert browser.get(answer.headers["Location"]).status_code == 200
    door.product.work()
    reports = [row for row in rows(door.product, messages) if row.name == "report_received"]
    assert [row.state for row in reports] == ["correlated", "correlated"]
    assert rows(door.product, incidents) == []


def test_a_file_waits_for_the_form_to_be_right_without_any_more_rights(door: Door) -> None:
    browser = door.browser()
    browser.get("/anmalan")
    file = (io.BytesIO(b"Uppsagd."), "uppsagd.txt")
    wrong = {**NOTICE, "tenant_name": "", "attachments": file}
    assert browser.post("/anmalan", wrong).status_code == 422
    [kept] = re.findall(
        r'name="waiting_file" type="checkbox" value="([^"]+)" checked', browser.page
    )
    assert browser.post("/anmalan", {**NOTICE, "waiting_file": kept}).status_code == 303
    door.product.work()
    with door.product.database.reading() as session:
        [holder] = session.scalars(select(attachments.c.holder))
    assert holder == f"message:{rows(door.product, notices)[0].public_id}"


def test_somebody_who_is_logged_in_elsewhere_sees_the_pages_too(door: Door) -> None:
    axel = door.product.browser("demo-axel")
    cookie = axel.client.get_cookie("bokvar")
    assert cookie is not None
    browser = door.browser()
    browser.client.set_cookie("bokvar", cookie.value)
    assert browser.get("/anmalan").status_code == 200
    assert browser.get("/nej").status_code == 404
    assert "Axel" not in browser.text()


def test_a_senders_own_system_is_known_by_its_key_and_told_of_its_receipts(door: Door) -> None:
    secret = api_keys.new_secret()
    with door.product.database.transaction() as session:
        api_keys.add(
            session,
            api_keys.digest(secret),
            sender_kind="landlord",
            sender_name="Exempelbostäder AB",
            org_number="556000-4615",
            scopes=frozenset(api_keys.SCOPES),
            by="staff:demo-axel",
            now=door.product.clock(),
        )
    client = door.app.test_client()
    given = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/notices/none", headers=given).status_code == 404
    assert client.post("/api/v1/notices", headers=given, json={}).status_code == 422
    with door.product.database.reading() as session:
        (key,) = api_keys.all_keys(session)
    assert key.last_used_at is not None


REFUSED = (
    "SELECT facts FROM notices",
    "SELECT number FROM cases",
    "SELECT name FROM persons",
    "SELECT header FROM history",
    "SELECT payload FROM history_payloads",
    "SELECT payload FROM messages",
    "SELECT name FROM attachments",
    "SELECT body FROM attachment_chunks",
    "SELECT word FROM login_sessions",
    "SELECT facts FROM letters",
    "UPDATE messages SET state = 'correlated'",
    "UPDATE messages SET payload = '{}'",
    "DELETE FROM messages",
    "TRUNCATE messages",
    "DELETE FROM attachments",
    "UPDATE api_keys SET digest = 'x'",
    "INSERT INTO api_keys (public_id) VALUES ('x')",
    "INSERT INTO history (stream_id) VALUES (1)",
    "INSERT INTO jobs (kind) VALUES ('x')",
    "INSERT INTO process_definitions (key) VALUES ('x')",
    "UPDATE artifacts SET body = ''",
    "UPDATE alembic_version SET version_num = 'x'",
    "CREATE TABLE mine (id int)",
    "DROP TABLE messages",
    "ALTER TABLE history DISABLE TRIGGER ALL",
    "CREATE ROLE another",
    "COPY messages TO PROGRAM 'true'",
)


def test_the_role_reads_no_content_and_changes_nothing(door: Door) -> None:
    send_notice(door.product)
    engine = create_engine(door.url)
    for statement in REFUSED:
        with engine.connect() as connection, pytest.raises(ProgrammingError) as refused:
            connection.execute(text(statement))
        assert getattr(refused.value.orig, "sqlstate", "") == "42501", statement
    engine.dispose()


def test_the_role_has_the_rights_that_are_named_and_no_other(door: Door) -> None:
    """Granted once more, to a role that had been given everything."""
    with door.product.database.transaction() as session:
        session.execute(text(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {door.role}"))
        public_role.grant(session, door.role)
        found = session.execute(
            text(
                "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
                "WHERE grantee = :role UNION SELECT table_name, privilege_type || ' ' || "
                "column_name FROM information_schema.role_column_grants c WHERE grantee = :role "
                "AND NOT EXISTS (SELECT FROM information_schema.role_table_grants t WHERE "
                "t.grantee = c.grantee AND t.table_name = c.table_name "
                "AND t.privilege_type = c.privilege_type)"
            ),
            {"role": door.role},
        )
        rights = {tuple(row) for row in found}
    assert rights == set(_named())


def _named() -> Iterator[tuple[str, str]]:
    for table, right in public_role.RIGHTS:
        act, _, columns = right.partition(" (")
        names = [name.strip(" )") for name in columns.split(",")] if columns else [""]
        yield from ((table, f"{act} {name}".strip()) for name in names)


@pytest.mark.parametrize("name", ["postgres", "nobody_at_all", 'x"; DROP TABLE messages; --'])
def test_a_role_that_rights_cannot_bind_is_refused(product: Product, name: str) -> None:
    with pytest.raises(RoleUnsuitable), product.database.transaction() as session:
        public_role.grant(session, name)


def test_sqlite_is_told_that_it_has_no_roles(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(RoleUnsuitable), database.transaction() as session:
        public_role.grant(session, "x")
    database.dispose()

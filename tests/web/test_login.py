"""Logging in as a demo person: here only, with no way round, and out again."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app import create_app
from cases import login
from cases.policy import staff_member
from cases.tables.models import staff
from engine.clock import utc_now
from ledger.models import history, streams
from settings import Settings
from tests.product import Browser, Product
from web import auth
from web.access import LOGGED_IN

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PROXIED = {
    "Forwarded": "for=192.0.2.1",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Prefix": "/bokvar",
    "X-Real-Ip": "127.0.0.1",
    "x-real-ip": "",
    "Via": "1.1 proxy",
}
ELSEWHERE = ("10.0.0.1", "192.168.1.5", "::2", "", "localhost.example", "127.0.0.1, 10.0.0.1")
HERE = ("127.0.0.1", "127.0.0.2", "::1")
OTHER_NAMES = ("bokvar.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "")
OUR_NAMES = ("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]")
EVIL = (
    "//evil.example",
    "///evil.example",
    "http://evil.example",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\r\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "//[",
    "http://[::1",
    "//evil.example@localhost/",
    "",
    "\x00",
    "/inkorg\x00",
    "x" * 50_000,
)


def test_the_login_is_there_only_on_this_computer(product: Product) -> None:
    client = product.app.test_client()
    for address in ELSEWHERE:
        _is_closed(client, environ={"REMOTE_ADDR": address})
    for address in HERE:
        answer = client.get("/logga-in", environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == 200, address


def test_the_login_is_not_there_behind_a_proxy(product: Product) -> None:
    for name, value in PROXIED.items():
        _is_closed(product.app.test_client(), headers={name: value})


def test_the_login_is_not_there_under_the_name_of_another_site(product: Product) -> None:
    """A name on the net can be made to lead here, and the pages of that name could read ours."""
    client = product.app.test_client()
    for name in OTHER_NAMES:
        _is_closed(client, headers={"Host": name})
    for name in OUR_NAMES:
        assert client.get("/logga-in", headers={"Host": name}).status_code == 200, name


def test_without_a_demo_there_is_no_login_and_its_sessions_have_ended(
    product: Product, tmp_path: Path
) -> None:
    hanna = product.browser("demo-hanna")
    real = create_app(
        Settings(var=tmp_path, database_url=product.database.url, secret_key="a key for tests only")
    )
    cookie = hanna.client.get_cookie("bokvar")
    assert cookie
    client = real.test_client()
    _is_closed(client)
    client.set_cookie("bokvar", cookie.value)
    assert client.get("/inkorg").status_code == 303
    real.extensions["bokvar"].database.dispose()


def test_a_session_is_worth_nothing_from_another_computer(product: Product) -> None:
    hanna = product.browser("demo-hanna")
    elsewhere = {"REMOTE_ADDR": "10.0.0.1"}
    assert hanna.client.get("/inkorg", environ_overrides=elsewhere).status_code == 303
    assert hanna.client.get("/inkorg", headers={"X-Forwarded-For": "::1"}).status_code == 303
    assert hanna.client.get("/inkorg").status_code == 200


def test_the_login_leads_to_no_other_site(product: Product) -> None:
    for target in EVIL:
        browser = product.browser()
        shown = browser.get(f"/logga-in?next={quote(target)}")
        assert shown.status_code == 200, target
        assert browser.hidden()["next"] == ""
        answer = browser.post("/logga-in", {"person": "demo-hanna", "next": target})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/inkorg"), target
        answer = browser.post(f"/logga-in?next={quote(target)}", {"person": "demo-hanna"})
        assert answer.status_code in (303, 422)
        assert answer.headers.get("Location", "/inkorg") == "/inkorg", target


def test_the_login_leads_back_to_where_she_was_going(product: Product) -> None:
    browser = product.browser()
    answer = browser.get("/arenden?sida=2")
    assert answer.headers["Location"] == "/logga-in?next=%2Farenden%3Fsida%3D2"
    browser.get(answer.headers["Location"])
    answer = browser.post("/logga-in", {"person": "demo-hanna"})
    assert answer.headers["Location"] == "/arenden?sida=2"


def test_everyone_comes_to_a_page_that_she_may_see(product: Product) -> None:
    for person in ("demo-rut", "demo-hanna", "demo-malin", "demo-gosta", "demo-axel"):
        browser = product.browser()
        browser.get("/logga-in")
        answer = browser.post("/logga-in", {"person": person})
        assert browser.get(answer.headers["Location"]).status_code == 200, person


def test_an_administrator_begins_with_what_has_failed(product: Product) -> None:
    axel = product.browser()
    axel.get("/logga-in")
    assert axel.post("/logga-in", {"person": "demo-axel"}).headers["Location"] == "/drift"


def test_the_language_link_leads_to_no_other_site(product: Product) -> None:
    client = product.app.test_client()
    for referer in (
        "http://evil.example/",
        "http://localhost.evil.example/x",
        "http://localhost@evil.example/",
        "http://localhost//evil.example",
        "http://localhost/\\evil.example",
        "http://localhost//[",
        "http://localhost\\@evil.example",
        "//localhost/",
        "x" * 50_000,
        "",
    ):
        answer = client.get("/sprak/en", headers={"Referer": referer})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), referer
    answer = client.get("/sprak/en", headers={"Referer": "http://localhost/arenden?sida=2"})
    assert answer.headers["Location"] == "/arenden?sida=2"


def test_the_session_cookie_is_for_our_own_pages_only(product: Product, tmp_path: Path) -> None:
    browser = product.browser()
    browser.get("/logga-in")
    answer = browser.post("/logga-in", {"person": "demo-hanna"})
    flags = answer.headers["Set-Cookie"]
    assert flags.startswith("bokvar=")
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags
    assert "Domain" not in flags
    assert product.app.config["SESSION_COOKIE_SECURE"] is False
    real = create_app(Settings(var=tmp_path, database_url=product.database.url, secret_key="x"))
    assert real.config["SESSION_COOKIE_SECURE"] is True
    assert "Secure" in real.test_client().get("/sprak/en").headers["Set-Cookie"]
    real.extensions["bokvar"].database.dispose()


def test_logging_in_begins_a_new_session(product: Product) -> None:
    """What was in the cookie before, planted by someone else perhaps, is worth nothing after."""
    browser = product.browser()
    browser.get("/logga-in")
    planted = browser.hidden()["csrf_token"]
    assert browser.post("/logga-in", {"person": "demo-hanna"}).status_code == 303
    answer = browser.client.post("/logga-ut", data={"csrf_token": planted})
    assert answer.status_code == 422
    assert browser.get("/inkorg").status_code == 200
    assert browser.hidden()["csrf_token"] != planted


def test_a_cookie_that_we_did_not_sign_is_nobody(product: Product) -> None:
    with product.database.transaction() as session:
        hanna = staff_member(session, "demo-hanna")
        assert hanna is not None
        signed = _signed(product, login.begin(session, hanna, utc_now()))
    client = product.app.test_client()
    client.set_cookie("bokvar", signed)
    assert client.get("/inkorg").status_code == 200
    head, _, tail = signed.rpartition(".")
    for cookie in ("x", "", "a.b.c", f"{head}.{tail[::-1]}", f"x{signed}", "x" * 100_000, "åäö"):
        client = product.app.test_client(use_cookies=False)
        sent = {"Cookie": f"bokvar={cookie}; lang={cookie}; {cookie}"}
        assert client.get("/inkorg", headers=sent).status_code == 303, cookie[:20]
        assert client.get("/anmalan", headers=sent).status_code == 200, cookie[:20]


def test_a_session_with_something_else_in_it_is_nobody(product: Product) -> None:
    for value in (None, 1, ["demo-hanna"], {"id": "demo-hanna"}, "", "staff:demo-hanna"):
        client = product.app.test_client()
        client.set_cookie("bokvar", _signed(product, value))
        assert client.get("/inkorg").status_code == 303, value


def test_logging_out_ends_the_session(product: Product) -> None:
    browser = product.browser("demo-hanna")
    browser.get("/inkorg")
    answer = browser.post("/logga-ut")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert browser.get("/inkorg").status_code == 303
    browser.get("/")
    assert "Hanna" not in browser.text()
    assert _security(product, "staff:demo-hanna") == ["session.began", "session.ended"]


def test_a_copy_of_the_cookie_opens_nothing_after_logging_out(product: Product) -> None:
    browser = product.browser("demo-hanna")
    browser.get("/inkorg")
    kept = browser.client.get_cookie("bokvar")
    assert kept is not None
    browser.post("/logga-ut")
    thief = product.app.test_client()
    thief.set_cookie("bokvar", kept.value)
    assert thief.get("/inkorg").status_code == 303


def test_logging_out_in_one_browser_leaves_the_other_logged_in(product: Product) -> None:
    first, second = product.browser("demo-hanna"), product.browser("demo-hanna")
    first.get("/inkorg")
    first.post("/logga-ut")
    assert second.get("/inkorg").status_code == 200


def test_who_is_no_longer_employed_is_out_at_once(product: Product) -> None:
    browser = product.browser("demo-hanna")
    assert browser.get("/inkorg").status_code == 200
    with product.database.transaction() as session:
        session.execute(
            update(staff).where(staff.c.public_id == "demo-hanna").values(is_active=False)
        )
    assert browser.get("/inkorg").status_code == 303
    other = product.browser()
    other.get("/logga-in")
    assert "Hanna Handell" not in other.text()
    assert other.post("/logga-in", {"person": "demo-hanna"}).status_code == 404


def _is_closed(
    client: FlaskClient,
    *,
    environ: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> None:
    """Neither the page is there nor the way past it."""
    browser = Browser(client)
    client.get("/")
    answers: list[TestResponse] = [
        client.get("/logga-in", environ_overrides=environ or {}, headers=headers),
        client.post(
            "/logga-in",
            data={**_token(client), "person": "demo-hanna"},
            environ_overrides=environ or {},
            headers=headers,
        ),
    ]
    assert answers[0].status_code == 404, (environ, headers)
    # Under another name the cookie does not come along, and the token is missed before the place.
    assert answers[1].status_code in (404, 422), (environ, headers)
    assert browser.get("/inkorg").status_code == 303


def _signed(product: Product, word: object) -> str:
    """A cookie as the app itself would make it."""
    signer = SecureCookieSessionInterface().get_signing_serializer(product.app)
    assert signer
    return str(signer.dumps({LOGGED_IN: word}))


def _token(client: FlaskClient) -> dict[str, str]:
    """A right token in the cookie, so that nothing but the place can be what is refused."""
    with client.session_transaction() as session:
        session["csrf_token"] = "known"
    return {"csrf_token": "known"}


def _security(product: Product, actor: str) -> list[str]:
    with product.database.reading() as session:
        return list(
            session.scalars(
                select(history.c.kind)
                .join(streams, streams.c.id == history.c.stream_id)
                .where(streams.c.key == f"security:{actor}")
                .order_by(history.c.seq)
            )
        )


@pytest.mark.parametrize("door", ["public", "staff"])
def test_each_door_works_alone(product: Product, tmp_path: Path, door: str) -> None:
    """The page of a door that is shut is not found, and says so without leaning on the other."""
    alone = create_app(
        Settings(
            var=tmp_path,
            database_url=product.database.url,
            secret_key="x",
            demo=True,
            doors=(door,),
        )
    )
    client = alone.test_client()
    expected = {"/": 200, "/anmalan": 200, "/logga-in": 404, "/inkorg": 404}
    if door == "staff":
        expected = {"/": 200, "/anmalan": 404, "/logga-in": 200, "/inkorg": 303}
    assert {path: client.get(path).status_code for path in expected} == expected
    alone.extensions["bokvar"].database.dispose()


def test_somebody_whose_role_has_no_pages_is_told_so_and_not_taken_for_a_landlord(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "_places", lambda _person: [])
    pia = product.browser("demo-pia")
    pia.get("/")
    assert "Rollen processägare har inga uppgifter" in pia.text()
    assert "Logga in som personal" not in pia.text()
    assert 'href="/anmalan"' not in pia.page.split("<footer")[0]
    monkeypatch.undo()
    hanna = product.browser("demo-hanna")
    hanna.get("/")
    assert "Logga in som personal" not in hanna.text()
    assert "Använd tjänsten när du" in hanna.text()

"""Who asks for what is not hers learns nothing from how much work it is: the database is asked the
same of a number that somebody else has as of one that nobody has. Statements are counted, not time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, update
from werkzeug.test import TestResponse

from cases.commands.api_key import RevokeApiKey
from cases.tables.models import staff
from tests.api.sender import U10, Sender, sender
from tests.product import NOTICE, Browser, Product, match_as_new, send_notice
from tests.steps import person
from tests.web import scene
from tests.web.scene import UNKNOWN
from tests.web.test_access import ACTS, NOTHING, NOTICES, TASKS, THINGS
from tests.web.test_complement import PATH as COMPLEMENT
from tests.web.test_complement import WROTE

NOBODYS = "2222-3333-4444"
REASON = {"reason": "Fel belopp.", "facts": {"amount": 1}}


@contextmanager
def statements(product: Product) -> Iterator[list[str]]:
    """What the database was asked, without the values."""
    asked: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    engines = (product.database.writing_engine, product.database.reading_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", _note)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", _note)


def work_of(product: Product, ask: Callable[[], TestResponse]) -> tuple[list[str], TestResponse]:
    """What the database was asked for this, and the answer. A first time warms what is kept."""
    ask()
    with statements(product) as asked:
        answer = ask()
    return asked, answer


def test_the_receipt_of_another_sender_is_as_much_work_as_none(product: Product) -> None:
    one, other = sender(product), sender(product, org_number="556020-0007")
    hers = other.post("/notices", U10).get_json()["receipt"]
    for act in (_status, _correct, _withdraw):
        asked = [work_of(product, partial(act, one, n)) for n in (hers, NOBODYS)]
        assert [answer.status_code for _, answer in asked] == [404, 404]
        assert asked[0][0] == asked[1][0] != []
        assert asked[0][1].data == asked[1][1].data


def test_a_key_that_is_revoked_is_as_much_work_as_none(product: Product) -> None:
    one = sender(product)
    with product.database.transaction() as session:
        command = RevokeApiKey(one.key, "Läckt.")
        product.engine.execute(session, command, person(product, "demo-axel"))
    unknown = Sender(one.client, one.secret[:-4] + "AAAA", one.key)
    asked = [work_of(product, partial(_status, s, NOBODYS)) for s in (one, unknown)]
    assert [answer.status_code for _, answer in asked] == [401, 401]
    assert asked[0][0] == asked[1][0]
    assert sum("FROM api_keys" in statement for statement in asked[0][0]) == 1


def test_a_person_who_may_no_longer_log_in_is_as_much_work_as_none(product: Product) -> None:
    with product.database.transaction() as session:
        left = update(staff).where(staff.c.public_id == "demo-sara").values(is_active=False)
        session.execute(left)
    browser = product.browser()
    asked = [work_of(product, partial(_log_in, browser, p)) for p in ("demo-sara", "demo-nobody")]
    assert [answer.status_code for _, answer in asked] == [404, 404]
    assert asked[0][0] == asked[1][0]


def test_the_page_of_a_receipt_that_is_not_signed_by_us_asks_the_database_nothing(
    product: Product,
) -> None:
    browser = product.browser()
    browser.get("/anmalan")
    given = browser.post("/anmalan", NOTICE).headers["Location"].partition("?")[0]
    assert browser.get(given).status_code == 200
    for wrong in (given[:-3] + "AAA", "/anmalan/kvitto/AAAA"):
        for ending in ("", "/pdf"):
            asked, answer = work_of(product, partial(browser.get, wrong + ending))
            assert (answer.status_code, asked) == (404, [])


def test_what_is_told_of_a_notice_that_we_have_is_as_much_work_as_of_none(product: Product) -> None:
    ours = send_notice(product)
    product.work()
    asked = [work_of(product, partial(_complement, product, n))[0] for n in (ours, NOBODYS)]
    assert asked[0] == asked[1] != []


@pytest.mark.parametrize("door", ["the form", "the interface"])
def test_a_notice_of_a_household_that_we_know_is_as_much_work_as_of_another(
    product: Product, door: str
) -> None:
    send = _by_form if door == "the form" else _by_key(sender(product))
    send(product, NOTICE["tenant_name"])
    product.work()
    match_as_new(product)
    asked = [
        work_of(product, partial(send, product, name))[0]
        for name in (NOTICE["tenant_name"], "Okänd Provsson")
    ]
    assert asked[0] == asked[1] != []


@pytest.mark.parametrize(
    "person", ["demo-hanna", "demo-vera", "demo-gosta", "demo-ulla", "demo-eva"]
)
def test_what_is_somebody_elses_is_as_much_work_as_what_is_not_there(
    product: Product, person: str
) -> None:
    things = scene.build(product)
    browser = product.browser(person)
    browser.get("/")
    seen = {name for who in (NOTICES, TASKS) for name in who.get(person, "").split()}
    for pages, ask in ((THINGS, browser.get), (ACTS, browser.post)):
        for endpoint, (template, _) in pages.items():
            paths = [template.format(**vars(things[name])) for name in sorted(things.keys() - seen)]
            hidden = [path for path in paths if "{" in template and UNKNOWN not in path]
            asked = [work_of(product, partial(ask, path))[0] for path in hidden]
            nothing = work_of(product, partial(ask, template.format(**vars(NOTHING))))[0]
            assert asked == [nothing] * len(hidden), endpoint


def _complement(product: Product, receipt: str) -> TestResponse:
    browser = product.browser()
    browser.get(COMPLEMENT)
    answer = browser.post(COMPLEMENT, {**WROTE, "receipt": receipt})
    assert answer.status_code == 303
    return answer


def _log_in(browser: Browser, person: str) -> TestResponse:
    browser.get("/logga-in")
    return browser.post("/logga-in", {"person": person})


def _status(one: Sender, receipt: str) -> TestResponse:
    return one.get(f"/notices/{receipt}")


def _correct(one: Sender, receipt: str) -> TestResponse:
    return one.post(f"/notices/{receipt}/corrections", REASON)


def _withdraw(one: Sender, receipt: str) -> TestResponse:
    return one.post(f"/notices/{receipt}/withdrawals", {"reason": "paid"})


def _by_form(product: Product, tenant: str) -> TestResponse:
    browser = product.browser()
    browser.get("/anmalan")
    return browser.post("/anmalan", {**NOTICE, "tenant_name": tenant})


def _by_key(one: Sender) -> Callable[[Product, str], TestResponse]:
    def _send(_product: Product, tenant: str) -> TestResponse:
        facts = {**U10["facts"], "tenant_name": tenant}
        return one.post("/notices", {**U10, "facts": facts})

    return _send

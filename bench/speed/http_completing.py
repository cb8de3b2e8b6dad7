"""The whole completion of a task over HTTP, ours and the same page on the naive baseline.

Ours is the product's own page with all that it does: session, CSRF, draft, form, policy, ledger,
facts of the case, redirect. Both are called in their process, without a network between.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from sqlalchemy import select

from bench.speed.child import Child
from bench.speed.ground import Ground, fresh, interleaved, rate
from bench.speed.results import Figure, at_least
from bench.tables import number, show
from cases.policy import StaffMember, staff_member
from connectors.mail_sink import MailSink
from db import migrate
from db.session import Database
from engine.commands import ClaimTask, CompleteTask
from engine.models import process_instances, user_tasks
from tests.product import ASSESSMENT, Browser, Product, match_as_new, send_notice

TIMES = {30: 4, 300: 12}
PERSON = "demo-hanna"


def figures(ground: Ground) -> Iterator[Figure]:
    """Our rate beside the naive page's, as the case has seen more tasks."""
    with fresh(ground, "http") as (url, folder), MailSink(folder / "mail") as sink:
        migrate.upgrade(url)
        product = Product(Database(url), folder, sink)
        product.engine.checks_state = False
        product.install()
        send_notice(product)
        product.work()
        match_as_new(product)
        naive = Child("bench.speed.naive_page", url)
        try:
            yield from _compared(ground, product, naive)
        finally:
            naive.end()
            product.database.dispose()


def _compared(ground: Ground, product: Product, naive: Child) -> Iterator[Figure]:
    browser, done, rows = product.browser(PERSON), 0, []
    for point in ground.size.http_points:
        _assess(product, point - done)
        beside = naive.call("begin", "main_case", point, _definition(product))
        ways = {
            "ours": partial(_posted, product, browser),
            "naive": partial(_posted_naively, naive, beside),
        }
        took = interleaved(ground.size.rounds, ground.size.window, ways)
        done = point + ground.size.rounds * ground.size.window
        times = took["naive"] / took["ours"]
        rows.append([number(point), *(number(rate(s)) for s in took.values()), number(times, 1)])
        name = f"{ground.name}, HTTP, {point} tasks: ours / naive page"
        yield at_least(name, times, TIMES.get(point, 4))
    head = ["tasks", "ours", "naive page", "times"]
    show(f"Whole HTTP completions a second on {ground.name}", head, rows)


def _posted(product: Product, browser: Browser) -> float:
    """Take the assessment, open it, and send its form; seconds of the sending alone."""
    address = f"/uppgifter/{_open_task(product)}"
    browser.get(address)
    browser.post(f"{address}/ta")
    browser.get(address)
    began = time.perf_counter()
    answer = browser.post(address, ASSESSMENT)
    took = time.perf_counter() - began
    assert answer.status_code == 303, browser.text()
    return took


def _posted_naively(naive: Child, instance: int) -> float:
    return float(naive.call("complete", instance))


def _assess(product: Product, times: int) -> None:
    """Complete the assessment so many times by commands, in one transaction."""
    fields = {name: [value] for name, value in ASSESSMENT.items()}
    for _ in range(times):
        task = _open_task(product)
        with product.database.transaction() as session:
            hanna = staff_member(session, PERSON)
            assert isinstance(hanna, StaffMember)
            product.engine.execute(session, ClaimTask(task), hanna)
            product.engine.execute(session, CompleteTask(task, fields, 2), hanna)


def _open_task(product: Product) -> str:
    with product.database.reading() as session:
        return str(
            session.execute(
                select(user_tasks.c.public_id)
                .where(user_tasks.c.element == "assess_case", user_tasks.c.state == "open")
                .where(user_tasks.c.business_key != "naive")
                .order_by(user_tasks.c.id.desc())
                .limit(1)
            ).scalar_one()
        )


def _definition(product: Product) -> int:
    with product.database.reading() as session:
        return int(session.execute(select(process_instances.c.definition_id).limit(1)).scalar_one())

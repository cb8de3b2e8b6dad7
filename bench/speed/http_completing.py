"""The whole completion of a task over HTTP, ours and the same page with the naive baseline in it.

Both are the product's own page with all that it does: session, CSRF, draft, form, policy, ledger,
facts of the case, redirect, one transaction; the baseline has another engine (naive_page.py). Both
are called in their process, without a network between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import select

from bench.speed import page
from bench.speed.child import Child
from bench.speed.ground import Ground, fresh, interleaved, rate
from bench.speed.results import Figure, at_least
from bench.tables import number, show
from cases.policy import StaffMember, staff_member
from cases.tables.models import cases
from connectors.mail_sink import MailSink
from db import migrate
from db.session import Database
from engine.commands import ClaimTask, CompleteTask
from front.memory import keep_for_good
from tests.product import ASSESSMENT, Product, match_as_new, send_notice

TIMES = {30: 4, 300: 12}


def figures(ground: Ground) -> Iterator[Figure]:
    """Our rate beside the naive page's, as the case has seen more tasks."""
    with fresh(ground, "http") as (url, folder), MailSink(folder / "mail") as sink:
        migrate.upgrade(url)
        product = Product(Database(url), folder, sink)
        product.engine.checks_state = False
        product.install()
        ours, theirs = two_cases(product)
        naive = Child("bench.speed.naive_page", url, str(folder))
        keep_for_good()
        try:
            yield from _compared(ground, product, naive, ours, theirs)
        finally:
            naive.end()
            product.database.dispose()


def two_cases(product: Product) -> list[str]:
    """Two cases, each with an assessment to make; by public id."""
    for home in ("1102", "1103"):
        send_notice(product, apartment_number=home, tenant_personal_number="")
        product.work()
        match_as_new(product)
    with product.database.reading() as session:
        return list(session.execute(select(cases.c.public_id).order_by(cases.c.id)).scalars())


def _compared(
    ground: Ground, product: Product, naive: Child, ours: str, theirs: str
) -> Iterator[Figure]:
    browser, done, rows = product.browser(page.PERSON), 0, []
    for point in ground.size.http_points:
        _assess(product, ours, point - done)
        naive.call("take_over", theirs, point)
        ways: dict[str, Callable[[], float]] = {
            "ours": partial(page.posted, product, browser, ours),
            "naive": lambda: float(naive.call("complete", theirs)),
        }
        took = interleaved(ground.size.rounds, ground.size.window, ways)
        done = point + ground.size.rounds * ground.size.window
        times = took["naive"] / took["ours"]
        rows.append([number(point), *(number(rate(s)) for s in took.values()), number(times, 1)])
        name = f"{ground.name}, HTTP, {point} tasks: ours / naive page"
        yield at_least(name, times, TIMES.get(point, 4))
    head = ["tasks", "ours", "naive page", "times"]
    show(f"Whole HTTP completions a second on {ground.name}", head, rows)


def _assess(product: Product, case: str, times: int) -> None:
    """Complete the assessment so many times by commands, each in a transaction."""
    fields = {name: [value] for name, value in ASSESSMENT.items()}
    for _ in range(times):
        with product.database.transaction() as session:
            task = page.assessment(session, case).public_id
            hanna = staff_member(session, page.PERSON)
            assert isinstance(hanna, StaffMember)
            product.engine.execute(session, ClaimTask(task), hanna)
            product.engine.execute(session, CompleteTask(task, fields, 2), hanna)

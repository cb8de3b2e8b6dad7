"""Two who do the same at the same moment: it is done once, and the other one is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from cases.commands.studio import ApproveDraft, DiscardDraft
from cases.tables.models import notices
from engine import definitions, jobs
from engine.commands import AskRetry
from engine.errors import Refused
from engine.models import incidents
from ledger import anchor_key, anchor_keys
from ledger.anchoring import anchor_now
from ledger.verify_anchors import verify_anchors
from tests.product import Product, send_notice
from tests.steps import ledger, person, rows
from tests.web.broken import break_operation, give_up
from tests.web.test_studio_approval import DRAFT, PROCESS, _rename, _submit


def _at_once(product: Product, *acts: tuple[str, object]) -> list[str]:
    """What became of each command: ``done``, or the kind of refusal."""
    gate = Barrier(len(acts))

    def _one(act: tuple[str, object]) -> str:
        who, command = act
        actor = person(product, who)
        gate.wait()
        try:
            with product.database.transaction() as session:
                product.engine.execute(session, command, actor)
        except Refused as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(_one, acts))


@pytest.fixture
def version(product: Product) -> int:
    """The version of a draft that waits for approval."""
    pia = product.browser("demo-pia")
    _rename(pia)
    _submit(pia)
    pia.get(DRAFT)
    return int(pia.hidden()["version"])


def test_a_draft_approved_twice_at_once_is_one_version(product: Product, version: int) -> None:
    approve = ("demo-par", ApproveDraft(PROCESS, version))
    assert _at_once(product, approve, approve, approve) == [
        "ConcurrentChange", "ConcurrentChange", "done",
    ]  # fmt: skip
    with product.database.reading() as session:
        assert definitions.latest(session, PROCESS).version == 2
    assert ledger(product).is_whole


def test_a_draft_approved_and_thrown_away_at_once_is_one_of_them(
    product: Product, version: int
) -> None:
    approve, discard = ApproveDraft(PROCESS, version), DiscardDraft(PROCESS, version)
    came = _at_once(product, ("demo-par", approve), ("demo-pia", discard))
    assert came == ["ConcurrentChange", "done"]
    with product.database.reading() as session:
        is_new = definitions.latest(session, PROCESS).version == 2
    pia = product.browser("demo-pia")
    pia.get(f"/studio/{PROCESS}")
    assert ("godkänd av Pär Processberg" in pia.text()) == is_new


def test_a_try_asked_for_by_many_at_once_is_one_try(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    product.clock.set("2026-12-01 09:00")
    broken = break_operation(product, monkeypatch, "register_notice")
    send_notice(product)
    product.work()
    give_up(product)
    (incident,) = rows(product, incidents)
    ask = ("demo-axel", AskRetry(incident.public_id))
    assert _at_once(product, ask, ask, ask) == ["done"] * 3
    assert [one.state for one in rows(product, jobs.jobs)] == ["waiting"]
    broken.is_mended = True
    product.work()
    assert [one.state for one in rows(product, incidents)] == ["resolved"]
    assert len(rows(product, notices)) == 1


def test_keys_that_take_over_while_anchors_are_made_leave_every_anchor_with_its_key(
    product: Product,
) -> None:
    path = product.parts.settings.anchor_key_file
    anchor_key.make(path)
    gate = Barrier(4)

    def _work(number: int) -> None:
        gate.wait()
        for _ in range(5):
            if number == 0:
                anchor_keys.replace(product.database, path, now=product.clock())
            else:
                product.browser("demo-gosta").get("/granskning")
                anchor_now(product.database, path, now=product.clock())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(_work, range(4)))
    with product.database.reading() as session:
        report = verify_anchors(session, keys=anchor_keys.trusted(path), folder=None)
    assert report.faults == ()
    assert report.anchors > 1

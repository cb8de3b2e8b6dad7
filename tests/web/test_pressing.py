"""What is urgent by its days is so by table D3 as it is deployed: the days stand nowhere else."""

from __future__ import annotations

import shutil
from pathlib import Path

from front import shipped
from tests.product import Product
from tests.steps import match, receive
from tests.web.test_inbox import inbox

URGENT = "BKV-2026-000001 Prio 1"


def test_a_municipality_that_changes_the_days_of_the_table_changes_its_lists(
    product: Product, tmp_path: Path
) -> None:
    product.clock.set("2026-03-03 10:15")
    receive(product)
    match(product)
    product.at("2026-03-16 09:00")
    assert URGENT not in inbox(product, "demo-hanna").text()
    shipped.deploy_folder(product.parts, _with_four_days(tmp_path))
    assert URGENT in inbox(product, "demo-hanna").text()
    product.at("2026-03-15 09:00")
    assert URGENT not in inbox(product, "demo-hanna").text()


def _with_four_days(tmp_path: Path) -> Path:
    folder = tmp_path / "processes"
    shutil.copytree(shipped.PROCESSES, folder)
    table = folder / "receive_notice" / "set_priority.dmn"
    before = table.read_text()
    assert before.count("<text>&lt;= 2</text>") == 1
    table.write_text(before.replace("<text>&lt;= 2</text>", "<text>&lt;= 4</text>"))
    return folder

"""A new version of a process is for new cases; what runs goes on as it was drawn when it began."""

from __future__ import annotations

import shutil
from pathlib import Path

from front import shipped
from tests.product import ASSESSMENT, Browser, Product, match_as_new, send_notice, take_task

OLD, NEW = "Bedöm ärendet", "Bedöm läget"


def test_a_running_case_stays_on_its_version_and_a_new_case_has_the_new_one(
    product: Product, tmp_path: Path
) -> None:
    _open_case(product, "Exempelgatan 1")
    report = shipped.deploy_folder(product.parts, _changed(tmp_path))
    assert [(each.key, each.version) for each in report.deployed] == [("main_case", 2)]

    hanna = product.browser("demo-hanna")
    for _ in range(2):
        address = take_task(hanna, OLD)
        assert hanna.post(address, ASSESSMENT).status_code == 303
    assert _titles(hanna) == {OLD: 1}

    _open_case(product, "Exempelgatan 2")
    assert _titles(hanna) == {OLD: 1, NEW: 1}
    address = take_task(hanna, NEW)
    assert hanna.post(address, ASSESSMENT).status_code == 303
    assert _titles(hanna) == {OLD: 1, NEW: 1}


def test_a_running_case_calls_the_process_it_was_deployed_with(
    product: Product, tmp_path: Path
) -> None:
    _open_case(product, "Exempelgatan 1")
    folder = _copied(tmp_path)
    _replace(folder / "close_case" / "process.bpmn", "Besluta om utfall", "Avgör utfallet")
    report = shipped.deploy_folder(product.parts, folder)
    assert {each.key for each in report.deployed} == {"close_case", "main_case"}

    hanna = product.browser("demo-hanna")
    address = take_task(hanna, OLD)
    hanna.post(address, {**ASSESSMENT, "next_step": "close"})
    hanna.get("/inkorg")
    assert "Besluta om utfall" in hanna.text()
    assert "Avgör utfallet" not in hanna.text()


def test_deploying_the_same_folder_again_makes_no_version(product: Product) -> None:
    report = shipped.deploy_folder(product.parts)
    assert report.deployed == ()
    folders = {path.parent.name for path in shipped.PROCESSES.glob("*/process.bpmn")}
    assert set(report.unchanged) == folders


def _open_case(product: Product, street: str) -> None:
    send_notice(product, dwelling_street=street, tenant_name=f"Prov {street}")
    product.work()
    match_as_new(product)


def _titles(browser: Browser) -> dict[str, int]:
    """How many tasks of each title are in the inbox."""
    browser.get("/inkorg")
    counts = {title: browser.page.count(f'">{title}<') for title in (OLD, NEW)}
    return {title: count for title, count in counts.items() if count}


def _changed(tmp_path: Path) -> Path:
    folder = _copied(tmp_path)
    _replace(folder / "main_case" / "process.bpmn", f'name="{OLD}"', f'name="{NEW}"')
    return folder


def _copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped.PROCESSES, tmp_path / "processes"))


def _replace(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")

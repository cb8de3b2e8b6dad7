"""The lock files hold what pyproject.toml asks for, whole, with hashes and without addresses."""

import re
import tomllib
from importlib.metadata import distribution, packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, imported_packages, own_files

PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+?)(?: ; (.+?))? \\$", re.MULTILINE)
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=sha256:)", text, re.MULTILINE)
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("requirements.lock", PROJECT["dependencies"]),
        (
            "requirements-dev.lock",
            PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"],
        ),
    ],
)
def test_a_lock_is_what_the_project_needs_and_no_more(name: str, asked: list[str]) -> None:
    locked = _locked(name)
    needed = _needed([Requirement(line) for line in asked])
    assert needed <= locked.keys()
    # What is locked for other systems and interpreters only cannot be seen from here.
    here = {package for package, marker in locked.items() if not marker}
    assert here <= needed


def test_both_locks_hold_the_same_versions() -> None:
    runtime, development = (_versions(name) for name in LOCKS)
    assert runtime.items() <= development.items()


def test_every_dependency_is_pinned_exactly() -> None:
    asked = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    assert [line for line in asked if not re.search(r"==[\w.]+$", line)] == []


def test_the_code_imports_only_what_the_runtime_lock_holds() -> None:
    imported = set().union(*(imported_packages(path) for path in own_files()))
    locked = {canonicalize_name(name) for name in _versions("requirements.lock")}
    assert {name for name in imported if _distributions(name) - locked} == set()


def _distributions(package: str) -> set[str]:
    return {canonicalize_name(name) for name in packages_distributions().get(package, [])}


def _locked(name: str) -> dict[str, str]:
    found = PINNED.findall((ROOT / name).read_text("utf-8"))
    return {canonicalize_name(package): marker for package, _, marker in found}


def _versions(name: str) -> dict[str, str]:
    found = PINNED.findall((ROOT / name).read_text("utf-8"))
    return {package: version for package, version, _ in found}


def _needed(asked: list[Requirement]) -> set[str]:
    """The packages asked for and all that they need here, by what is installed."""
    needed: set[str] = set()
    waiting = [
        (canonicalize_name(each.name), extra) for each in asked for extra in ["", *each.extras]
    ]
    seen: set[tuple[str, str]] = set()
    while waiting:
        package, extra = waiting.pop()
        if (package, extra) in seen:
            continue
        seen.add((package, extra))
        needed.add(package)
        waiting += [
            (canonicalize_name(each.name), wanted)
            for each in _requires(package, extra)
            for wanted in ["", *each.extras]
        ]
    return needed


def _requires(package: str, extra: str) -> list[Requirement]:
    requirements = [Requirement(line) for line in distribution(package).requires or []]
    return [r for r in requirements if r.marker is None or r.marker.evaluate({"extra": extra})]

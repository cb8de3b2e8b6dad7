"""Rules of style.md that a machine can see in the source."""

import ast
import re
import statistics
from pathlib import Path

import pytest

from tests.house.tree import ROOT, functions, own_files, place, room_files, tree_of

# As whole words or as parts of snake_case and CamelCase names.
DOMAIN_WORD = re.compile(
    "apartments?|cases?|caseworkers?|dwellings?|evict|evictions?|households?|landlords?|"
    "municipalit(y|ies)|notices?|registrars?|rents?|tenants?|tenancy|"
    "anmälan|handläggare|hyresgäst|hyresvärd|vräkning|ärende"
)
FEEL_FUNCTIONS = re.compile("(upper|lower)[ _]case")

VAGUE_NAMES = {"manager", "helper", "helpers", "util", "utils", "common", "misc", "info"}
WORDS = re.compile(r"[A-ZÅÄÖ]?[a-zåäö]+|[A-ZÅÄÖ]+(?![a-zåäö])")

NOT_GIVEN = {
    "now": "datetime",
    "utcnow": "datetime",
    "today": "date",
    "utcfromtimestamp": "datetime",
}
CLOCKS = {"engine/clock.py"}
BROAD = {"Exception", "BaseException"}

MOST_LINES = {"ledger/verify_history.py": 640}
"""A program that is handed out alone is one file, however many the things it must not believe."""


def test_commit_stands_once() -> None:
    places = [
        place(path, node)
        for path in own_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert [each.partition(":")[0] for each in places] == ["db/session.py"], places


def test_days_times_and_sums_are_written_by_one_helper_each() -> None:
    """On pages and in files web/formats.py, in sentences and letters cases/law/day_words.py."""
    helpers = {"web/formats.py", "cases/law/day_words.py"}
    written = re.compile(
        r"strftime\(|format_(date|datetime|decimal|percent)\(|\{[^}\"]*:%(?!Y-%m-%dT)[A-Za-z]"
    )
    places = [
        f"{path.relative_to(ROOT)}:{number}"
        for room in ("web", "cases", "handlers", "documents", "connectors")
        for path in sorted((ROOT / room).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in helpers
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if written.search(line.replace("%Y-%m-%dT%H:%M", ""))
    ]
    assert places == []


def test_a_fixed_pattern_is_written_out_in_its_statement() -> None:
    """SQLite makes the plan of a statement anew each time that a pattern is put into it, which took
    ten times as long as the look-up itself: ``like(literal_column(...))``."""
    places = [
        place(path, node)
        for path in own_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "like"
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert places == []


def test_a_broad_except_stands_in_two_places_at_most() -> None:
    places = [
        place(path, node)
        for path in own_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]
    assert len(places) <= 2, places


def test_only_the_clock_asks_what_time_it_is() -> None:
    places = [
        place(path, node)
        for path in room_files()
        if str(path.relative_to(ROOT)) not in CLOCKS
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and _asks_the_time(node.func)
    ]
    assert places == []


def test_the_engine_holds_no_word_of_the_domain() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {word}"
        for path in sorted((ROOT / "engine").rglob("*.py"))
        for word in _words(path)
        if DOMAIN_WORD.fullmatch(word)
    }
    assert sorted(found) == []


def test_no_module_has_a_vague_name() -> None:
    assert [path for path in own_files() if path.stem in VAGUE_NAMES] == []


def test_no_own_import_is_hidden_in_a_function() -> None:
    places = [
        place(path, node)
        for path in room_files()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert places == []


def test_a_module_says_what_it_is_for() -> None:
    silent = [path for path in own_files() if not ast.get_docstring(tree_of(path))]
    assert silent == []


def test_sizes_stay_within_the_aims(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = {
        f"{place(path, node)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in own_files()
        for node in functions(path)
    }
    files = {str(path.relative_to(ROOT)): _lines(path) for path in own_files()}
    median, high = statistics.median(lengths.values()), _percentile(list(lengths.values()), 95)
    with capsys.disabled():
        print(
            f"\nSizes: {len(files)} files, median {statistics.median(files.values()):.0f} lines; "
            f"{len(lengths)} functions, median {median:.0f} (aim 8), 95th {high} (aim 30)."
        )
    assert {name: size for name, size in lengths.items() if size > 60} == {}
    assert {name: size for name, size in files.items() if size > MOST_LINES.get(name, 400)} == {}


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(each) for each in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in BROAD)


def _asks_the_time(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return NOT_GIVEN.get(function.attr) == name or (name, function.attr) == ("time", "time")


def _words(path: Path) -> set[str]:
    """The words that names and strings of a file are made of, in small letters."""
    texts = [
        value
        for node in ast.walk(tree_of(path))
        for field in ("id", "attr", "name", "arg", "value")
        if isinstance(value := getattr(node, field, None), str)
    ]
    plain = (FEEL_FUNCTIONS.sub("", text) for text in texts)
    return {word.lower() for text in plain for word in WORDS.findall(text)}


def _lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def _percentile(values: list[int], percent: int) -> int:
    return sorted(values)[len(values) * percent // 100]

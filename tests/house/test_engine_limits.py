"""What docs/engine.md says of limits is what the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import safe_xml
from engine.agenda import HOP_LIMIT
from engine.confine import Limits
from engine.feel import build, parse, strict
from engine.lint import document
from engine.repeats import MOST_INSTANCES
from engine.spiff.live import ALONE_LIMIT, STEP_LIMIT
from tests.engine import attempted
from web import studio_check

ROOT = Path(__file__).parents[2]
SAID = " ".join((ROOT / "docs" / "engine.md").read_text("utf-8").split())
MEGABYTE = 1024 * 1024


def limits(found: Limits) -> str:
    """The limits of a child as the page says them."""
    megabytes = grouped(found.memory_bytes // MEGABYTE)
    return f"{found.cpu_seconds} seconds of CPU, {megabytes} MB and {found.wall_seconds:.0f} s"


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


@pytest.mark.parametrize(
    "said",
    [
        f"At deploy it has {limits(Limits())} on the clock",
        f"in the studio {limits(studio_check.LIMITS)}",
        f"{attempted.CPU_SECONDS} second and {attempted.MEMORY_BYTES // MEGABYTE} MB",
        f"{grouped(safe_xml.MAX_BYTES)} bytes, {grouped(safe_xml.MAX_ELEMENTS)} elements and "
        f"{safe_xml.MAX_DEPTH} levels",
        f"{document.MAX_ELEMENTS} elements and flows",
        f"{grouped(parse.LONGEST_TEXT)} characters, depth {strict.DEEPEST_TREE}, "
        f"{build.MOST_DIGITS} digits",
        f"At most {MOST_INSTANCES} instances for one token",
        f"moves an instance {STEP_LIMIT} steps at most and hands over {HOP_LIMIT} messages",
        f"has gone {grouped(ALONE_LIMIT)} steps",
    ],
)
def test_the_page_says_the_limit_that_there_is(said: str) -> None:
    assert said in SAID


def test_the_size_of_what_is_ours_is_near_what_the_page_says() -> None:
    files = (ROOT / "engine" / "spiff").glob("*.py")
    lines = sum(len(file.read_text("utf-8").splitlines()) for file in files)
    assert f"some {grouped(round(lines, -2))} lines" in SAID

"""What must not stand in the repository: paths of one machine, registries, other people's data."""

import re

from tests.house.tree import ROOT, tracked_files

# Written so that the patterns do not find themselves.
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:wor[k]|roo[t]|hom[e]|tm[p]|User[s])/")
REGISTRY = re.compile(r"https?://[a-z0-9.-]*(?:np[m]js|pyp[i]|pythonh[o]sted|debia[n])[a-z0-9.-]*/")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KE[Y]-----")
NOT_TEXT = {".woff2", ".ttf", ".png", ".ico", ".jpg", ".pdf", ".gz", ".br"}
BUILT = {"web/static/dist", "tests/browser/axe.min.js"}


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert _lines_with(MACHINE_PATH) == []
    assert _lines_with(REGISTRY) == []


def test_no_file_holds_a_private_key() -> None:
    assert _lines_with(SECRET) == []


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in NOT_TEXT or any(name.startswith(built) for built in BUILT):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name}:{number}")
    return found

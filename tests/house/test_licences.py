"""Every part written by others is listed, and its licence goes with ours."""

import re
from importlib.metadata import metadata
from itertools import chain

from tests.house.tree import ROOT

LIST = (ROOT / "docs" / "third-party-licences.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([@\w./-]+) \| ([\w.+-]+) \|$", LIST, re.MULTILINE)
LISTED = {name: licence for name, licence in ROWS if licence != "licence"}
ACCEPTABLE = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "OFL-1.1",
    "PSF-2.0",
    "bpmn.io",
}

# How packages say it that do not yet use licence expressions, or that let one choose.
SPOKEN = {
    "Apache-2.0 OR BSD-3-Clause": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "lGPLv3": "LGPL-3.0-only",
    "PSFL": "PSF-2.0",
}


def test_the_list_is_what_the_lock_the_bundle_and_the_fonts_hold() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    packages = re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE)
    assert LISTED.keys() == {*packages, *_bundled()}


def test_every_listed_licence_is_acceptable() -> None:
    assert set(LISTED.values()) <= ACCEPTABLE


def test_every_package_says_the_licence_that_is_listed() -> None:
    packages = LISTED.keys() - _bundled()
    said = {name: _licence(name) for name in packages}
    assert said == {name: LISTED[name] for name in packages}


def _bundled() -> set[str]:
    """The parts whose licence texts lie beside them: the built bundle and the fonts of letters."""
    places = ("web/static/dist/LICENSES.txt", "documents/fonts/LICENSES.txt")
    texts = "\n".join((ROOT / place).read_text("utf-8") for place in places)
    return set(re.findall(r"^=+\n(\S+) [\d.]+\n=+$", texts, re.MULTILINE))


def _licence(package: str) -> str:
    said = metadata(package)
    classifiers = [line.split(" :: ")[-1] for line in said.get_all("Classifier") or []]
    fields = (said.get_all(name) or [] for name in ("License-Expression", "License"))
    known = (SPOKEN.get(word, word) for word in [*chain(*fields), *classifiers])
    return next((word for word in known if word in ACCEPTABLE), "unknown")

"""CI proves what it says: a test that was skipped there has failed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SKIPPING = {
    "when it runs": "import pytest\ndef test_one(): pytest.skip('no reason')\n",
    "in its set-up": "import pytest\n@pytest.mark.skip\ndef test_one(): ...\n",
    "as a whole file": "import pytest\npytest.skip('none', allow_module_level=True)\n",
}


@pytest.mark.parametrize("way", SKIPPING)
@pytest.mark.parametrize(("ci", "ends_well"), [("true", False), ("", True)])
def test_a_skip_fails_in_ci_only(tmp_path: Path, way: str, ci: str, ends_well: bool) -> None:
    (tmp_path / "test_skipping.py").write_text(SKIPPING[way])
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "--rootdir", ".", "."],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode in (0, 5)) == ends_well, result.stdout


def test_the_check_of_ci_can_be_started() -> None:
    for name in ("run", "assets"):
        assert (ROOT / ".ci" / name).stat().st_mode & 0o111

"""Whoever receives an export checks it alone, and is told in a sentence what was done to it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.browser.conftest import ROOT

VERIFIER = ROOT / "ledger" / "verify_history.py"
HISTORY, MANIFEST = "history.jsonl", "manifest.json"
Files = dict[str, bytes]


def checked_and_tampered_with(export: Path, key: str) -> None:
    """Whole as it is; refused however it is changed, and with another's key."""
    assert _verified(export, key) == (0, ["WHOLE (HELT)."])
    for tamper, sentence in TAMPERINGS.items():
        changed = export.with_name(f"{tamper.__name__}.zip")
        _pack(changed, tamper(_files(export)))
        _refused(changed, key, sentence)
    _refused(export, "0" * 64, "it names another public key than the one that was given")


def _refused(export: Path, key: str, sentence: str) -> None:
    code, said = _verified(export, key)
    assert code == 1, export.name
    assert said[-1].startswith("NOT WHOLE (INTE HELT)")
    assert any(line.startswith("BROKEN ") and sentence in line for line in said), said


def _verified(export: Path, key: str) -> tuple[int, list[str]]:
    """As it runs at the receiver's, with nothing of ours to import: the exit code, and what it says
    but for how much it has looked at."""
    run = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(export), "--public-key", key],
        cwd=export.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = run.stdout.splitlines()
    return run.returncode, [line for line in lines if " events, " not in line]


def _files(export: Path) -> Files:
    with zipfile.ZipFile(export) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _pack(path: Path, files: Files) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)


def _another_sum(files: Files) -> Files:
    changed = files[HISTORY].replace(b"1840000", b"8140000")
    assert changed != files[HISTORY]
    return {**files, HISTORY: changed}


def _another_sum_in_the_manifest_too(files: Files) -> Files:
    """Somebody who knows the format: the file's new digest stands in the manifest."""
    changed = _another_sum(files)
    manifest = changed[MANIFEST].decode()
    old, new = (hashlib.sha256(one[HISTORY]).hexdigest() for one in (files, changed))
    assert json.loads(manifest)["files"][HISTORY] == old
    return {**changed, MANIFEST: manifest.replace(old, new).encode()}


def _an_event_less(files: Files) -> Files:
    lines = files[HISTORY].splitlines(keepends=True)
    return {**files, HISTORY: b"".join(lines[:3] + lines[4:])}


def _the_last_event_less(files: Files) -> Files:
    return {**files, HISTORY: b"".join(files[HISTORY].splitlines(keepends=True)[:-1])}


def _two_events_swapped(files: Files) -> Files:
    lines = files[HISTORY].splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    return {**files, HISTORY: b"".join(lines)}


def _another_letter(files: Files) -> Files:
    letter = _letter(files)
    return {**files, letter: files[letter] + b"%"}


def _a_letter_less(files: Files) -> Files:
    return {name: content for name, content in files.items() if name != _letter(files)}


def _a_file_more(files: Files) -> Files:
    return {**files, "letters/more.pdf": b"%PDF-1.7"}


def _letter(files: Files) -> str:
    return next(name for name in files if name.startswith("letters/"))


TAMPERINGS: dict[Callable[[Files], Files], str] = {
    _another_sum: "the payload does not match its digest",
    _another_sum_in_the_manifest_too: "its signature is wrong",
    _an_event_less: "are missing before it",
    _the_last_event_less: "the file is not the one that was exported",
    _two_events_swapped: "it stands after event",
    _another_letter: "the file is not the one that was exported",
    _a_letter_less: "the file is missing",
    _a_file_more: "the file was added",
}

"""The stand-alone verifier believes an export that is as it was made, and names what is not."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from db.session import Database, Session
from ledger import anchor_key, anchors, evidence
from ledger.anchor_key import AnchorKey
from ledger.chain import digest, payload_digest
from ledger.events import Event, lock, open_stream
from ledger.models import erasures, history_payloads
from ledger.verify_history import Findings, NotAnExport, main, verify_export
from tests.ledger.test_verify import ACTOR, NOW, write

Files = dict[str, bytes]

DEFINITION = json.dumps({"key": "a", "parts": []})


class Exported:
    """A case with two streams beside others, two anchors, and its export."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.key: AnchorKey = anchor_key.make(folder / "key.pem")
        with database.transaction() as session:
            self.ids = [write(session, "case:one", "a", "b", "c", "d")]
            write(session, "case:other", "a")
            self.ids.append(write(session, "message:two", "a", "b"))
            anchors.make(session, self.key, now=NOW)
        with database.transaction() as session:
            self._more(session)
            session.execute(delete(history_payloads).where(history_payloads.c.seq == 2))
            erased = {"seq": 2, "erased_at": NOW, "reason": "retention"}
            session.execute(insert(erasures), [{"stream_id": one, **erased} for one in self.ids])
        with database.transaction() as session:
            anchors.make(session, self.key, now=NOW)
        with database.reading() as session:
            self.files = self._files(session)
            self.manifest, self.signature = evidence.manifest(
                session, self.ids, self.files, {"case": "one"}, self.key
            )

    def _more(self, session: Session) -> None:
        stream = lock(session, open_stream(session, "case:one", "case", now=NOW))
        told = Event("case.exported", {"n": 1}, definition=digest(DEFINITION))
        stream.record(told, actor=ACTOR, at=NOW)
        stream.write(session)
        write(session, "case:third", "a")

    def _files(self, session: Session) -> Files:
        row = {"digest": digest(DEFINITION), "manifest": DEFINITION}
        return {
            "history.jsonl": evidence.history_lines(session, self.ids),
            "anchors.jsonl": evidence.anchor_lines(session, self.ids),
            "definitions.jsonl": json.dumps(row).encode(),
            "letters/L01.pdf": b"%PDF-",
        }

    def zipped(self, files: Files | None = None, manifest: str | None = None) -> io.BytesIO:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("manifest.json", manifest or self.manifest)
            archive.writestr("manifest.signature", self.signature)
            for name, body in (files or self.files).items():
                archive.writestr(name, body)
        made.seek(0)
        return made

    def check(self, files: Files | None = None, manifest: str | None = None) -> Findings:
        return verify_export(self.zipped(files, manifest), self.key.public)

    def tampered(self, name: str, change: Callable[[list[str]], list[str]]) -> list[str]:
        """The faults when lines of a file are changed and the manifest is made to fit."""
        lines = self.files[name].decode().splitlines()
        body = "".join(f"{line}\n" for line in change(lines)).encode()
        files = {**self.files, name: body}
        said = json.loads(self.manifest)
        said["files"][name] = digest(body.decode())
        faults = self.check(files, json.dumps(said)).faults
        assert "manifest.json: its signature is wrong: it is not as it was exported." in faults
        return [fault for fault in faults if not fault.startswith("manifest.json")]


@pytest.fixture
def exported(database: Database, tmp_path: Path) -> Exported:
    return Exported(database, tmp_path)


def row(line: str) -> dict[str, str]:
    return dict(json.loads(line))


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_an_export_that_is_as_it_was_made_is_whole(exported: Exported) -> None:
    findings = exported.check()
    assert (findings.faults, findings.notes) == ([], [])
    assert (findings.events, findings.erased, findings.anchors) == (7, 2, 2)


def test_an_export_names_no_other_stream(exported: Exported) -> None:
    assert not any(
        b"case:other" in body or b"case:third" in body for body in exported.files.values()
    )


def test_a_changed_bit_of_a_header_is_named(exported: Exported) -> None:
    def flip(lines: list[str]) -> list[str]:
        changed = row(lines[2])
        changed["header"] = changed["header"].replace('"kind":"c"', '"kind":"b"')
        return [*lines[:2], written(changed), *lines[3:]]

    faults = exported.tampered("history.jsonl", flip)
    assert "case:one event 3: the header does not match its hash (line 3)." in faults
    assert "case:one event 4: the event does not follow the one before it (line 4)." in faults
    assert not any("event 1:" in fault or "event 2:" in fault for fault in faults)


def test_a_changed_header_with_a_hash_made_to_fit_is_named_by_chain_and_anchor(
    exported: Exported,
) -> None:
    def rewrite(lines: list[str]) -> list[str]:
        changed = row(lines[3])
        changed["header"] = changed["header"].replace('"kind":"d"', '"kind":"x"')
        changed["hash"] = digest(changed["header"])
        return [*lines[:3], written(changed), *lines[4:]]

    faults = exported.tampered("history.jsonl", rewrite)
    assert "case:one event 5: the event does not follow the one before it (line 5)." in faults
    assert "case:one event 4: it is not the one that anchor 1 holds fast." in faults


def test_a_whole_chain_made_anew_is_named_by_the_anchors(exported: Exported) -> None:
    """Every hash fits every other, in the chain and in the manifest; only the anchors know."""

    def forge(lines: list[str]) -> list[str]:
        previous, made = "0" * 64, []
        for line in lines[:5]:
            changed = row(line)
            header = json.loads(changed["header"]) | {"previous": previous, "actor": "staff:b"}
            changed["header"] = written(header)
            previous = changed["hash"] = digest(changed["header"])
            made.append(written(changed))
        return [*made, *lines[5:]]

    faults = exported.tampered("history.jsonl", forge)
    assert "case:one event 4: it is not the one that anchor 1 holds fast." in faults
    assert "case:one event 5: it is not the one that anchor 2 holds fast." in faults


def test_a_changed_payload_is_named(exported: Exported) -> None:
    def change(lines: list[str]) -> list[str]:
        return [*lines[:2], lines[2].replace('\\"n\\":2', '\\"n\\":3'), *lines[3:]]

    assert exported.tampered("history.jsonl", change) == [
        "case:one event 3: the payload does not match its digest (line 3)."
    ]


def test_the_payload_of_one_event_under_another_is_named(exported: Exported) -> None:
    def change(lines: list[str]) -> list[str]:
        first, third = row(lines[0]), row(lines[2])
        taken = {"salt": first["salt"], "payload": first["payload"]}
        return [*lines[:2], written({**third, **taken}), *lines[3:]]

    assert exported.tampered("history.jsonl", change) == [
        "case:one event 3: the payload does not match its digest (line 3)."
    ]


def test_a_payload_taken_away_is_named(exported: Exported) -> None:
    def change(lines: list[str]) -> list[str]:
        return [written({**row(lines[0]), "payload": None, "salt": None}), *lines[1:]]

    assert exported.tampered("history.jsonl", change) == [
        "case:one event 1: the payload is missing and no erasure is told (line 1)."
    ]


def test_a_removed_event_is_named(exported: Exported) -> None:
    assert exported.tampered("history.jsonl", lambda lines: [*lines[:2], *lines[3:]]) == [
        "case:one event 4: events 3 to 3 are missing before it (line 3).",
        "case:one event 4: the event does not follow the one before it (line 3).",
    ]


def test_an_added_event_is_named(exported: Exported) -> None:
    def add(lines: list[str]) -> list[str]:
        last = row(lines[4])
        header = json.loads(last["header"])
        text = written({**header, "seq": 6, "previous": last["hash"]})
        made = {**last, "header": text, "hash": digest(text)}
        return [*lines[:5], written(made), *lines[5:]]

    assert exported.tampered("history.jsonl", add) == ["case:one: it ends at event 6, not at 5."]


def test_swapped_events_are_named(exported: Exported) -> None:
    def swap(lines: list[str]) -> list[str]:
        return [lines[0], lines[2], lines[1], *lines[3:]]

    faults = exported.tampered("history.jsonl", swap)
    assert "case:one event 3: events 2 to 2 are missing before it (line 2)." in faults
    assert "case:one event 2: it stands after event 3 (line 3)." in faults


def test_a_cut_tail_is_named_also_when_the_manifest_says_the_same(exported: Exported) -> None:
    lines = exported.files["history.jsonl"].decode().splitlines(keepends=True)
    body = "".join([*lines[:4], *lines[5:]]).encode()
    said = json.loads(exported.manifest)
    said["files"]["history.jsonl"] = digest(body.decode())
    said["streams"][0] |= {"seq": 4, "hash": row(lines[3])["hash"]}
    faults = exported.check({**exported.files, "history.jsonl": body}, json.dumps(said)).faults
    assert "case:one event 5: it was there at anchor 2 and is not in the export." in faults


def test_a_stream_left_out_is_named(exported: Exported) -> None:
    faults = exported.tampered("history.jsonl", lambda lines: lines[:5])
    assert "message:two: it ends at event 0, not at 2." in faults
    assert "message:two event 2: it was there at anchor 1 and is not in the export." in faults


def test_an_anchor_replaced_by_one_of_another_key_is_named(
    exported: Exported, tmp_path: Path
) -> None:
    other = anchor_key.make(tmp_path / "other.pem")

    def replace(lines: list[str]) -> list[str]:
        last = row(lines[1])
        made = {"public_key": other.public, "signature": other.sign(last["statement"])}
        return [lines[0], written({**last, **made})]

    assert exported.tampered("anchors.jsonl", replace) == [
        "anchor 2: it is signed with another key than the manifest."
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('\\"leaves\\":3', '\\"leaves\\":4', "its signature is wrong"),
        ('"place":0', '"place":2', "a path in it does not lead to the root that was signed"),
        ('"seq":4', '"seq":3', "a path in it does not lead to the root that was signed"),
        ('"path":[', '"path":["00",', "a path in it does not lead to the root that was signed"),
        ('"path":[', '"path":["x",', "a path in it does not lead to the root that was signed"),
    ],
)
def test_a_changed_anchor_is_named(exported: Exported, old: str, new: str, reason: str) -> None:
    def change(lines: list[str]) -> list[str]:
        assert old in lines[0]
        return [lines[0].replace(old, new, 1), *lines[1:]]

    assert f"anchor 1: {reason}." in exported.tampered("anchors.jsonl", change)


def test_an_anchor_left_out_is_named(exported: Exported) -> None:
    first = exported.tampered("anchors.jsonl", lambda lines: lines[1:])
    assert "anchor 1: anchor 2 stands in its place." in first
    last = exported.tampered("anchors.jsonl", lambda lines: lines[:1])
    assert last == ["anchors: they end at 1, not at 2."]


def test_a_changed_manifest_is_named(exported: Exported) -> None:
    changed = exported.manifest.replace('"case": "one"', '"case": "two"')
    assert exported.check(manifest=changed).faults == [
        "manifest.json: its signature is wrong: it is not as it was exported."
    ]


def test_a_manifest_signed_anew_with_another_key_is_named(
    exported: Exported, tmp_path: Path
) -> None:
    other = anchor_key.make(tmp_path / "other.pem")
    text = exported.manifest.replace(exported.key.public, other.public)
    exported.signature = other.sign(text)
    faults = exported.check(manifest=text).faults
    assert "manifest.json: it names another public key than the one that was given." in faults
    assert verify_export(exported.zipped(manifest=text)).notes[0].startswith("no --public-key")


def test_files_changed_added_left_out_or_twice_are_named(exported: Exported) -> None:
    letter = "letters/L01.pdf"
    assert exported.check({**exported.files, letter: b"%PDF+"}).faults == [
        f"{letter}: the file is not the one that was exported."
    ]
    assert exported.check({**exported.files, "x.txt": b""}).faults == [
        "x.txt: the file was added; the manifest does not name it."
    ]
    less = {name: body for name, body in exported.files.items() if name != letter}
    assert exported.check(less).faults == [f"{letter}: the file is missing."]
    twice = exported.zipped()
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(twice, "a") as archive,
    ):
        archive.writestr(letter, b"%PDF-")
    twice.seek(0)
    assert verify_export(twice, exported.key.public).faults == [
        f"{letter}: the file is there twice."
    ]


def test_a_definition_that_is_changed_or_left_out_is_named(exported: Exported) -> None:
    named = digest(DEFINITION)[:12]
    gone = exported.tampered("definitions.jsonl", lambda lines: [])
    assert gone == [f"definition {named}: an event names it and it is not in the export."]
    changed = exported.tampered("definitions.jsonl", lambda lines: [lines[0].replace("key", "kay")])
    assert "definition 1: its digest is not that of its manifest." in changed


@pytest.mark.parametrize("body", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"\xff" * 1000])
def test_what_is_no_export_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(NotAnExport):
        verify_export(io.BytesIO(body))


@pytest.mark.parametrize("name", ["history.jsonl", "anchors.jsonl", "definitions.jsonl"])
@pytest.mark.parametrize("line", ["null", "[]", '{"a":', "[" * 100_000, "\0", '{"stream":[]}'])
def test_lines_of_garbage_are_faults_and_no_crash(exported: Exported, name: str, line: str) -> None:
    assert exported.tampered(name, lambda lines: [*lines, line])


def test_a_damaged_zip_is_named_by_its_file(exported: Exported) -> None:
    body = bytearray(exported.zipped().getvalue())
    place = body.index(b"%PDF-")
    body[place] ^= 1
    faults = verify_export(io.BytesIO(bytes(body)), exported.key.public).faults
    assert faults[0] == "letters/L01.pdf: the file is damaged (BadZipFile)."


def test_it_runs_alone_and_tells_by_its_exit_code(exported: Exported, tmp_path: Path) -> None:
    """As who receives an export runs it: one file, an interpreter, and nothing of ours."""
    alone = tmp_path / "verify_history.py"
    alone.write_bytes(evidence.VERIFIER.read_bytes())
    export = tmp_path / "export.zip"
    export.write_bytes(exported.zipped().getvalue())
    command = [sys.executable, "-I", str(alone), str(export), "--public-key", exported.key.public]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "WHOLE (HELT).")
    assert main([str(tmp_path / "nothing.zip")]) == 2
    assert main([str(export), "--public-key", "00" * 32]) == 1


def test_it_imports_only_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(evidence.VERIFIER.read_text("utf-8"))
    froms = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    roots = {name.partition(".")[0] for name in froms | plain}
    assert roots - sys.stdlib_module_names == {"cryptography"}


def test_it_counts_digests_as_the_ledger_does() -> None:
    assert payload_digest("ab", "{}") == digest("ab{}")

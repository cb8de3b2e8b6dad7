"""The stand-alone verifier believes an export that is as it was made, and names what is not."""

from __future__ import annotations

import ast
import io
import json
import random
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.session import Database, Session
from db.types import utc_text
from ledger import anchor_key, anchors, evidence
from ledger.anchor_key import AnchorKey
from ledger.chain import digest, payload_digest
from ledger.erasing import erase
from ledger.events import Event, lock, open_stream
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
            for one in self.ids:
                erase(session, one, reason="retention", actor=ACTOR, at=NOW, only=[2])
        with database.transaction() as session:
            anchors.make(session, self.key, now=NOW)
        self.database = database
        with database.reading() as session:
            self.files = self._files(session)
        self.sign_with(self.key)

    def sign_with(self, key: AnchorKey, *, earlier: str = "") -> None:
        """Make the manifest, with this key."""
        self.key, self.earlier = key, earlier
        replaced = [earlier] if earlier else []
        with self.database.reading() as session:
            self.manifest, self.signature = evidence.manifest(
                session, self.ids, self.files, {"case": "one"}, key, replaced
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
            "history.jsonl": evidence.history_lines(session, self.ids, {}),
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
        return verify_export(self.zipped(files, manifest), [self.key.public])

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
    assert (findings.events, findings.erased, findings.anchors) == (9, 2, 2)


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
    faults = exported.tampered("history.jsonl", _forged(lambda _header: {"actor": "staff:b"}))
    assert "case:one event 4: it is not the one that anchor 1 holds fast." in faults
    assert "case:one event 6: it is not the one that anchor 2 holds fast." in faults


def test_a_clock_shifted_through_a_whole_chain_is_named_by_the_anchors(exported: Exported) -> None:
    def earlier(header: dict[str, str]) -> dict[str, str]:
        return {"at": utc_text(datetime.fromisoformat(header["at"]) - timedelta(days=30))}

    faults = exported.tampered("history.jsonl", _forged(earlier))
    assert "case:one event 4: it is not the one that anchor 1 holds fast." in faults
    assert "case:one event 6: it is not the one that anchor 2 holds fast." in faults


def test_a_stream_that_was_renamed_is_named(exported: Exported) -> None:
    """In every header, where each fits the one before; and beside the headers as well."""
    rename = _forged(lambda _header: {"stream": "case:none"})
    faults = exported.tampered("history.jsonl", rename)
    assert "case:one event 1: the event belongs to another stream (line 1)." in faults

    def everywhere(lines: list[str]) -> list[str]:
        return [written({**row(line), "stream": "case:none"}) for line in rename(lines)[:6]]

    faults = exported.tampered("history.jsonl", lambda lines: everywhere(lines) + lines[6:])
    assert "case:one event 6: it was there at anchor 2 and is not in the export." in faults


def _forged(
    changes: Callable[[dict[str, str]], dict[str, str]],
) -> Callable[[list[str]], list[str]]:
    """Every event of the case changed, and every hash after it made to fit."""

    def forge(lines: list[str]) -> list[str]:
        previous, made = "0" * 64, []
        for line in lines[:6]:
            changed = row(line)
            header = json.loads(changed["header"])
            header |= {"previous": previous, **changes(header)}
            changed["header"] = written(header)
            previous = changed["hash"] = digest(changed["header"])
            made.append(written(changed))
        return [*made, *lines[6:]]

    return forge


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


def test_a_salt_that_takes_a_character_of_its_payload_is_named(exported: Exported) -> None:
    def change(lines: list[str]) -> list[str]:
        third = row(lines[2])
        taken = {"salt": third["salt"] + third["payload"][0], "payload": third["payload"][1:]}
        return [*lines[:2], written({**third, **taken}), *lines[3:]]

    assert exported.tampered("history.jsonl", change) == [
        "case:one event 3: the payload does not match its digest (line 3)."
    ]


def test_a_payload_taken_away_is_named(exported: Exported) -> None:
    def change(lines: list[str]) -> list[str]:
        return [written({**row(lines[0]), "payload": None, "salt": None}), *lines[1:]]

    assert exported.tampered("history.jsonl", change) == [
        "case:one event 1: the payload is missing, and neither erased nor withheld (line 1)."
    ]


def test_a_removed_event_is_named(exported: Exported) -> None:
    assert exported.tampered("history.jsonl", lambda lines: [*lines[:2], *lines[3:]]) == [
        "case:one event 4: events 3 to 3 are missing before it (line 3).",
        "case:one event 4: the event does not follow the one before it (line 3).",
    ]


def test_an_added_event_is_named(exported: Exported) -> None:
    def add(lines: list[str]) -> list[str]:
        header, last = json.loads(row(lines[4])["header"]), row(lines[5])
        text = written({**header, "seq": 7, "previous": last["hash"]})
        made = {**row(lines[4]), "header": text, "hash": digest(text)}
        return [*lines[:6], written(made), *lines[6:]]

    assert exported.tampered("history.jsonl", add) == ["case:one: it ends at event 7, not at 6."]


def test_swapped_events_are_named(exported: Exported) -> None:
    def swap(lines: list[str]) -> list[str]:
        return [lines[0], lines[2], lines[1], *lines[3:]]

    faults = exported.tampered("history.jsonl", swap)
    assert "case:one event 3: events 2 to 2 are missing before it (line 2)." in faults
    assert "case:one event 2: it stands after event 3 (line 3)." in faults


def test_a_cut_tail_is_named_also_when_the_manifest_says_the_same(exported: Exported) -> None:
    lines = exported.files["history.jsonl"].decode().splitlines(keepends=True)
    body = "".join([*lines[:5], *lines[6:]]).encode()
    said = json.loads(exported.manifest)
    said["files"]["history.jsonl"] = digest(body.decode())
    said["streams"][0] |= {"seq": 5, "hash": row(lines[4])["hash"]}
    faults = exported.check({**exported.files, "history.jsonl": body}, json.dumps(said)).faults
    assert "case:one event 6: it was there at anchor 2 and is not in the export." in faults


def test_a_stream_left_out_is_named(exported: Exported) -> None:
    faults = exported.tampered("history.jsonl", lambda lines: lines[:6])
    assert "message:two: it ends at event 0, not at 3." in faults
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
        "anchor 2: it is not signed with the key that was in use."
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
    assert verify_export(twice, [exported.key.public]).faults == [
        f"{letter}: the file is there twice."
    ]


def test_a_whole_export_without_a_key_is_not_called_whole(
    exported: Exported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anybody can make a key and sign a case of her own making with it."""
    export = tmp_path / "export.zip"
    export.write_bytes(exported.zipped().getvalue())
    assert main([str(export)]) == 3
    assert "NOT PROVED" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("key", ["", "x" * 64, "00" * 31, "é" * 64])
def test_what_is_no_public_key_is_refused_at_once(key: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["export.zip", "--public-key", key])
    assert refused.value.code == 2


# What is made to lead a reader astray, or to break the verifier.


def test_what_lies_between_or_around_the_files_is_named(exported: Exported) -> None:
    """Another program unpacks what stands first in the file, and a verifier what stands last."""
    body = exported.zipped().getvalue()
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("course_of_events.pdf", "%PDF-")
    for odd in (other.getvalue() + body, b"%PDF-1.7 " + body, body + b"\0"):
        assert verify_export(io.BytesIO(odd), [exported.key.public]).faults == [
            "the zip file: it is not as it was exported: there is more in it than its files."
        ]


def test_a_name_cannot_write_on_the_readers_screen(exported: Exported) -> None:
    faults = exported.check({**exported.files, "a\n\x1b[2JWHOLE (HELT).\u202e": b""}).faults
    assert len(faults) == 1
    assert faults[0].startswith("a\\n\\x1b[2JWHOLE (HELT).\\u202e: the file was added")


HALF = "\\ud800"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("history.jsonl", f'{{"stream":"a","header":"{HALF}"}}'),
        ("history.jsonl", f'{{"stream":"a","header":"{{}}","payload":"{HALF}"}}'),
        ("history.jsonl", '{"stream":"a","header":"{\\"seq\\":' + "9" * 4300 + '}"}'),
        ("history.jsonl", '{"stream":"a","header":"{\\"seq\\":1e999}"}'),
        ("anchors.jsonl", f'{{"statement":"{HALF}"}}'),
        (
            "anchors.jsonl",
            '{"statement":"{\\"leaves\\":1e999}","proofs":[{"stream":"a","seq":1,'
            '"hash":"","place":0,"path":[]}]}',
        ),
        (
            "anchors.jsonl",
            '{"statement":"{\\"leaves\\":1}","proofs":[{"stream":"a","seq":1e999,'
            '"hash":"","place":0,"path":[]}]}',
        ),
        ("anchors.jsonl", '{"statement":"{}","statement":"{}"}'),
        ("anchors.jsonl", '{"statement":NaN}'),
        ("definitions.jsonl", f'{{"manifest":"{HALF}"}}'),
    ],
)
def test_lines_made_to_break_it_are_faults_and_no_crash(
    exported: Exported, name: str, line: str
) -> None:
    assert exported.tampered(name, lambda lines: [*lines, line, line])


def test_an_event_that_tells_no_place_is_named(exported: Exported) -> None:
    def take_away(lines: list[str]) -> list[str]:
        changed = row(lines[0])
        changed["header"] = changed["header"].replace('"seq":1,', '"seq":"1",')
        return [written({**changed, "hash": digest(changed["header"])}), *lines[1:]]

    faults = exported.tampered("history.jsonl", take_away)
    assert "case:one event 1: the header does not tell its place (line 1)." in faults


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace('"v": 2', '"v": 2, "v": 2').encode(),
        lambda text: text.replace('"v": 2', '"v": 2, "x": NaN').encode(),
        lambda text: b"[" * 100_000,
    ],
)
def test_a_manifest_that_could_be_read_in_two_ways_is_none(
    exported: Exported, change: Callable[[str], bytes]
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("manifest.json", change(exported.manifest))
    with pytest.raises(NotAnExport):
        verify_export(made, [exported.key.public])


def test_line_ends_of_another_system_are_named(exported: Exported) -> None:
    changed = exported.files["history.jsonl"].replace(b"\n", b"\r\n")
    assert exported.check({**exported.files, "history.jsonl": changed}).faults == [
        "history.jsonl: the file is not the one that was exported."
    ]


def test_whatever_is_broken_in_the_zip_file_nothing_crashes(exported: Exported) -> None:
    body, chance = exported.zipped().getvalue(), random.Random(4)  # noqa: S311
    for _ in range(3000):
        odd = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            # Most of what the library reads as numbers stands at the end.
            place = chance.choice([chance.randrange(len(odd)), -chance.randint(1, 500)])
            odd[place] = chance.choice([0, 255, chance.randrange(256)])
        with suppress(NotAnExport):
            found = verify_export(io.BytesIO(bytes(odd)))
            # A time or a mark in the zip file's own lists is no part of what is proved.
            assert found.faults or (found.events, found.anchors) == (9, 2)


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_packed_in_another_way_is_named(exported: Exported, way: int) -> None:
    made = exported.zipped()
    with zipfile.ZipFile(made, "a", way) as archive:
        archive.writestr("x", "x" * 1000)
    faults = verify_export(made, [exported.key.public]).faults
    assert "x: the file is damaged (ValueError)." in faults


def test_a_file_that_unpacks_to_more_than_it_says_is_not_unpacked(exported: Exported) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", exported.manifest)
        archive.writestr("bomb", b"\0" * 50_000_000)
    body = bytearray(made.getvalue())
    place = body.rindex(b"PK\x01\x02") + 24
    body[place : place + 4] = struct.pack("<I", 10)
    tracemalloc.start()
    faults = verify_export(io.BytesIO(bytes(body)), [exported.key.public]).faults
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "bomb: the file is damaged (BadZipFile)." in faults
    assert most < 10_000_000


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
    faults = verify_export(io.BytesIO(bytes(body)), [exported.key.public]).faults
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
    assert main([str(export)]) == 3


def test_it_imports_only_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(evidence.VERIFIER.read_text("utf-8"))
    froms = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    roots = {name.partition(".")[0] for name in froms | plain}
    assert roots - sys.stdlib_module_names == {"cryptography"}


def test_it_counts_digests_as_the_ledger_does() -> None:
    assert payload_digest("ab", "{}") == digest("ab{}")

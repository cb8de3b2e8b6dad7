"""Checks an export of a case from Bokvar: that nothing in it was changed, left out or added.

    python verify_history.py export.zip --public-key 0123...

Needs Python 3.11 or later and the package ``cryptography``; nothing of Bokvar, no database and no
network. The public key is the municipality's: ask for it by another way than the export came. One
that has replaced its key tells several: give each with a --public-key of its own, oldest first.
Exit code 0: whole. 1: not whole, and every fault is named. 2: not an export that can be read.
3: no fault, but no key was given, so that nobody knows who signed it.

What is proved and what is not stands in docs/verify.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeGuard

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMATS = (1, 2)
GENESIS = "0" * 64
SALT_CHARACTERS = 64
MANIFEST, SIGNATURE = "manifest.json", "manifest.signature"
HISTORY, ANCHORS, DEFINITIONS = "history.jsonl", "anchors.jsonl", "definitions.jsonl"
LARGEST_BYTES = 1024**3
LARGEST_NUMBER = 2**63
ZIP_FILE = "the zip file"
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
)
"""What the library raises for a zip file that is broken or was made to break the reader."""


class NotAnExport(Exception):
    """The file is no export of ours, or too broken to be read."""


@dataclass
class Findings:
    """What was checked and what is wrong."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    events: int = 0
    erased: int = 0
    withheld: int = 0
    anchors: int = 0

    def fault(self, place: str, reason: str) -> None:
        self.faults.append(_visible(f"{place}: {reason}."))

    def note(self, said: str) -> None:
        self.notes.append(_visible(said))


def main(arguments: Sequence[str] | None = None) -> int:
    """Check one export, say what was found, and tell it by the exit code."""
    parser = argparse.ArgumentParser(description="Checks an export of a case from Bokvar.")
    parser.add_argument("export", help="the zip file")
    parser.add_argument(
        "--public-key",
        action="append",
        default=[],
        type=_key,
        help="the municipality's, 64 hexadecimal digits; several, oldest first, if it was replaced",
    )
    asked = parser.parse_args(arguments)
    try:
        findings = verify_export(asked.export, asked.public_key)
    except NotAnExport as unreadable:
        print(f"NOT AN EXPORT: {unreadable}", file=sys.stderr)
        return 2
    for fault in findings.faults:
        print(f"BROKEN {fault}")
    for note in findings.notes:
        print(f"Note: {note}")
    print(
        f"{findings.events} events, {findings.erased} erased, {findings.withheld} withheld, "
        f"{findings.anchors} anchors."
    )
    return _judged(findings, has_key=bool(asked.public_key))


def verify_export(export: Any, public_keys: Sequence[str] = ()) -> Findings:
    """Check an export: a path or an open file. Raises NotAnExport.

    public_keys: those that are trusted, oldest first; the last one is in use when it was made.
    """
    findings = Findings()
    files = _read(export, findings)
    manifest = _object(files.get(MANIFEST, b""))
    if manifest.get("v") not in FORMATS:
        raise NotAnExport(f"{MANIFEST} is missing or of a kind that is not known.")
    keys = _trusted(public_keys, manifest, findings)
    _check_manifest(files, manifest, keys[-1], findings)
    streams = _check_history(files.get(HISTORY, b""), findings)
    _check_heads(streams, manifest, findings)
    _check_told(streams, manifest, findings)
    _check_anchors(files.get(ANCHORS, b""), streams, manifest, keys, findings)
    _check_definitions(files.get(DEFINITIONS, b""), streams, findings)
    return findings


def _judged(findings: Findings, *, has_key: bool) -> int:
    if findings.faults:
        print(f"NOT WHOLE (INTE HELT): {len(findings.faults)} faults.")
        return 1
    if not has_key:
        print("NOT PROVED (INTE BEVISAT): whole, but anybody may have signed it. --public-key!")
        return 3
    print("WHOLE (HELT).")
    return 0


# --- the files and the manifest -------------------------------------------------------------------


def _read(export: Any, findings: Findings) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(export) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST_BYTES:
                raise NotAnExport("It is larger than any export.")
            _check_only_files(archive, entries, findings)
            return {entry.filename: _unpack(archive, entry, findings) for entry in entries}
    except DAMAGED as broken:
        raise NotAnExport(f"The zip file cannot be read ({type(broken).__name__}).") from broken


def _check_only_files(
    archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], findings: Findings
) -> None:
    """Every byte is a file's or tells of one: else another program could unpack something else."""
    counted = Counter(entry.filename for entry in entries)
    for name in sorted(name for name, times in counted.items() if times > 1):
        findings.fault(name, "the file is there twice")
    names = sum(len(entry.orig_filename.encode("utf-8", "replace")) for entry in entries)
    bodies = sum(entry.compress_size for entry in entries)
    size = archive.fp.seek(0, os.SEEK_END) if archive.fp else 0
    if size != bodies + 2 * names + (30 + 46) * len(entries) + 22:
        findings.fault(ZIP_FILE, "it is not as it was exported: there is more in it than its files")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, findings: Findings) -> bytes:
    """The file as far as its stated size, whatever it would unpack to."""
    try:
        if entry.compress_type not in PACKED:
            raise ValueError
        with archive.open(entry) as file:
            return file.read(entry.file_size + 1)
    except DAMAGED as broken:
        findings.fault(entry.filename, f"the file is damaged ({type(broken).__name__})")
        return b""


def _trusted(given: Sequence[str], manifest: dict[str, Any], findings: Findings) -> tuple[str, ...]:
    """The keys that were given; without any, those that the export itself names."""
    if given:
        return tuple(given)
    earlier = manifest.get("earlier_keys")
    earlier = earlier if isinstance(earlier, list) else []
    said = tuple(str(one) for one in [*earlier, manifest.get("public_key")])
    findings.note(f"no --public-key was given; the export says it is {', '.join(said)}")
    return said


def _check_manifest(
    files: Mapping[str, bytes], manifest: dict[str, Any], key: str, findings: Findings
) -> None:
    if manifest.get("public_key") != key:
        findings.fault(MANIFEST, "it names another public key than the one that was given")
    signature = files.get(SIGNATURE, b"").decode("ascii", "replace").strip()
    if not _is_signed(key, files[MANIFEST], signature):
        findings.fault(MANIFEST, "its signature is wrong: it is not as it was exported")
    listed = manifest.get("files")
    listed = listed if isinstance(listed, dict) else {}
    for name in sorted(files.keys() - listed.keys() - {MANIFEST, SIGNATURE}):
        findings.fault(name, "the file was added; the manifest does not name it")
    for name, digest in sorted(listed.items()):
        if name not in files:
            findings.fault(name, "the file is missing")
        elif _sha256(files[name]) != digest:
            findings.fault(name, "the file is not the one that was exported")


# --- what a chain tells of its own stream: as in ledger/told.py -----------------------------------

ERASED, JOINED, LEFT, FOUND = "payload.erased", "stream.joined", "stream.left", "stream.found"
TELLING = frozenset({ERASED, JOINED, LEFT, FOUND})
"""Kinds of events whose payloads are never erased: they name no person, and are what proves."""


@dataclass(frozen=True)
class Erasure:
    """When and why a payload was erased, as its row or the chain says it."""

    at: str
    reason: str


@dataclass
class Told:
    """Gathered event by event. joined_to: the key of a stream; joined_at: the event that tells it.

    found: what was there before chains told of it, and was written down once as it stood then.
    """

    erasures: dict[int, Erasure] = field(default_factory=dict)
    joined_to: str | None = None
    joined_at: int = 0
    found_erasures: int = 0
    found_joins: int = 0
    found_at: str = ""

    def hear(self, seq: int, kind: str, at: str, payload: Mapping[str, Any]) -> Iterator[str]:
        """Take in one telling event; why what it says cannot be."""
        if kind == ERASED:
            yield from self._hear_erased(seq, at, payload)
        elif kind == LEFT:
            self.joined_to, self.joined_at = None, seq
        elif kind == FOUND:
            yield from self._hear_found(seq, at, payload)
        elif isinstance(payload.get("to"), str):
            # Before chains told of joins the id of a row stood here, which proves nothing.
            self.joined_to, self.joined_at = payload["to"], seq

    def _hear_erased(self, seq: int, at: str, payload: Mapping[str, Any]) -> Iterator[str]:
        erasure = Erasure(at, str(payload.get("reason")))
        for first, last in _ranges(payload.get("events")):
            yield from self._erase(seq, first, last, erasure)

    def _hear_found(self, seq: int, at: str, payload: Mapping[str, Any]) -> Iterator[str]:
        if self.found_at:
            yield "it tells once more of what was found"
        self.joined_to, self.joined_at = payload.get("joined_to"), seq
        self.found_at, self.found_joins = at, int(self.joined_to is not None)
        for place, erasure in _found(payload.get("erased")):
            self.found_erasures += 1
            yield from self._erase(seq, place, place, erasure)

    def _erase(self, seq: int, first: int, last: int, erasure: Erasure) -> Iterator[str]:
        if not 0 < first <= last < seq:
            yield "it tells of the erasure of what does not stand before it"
            return
        for place in range(first, last + 1):
            if place in self.erasures:
                yield f"it tells once more that event {place} was erased"
                return
            self.erasures[place] = erasure


def difference(row: Erasure | None, told: Erasure | None, *, has_payload: bool) -> str | None:
    """Why an event's payload, the row of its erasure and the chain do not agree, if so."""
    if row is None and told is None:
        return None if has_payload else "the payload is missing and no erasure is recorded"
    if row is None:
        return "the chain tells of its erasure and none is recorded"
    if has_payload:
        return "an erasure is recorded and the payload is still there"
    if told is None:
        return "an erasure is recorded and the chain does not tell of it"
    return None if row == told else "the erasure is recorded otherwise than the chain tells it"


def _ranges(said: object) -> Iterator[tuple[int, int]]:
    """The ranges in a payload; one that is none as a range that nothing can stand in."""
    for one in said if isinstance(said, list) else [None]:
        if isinstance(one, list) and [type(part) for part in one] == [int, int]:
            yield one[0], one[1]
        else:
            yield 0, 0


def _found(said: object) -> Iterator[tuple[int, Erasure]]:
    """Place, time and reason of each erasure that was found; what is none as that of nothing."""
    for one in said if isinstance(said, list) else [None]:
        if isinstance(one, list) and [type(part) for part in one] == [int, str, str]:
            yield one[0], Erasure(one[1], one[2])
        else:
            yield 0, Erasure("", "")


# --- the history ----------------------------------------------------------------------------------


@dataclass
class Stream:
    """A chain as far as it has been followed: the hash of each event, the last place and hash."""

    hashes: dict[int, str] = field(default_factory=dict)
    definitions: set[str] = field(default_factory=set)
    seq: int = 0
    head: str = GENESIS
    told: Told = field(default_factory=Told)
    # Of each event that is said to be erased: whether its payload stands there all the same.
    gone: dict[int, tuple[bool, Erasure]] = field(default_factory=dict)
    silent: list[int] = field(default_factory=list)


def _check_history(body: bytes, findings: Findings) -> dict[str, Stream]:
    """Follow every chain, line by line. Each line must be the next event of its stream.

    After a fault the chain is followed from where it is, so that one fault is told once.
    """
    streams: dict[str, Stream] = {}
    for number, row in _lines(HISTORY, body, findings):
        key, text = str(row.get("stream")), str(row.get("header"))
        stream, header = streams.setdefault(key, Stream()), _object(_bytes(text))
        said = header.get("seq")
        seq = said if _is_whole(said) else stream.seq + 1
        for reason in _event_reasons(row, header, seq, stream):
            findings.fault(f"{key} event {seq}", f"{reason} (line {number})")
        for reason in _hear(row, header, seq, stream):
            findings.fault(f"{key} event {seq}", f"{reason} (line {number})")
        findings.events += 1
        findings.erased += row.get("payload") is None and bool(row.get("erased"))
        findings.withheld += row.get("payload") is None and not row.get("erased")
        stream.seq, stream.head = seq, _sha256(_bytes(text))
        stream.hashes[seq] = stream.head
        if definition := header.get("definition"):
            stream.definitions.add(str(definition))
    return streams


def _event_reasons(
    row: dict[str, Any], header: dict[str, Any], seq: int, stream: Stream
) -> Iterator[str]:
    if _sha256(_bytes(str(row.get("header")))) != row.get("hash"):
        yield "the header does not match its hash"
    if header.get("seq") != seq:
        yield "the header does not tell its place"
    if header.get("stream") != row.get("stream"):
        yield "the event belongs to another stream"
    if seq > stream.seq + 1:
        yield f"events {stream.seq + 1} to {seq - 1} are missing before it"
    elif seq <= stream.seq:
        yield f"it stands after event {stream.seq}"
    if header.get("previous") != stream.head:
        yield "the event does not follow the one before it"
    yield from _payload_reasons(row, header)


def _payload_reasons(row: dict[str, Any], header: dict[str, Any]) -> Iterator[str]:
    if row.get("payload") is None:
        if not row.get("erased") and not row.get("withheld"):
            yield "the payload is missing, and neither erased nor withheld"
        return
    salt = str(row.get("salt"))
    # Salt and payload are hashed as one text: where one ends must not be for others to choose.
    is_salt = len(salt) == SALT_CHARACTERS
    if not is_salt or _sha256(_bytes(salt + str(row["payload"]))) != header.get("payload"):
        yield "the payload does not match its digest"


def _hear(row: dict[str, Any], header: dict[str, Any], seq: int, stream: Stream) -> Iterator[str]:
    """Take in what the event tells of its stream, and what is said of the event itself."""
    erased = row.get("erased")
    if erased:
        said = erased if isinstance(erased, dict) else {}
        erasure = Erasure(str(said.get("at")), str(said.get("reason")))
        stream.gone[seq] = (row.get("payload") is not None, erasure)
    if header.get("kind") not in TELLING:
        return
    told = _object(_bytes(str(row.get("payload"))))
    if told or row.get("payload") == "{}":
        yield from stream.told.hear(seq, header["kind"], str(header.get("at")), told)
    else:
        stream.silent.append(seq)


def _check_told(
    streams: Mapping[str, Stream], manifest: dict[str, Any], findings: Findings
) -> None:
    """The erasures and joins that are recorded are those that the chains tell of."""
    for key, stream in sorted(streams.items()):
        if manifest["v"] == 1:
            _note_older(key, len(stream.gone), findings)
            continue
        _note_older(key, stream.told.found_erasures, findings)
        for seq, reason in _told_reasons(stream):
            findings.fault(f"{key} event {seq}", reason)
    for key, head in sorted(_heads(manifest).items()):
        told = streams.get(key, Stream()).told
        if manifest["v"] > 1 and head.get("joined_to") != told.joined_to:
            said = f"its chain says {told.joined_to or 'none'}"
            findings.fault(key, f"it is joined to {head.get('joined_to') or 'none'}, and {said}")


def _note_older(key: str, count: int, findings: Findings) -> None:
    if count:
        findings.note(f"{key}: {count} erasures are older than that chains tell of them")


def _told_reasons(stream: Stream) -> Iterator[tuple[int, str]]:
    told = stream.told.erasures
    for seq in sorted(stream.gone.keys() | told.keys()):
        has_payload, erasure = stream.gone.get(seq, (True, None))
        reason = difference(erasure, told.get(seq), has_payload=has_payload)
        if reason is not None:
            yield seq, reason
    for seq in stream.silent:
        if seq not in told:
            yield seq, "what it tells of its stream cannot be read"


def _heads(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    heads = manifest.get("streams")
    heads = heads if isinstance(heads, list) else []
    return {str(head.get("stream")): head for head in heads if isinstance(head, dict)}


def _check_heads(
    streams: Mapping[str, Stream], manifest: dict[str, Any], findings: Findings
) -> None:
    named = _heads(manifest)
    for key in sorted(streams.keys() - named.keys()):
        findings.fault(key, "the manifest does not name this stream")
    for key, head in sorted(named.items()):
        stream = streams.get(key, Stream())
        if stream.seq != head.get("seq"):
            findings.fault(key, f"it ends at event {stream.seq}, not at {head.get('seq')}")
        elif stream.head != head.get("hash"):
            findings.fault(key, "its last event is not the one that the manifest names")


# --- the anchors ----------------------------------------------------------------------------------


def _check_anchors(
    body: bytes,
    streams: Mapping[str, Stream],
    manifest: dict[str, Any],
    keys: Sequence[str],
    findings: Findings,
) -> None:
    """Each anchor follows the one before, is signed, and holds the events that it has paths for."""
    previous, held, turn = GENESIS, dict.fromkeys(streams, 0), 0
    for number, anchor in _lines(ANCHORS, body, findings):
        place, text = f"anchor {number}", str(anchor.get("statement"))
        said = _object(_bytes(text))
        # A key that was replaced does not come back.
        if anchor.get("public_key") in keys[turn:]:
            turn = keys.index(str(anchor["public_key"]), turn)
        else:
            findings.fault(place, "it is not signed with the key that was in use")
        for reason in _anchor_reasons(anchor, text, said, number, previous):
            findings.fault(place, reason)
        previous = _sha256(_bytes(text))
        findings.anchors += 1
        proofs = anchor.get("proofs")
        for proof in proofs if isinstance(proofs, list) else []:
            _check_proof(place, proof, said, streams, held, findings)
    if findings.anchors != manifest.get("anchors"):
        reason = f"they end at {findings.anchors}, not at {manifest.get('anchors')}"
        findings.fault("anchors", reason)
    for key, stream in sorted(streams.items()):
        if held[key] < stream.seq:
            findings.note(f"{key}: no anchor holds the events after {held[key]} fast")


def _anchor_reasons(
    anchor: dict[str, Any], text: str, said: dict[str, Any], number: int, previous: str
) -> Iterator[str]:
    if not _is_signed(str(anchor.get("public_key")), _bytes(text), str(anchor.get("signature"))):
        yield "its signature is wrong"
    if said.get("anchor") != number:
        yield f"anchor {said.get('anchor')} stands in its place"
    if said.get("previous") != previous:
        yield "it does not follow the one before it"


def _check_proof(
    place: str,
    proof: Any,
    said: dict[str, Any],
    streams: Mapping[str, Stream],
    held: dict[str, int],
    findings: Findings,
) -> None:
    if not isinstance(proof, dict) or not _leads_to_root(proof, said):
        findings.fault(place, "a path in it does not lead to the root that was signed")
        return
    key, seq = str(proof["stream"]), proof["seq"]
    there = streams.get(key, Stream()).hashes.get(seq)
    if there is None:
        findings.fault(f"{key} event {seq}", f"it was there at {place} and is not in the export")
    elif there != proof["hash"]:
        findings.fault(f"{key} event {seq}", f"it is not the one that {place} holds fast")
    else:
        held[key] = max(held.get(key, 0), seq)


def _leads_to_root(proof: dict[str, Any], said: dict[str, Any]) -> bool:
    """RFC 9162, section 2.1.3.2: climb from the leaf to the root by the hashes beside the way."""
    try:
        leaf = {"stream": proof["stream"], "seq": proof["seq"], "hash": proof["hash"]}
        text = json.dumps(leaf, ensure_ascii=False, separators=(",", ":"))
        found = hashlib.sha256(b"\x00" + text.encode()).digest()
        if not all(map(_is_whole, (proof["seq"], proof["place"], said["leaves"]))):
            return False
        place, last = proof["place"], said["leaves"] - 1
        if place > last or proof["seq"] < 1:
            return False
        for beside in [bytes.fromhex(one) for one in proof["path"]]:
            if last == 0:
                return False
            if place % 2 or place == last:
                found = hashlib.sha256(b"\x01" + beside + found).digest()
                while place % 2 == 0 and place:
                    place, last = place >> 1, last >> 1
            else:
                found = hashlib.sha256(b"\x01" + found + beside).digest()
            place, last = place >> 1, last >> 1
        return last == 0 and bool(found.hex() == said["root"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


# --- the definitions ------------------------------------------------------------------------------


def _check_definitions(body: bytes, streams: Mapping[str, Stream], findings: Findings) -> None:
    """Every definition that an event names is there, and is the one that its digest names."""
    found = set()
    for number, row in _lines(DEFINITIONS, body, findings):
        digest = _sha256(_bytes(str(row.get("manifest"))))
        found.add(digest)
        if digest != row.get("digest"):
            findings.fault(f"definition {number}", "its digest is not that of its manifest")
    named = {digest for stream in streams.values() for digest in stream.definitions}
    for digest in sorted(named - found):
        findings.fault(f"definition {digest[:12]}", "an event names it and it is not in the export")


# --- small things ---------------------------------------------------------------------------------


def _lines(name: str, body: bytes, findings: Findings) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file, with the numbers of their lines. What is none is a fault."""
    for number, line in enumerate(body.split(b"\n"), start=1):
        row = _object(line)
        if row:
            yield number, row
        elif line.strip():
            findings.fault(f"{name} line {number}", "it cannot be read")


def _object(body: bytes) -> dict[str, Any]:
    """The JSON object that the bytes are; empty when they are none.

    What two readers could read as two things is none: a name that stands there twice, NaN, another
    encoding than UTF-8, a byte order mark.
    """
    try:
        said = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refuse(_constant: str) -> NoReturn:
    raise ValueError


def _is_whole(said: object) -> TypeGuard[int]:
    """Whether it is a number that something of ours could have."""
    return type(said) is int and 0 <= said < LARGEST_NUMBER


def _is_signed(public_key: str, body: bytes, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), body)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(given: str) -> str:
    key = given.strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", key):
        raise argparse.ArgumentTypeError("a public key is 64 hexadecimal digits")
    return key


def _bytes(text: str) -> bytes:
    """The text as it was hashed; half a sign, which is no text of ours, as something else."""
    return text.encode("utf-8", "surrogatepass")


def _visible(text: str) -> str:
    """Nothing in an export may move the reader's cursor or write a line of its own."""
    return "".join(c if c.isascii() and c.isprintable() else ascii(c)[1:-1] for c in text)


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


if __name__ == "__main__":
    sys.exit(main())

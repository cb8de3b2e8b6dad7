"""What exactly a definition is: the digests of its parts and of the processes it calls."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.folder import role_of

FORMAT = 1


@dataclass(frozen=True, order=True)
class Part:
    """One file: its role, its name within the folder, and the sha256 of its bytes."""

    role: str
    name: str
    digest: str


@dataclass(frozen=True)
class Manifest:
    """parts and called (key -> digest of its manifest) are kept in order, so that the text is one.

    The text is the identity: its sha256 is the digest of the definition.
    """

    key: str
    parts: tuple[Part, ...]
    called: tuple[tuple[str, str], ...]

    @cached_property
    def text(self) -> str:
        """The canonical JSON text."""
        content = {
            "format": FORMAT,
            "key": self.key,
            "parts": [{"role": p.role, "name": p.name, "digest": p.digest} for p in self.parts],
            "called": [{"key": key, "digest": digest} for key, digest in self.called],
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """The digest of the definition."""
        return digest_of(self.text.encode("utf-8"))


def manifest_of(key: str, parts: tuple[Part, ...], called: Mapping[str, str]) -> Manifest:
    """The manifest of a process with these parts that calls these definitions."""
    return Manifest(key, tuple(sorted(parts)), tuple(sorted(called.items())))


def read_manifest(text: str) -> Manifest:
    """The manifest that a text is. Raises ValueError for a format that is not ours."""
    content = json.loads(text)
    if content["format"] != FORMAT:
        raise ValueError(f"Manifest format {content['format']} is not known.")
    parts = tuple(Part(p["role"], p["name"], p["digest"]) for p in content["parts"])
    return Manifest(
        content["key"], parts, tuple((c["key"], c["digest"]) for c in content["called"])
    )


def parts_of(files: Mapping[str, bytes]) -> tuple[Part, ...]:
    """The parts of a folder that are deployed; notes and unknown files are not among them."""
    roles = {name: role_of(name) for name in sorted(files)}
    return tuple(
        Part(role.value, name, digest_of(files[name]))
        for name, role in roles.items()
        if role.is_deployed
    )


def digest_of(body: bytes) -> str:
    """The sha256 of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()

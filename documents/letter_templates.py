"""Letter templates: what letters are made from, each named by a digest and kept for good.

A template is never changed and never removed: which one a name means today is a row of its own, so
that an old letter can be set again from the files that it was set from.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FORMAT = 1
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_IMPORTED = re.compile(r'#?(?:import|include)\s+"([\w.-]+)"')
_REFERRED = re.compile(r'"\$ref"\s*:\s*"([\w.-]+)#')


@dataclass(frozen=True)
class LetterTemplate:
    """A letter's own .typ, its schema, and the shared parts that these name."""

    name: str
    files: Mapping[str, bytes]

    @cached_property
    def manifest(self) -> str:
        """The canonical text that is the identity: the name, and the digest of each file."""
        digests = {name: _digest(body) for name, body in self.files.items()}
        content = {"format": FORMAT, "name": self.name, "files": digests}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """The sha256 of the manifest."""
        return _digest(self.manifest.encode("utf-8"))

    @property
    def source(self) -> str:
        """The name of the file that the letter begins in."""
        return f"{self.name}.typ"

    @property
    def schema(self) -> str:
        """The name of the file that says which facts the letter takes."""
        return f"{self.name}.schema.json"


def read_folder(folder: Path) -> dict[str, LetterTemplate]:
    """Every letter in a folder, by name: each ``<name>.typ`` that has a ``<name>.schema.json``."""
    files = {
        path.name: path.read_bytes()
        for pattern in ("*.typ", "*.json")
        for path in sorted(folder.glob(pattern))
    }
    names = (name.removesuffix(".typ") for name in files if name.endswith(".typ"))
    return {
        name: LetterTemplate(name, _parts(name, files))
        for name in names
        if f"{name}.schema.json" in files and _NAME.fullmatch(name)
    }


def _parts(name: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files a letter needs, found by following what each of them names."""
    waiting = [f"{name}.typ", f"{name}.schema.json"]
    found: dict[str, bytes] = {}
    while waiting:
        part = waiting.pop()
        if part in files and part not in found:
            found[part] = files[part]
            waiting += _named_in(files[part].decode("utf-8"))
    return dict(sorted(found.items()))


def _named_in(text: str) -> list[str]:
    return _IMPORTED.findall(text) + _REFERRED.findall(text)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

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
from datetime import datetime
from functools import cached_property
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from sqlalchemy import insert, select

from db.session import Session
from documents.errors import TemplateInvalid, TemplateNotFound
from documents.letter_tables import (
    letter_template_changes,
    letter_template_files,
    letter_templates,
)

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


@dataclass(frozen=True)
class TemplateReport:
    """Which letters a deployment changed and which it left as they were, by name."""

    deployed: tuple[str, ...]
    unchanged: tuple[str, ...]


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


def deploy(
    session: Session, templates: Mapping[str, LetterTemplate], *, now: datetime, by: str
) -> TemplateReport:
    """Keep the templates and let their names mean them from now on.

    A name that is not given keeps its template. Raises TemplateInvalid for a schema that is none,
    before anything is stored.
    """
    for template in templates.values():
        _check(template)
    changed = [
        name
        for name, template in sorted(templates.items())
        if _current_digest(session, name) != template.digest
    ]
    for name in changed:
        _keep(session, templates[name])
        _change(session, templates[name], now, by)
    return TemplateReport(tuple(changed), tuple(sorted(templates.keys() - set(changed))))


def names(session: Session) -> frozenset[str]:
    """The names of every letter that can be written today."""
    return frozenset(session.scalars(select(letter_template_changes.c.name).distinct()))


def current(session: Session, name: str) -> LetterTemplate:
    """The template that a letter's name means today. Raises TemplateNotFound."""
    digest = _current_digest(session, name)
    if digest is None:
        raise TemplateNotFound
    return by_digest(session, digest)


def by_digest(session: Session, digest: str) -> LetterTemplate:
    """The template with this digest, however old it is. Raises TemplateNotFound."""
    row = session.execute(
        select(letter_templates).where(letter_templates.c.digest == digest)
    ).one_or_none()
    if row is None:
        raise TemplateNotFound
    digests: dict[str, str] = json.loads(row.manifest)["files"]
    bodies = _bodies(session, set(digests.values()))
    return LetterTemplate(row.name, {name: bodies[each] for name, each in digests.items()})


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


def _check(template: LetterTemplate) -> None:
    for name, body in template.files.items():
        if name.endswith(".schema.json"):
            try:
                Draft202012Validator.check_schema(json.loads(body))
            except (SchemaError, ValueError) as error:
                raise TemplateInvalid(name) from error


def _current_digest(session: Session, name: str) -> str | None:
    changes = letter_template_changes
    digest: str | None = session.scalar(
        select(changes.c.digest)
        .where(changes.c.name == name)
        .order_by(changes.c.id.desc())
        .limit(1)
    )
    return digest


def _keep(session: Session, template: LetterTemplate) -> None:
    if _has(session, template.digest):
        return
    bodies = {_digest(body): body for body in template.files.values()}
    new = bodies.keys() - _bodies(session, set(bodies)).keys()
    for digest in sorted(new):
        session.execute(insert(letter_template_files).values(digest=digest, body=bodies[digest]))
    session.execute(
        insert(letter_templates).values(
            digest=template.digest, name=template.name, manifest=template.manifest
        )
    )


def _change(session: Session, template: LetterTemplate, now: datetime, by: str) -> None:
    session.execute(
        insert(letter_template_changes).values(
            name=template.name, digest=template.digest, since=now, changed_by=by
        )
    )


def _has(session: Session, digest: str) -> bool:
    found = select(letter_templates.c.digest).where(letter_templates.c.digest == digest)
    return session.execute(found).first() is not None


def _bodies(session: Session, digests: set[str]) -> dict[str, bytes]:
    files = letter_template_files
    rows = session.execute(select(files).where(files.c.digest.in_(digests)))
    return {row.digest: row.body for row in rows}


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()

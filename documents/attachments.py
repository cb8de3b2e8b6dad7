"""Attachments: files that strangers send, checked, cut in pieces and kept in the database."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Protocol
from urllib.parse import quote

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Row,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from db.base import metadata
from db.session import Session
from db.types import BigId, UtcDateTime, public_id
from documents.errors import AttachmentNotFound, AttachmentRefused, Sentence
from documents.file_names import safe_filename, split
from documents.file_types import FileType, file_type

__all__ = [
    "LIMIT_BYTES",
    "Attachment",
    "AttachmentNotFound",
    "AttachmentRefused",
    "Sentence",
    "download_headers",
    "drop",
    "list_for",
    "move_holder",
    "read",
    "safe_filename",
    "store",
]

LIMIT_BYTES = 20 * 1024 * 1024
CHUNK_BYTES = 256 * 1024
_KEPT_IN_MEMORY_BYTES = 1024 * 1024

attachments = Table(
    "attachments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("public_id", Text, nullable=False),
    # What the file belongs to: the public id of a thing this room knows nothing of.
    Column("holder", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("public_id"),
    CheckConstraint("size > 0", name="size_positive"),
    Index("ix_attachments_holder", "holder", "id"),
)

attachment_chunks = Table(
    "attachment_chunks",
    metadata,
    Column("attachment_id", BigId, ForeignKey("attachments.id"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("attachment_id", "n"),
    CheckConstraint(f"length(body) <= {CHUNK_BYTES}", name="body_small"),
)


class ByteStream(Protocol):
    """Something that gives bytes, as an upload does."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none when it is at its end."""


@dataclass(frozen=True)
class Attachment:
    """What is known of a stored file without opening it. size in bytes."""

    public_id: str
    holder: str
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


def store(
    session: Session,
    holder: str,
    name: str,
    stream: ByteStream,
    *,
    now: datetime,
    limit_bytes: int = LIMIT_BYTES,
) -> Attachment:
    """Check and keep a file; at most one byte more than the limit is read.

    Raises AttachmentRefused when it is empty, too large, of a kind we do not take, or something
    else than its name says.
    """
    with tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY_BYTES) as file:
        size, sha256 = _receive(stream, file, limit_bytes)
        found, kept_name = _recognised(file, name)
        stored = Attachment(
            public_id(), holder, kept_name, found.media_type, size, sha256, created_at=now
        )
        _insert(session, stored, file)
    return stored


def read(session: Session, public_id: str) -> tuple[Attachment, Iterator[bytes]]:
    """A stored file and its content, piece by piece; the session must stay open meanwhile.

    Raises AttachmentNotFound.
    """
    row = session.execute(select(attachments).where(attachments.c.public_id == public_id)).first()
    if row is None:
        raise AttachmentNotFound
    return _attachment(row), _pieces(session, row.id)


def list_for(session: Session, holder: str) -> list[Attachment]:
    """The files of a holder in the order they came."""
    rows = session.execute(
        select(attachments).where(attachments.c.holder == holder).order_by(attachments.c.id)
    )
    return [_attachment(row) for row in rows]


def move_holder(session: Session, from_holder: str, to_holder: str) -> None:
    """Let another thing hold every file that this one held."""
    session.execute(
        update(attachments).where(attachments.c.holder == from_holder).values(holder=to_holder)
    )


def drop(session: Session, holders: str, *, before: datetime) -> None:
    """Erase the files of the holders that begin with this word and came before this time."""
    old = select(attachments.c.id).where(
        attachments.c.holder.startswith(holders, autoescape=True),
        attachments.c.created_at < before,
    )
    chunks = attachment_chunks
    session.execute(delete(chunks).where(chunks.c.attachment_id.in_(old)))
    session.execute(
        delete(attachments).where(
            attachments.c.holder.startswith(holders, autoescape=True),
            attachments.c.created_at < before,
        )
    )


def download_headers(attachment: Attachment) -> dict[str, str]:
    """The headers a download goes out with: saved, never opened inside our own pages."""
    ascii_name = attachment.name.encode("ascii", "replace").decode("ascii").replace("?", "_")
    name = f"filename=\"{ascii_name}\"; filename*=UTF-8''{quote(attachment.name, safe='')}"
    return {
        "Content-Type": attachment.media_type,
        "Content-Length": str(attachment.size),
        "Content-Disposition": f"attachment; {name}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _receive(stream: ByteStream, file: IO[bytes], limit_bytes: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while piece := stream.read(min(CHUNK_BYTES, limit_bytes + 1 - size)):
        size += len(piece)
        if size > limit_bytes:
            raise AttachmentRefused(_too_large(limit_bytes))
        digest.update(piece)
        file.write(piece)
    if not size:
        raise AttachmentRefused(EMPTY)
    return size, digest.hexdigest()


def _recognised(file: IO[bytes], name: str) -> tuple[FileType, str]:
    """The real type, and the name to keep; a name without an ending is given the right one."""
    found = file_type(file)
    if found is None:
        raise AttachmentRefused(UNKNOWN_TYPE)
    kept_name = safe_filename(name)
    ending = split(kept_name)[1]
    if not ending:
        return found, safe_filename(kept_name + found.endings[0])
    if ending not in found.endings:
        raise AttachmentRefused(_misnamed(ending, found))
    return found, kept_name


def _insert(session: Session, stored: Attachment, file: IO[bytes]) -> None:
    row_id = session.scalar(insert(attachments).values(vars(stored)).returning(attachments.c.id))
    file.seek(0)
    pieces = iter(lambda: file.read(CHUNK_BYTES), b"")
    for number, piece in enumerate(pieces):
        session.execute(
            insert(attachment_chunks), {"attachment_id": row_id, "n": number, "body": piece}
        )


def _pieces(session: Session, attachment_id: int) -> Iterator[bytes]:
    number = 0
    while (piece := _piece(session, attachment_id, number)) is not None:
        yield piece
        number += 1


def _piece(session: Session, attachment_id: int, number: int) -> bytes | None:
    body: bytes | None = session.scalar(
        select(attachment_chunks.c.body).where(
            attachment_chunks.c.attachment_id == attachment_id, attachment_chunks.c.n == number
        )
    )
    return body


def _attachment(row: Row[Any]) -> Attachment:
    return Attachment(
        public_id=row.public_id,
        holder=row.holder,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        created_at=row.created_at,
    )


EMPTY = Sentence(
    "Filen är tom. Kontrollera den och välj den igen.",
    "The file is empty. Check it and choose it again.",
)
UNKNOWN_TYPE = Sentence(
    "Den här sortens fil tar vi inte emot. Skicka PDF, bild (JPEG, PNG, TIFF, HEIC), Word (.docx), "
    "Excel (.xlsx), OpenDocument (.odt) eller text i UTF-8, utan makron.",
    "We do not take this kind of file. Send PDF, an image (JPEG, PNG, TIFF, HEIC), Word (.docx), "
    "Excel (.xlsx), OpenDocument (.odt) or text in UTF-8, without macros.",
)


def _too_large(limit_bytes: int) -> Sentence:
    megabytes = f"{limit_bytes / (1024 * 1024):.3g}"
    return Sentence(
        f"Filen är för stor. Den får vara högst {megabytes.replace('.', ',')} MB.",
        f"The file is too large. It may be at most {megabytes} MB.",
    )


def _misnamed(ending: str, found: FileType) -> Sentence:
    right = found.endings[0]
    return Sentence(
        f"Filens namn slutar på {ending} men innehållet är {right}. Spara om den och välj igen.",
        f"The file's name ends in {ending} but its content is {right}. Save it anew and choose it.",
    )

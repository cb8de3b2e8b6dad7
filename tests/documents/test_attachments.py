"""Files that strangers send: what is taken, what is refused, and how it is kept."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from db.session import Database
from documents import attachments
from documents.attachments import AttachmentNotFound, AttachmentRefused, safe_filename
from documents.file_types import FileType, file_type

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + b"x" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"x" * 20
HEIC = b"\x00\x00\x00\x18ftypheic" + b"x" * 20
PROGRAM = b"MZ\x90\x00" + b"\x00" * 60


def zipped(*names: str, mimetype: str | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        if mimetype:
            parts.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name in names:
            parts.writestr(name, "content")
    return made.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")
XLSX = zipped("[Content_Types].xml", "xl/workbook.xml")
ODT = zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text")
TAKEN = {
    "a.pdf": PDF,
    "a.PNG": PNG,
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "a.tif": b"II*\x00" + b"x" * 20,
    "b.tiff": b"MM\x00*" + b"x" * 20,
    "a.heic": HEIC,
    "a.docx": DOCX,
    "a.xlsx": XLSX,
    "a.odt": ODT,
    "a.txt": "Hyran för mars är obetald. Åäö, räksmörgås 🏠\r\n\tbelopp 7 450 kr\f".encode(),
}
REFUSED = {
    "program.pdf": PROGRAM,
    "script.txt": b"echo \x00\x01",
    "program.exe": PROGRAM,
    "picture.pdf": PNG,
    "text.pdf": b"This is no PDF.",
    "invoice.pdf.exe": PDF,
    "photo\u202egpj.exe": JPEG,
    "folder.zip": zipped("a.txt"),
    "folder.docx": zipped("a.txt"),
    "macro.docx": zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "macro.odt": zipped("Basic/x.xml", mimetype="application/vnd.oasis.opendocument.text"),
    "sheet.odt": zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "broken.docx": b"PK\x03\x04" + b"\x00" * 50,
    "cut.docx": DOCX[: len(DOCX) // 2],
    "latin.txt": "Åäö".encode("latin-1"),
    "half.txt": "ö".encode()[:1],
    "late.pdf": b"<html>" + PDF,
    "page.html": b"<script>alert(1)</script>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}


class Endless:
    """A stream that never ends, and counts what was taken from it."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int, /) -> bytes:
        self.taken += size
        return b"%PDF-" + b"x" * (size - 5) if self.taken == size else b"x" * size


def put(
    database: Database, name: str, content: bytes, holder: str = "h1"
) -> attachments.Attachment:
    with database.transaction() as session:
        return attachments.store(session, holder, name, io.BytesIO(content), now=NOW)


def rows_of(database: Database) -> tuple[int | None, int | None]:
    with database.reading() as session:
        return (
            session.scalar(select(func.count()).select_from(attachments.attachments)),
            session.scalar(select(func.count()).select_from(attachments.attachment_chunks)),
        )


@pytest.mark.parametrize("name", TAKEN)
def test_each_kind_of_file_is_taken_and_comes_back_as_it_was(database: Database, name: str) -> None:
    stored = put(database, name, TAKEN[name])
    with database.reading() as session:
        found, pieces = attachments.read(session, stored.public_id)
        assert b"".join(pieces) == TAKEN[name]
    assert found == stored
    assert stored.size == len(TAKEN[name])


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(
    database: Database, name: str
) -> None:
    with pytest.raises(AttachmentRefused) as refusal:
        put(database, name, REFUSED[name])
    assert refusal.value.text.sv != refusal.value.text.en
    assert rows_of(database) == (0, 0)


def test_an_empty_file_is_refused(database: Database) -> None:
    with pytest.raises(AttachmentRefused, match="empty"):
        put(database, "a.pdf", b"")


def test_a_large_file_is_cut_in_pieces_and_joined_again(database: Database) -> None:
    content = PDF + bytes(range(256)) * 2_500
    stored = put(database, "a.pdf", content)
    with database.reading() as session:
        _, pieces = attachments.read(session, stored.public_id)
        sizes = [len(piece) for piece in pieces]
    assert sizes == [262_144, 262_144, len(content) - 2 * 262_144]


def test_a_file_of_exactly_the_limit_is_taken(database: Database) -> None:
    with database.transaction() as session:
        stored = attachments.store(
            session, "h1", "a.pdf", io.BytesIO(PDF), now=NOW, limit_bytes=len(PDF)
        )
    assert stored.size == len(PDF)


def test_of_a_file_without_end_no_more_than_the_limit_and_one_byte_is_read(
    database: Database,
) -> None:
    endless = Endless()
    with database.transaction() as session, pytest.raises(AttachmentRefused, match="too large"):
        attachments.store(session, "h1", "a.pdf", endless, now=NOW, limit_bytes=1_000_000)
    assert endless.taken == 1_000_001


def test_a_name_without_ending_is_given_the_one_of_its_content(database: Database) -> None:
    assert put(database, "Avi 2026.03.12", PDF).name == "Avi 2026.03.12.pdf"


def test_files_are_listed_by_holder_and_move_with_it(database: Database) -> None:
    names = [put(database, name, PDF, "h1").name for name in ("one.pdf", "two.pdf")]
    put(database, "other.pdf", PDF, "h2")
    with database.transaction() as session:
        attachments.move_holder(session, "h1", "h3")
    with database.reading() as session:
        assert attachments.list_for(session, "h1") == []
        assert [file.name for file in attachments.list_for(session, "h3")] == names


def test_a_file_that_does_not_exist_is_not_found(database: Database) -> None:
    with database.reading() as session, pytest.raises(AttachmentNotFound):
        attachments.read(session, "nothing")


def test_a_download_is_saved_and_never_opened_in_our_pages(database: Database) -> None:
    headers = attachments.download_headers(put(database, "Hyra för åäö.txt", b"<script>"))
    assert headers["Content-Disposition"] == (
        'attachment; filename="Hyra f_r ___.txt"; '
        "filename*=UTF-8''Hyra%20f%C3%B6r%20%C3%A5%C3%A4%C3%B6.txt"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\avi.pdf", "avi.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u200b\ufeff.pdf", "a.pdf"),
        ("", "bilaga"),
        ("...", "bilaga"),
        (".pdf", "pdf"),
        ("con.pdf", "_con.pdf"),
        ('a"b.pdf', "a_b.pdf"),
        ("Avi   nr 5 . PDF. ", "Avi nr 5 . PDF"),
        ("x.PDF ", "x.pdf"),
        ("A\u030avi.pdf", "\u00c5vi.pdf"),
        ("a\ud800.pdf", "a.pdf"),
    ],
)
def test_a_nasty_name_is_made_harmless(written: str, kept: str) -> None:
    assert safe_filename(written) == kept


@pytest.mark.parametrize("sign", ["a", "å", "🏠"])
def test_a_long_name_is_cut_and_keeps_its_ending(sign: str) -> None:
    kept = safe_filename(sign * 300 + ".pdf")
    assert kept.endswith(f"{sign}.pdf")
    assert 140 <= len(kept.encode()) <= 150


def test_a_zip_with_a_huge_table_of_contents_is_not_read() -> None:
    body = bytearray(DOCX)
    body[-10:-6] = struct.pack("<I", 2_000_000)
    assert file_type(io.BytesIO(bytes(body))) is None


def test_a_zip_that_says_it_unpacks_to_gigabytes_is_refused_unopened() -> None:
    body = DOCX.replace(struct.pack("<II", 9, 7), struct.pack("<II", 9, 4_000_000_000))
    assert body != DOCX
    assert file_type(io.BytesIO(body)) is None


def test_a_zip_that_lies_about_its_parts_raises_nothing() -> None:
    for position in range(len(ODT)):
        damaged = bytearray(ODT)
        damaged[position] ^= 0xFF
        assert file_type(io.BytesIO(bytes(damaged))) in {None, FileType.ODT}


class Trickle(io.BytesIO):
    """An upload that hands out one byte at a time."""

    def read(self, _size: int | None = -1, /) -> bytes:
        return super().read(1)


def test_an_upload_that_comes_byte_by_byte_is_taken_whole(database: Database) -> None:
    with database.transaction() as session:
        stored = attachments.store(session, "h1", "a.pdf", Trickle(PDF), now=NOW)
    assert stored.size == len(PDF)

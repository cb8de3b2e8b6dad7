"""What a file really is, told from its content; names and senders are not believed."""

from __future__ import annotations

import codecs
import re
import zipfile
from enum import Enum
from typing import IO

_ZIP_END = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP_END_SIZE = 22
_ZIP_TAIL_BYTES = _ZIP_END_SIZE + 65_535
_BIGGEST_DIRECTORY_BYTES = 1_000_000
_BIGGEST_UNPACKED_BYTES = 500_000_000
_PROGRAM_PARTS = re.compile(r"(?i)(^|/)(vbaproject\.bin|vbadata\.xml)\Z|^(basic|scripts)/")
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PIECE_BYTES = 65_536


class FileType(Enum):
    """The kinds of files we take: media type and the endings a name may have, usual one first."""

    PDF = ("application/pdf", (".pdf",))
    PNG = ("image/png", (".png",))
    JPEG = ("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"))
    TIFF = ("image/tiff", (".tif", ".tiff"))
    HEIC = ("image/heic", (".heic", ".heif"))
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
    ODT = ("application/vnd.oasis.opendocument.text", (".odt",))
    TEXT = ("text/plain; charset=utf-8", (".txt",))

    def __init__(self, media_type: str, endings: tuple[str, ...]) -> None:
        self.media_type = media_type
        self.endings = endings


def file_type(file: IO[bytes]) -> FileType | None:
    """The type of the content, or None when it is none that we take.

    Nothing is unpacked, and no more than a megabyte is read of a zip file's table of contents.
    """
    file.seek(0)
    start = file.read(32)
    if start.startswith(b"PK\x03\x04"):
        return _office_type(file)
    return _type_by_start(start) or _text_type(file)


def _type_by_start(start: bytes) -> FileType | None:
    for signature, found in _SIGNATURES:
        if start.startswith(signature):
            return found
    if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS:
        return FileType.HEIC
    return None


def _office_type(file: IO[bytes]) -> FileType | None:
    if not _has_small_directory(file):
        return None
    try:
        with zipfile.ZipFile(file) as parts:
            return _type_by_parts(parts)
    # A zip file that lies about itself makes the library raise any of these.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        return None


def _has_small_directory(file: IO[bytes]) -> bool:
    """Whether the table of contents may be read at all: half a million names fit in 20 MB."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _ZIP_TAIL_BYTES))
    tail = file.read()
    end = tail.rfind(_ZIP_END)
    if end < 0 or len(tail) - end < _ZIP_END_SIZE or tail[end - 20 : end - 16] == _ZIP64_LOCATOR:
        return False
    return int.from_bytes(tail[end + 12 : end + 16], "little") <= _BIGGEST_DIRECTORY_BYTES


def _type_by_parts(parts: zipfile.ZipFile) -> FileType | None:
    names = set(parts.namelist())
    if any(_PROGRAM_PARTS.search(name) for name in names):
        return None
    if sum(part.file_size for part in parts.infolist()) > _BIGGEST_UNPACKED_BYTES:
        return None
    if "[Content_Types].xml" in names:
        return _open_xml_type(names)
    return FileType.ODT if _is_odt(parts) else None


def _open_xml_type(names: set[str]) -> FileType | None:
    if "word/document.xml" in names:
        return FileType.DOCX
    return FileType.XLSX if "xl/workbook.xml" in names else None


def _is_odt(parts: zipfile.ZipFile) -> bool:
    """Whether the first part is the type's own name, stored as it is (OpenDocument 1.2, 3.3)."""
    first = parts.infolist()[0]
    if (first.filename, first.compress_type) != ("mimetype", zipfile.ZIP_STORED):
        return False
    with parts.open(first) as part:
        return part.read(100) == FileType.ODT.media_type.encode()


def _text_type(file: IO[bytes]) -> FileType | None:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE_BYTES):
            if _NOT_IN_TEXT.search(decoder.decode(piece)):
                return None
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return FileType.TEXT


_SIGNATURES = (
    (b"%PDF-", FileType.PDF),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"II*\x00", FileType.TIFF),
    (b"MM\x00*", FileType.TIFF),
)

"""The files of a form at the public door that has something to correct: kept, named on the page.

What stands in the page is signed and belongs to one sending of one form: a file goes into one
message only. It is shown by its name and size, and there is no address to read it from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.exceptions import TooManyRequests

from cases import waiting_files
from cases.intake import UploadedFile
from cases.waiting_files import LASTS, WaitingFile
from db.session import Session
from documents.errors import AttachmentRefused
from engine.texts import Text
from web.access import database, now
from web.allowance import allowance
from web.form_input import MAX_FILES, Sent
from web.reader_address import reader_address
from web.security import TokenRefused, read_signed, signed

FIELD = "waiting_file"
MOST_IN_A_MINUTE = 20
"""Files of forms to correct that one address may lay down in a minute."""

_SALT = "waiting-file"


@dataclass(frozen=True)
class Held:
    """What waits, what is wrong with files that cannot, and whether some must be chosen again."""

    files: tuple[WaitingFile, ...] = ()
    wrong: tuple[Text, ...] = ()
    must_choose: bool = False


def sent_with(sent: Sent, word: str) -> tuple[WaitingFile, ...]:
    """Those that the page named, of this sending alone, and not older than a day."""
    values = list(dict.fromkeys(sent.fields.get(FIELD, ())))[:MAX_FILES]
    found = (_read(value, word) for value in values)
    return tuple(file for file in found if file is not None)


def hold(files: Sequence[UploadedFile], before: Sequence[WaitingFile]) -> Held:
    """Let these wait beside those that do, as many as a form may have."""
    if not files:
        return Held(tuple(before))
    if len(before) + len(files) > MAX_FILES:
        return Held(tuple(before), must_choose=True)
    kept, wrong = list(before), []
    with database().transaction() as session:
        for file in files:
            try:
                kept.append(_hold(session, file))
            except AttachmentRefused as refused:
                wrong.append(Text(refused.text.sv, refused.text.en))
            except TooManyRequests:
                return Held(tuple(kept), tuple(wrong), must_choose=True)
    return Held(tuple(kept), tuple(wrong))


def drawn(files: Sequence[WaitingFile], word: str) -> list[dict[str, object]]:
    """As the page has them: a signed value, and the name and size for the reader."""
    return [
        {"value": _signed(file, word), "name": file.name, "size_bytes": file.size} for file in files
    ]


def _hold(session: Session, file: UploadedFile) -> WaitingFile:
    """Raises TooManyRequests and AttachmentRefused."""
    allowance().use(f"waiting:{reader_address()}", now(), at_most=MOST_IN_A_MINUTE)
    return waiting_files.hold(session, file, now())


def _signed(file: WaitingFile, word: str) -> str:
    told = [word, file.holder, file.name, file.size, file.sha256, file.since.isoformat()]
    return signed(_SALT, told)


def _read(value: str, word: str) -> WaitingFile | None:
    try:
        of, holder, name, size, sha256, since = read_signed(_SALT, value)
    except TokenRefused:
        return None
    file = WaitingFile(holder, name, size, sha256, datetime.fromisoformat(since))
    is_fresh = now() - file.since < LASTS - timedelta(minutes=1)
    return file if of == word and is_fresh else None

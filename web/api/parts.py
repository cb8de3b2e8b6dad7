"""A notice that comes in parts (multipart/form-data), so that its files come as they are.

The parts have the names that the JSON has: ``type``, ``facts`` as JSON, and ``files``.
"""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from cases.doors.conforming import Wrong, pointer, wrong_in
from cases.doors.notice_schema import FILES, MOST_FILES
from cases.intake import UploadedFile
from engine.texts import Text
from web.api.body import MAX_JSON_BYTES, parsed

MEDIA_TYPE = "multipart/form-data"
FACTS, FILES_PART = "facts", "files"
MAX_FACTS_BYTES = 1_000_000
_MOST_PARTS = 50
_LOST_SIGN = "\N{REPLACEMENT CHARACTER}"

TOO_MANY_FILES = Text(f"Högst {MOST_FILES} filer.", f"At most {MOST_FILES} files.")
NO_FILE_NAME = Text("Varje fil ska ha ett filnamn.", "Each file must have a file name.")


def notice_parts() -> tuple[dict[str, Any], list[UploadedFile]]:
    """The type and the facts as the JSON would have them, and the files.

    Raises RequestEntityTooLarge, and BadRequest when the facts are no JSON.
    """
    request.max_content_length = MAX_JSON_BYTES
    request.max_form_memory_size, request.max_form_parts = MAX_FACTS_BYTES, _MOST_PARTS
    body: dict[str, Any] = {
        name: values[0] if len(values) == 1 else values for name, values in request.form.lists()
    }
    body |= {name: "" for name in request.files if name not in (FACTS, FILES_PART)}
    if (facts := _facts(body.get(FACTS))) is not None:
        body[FACTS] = facts
    files = request.files.getlist(FILES_PART)
    return body, [UploadedFile(one.filename or "", one.stream) for one in files]


def wrong_files(body: dict[str, Any], files: list[UploadedFile]) -> list[Wrong]:
    """What is wrong with the files before any is opened: their number and their names.

    Takes from the body what was to be a file and has no name of one.
    """
    nameless = body.pop(FILES_PART, None) is not None
    wrong = [Wrong(pointer(FILES_PART), "no_file_name", NO_FILE_NAME)] if nameless else []
    if len(files) > MOST_FILES:
        wrong.append(Wrong(pointer(FILES_PART), "maxItems", TOO_MANY_FILES))
    name = FILES["items"]["properties"]["name"]
    for number, file in enumerate(files[:MOST_FILES]):
        wrong += wrong_in(name, file.name, pointer(FILES_PART, number))
    return wrong


def _facts(sent: Any) -> Any:
    """The facts, sent as a field or as a file; None when they were not sent once."""
    if (file := request.files.get(FACTS)) is not None:
        if sent is not None:
            raise BadRequest
        content = file.stream.read(MAX_FACTS_BYTES + 1)
        if len(content) > MAX_FACTS_BYTES:
            raise RequestEntityTooLarge
        return parsed(content)
    if not isinstance(sent, str):
        return None
    # What is not UTF-8 has been replaced before we see it.
    if _LOST_SIGN in sent:
        raise BadRequest
    return parsed(sent.encode())

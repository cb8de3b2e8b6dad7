"""From a request to what was typed and which files came along, within limits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from cases.intake import UploadedFile
from engine.forms import Answer, FieldError
from engine.texts import Text

MAX_FORM_MEMORY_BYTES = 1_000_000
MAX_PARTS = 1000
MAX_FILES = 5
"""As many as any form may ask for (engine/form_schema.py)."""


class FormTooLarge(RequestEntityTooLarge):
    """More was sent than a form can hold; ``text`` says so to the person."""

    def __init__(self) -> None:
        self.text = Text(
            "Det som skickades är för stort. Skicka färre eller mindre filer, eller kortare text.",
            "What was sent is too large. Send fewer or smaller files, or shorter text.",
        )
        super().__init__(self.text.sv)


@dataclass(frozen=True)
class Sent:
    """What a form sent. ``files`` are open streams, read once, standing at their beginning.

    ``refused``: what is wrong with the sending as a whole, to show above the form.
    """

    fields: Mapping[str, list[str]]
    files: tuple[UploadedFile, ...] = ()
    refused: tuple[FieldError, ...] = ()

    def field(self, name: str) -> str:
        """The first value of a control; empty when it was not sent."""
        return next(iter(self.fields.get(name, ())), "")

    def without(self, names: Collection[str]) -> dict[str, list[str]]:
        """The fields that are answers, without the page's own controls."""
        return {name: values for name, values in self.fields.items() if name not in names}


def read(request: Request) -> Sent:
    """Everything that a form sent. Raises FormTooLarge.

    The limits hold unless someone read the form before; then the application's limits held.
    """
    limit(request)
    try:
        # A part may come without a name.
        fields = {name or "": values for name, values in request.form.lists()}
        by_name = request.files.lists()
    except RequestEntityTooLarge as failure:
        raise FormTooLarge from failure
    files = tuple(
        UploadedFile(part.filename, part.stream)
        for _, parts in by_name
        for part in parts
        if part.filename
    )
    return Sent(fields, files, too_many(len(files)))


def limit(request: Request) -> None:
    """Set the limits, before anything reads the form.

    A form without files is read whole whatever its memory limit says (werkzeug's formparser), so
    its length is limited instead.
    """
    request.max_form_memory_size = MAX_FORM_MEMORY_BYTES
    request.max_form_parts = MAX_PARTS
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MAX_FORM_MEMORY_BYTES


def limit_staff(request: Request) -> None:
    """The same for the forms of staff, which carry no files."""
    limit(request)
    request.max_content_length = 2 * MAX_FORM_MEMORY_BYTES


def error_links(answer: Answer, language: str) -> list[dict[str, str]]:
    """The mistakes as an error summary takes them: ``text``, and ``href`` to the control."""
    return [
        {"text": error.summary.in_language(language)}
        | ({"href": f"#{error.control}"} if error.control else {})
        for error in answer.errors
    ]


def too_many(count: int) -> tuple[FieldError, ...]:
    """What is wrong with so many files, if anything."""
    if count <= MAX_FILES:
        return ()
    text = Text(
        f"Skicka högst {MAX_FILES} filer. Du skickade {count}.",
        f"Send at most {MAX_FILES} files. You sent {count}.",
    )
    return (FieldError(None, "too_many_files", text),)

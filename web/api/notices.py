"""Notices from senders' own systems: each becomes a message and its files, and gives a receipt."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Callable, Mapping
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from cases import intake
from cases.doors import stated_notice
from cases.doors.conforming import Wrong, pointer
from cases.intake import ContentDiffers, FilesRefused, UploadedFile
from documents.errors import Sentence
from engine.texts import Text
from web.access import database, engine, now
from web.api import parts
from web.api.blueprint import bp
from web.api.body import json_body
from web.api.keys import keeping, needs_key, sender_key
from web.api.sending import CHANNEL, kept, receipt_body, token, used_before, wrong_once
from web.problems import problem

NOT_BASE64 = Text("Innehållet är inte base64.", "The content is not base64.")


class NotBase64(Exception):
    """A file was sent as something else than base64. number: which one, from 0."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@bp.post("/notices")
@needs_key("notices")
def send_notice() -> ResponseReturnValue:
    """Keep a notice, or tell every place that is wrong."""
    if request.mimetype == parts.MEDIA_TYPE:
        body, files = parts.notice_parts()
        return _answer(body, lambda: files, parts.wrong_files(body, files))
    body = json_body()
    return _answer(body, lambda: _decoded(body), [])


def _answer(
    body: Any, files: Callable[[], list[UploadedFile]], wrong: list[Wrong]
) -> ResponseReturnValue:
    if wrong := [*wrong_once(), *stated_notice.wrong_with(body, sender_key()), *wrong]:
        return problem(422, wrong)
    try:
        return kept(_keep(body, files()))
    except NotBase64 as refused:
        place = pointer("files", refused.number, "content")
        return problem(422, [Wrong(place, "not_base64", NOT_BASE64)])
    except FilesRefused as refused:
        return problem(422, [_refused(number, why) for number, why in refused.each.items()])
    except ContentDiffers as earlier:
        return used_before(earlier.receipt)


def _refused(number: int, why: Sentence) -> Wrong:
    return Wrong(pointer("files", number), "file_refused", Text(why.sv, why.en))


@bp.get("/notices/<receipt>")
@needs_key("notices", "reports", "batches")
def status(receipt: str) -> ResponseReturnValue:
    """What has become of what was sent: received or registered. Others' receipts do not exist."""
    with database().reading() as session:
        found = intake.sent_by(session, receipt, sender_key().sender, CHANNEL)
    if found is None:
        raise NotFound
    return jsonify(receipt_body(found.number, found.received_at, found.state))


def _keep(body: Mapping[str, Any], files: list[UploadedFile]) -> intake.Receipt:
    at = now()
    facts = stated_notice.facts_of(body, sender_key(), engine().local_day(at))
    with keeping() as session:
        return intake.keep_notice(session, facts, files, token=token(), channel=CHANNEL, now=at)


def _decoded(body: Mapping[str, Any]) -> list[UploadedFile]:
    return [_file(number, one) for number, one in enumerate(body.get("files", ()))]


def _file(number: int, given: Mapping[str, str]) -> UploadedFile:
    try:
        content = base64.b64decode(given["content"], validate=True)
    except binascii.Error as failure:
        raise NotBase64(number) from failure
    return UploadedFile(given["name"], io.BytesIO(content))

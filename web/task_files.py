"""A file that came with a report of no notice; such a file belongs to the task alone."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from cases.lists import inbox
from documents import attachments
from engine.errors import NotFound, TaskNotFound
from web import about_report
from web.access import current_actor, database, log_read, requires

bp = Blueprint("task_files", __name__)


@bp.get("/uppgifter/<public_id>/bilagor/<file_id>")
@requires("registrar")
def download(public_id: str, file_id: str) -> ResponseReturnValue:
    """Always to be saved, never opened in the page. Raises NotFound for what is of another task."""
    actor = current_actor()
    with database().reading() as session:
        view = inbox.task(session, actor, public_id)
        if view is None:
            raise TaskNotFound
        held = attachments.list_for(session, f"message:{view.business_key}")
    if view.process != about_report.RECEIVING or file_id not in {one.public_id for one in held}:
        raise NotFound
    log_read(actor, "attachment", public_id, file=file_id)
    with database().reading() as session:
        file, pieces = attachments.read(session, file_id)
        return Response(b"".join(pieces), headers=attachments.download_headers(file))

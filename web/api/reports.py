"""Corrections and withdrawals of what a sender has sent: kept, and judged by a person."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from cases import intake
from cases.doors import reports
from cases.doors.conforming import wrong_in
from cases.doors.stated_notice import as_forms_keep, whole_numbers
from cases.intake import ContentDiffers
from web.access import database, engine, now
from web.api.blueprint import bp
from web.api.body import json_body
from web.api.keys import keeping, needs_key, sender_key
from web.api.sending import CHANNEL, kept, token, used_before, wrong_once
from web.problems import problem


@bp.post("/notices/<receipt>/corrections")
@needs_key("reports")
def correct(receipt: str) -> ResponseReturnValue:
    """Facts of a notice were wrong, or are known only now."""
    return _keep(receipt, reports.CORRECTION)


@bp.post("/notices/<receipt>/withdrawals")
@needs_key("reports")
def withdraw(receipt: str) -> ResponseReturnValue:
    """A notice no longer holds: the debt is settled, or it should not have come here."""
    return _keep(receipt, reports.WITHDRAWAL)


def _keep(receipt: str, kind: str) -> ResponseReturnValue:
    with database().reading() as session:
        if not intake.is_notice_of(session, receipt, sender_key().sender, CHANNEL):
            raise NotFound
    body = json_body()
    if wrong := [*wrong_once(), *wrong_in(reports.SCHEMAS[kind], body)]:
        return problem(422, wrong)
    said = _as_kept(body)
    try:
        with keeping() as session:
            return kept(
                intake.keep_report(
                    session,
                    receipt,
                    kind,
                    said,
                    token=token(intake.REPORT),
                    channel=CHANNEL,
                    now=now(),
                )
            )
    except ContentDiffers as earlier:
        return used_before(earlier.receipt)


def _as_kept(body: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = whole_numbers(body)
    if "facts" in said:
        said["facts"] = as_forms_keep(said["facts"], engine().local_day(now()))
    return said

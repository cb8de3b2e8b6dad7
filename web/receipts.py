"""The receipt of a notice: a page, and a file to keep. Nothing of a tenant stands in either.

What it is a receipt for is the title of the form that was sent, in the reader's language.
"""

from __future__ import annotations

from flask import Response, render_template, request

from cases.law.calendar import local_clock, local_day
from cases.letters import complement_place
from web import notice_sending
from web.access import now, site
from web.allowance import allowance
from web.i18n import current_language
from web.notice_sending import NoticeForm
from web.reader_address import reader_address

MOST_FILES = 30
"""What one address may have made in a minute."""


def page(of: NoticeForm, token: str) -> str:
    """The receipt that a token of this form led to, on screen. Raises NotFound."""
    given = notice_sending.receipt_of(of.name, token)
    return render_template(
        "receipt.html",
        receipt_number=given.number,
        received_at=given.received_at,
        about=of.form.title.in_language(current_language()),
        file_href=f"{of.path}/kvitto/{token}/pdf",
        complement_href=f"{complement_place.PATH}?kvitto={given.number}",
        again_href=of.path,
        left_address=notice_sending.MAILED in request.args,
        sends_mail=site().sends_mail,
    )


def file(of: NoticeForm, token: str) -> Response:
    """The same as a PDF. Raises NotFound, and TooManyRequests: each takes a process of its own."""
    allowance().use(f"receipt:{reader_address()}", now(), at_most=MOST_FILES)
    given = notice_sending.receipt_of(of.name, token)
    facts = {
        "municipality": site().municipality,
        "language": current_language(),
        "receipt_number": given.number,
        "about": of.form.title.in_language(current_language()),
        "received_on": local_day(given.received_at).isoformat(),
        "received_at": local_clock(given.received_at),
        "where_to_add": complement_place.words(site().public_address).in_language(
            current_language()
        ),
    }
    pdf = site().set_receipt(facts, given.received_at)
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"kvitto-{given.number}.pdf")
    return response

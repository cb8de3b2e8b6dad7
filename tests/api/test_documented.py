"""What docs/api.md shows can be sent as it stands."""

from __future__ import annotations

import json
import re
from textwrap import dedent

from cases.doors import reports
from cases.doors.conforming import wrong_in
from cases.doors.notice_schema import notice_schema
from cases.doors.spreadsheet import CSV_TYPE
from cases.doors.table_files import read_table
from tests.api.sender import sender
from tests.house.tree import ROOT
from tests.product import Product

TEXT = (ROOT / "docs/api.md").read_text("utf-8")
SENT = [json.loads(body) for body in re.findall(r"-d '(.*?)'", TEXT, re.DOTALL)]
TABLE = dedent("\n".join(re.findall(r"^    (?:type|U10);.*$", TEXT, re.MULTILINE))).encode()


def test_each_body_that_is_shown_conforms() -> None:
    schemas = (
        notice_schema("U10"),
        reports.SCHEMAS[reports.CORRECTION],
        reports.SCHEMAS[reports.WITHDRAWAL],
    )
    assert [wrong_in(s, body) for s, body in zip(schemas, SENT, strict=True)] == [[], [], []]


def test_the_table_that_is_shown_is_right(product: Product) -> None:
    assert len(read_table(TABLE)) == 2
    one = sender(product)
    answer = one.client.post(
        "/api/v1/batches?dry_run=true", data=TABLE, content_type=CSV_TYPE, headers=one.carried
    )
    shown = re.findall(r'^    (\{"dry_run".*)$', TEXT, re.MULTILINE)
    assert [answer.get_json()] == [json.loads(text) for text in shown]

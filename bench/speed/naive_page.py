"""The same page on the naive baseline: session, CSRF, form, who may, ledger, redirect.

Written as one would write it around stock SpiffWorkflow: Flask's signed session, a token in the
form, the fields looked at by hand, one select for who may do the task, and the baseline's own
completion. The main process is walked, as the product's page walks it. A process of its own
(`python -m bench.speed.naive_page URL`).
"""

from __future__ import annotations

import secrets
import sys
import time
from typing import Any

from flask import Flask, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from sqlalchemy import select

from bench.rounds import GO_ON, KEYS, diagram
from bench.speed.child import serve
from bench.speed.naive import Naive, claimed, walk_deeper
from bench.stock import as_python
from cases.tables.models import memberships, staff, units
from engine.models import user_tasks

ANSWERS = {
    "contact": "two_way",
    "situation": "Hushållet har kontaktat oss.",
    "children": "no",
    "risk": "medium",
    "plan": "Budgetrådgivning i veckan.",
    **GO_ON,
}


class NaivePage(Naive):
    """The baseline behind a page; the time is that of one POST."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._app = _app(self)
        self._client = self._app.test_client()
        with self._client.session_transaction() as kept:
            kept["person"], kept["token"] = "demo-hanna", secrets.token_urlsafe(16)
            self._token = kept["token"]

    def specs(self, _key: str) -> tuple[Any, Any]:
        """The shipped main process, in the library's own words."""
        parser = BpmnParser()
        for key in KEYS:
            parser.add_bpmn_xml(etree.fromstring(as_python(diagram(key))))
        return parser.get_spec(KEYS[0]), parser.get_subprocess_specs(KEYS[0])

    def complete(self, instance: int) -> float:
        """Send the form of the newest open task; seconds until the redirect has come."""
        with self._database.transaction() as opened:
            task = claimed(opened, instance)
        fields = {**ANSWERS, "token": self._token, "version": str(task.version)}
        began = time.perf_counter()
        answer = self._client.post(f"/uppgifter/{task.public_id}", data=fields)
        took = time.perf_counter() - began
        assert answer.status_code == 303, answer.text
        return took

    def answer(self, public: str, person: str, answers: dict[str, str]) -> None:
        """Complete a task with what the form said, in one transaction."""
        with self._database.transaction() as opened:
            allowed = opened.execute(
                select(user_tasks.c.id, staff.c.name, units.c.key)
                .select_from(user_tasks)
                .join(staff, staff.c.public_id == person)
                .join(memberships, memberships.c.staff_id == staff.c.id)
                .join(units, units.c.id == memberships.c.unit_id)
                .where(user_tasks.c.public_id == public, user_tasks.c.state == "open")
            ).first()
            if allowed is None:
                abort(404)
            self.complete_in(opened, public, answers)


def _app(page: NaivePage) -> Flask:
    app = Flask(__name__)
    app.secret_key = secrets.token_hex()

    @app.post("/uppgifter/<public>")
    def complete(public: str) -> ResponseReturnValue:
        if not secrets.compare_digest(request.form.get("token", ""), session.get("token", "")):
            abort(400)
        answers = {name: request.form.get(name, "").strip() for name in ANSWERS}
        if not all(answers.values()):
            abort(422)
        page.answer(public, session["person"], answers)
        return redirect("/inkorg", 303)

    return app


if __name__ == "__main__":
    walk_deeper()
    serve(NaivePage(sys.argv[1]))

"""People who go on working while the system is killed under them, again and again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.http_browser import Browser, NoAnswer

PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 60.0

NOTICE = {
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "sender_street": "Provgatan 1",
    "sender_postal_code": "211 20",
    "sender_town": "Exempelstad",
    "sender_phone": "040-123 45 67",
    "sender_email": "uthyrning@landlord.example",
    "premises": "home",
    "dwelling_postal_code": "211 34",
    "dwelling_town": "Exempelstad",
    "tenure": "rental",
    "ground": "unpaid",
    "amount": "18 400",
    "is_terminated": "yes",
    "children": "unknown",
}
ASSESSMENT = {
    "contact": "two_way",
    "situation": "Hushållet har kontaktat oss.",
    "children": "no",
    "risk": "medium",
    "plan": "Budgetrådgivning i veckan.",
}
CLOSING = {
    "decision": "close",
    "outcome": "O01",
    "reason": "Skulden är betald.",
    "anyway": "Enligt hyresvärden.",
}
ROUNDS_OF_ASSESSING = 2
DONE_HERE = ("Bekräfta hushåll och bostad", "Bedöm ärendet", "Besluta om utfall")
"""Titles of the tasks that are done; what the tracks ask for is left, and ends with the case."""


class Stuck(Exception):
    """The work did not come to its end in time; the message says what was left."""


@dataclass
class Told:
    """What the people remember: what the system has told them was done."""

    receipts: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    unanswered: int = 0


class Landlord:
    """Sends notices, and sends again what was not answered."""

    def __init__(self, url: str, told: Told) -> None:
        self._browser = Browser(url)
        self._told = told

    def send(self, number: int) -> None:
        """Send one notice and keep its receipt number."""
        _patiently(self._told, lambda: self._browser.get("/anmalan"))
        answers = {
            **NOTICE,
            "tenant_name": f"Prov Provsson {number}",
            "dwelling_street": f"Exempelgatan {number}",
        }
        form = self._browser.page
        _patiently(self._told, lambda: self._sent(form, answers))

    def _sent(self, form: str, answers: dict[str, str]) -> None:
        self._browser.page = form
        status = self._browser.post("/anmalan", answers)
        if status != 200 or "/anmalan/kvitto/" not in self._browser.path:
            raise NoAnswer(f"No receipt: {status}.")
        self._told.receipts.append(_receipt(self._browser.text()))


class Employee:
    """Someone who takes whatever is in the inbox and does it."""

    def __init__(self, url: str, person: str, told: Told) -> None:
        self._url = url
        self._person = person
        self._told = told
        self._browser = Browser(url)
        self._assessed: dict[str, int] = {}
        self._is_logged_in = False

    def work(self) -> bool:
        """Do what is in the inbox; tells whether anything was."""
        try:
            return self._work()
        except NoAnswer:
            self._told.unanswered += 1
            time.sleep(PAUSE_SECONDS)
            return True

    def _work(self) -> bool:
        self._log_in()
        self._browser.get("/inkorg")
        titles = "|".join(DONE_HERE)
        waiting = re.findall(rf'href="(/uppgifter/[\w-]+)">(?:{titles})', self._browser.page)
        for task in waiting:
            self._do(task)
        return bool(waiting)

    def _log_in(self) -> None:
        if not self._is_logged_in:
            self._browser.get("/logga-in")
            self._browser.post("/logga-in", {"person": self._person})
            self._is_logged_in = True

    def _do(self, task: str) -> None:
        self._browser.get(task)
        if f"{task}/ta" in self._browser.links(rf"{task}/ta"):
            self._browser.post(f"{task}/ta", {})
            self._browser.get(task)
        status = self._browser.post(task, self._answers())
        # 422: the case cannot be closed yet, because its confirmation has not gone out.
        if status == 200:
            self._told.completed.append(task)
        elif status != 422:
            raise NoAnswer(f"The task answered {status}.")

    def _answers(self) -> dict[str, str]:
        names = self._browser.page
        if 'name="choice"' in names:
            return {"choice": "new"}
        if 'name="outcome"' in names:
            return CLOSING
        return {**ASSESSMENT, "next_step": self._next_step()}

    def _next_step(self) -> str:
        """Go on the first time, close after that; the case is known by its number.

        What was not answered is sent again, and may count twice.
        """
        case = self._browser.text().partition("BKV-")[2][:11]
        self._assessed[case] = self._assessed.get(case, 0) + 1
        return "continue" if self._assessed[case] < ROUNDS_OF_ASSESSING else "close"


def _patiently(told: Told, attempt: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            attempt()
        except NoAnswer as failure:
            told.unanswered += 1
            if time.monotonic() > end:
                raise Stuck(str(failure)) from failure
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _receipt(text: str) -> str:
    words = text.split()
    return next(w for w in words if len(w) == 14 and w[4] == w[9] == "-")

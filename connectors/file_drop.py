"""Letters laid down for an operator, who answers each with a receipt in the same folder.

The operator fetches `<id>...`, carries it on and writes `<id>.receipt.json`. Files that begin with
a dot are ours and stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.drop import Drop, cannot_use, lay_down, read_file, was_laid_down
from connectors.messages import OutgoingLetter, Receipt
from engine.job_values import GiveUp, Retry
from engine.texts import Text

RECEIPT_SUFFIX = ".receipt.json"
LONGEST_RECEIPT = 10_000
SHORTEST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)

_REFERENCE = re.compile(r"[A-Za-z0-9_.:/+=-]{1,200}\Z")


@dataclass(frozen=True)
class Answer:
    """What the operator says of one drop."""

    is_delivered: bool
    at: datetime
    reference: str


class ReceiptUnreadable(ValueError):
    """The receipt is not one, or not whole yet; the message holds nothing of it."""


class FileDrop:
    """One folder with its operator."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    def deliver(self, letter: OutgoingLetter, drop: Drop) -> Receipt:
        """Lay it down once, then look for the receipt.

        Raises Retry while there is none, or none that can be read; GiveUp when the operator
        turned the letter away.
        """
        answer = self._answer_or_lay_down(drop)
        if answer is None:
            raise Retry(_WAITING, wait=_wait(self._clock() - letter.written_at))
        reference = _hidden(answer.reference, letter.personal_number)
        if not answer.is_delivered:
            raise GiveUp(_turned_away(reference))
        at = answer.at.isoformat(timespec="seconds")
        return Receipt(f"kvittens {reference} {at}", answer.at)

    def _answer_or_lay_down(self, drop: Drop) -> Answer | None:
        try:
            is_laid = was_laid_down(self._folder, drop)
            answer = read_answer(self._folder, drop.id)
        except OSError as failure:
            raise Retry(cannot_use(failure)) from None
        except ReceiptUnreadable:
            raise Retry(_UNREADABLE) from None
        # A receipt without our mark: we were killed before the mark, and it has been fetched.
        if not is_laid and answer is None:
            lay_down(self._folder, drop)
        return answer


def read_answer(folder: Path, drop_id: str) -> Answer | None:
    """The receipt for this drop and no other, if it is there.

    Raises ReceiptUnreadable when it says nothing that can be understood, OSError when it cannot
    be read at all.
    """
    content = read_file(folder / f"{drop_id}{RECEIPT_SUFFIX}", LONGEST_RECEIPT)
    if content is None:
        return None
    return _answer(_object(content), drop_id)


def _object(content: bytes) -> dict[str, Any]:
    if len(content) > LONGEST_RECEIPT:
        raise ReceiptUnreadable("The receipt is too long.")
    try:
        said = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as failure:
        raise ReceiptUnreadable("The receipt is not JSON.") from failure
    if not isinstance(said, dict):
        raise ReceiptUnreadable("The receipt is not an object.")
    return said


def _answer(said: dict[str, Any], drop_id: str) -> Answer:
    if said.get("id", drop_id) != drop_id:
        raise ReceiptUnreadable("The receipt is for another drop.")
    status, reference = said.get("status"), said.get("reference")
    if status not in ("delivered", "rejected"):
        raise ReceiptUnreadable("The status is none that we know.")
    if not isinstance(reference, str) or not _REFERENCE.match(reference):
        raise ReceiptUnreadable("The reference is not an id.")
    return Answer(status == "delivered", _time(said.get("at")), reference)


def _time(written: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(written))
        if at.tzinfo is None:
            raise ReceiptUnreadable("The time says nothing of its zone.")
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as failure:
        raise ReceiptUnreadable("The time is none.") from failure


def _hidden(reference: str, personal_number: str | None) -> str:
    """The operator's reference, which must not tell whom the letter was for."""
    if not personal_number or len(personal_number) < 10:
        return reference
    digits = re.escape(personal_number[-10:-4]) + "[-+]?" + re.escape(personal_number[-4:])
    return re.sub(rf"(?:[0-9]{{2}})?{digits}", "...", reference)


def _wait(age: timedelta) -> timedelta:
    """A tenth of the time since it was written: soon at first, and no storm after a weekend."""
    return min(max(age / 10, SHORTEST_WAIT), LONGEST_WAIT)


def _turned_away(reference: str) -> Text:
    return Text(
        f"Operatören avvisade brevet (referens {reference}).",
        f"The operator turned the letter away (reference {reference}).",
    )


_WAITING = Text("Väntar på kvittens.", "Waiting for a receipt.")
_UNREADABLE = Text("Kvittensen gick inte att läsa.", "The receipt could not be read.")

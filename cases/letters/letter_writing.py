"""Keeping a letter: its facts are checked against the template of today and frozen with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.letters import letter
from cases.letters.letter import Draft, Letter
from db.session import Session
from documents import facts as letter_facts
from documents import letter_templates


@dataclass(frozen=True)
class Written:
    """A letter before it has a template: what a function of letters gives. See letter.Draft."""

    kind: str
    about: str
    recipient: str
    subject: str
    body: str
    facts: Mapping[str, Any]
    channel: str = "none"
    address: str | None = None
    purpose: str = ""
    language: str = "sv"
    notice_id: int | None = None
    case_id: int | None = None
    person_id: int | None = None


def keep(session: Session, written: Written, *, public_id: str, now: datetime) -> Letter:
    """Keep a letter with the template in force now. Raises FactsInvalid, TemplateNotFound."""
    template = letter_templates.current(session, written.kind)
    letter_facts.check(written.facts, template.schema, template.files)
    draft = Draft(
        about=written.about,
        kind=written.kind,
        purpose=written.purpose or written.kind,
        recipient=written.recipient,
        subject=written.subject,
        body=written.body,
        facts=written.facts,
        template=template.digest,
        channel=written.channel,
        address=written.address,
        language=written.language,
        notice_id=written.notice_id,
        case_id=written.case_id,
        person_id=written.person_id,
    )
    return letter.keep(session, draft, public_id=public_id, now=now)


def event_of(kept: Letter) -> dict[str, Any]:
    """What the ledger keeps of a letter that was written: all that makes it again."""
    return {
        "letter": kept.public_id,
        "kind": kept.kind,
        "about": kept.about,
        "channel": kept.channel,
        "recipient": kept.recipient,
        "subject": kept.subject,
        "body": kept.body,
        "facts": kept.facts,
        "template": kept.template,
        "language": kept.language,
    }

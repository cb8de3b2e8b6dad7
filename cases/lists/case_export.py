"""The export of a case: what happened, word for word, with what proves it and what reads easily."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases import notice
from cases.case import Case
from cases.letters import letter
from cases.letters.letter import Letter
from db.session import Session
from db.types import utc_text
from documents import letter_templates
from documents.errors import LetterFailed, TemplateNotFound
from documents.typesetting import typeset
from engine import definition_store
from ledger import evidence
from ledger.anchor_key import AnchorKey
from ledger.chain import canonical

README = """\
SVENSKA
Det här är ett utdrag ur Bokvar om ett enda ärende. Det kan innehålla uppgifter som omfattas av
sekretess: förvara det så.

course_of_events.pdf  vad som hände, i ordning, för läsning
letters/              breven så som de skrevs; letters.jsonl säger vart de gick och när
history.jsonl         varje händelse ordagrant, i kedjor; anchors.jsonl är förankringarna
definitions.jsonl     vilka versioner av processerna som gällde
manifest.json         fingeravtryck av varje fil, undertecknat i manifest.signature

Kontrollera: python verify_history.py utdraget.zip --public-key NYCKELN
(en --public-key för varje nyckel, den äldsta först, om kommunen har bytt nyckel)
Hämta verify_history.py från Bokvars källkod och inte härifrån, och be kommunen om nyckeln på ett
annat sätt än det som utdraget kom på.

ENGLISH
This is an export from Bokvar about one case. It may hold what is secret by law: keep it so.
To check it: python verify_history.py export.zip --public-key THE-KEY (one for each key, oldest
first, if the municipality has replaced its key). Take verify_history.py from
Bokvar's sources and not from here, and ask the municipality for the key by another way than the
export came by. What is proved and what is not stands in docs/verify.md there.
"""


MOVED = "It is about a notice that was moved out of the case."
"""Why a payload is withheld: whoever reads about this case is told no more of another household."""


@dataclass(frozen=True)
class Asked:
    """Who made the export, when, why, and the course of events as PDF files."""

    by: str
    reason: str
    at: datetime
    course: Sequence[bytes]


def streams_of(session: Session, of: Case) -> list[int]:
    """The streams that a case has lived in: its own, and those of its notices."""
    of_notices = [one.stream_id for one in notice.of_case(session, of.id)]
    return list(dict.fromkeys([of.stream_id, *of_notices]))


def moved_away(session: Session, of: Case, stream_ids: Sequence[int]) -> dict[str, str]:
    """The notices that were in the case and are not, and why what they say is withheld: they are
    about somebody else, whose data may be protected."""
    here = {one.public_id for one in notice.of_case(session, of.id)}
    others = evidence.subjects(session, stream_ids) - here
    return dict.fromkeys(notice.known(session, others), MOVED)


def pack(
    session: Session, of: Case, asked: Asked, key: AnchorKey, earlier: Sequence[str] = ()
) -> bytes:
    """The export as a zip file. The caller has asked the policy, and written it in the ledger.

    earlier: the public halves of the keys that this one has replaced.
    """
    ids = streams_of(session, of)
    files = {
        "README.txt": README.encode(),
        "verify_history.py": evidence.VERIFIER.read_bytes(),
        "history.jsonl": evidence.history_lines(session, ids, moved_away(session, of, ids)),
        "anchors.jsonl": evidence.anchor_lines(session, ids),
        "definitions.jsonl": _definitions(session, ids),
        **_course(asked.course),
        **_letters(session, of),
    }
    about = {
        "case": of.public_id,
        "number": of.number,
        "made_at": utc_text(asked.at),
        "made_by": asked.by,
        "reason": asked.reason,
    }
    text, signature = evidence.manifest(session, ids, files, about, key, earlier)
    return _zipped(
        {"manifest.json": text.encode(), "manifest.signature": signature.encode(), **files},
        asked.at,
    )


def _definitions(session: Session, stream_ids: Sequence[int]) -> bytes:
    digests = evidence.digests_of_definitions(session, stream_ids)
    rows = [
        {
            "digest": one.digest,
            "key": one.key,
            "version": one.version,
            "manifest": one.manifest.text,
        }
        for one in definition_store.by_digests(session, digests)
    ]
    return "".join(f"{canonical(row)}\n" for row in rows).encode()


def _course(parts: Sequence[bytes]) -> dict[str, bytes]:
    if len(parts) == 1:
        return {"course_of_events.pdf": parts[0]}
    return {f"course_of_events_{n}.pdf": part for n, part in enumerate(parts, start=1)}


def _letters(session: Session, of: Case) -> dict[str, bytes]:
    ids = [one.id for one in notice.of_case(session, of.id)]
    files: dict[str, bytes] = {}
    told = []
    for one in letter.of_notices(session, ids, of.id):
        name, pdf = f"letters/{one.kind}-{one.public_id}.pdf", _pdf(session, one)
        if pdf is not None:
            files[name] = pdf
        told.append(canonical(_told(one, name if pdf is not None else None)))
    files["letters.jsonl"] = "".join(f"{line}\n" for line in told).encode()
    return files


def _pdf(session: Session, one: Letter) -> bytes | None:
    """The same bytes as were sent; None when its template no longer works, which is told."""
    try:
        template = letter_templates.by_digest(session, one.template)
        return typeset(template, one.facts, written_at=one.created_at)
    except (LetterFailed, TemplateNotFound):
        return None


def _told(one: Letter, file: str | None) -> Mapping[str, str | None]:
    return {
        "letter": one.public_id,
        "kind": one.kind,
        "recipient": one.recipient,
        "written_at": utc_text(one.created_at),
        "channel": one.channel,
        "state": one.state,
        "sent_at": utc_text(one.sent_at) if one.sent_at else None,
        "proof": one.proof,
        "template": one.template,
        "file": file,
    }


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, body)
    return made.getvalue()

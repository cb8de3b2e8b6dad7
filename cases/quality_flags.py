"""The findings of table D12 as flags of a notice: raised, and settled when they no longer hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from cases import flag, quality
from cases.flag import Flag
from cases.law.calendar import local_day
from cases.notice import Notice
from cases.quality import QualityFinding, Severity
from cases.tables.track_models import flags
from db.session import Session

CORRECTED = "Uppgiften har rättats."
"""How a flag was settled by a correction; if the fact goes wrong again the flag comes back."""

NOT_ASKED = "Uppgiften behövs inte längre: arbetet med skulden är klart."
"""How what a notice lacks was settled when its debt was; it is asked for again with the debt."""

_CODES = frozenset(str(severity) for severity in Severity)


@dataclass(frozen=True)
class Evaluated:
    """What an evaluation changed, as ``code:place`` of each flag: new or come back, and settled."""

    raised: tuple[str, ...]
    settled: tuple[str, ...]


def evaluate(
    session: Session, of: Notice, *, by: str, new_id: Callable[[], str], now: datetime
) -> Evaluated:
    """Raise what is amiss with the notice now and settle what no longer is, for ``tell``."""
    found = dict(_placed(quality.findings(of.type_code or "", of.facts, today=local_day(now))))
    raised = [
        f"{finding.severity}:{place}"
        for place, finding in found.items()
        if _raise(session, of, place, finding, new_id(), now)
    ]
    gone = [
        one
        for one in flag.about(session, [of.public_id], open_only=True)
        if one.code in _CODES and not _still_holds(one, found)
    ]
    for one in gone:
        flag.settle(session, one, by, CORRECTED, now)
    return Evaluated(tuple(raised), tuple(f"{one.code}:{one.place}" for one in gone))


def tell(
    record: Callable[..., None], of: Notice, done: Evaluated, *, note: str = CORRECTED
) -> None:
    """Record what an evaluation changed. note: how what was settled was."""
    if done.raised:
        record("flag.raised", {"flags": list(done.raised)}, subject=of.public_id)
    if done.settled:
        facts = {"flags": list(done.settled), "note": note}
        record("flag.settled", facts, subject=of.public_id)


def ask_no_more(session: Session, of: Notice, *, by: str, now: datetime) -> Evaluated:
    """The debt is settled, or the work on it has ended: what the notice lacks is not asked for."""
    asked = [one for one in flag.about(session, [of.public_id], open_only=True) if _is_asked(one)]
    for one in asked:
        flag.settle(session, one, by, NOT_ASKED, now)
    return Evaluated((), tuple(f"{one.code}:{one.place}" for one in asked))


def ask_again(session: Session, of: Notice) -> Evaluated:
    """The work on the debt begins anew, and what was not asked for any more is asked for."""
    found = session.execute(
        update(flags)
        .where(flags.c.about == of.public_id, flags.c.settlement == NOT_ASKED)
        .values(settled_at=None, settled_by=None, settlement=None)
        .returning(flags.c.code, flags.c.place)
    )
    return Evaluated(tuple(f"{one.code}:{one.place}" for one in found), ())


def lacks_facts(session: Session, of: Notice) -> bool:
    """Whether the sender is still asked for something."""
    found = flag.about(session, [of.public_id], open_only=True)
    return any(_is_asked(one) for one in found)


def _is_asked(one: Flag) -> bool:
    return one.code == Severity.COMPLETE


def _placed(findings: tuple[QualityFinding, ...]) -> Iterator[tuple[str, QualityFinding]]:
    """Each finding with a place of its own: a fact may be amiss in several ways."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.field] += 1
        number = seen[finding.field]
        yield finding.field if number == 1 else f"{finding.field}.{number}", finding


def _still_holds(one: Flag, found: dict[str, QualityFinding]) -> bool:
    return any(
        one.code == finding.severity and one.text_sv == finding.sentence.sv
        for finding in found.values()
    )


def _raise(
    session: Session, of: Notice, place: str, finding: QualityFinding, public_id: str, now: datetime
) -> bool:
    is_new = flag.raise_flag(
        session,
        of.public_id,
        str(finding.severity),
        finding.sentence,
        public_id=public_id,
        now=now,
        place=place,
        severity=str(finding.severity),
    )
    return is_new or _come_back(session, of, place, finding)


def _come_back(session: Session, of: Notice, place: str, finding: QualityFinding) -> bool:
    """Open a flag again that a correction had settled; what a person settled stays settled."""
    found = session.execute(
        update(flags)
        .where(
            flags.c.about == of.public_id,
            flags.c.code == str(finding.severity),
            flags.c.place == place,
            flags.c.settlement == CORRECTED,
        )
        .values(
            settled_at=None,
            settled_by=None,
            settlement=None,
            text_sv=finding.sentence.sv,
            text_en=finding.sentence.en,
        )
        .returning(flags.c.id)
    )
    return found.first() is not None

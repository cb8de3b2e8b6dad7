"""Acts that were done, by the token of the form: sent twice, also at once, it is done once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from cases.tables.act_models import done_acts
from db.session import Session


@dataclass(frozen=True)
class Deed:
    """One form of an act as it was sent. content: a digest of its answers. leads_to: the page that
    is shown when it is done."""

    token: str
    actor: str
    about: str
    act: str
    content: str
    leads_to: str


def begin(session: Session, deed: Deed, now: datetime) -> Deed | None:
    """Keep that the act is done, in the transaction that does it; else the earlier one, when the
    same form was sent before. One that is under way at the same time is waited for."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    kept = session.execute(
        dialect.insert(done_acts)
        .values(**asdict(deed), done_at=now)
        .on_conflict_do_nothing(index_elements=["token"])
        .returning(done_acts.c.token)
    ).one_or_none()
    return find(session, deed.token) if kept is None else None


def find(session: Session, token: str) -> Deed | None:
    """What was done with this form, if anything."""
    wanted = [done_acts.c[name] for name in Deed.__dataclass_fields__]
    row = session.execute(select(*wanted).where(done_acts.c.token == token)).one_or_none()
    return None if row is None else Deed(**row._mapping)

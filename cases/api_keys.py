"""Keys of senders' own systems: kept as a digest only, scoped to one sender, with last use."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from cases.tables.api_models import api_keys
from db.session import Session
from db.types import public_id

PREFIX = "bokvar_"
NOTED_EVERY = timedelta(minutes=1)
"""Last use is told to the minute: a row is not written for every request."""

SCOPES = ("notices", "reports", "batches")
"""What a key may do: send notices, tell more about them, send many at once."""


@dataclass(frozen=True)
class ApiKey:
    """A key without its secret. sender: the same word for every key of one sender."""

    public_id: str
    sender: str
    sender_kind: str
    sender_name: str
    org_number: str
    scopes: frozenset[str]
    created_at: datetime
    created_by: str
    last_used_at: datetime | None
    revoked_at: datetime | None


def new_secret() -> str:
    """256 random bits: what the sender is given once and nobody can read again."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of it. A plain digest is enough: nobody can guess what has 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def add(
    session: Session,
    secret_digest: str,
    *,
    sender_kind: str,
    sender_name: str,
    org_number: str,
    scopes: frozenset[str],
    by: str,
    now: datetime,
) -> ApiKey:
    """Keep a new key. One with the same kind and organisation number is of the same sender, who
    then finds her earlier receipts with it."""
    key = ApiKey(
        public_id=public_id(),
        sender=_sender(session, sender_kind, org_number) or public_id(),
        sender_kind=sender_kind,
        sender_name=sender_name,
        org_number=org_number,
        scopes=scopes,
        created_at=now,
        created_by=by,
        last_used_at=None,
        revoked_at=None,
    )
    values = {**vars(key), "scopes": " ".join(sorted(scopes)), "digest": secret_digest}
    session.execute(insert(api_keys).values(values))
    return key


def of_secret(session: Session, secret: str) -> ApiKey | None:
    """The key that is still good for this secret."""
    row = session.execute(
        select(api_keys).where(api_keys.c.digest == digest(secret), api_keys.c.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else _key(row)


def find(session: Session, key_id: str) -> ApiKey | None:
    """The key with this public id, also a revoked one."""
    row = session.execute(select(api_keys).where(api_keys.c.public_id == key_id)).one_or_none()
    return None if row is None else _key(row)


def all_keys(session: Session) -> list[ApiKey]:
    """Every key there has been, the newest first."""
    return [_key(row) for row in session.execute(select(api_keys).order_by(api_keys.c.id.desc()))]


def hold(session: Session, key: ApiKey) -> bool:
    """Whether a key is still good; if so, whoever revokes it waits until this transaction ends."""
    is_same = api_keys.c.public_id == key.public_id
    good = select(1).where(is_same, api_keys.c.revoked_at.is_(None)).with_for_update(read=True)
    return session.execute(good).first() is not None


def note_use(session: Session, key: ApiKey, now: datetime) -> None:
    """Note that a key was used."""
    session.execute(
        update(api_keys).where(api_keys.c.public_id == key.public_id).values(last_used_at=now)
    )


def is_use_noted(key: ApiKey, now: datetime) -> bool:
    """Whether the last use that is noted is recent enough."""
    return key.last_used_at is not None and abs(now - key.last_used_at) < NOTED_EVERY


def revoke(session: Session, key: ApiKey, now: datetime) -> None:
    """From now on nobody gets in with the key."""
    session.execute(
        update(api_keys).where(api_keys.c.public_id == key.public_id).values(revoked_at=now)
    )


def _sender(session: Session, kind: str, org_number: str) -> str | None:
    found: str | None = session.execute(
        select(api_keys.c.sender)
        .where(api_keys.c.sender_kind == kind, api_keys.c.org_number == org_number)
        .limit(1)
    ).scalar_one_or_none()
    return found


def _key(row: object) -> ApiKey:
    values = {name: getattr(row, name) for name in ApiKey.__dataclass_fields__}
    return ApiKey(**{**values, "scopes": frozenset(str(values["scopes"]).split())})

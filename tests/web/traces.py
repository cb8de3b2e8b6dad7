"""What an answer leaves behind, and whether a refusal says that there ever was something."""

from __future__ import annotations

import json

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engine.models import process_instances, task_drafts, user_tasks
from ledger.models import history, streams
from tests.product import Product


def is_same(answer: TestResponse, missing: TestResponse) -> bool:
    """Whether a refusal says exactly what is said of a thing that never was."""
    other = ("Set-Cookie", "X-Request-Id")
    headers = [{k: v for k, v in a.headers.items() if k not in other} for a in (answer, missing)]
    return (
        answer.status_code == missing.status_code == 404
        and answer.data == missing.data
        and headers[0] == headers[1]
    )


def count(product: Product, kind: str) -> int:
    """How many entries there are in the streams of a kind, over all people."""
    with product.database.reading() as session:
        statement = (
            select(func.count())
            .select_from(history)
            .join(streams, streams.c.id == history.c.stream_id)
            .where(streams.c.kind == kind)
        )
        return session.scalar(statement) or 0


def state(product: Product) -> str:
    """What a refused act must leave as it was: the history but of people, tasks, drafts."""
    with product.database.reading() as session:
        events = session.scalar(
            select(func.count())
            .select_from(history)
            .join(streams, streams.c.id == history.c.stream_id)
            .where(streams.c.kind.not_in(("access", "security")))
        )
        tasks = session.execute(
            select(user_tasks.c.public_id, user_tasks.c.state, user_tasks.c.assignee).order_by(
                user_tasks.c.id
            )
        ).all()
        drafts = session.scalar(select(func.count()).select_from(task_drafts))
        running = session.scalar(select(func.count()).select_from(process_instances))
    return json.dumps([events, [list(task) for task in tasks], drafts, running])

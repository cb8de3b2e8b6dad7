"""viewflow 2 on SQLite: a row for the process and one for each task; the flow is a Python class.

Run with the Python of the folder it was fetched to: `viewflow_peer.py FOLDER TASKS INSTANCES`.
"""

from __future__ import annotations

import json
import sys
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings

FOLDER, TASKS, INSTANCES = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

settings.configure(
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "viewflow.sqlite")}
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "viewflow",
        "viewflow.workflow",
    ],
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from viewflow import this  # noqa: E402
from viewflow.workflow import Flow, flow  # noqa: E402
from viewflow.workflow.models import Process, Task  # noqa: E402


def _begin(_self: Any, activation: Any) -> Any:
    return activation.process


def _nodes() -> Iterator[tuple[str, Any]]:
    yield "start", flow.StartHandle(this.begin).Next(this.step_1)
    for number in range(1, TASKS + 1):
        after = this.end if number == TASKS else getattr(this, f"step_{number + 1}")
        yield f"step_{number}", flow.Handle().Next(after)
    yield "end", flow.End()


# viewflow looks for a flow by the name of a module of an installed application.
HOME = types.ModuleType("viewflow.workflow.chain")
sys.modules[HOME.__name__] = HOME
BODY = {
    "__module__": HOME.__name__,
    "process_class": Process,
    "task_class": Task,
    "begin": _begin,
    **dict(_nodes()),
}
Chain: Any = types.new_class("Chain", (Flow,), {}, lambda body: body.update(BODY))
vars(HOME)["Chain"] = Chain


def main() -> None:
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
    began = time.perf_counter()
    processes = [Chain.start.run() for _ in range(INSTANCES)]
    started = time.perf_counter() - began
    began = time.perf_counter()
    for number in range(1, TASKS + 1):
        for process in processes:
            step = getattr(Chain, f"step_{number}")
            step.run(Task.objects.get(process_id=process.pk, flow_task=step))
    completed = time.perf_counter() - began
    assert Process.objects.filter(status="DONE").count() == INSTANCES
    print(json.dumps({"started": started, "completed": completed}))


main()

"""The same page on the naive baseline: the product itself, with its engine taken out.

All of it is ours but one thing: what carries out the completion of a task. Session, CSRF, who may
do the task, what the form demands, the journal entry that its operation writes, drafts, history,
the next task and the redirect are the very same code, in the same one transaction. In the place of
our engine stands stock SpiffWorkflow, which reads its whole instance as JSON and writes it back.
A process of its own (`python -m bench.speed.naive_page URL FOLDER`).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from sqlalchemy import delete, insert, select, update

from bench import as_shipped
from bench.rounds import KEYS, diagram
from bench.speed import page, quick_walk
from bench.speed.child import serve
from bench.speed.naive import (
    moves,
    naive_metadata,
    naive_states,
    opened_tasks,
    shown,
    walk_deeper,
)
from bench.stock import as_python
from db.session import Database
from db.types import public_id
from engine import definitions, processors
from engine.commands import CompleteTask
from engine.context import ServiceTaskContext
from engine.definitions import Definition
from engine.errors import ConcurrentChange
from engine.forms import bind
from engine.models import process_instances, user_tasks
from engine.processors import OpenTask
from engine.runtime import Runtime
from engine.signatures import ANSWERS, signature_of
from engine.texts import Text
from tests.product import Product

CHANGED = Text("Uppgiften har ändrats.", "The task has changed.")


@dataclass(frozen=True)
class Mailbox:
    """Where no mail is taken: nothing is sent while pages are measured."""

    host: str = "127.0.0.1"
    port: int = 9


class NaivePage:
    """The product with another engine; the time is that of one POST."""

    def __init__(self, url: str, folder: str) -> None:
        # Our engine has given the library its own ids, clock and planning; not so the baseline.
        as_shipped.put_back()
        self._product = Product(Database(url), Path(folder), Mailbox())
        naive_metadata.create_all(self._product.database.writing_engine)
        known = self._product.engine.processors
        here = replace(known[CompleteTask], carry_out=NaiveCompletion().carry_out)
        self._product.engine.processors = {**known, CompleteTask: here}
        self._browser = self._product.browser(page.PERSON)

    def take_over(self, case: str, completed: int) -> None:
        """From here on the main process of a case is the baseline's, with so many tasks done."""
        workflow = quick_walk.walked(_specs(), {}, completed)
        [ready] = opened_tasks(workflow)
        body = BpmnWorkflowSerializer().serialize_json(workflow)
        with self._product.database.transaction() as session:
            task = page.assessment(session, case)
            of_task = process_instances.c.id == task.instance_id
            row = session.execute(select(process_instances).where(of_task)).one()._mapping
            instance = {**row, "public_id": public_id()}
            del instance["id"]
            new = insert(process_instances).values(**instance).returning(process_instances.c.id)
            made = session.execute(new).scalar_one()
            session.execute(delete(naive_states))
            session.execute(insert(naive_states).values(instance_id=made, body=body))
            place = {"instance_id": made, "position": str(ready.id)}
            session.execute(update(user_tasks).where(user_tasks.c.id == task.id).values(**place))

    def complete(self, case: str) -> float:
        """Send the form of the case's assessment; seconds until the redirect has come."""
        return page.posted(self._product, self._browser, case)


class NaiveCompletion:
    """Carries out CompleteTask as one would around the stock library."""

    def __init__(self) -> None:
        self._serializer = BpmnWorkflowSerializer()

    def carry_out(self, runtime: Runtime, command: CompleteTask) -> None:
        """The same checks, the same operation and the same rows as ours."""
        task = processors._open_task(runtime, command.task)
        if task.assignee != runtime.actor.id or task.version != command.version:
            raise ConcurrentChange(CHANGED)
        of_task = naive_states.c.instance_id == task.instance.id
        body = runtime.session.execute(select(naive_states.c.body).where(of_task)).scalar_one()
        workflow = self._serializer.deserialize_json(body)
        definition = runtime.engine.definition(runtime.session, task.instance.definition_id)
        before, waiting = shown(workflow), opened_tasks(workflow)
        ready = next(one for one in waiting if str(one.id) == task.position)
        ready.set_data(**_answered(runtime, command, task, definition, ready.data))
        processors._close(runtime, task)
        ready.run()
        workflow.do_engine_steps()
        _tell(runtime, task, definition, before, shown(workflow))
        _show(runtime, task, definition, [t for t in opened_tasks(workflow) if t not in waiting])
        body = self._serializer.serialize_json(workflow)
        runtime.session.execute(update(naive_states).where(of_task).values(body=body))


def _answered(
    runtime: Runtime,
    command: CompleteTask,
    task: OpenTask,
    definition: Definition,
    variables: Mapping[str, Any],
) -> Mapping[str, Any]:
    """What the form demands, what the operation writes; the values to go on with."""
    part = definitions.part(definition, task.process)
    element = part.model.elements[task.element]
    form, key, engine = part.forms[element.form or ""], task.instance.business_key, runtime.engine
    choices = engine.choices(runtime.session, form, key, variables)
    answer = bind(form, command.fields, today=engine.local_day(runtime.now), choices=choices)
    assert not answer.errors
    processors._record(runtime, "task.completed", task, {"answers": answer.data})
    given = ServiceTaskContext(
        session=runtime.session,
        now=runtime.now,
        actor=runtime.actor,
        business_key=key,
        instance=task.instance.public_id,
        instance_id=task.instance.id,
        element=task.element,
        runtime=runtime,
        tables=part.decisions,
    )
    operation = engine.operations[element.operation or ""]
    said = signature_of(operation).arguments({ANSWERS: answer.data}, variables)
    return operation(given, **said)


def _tell(
    runtime: Runtime,
    task: OpenTask,
    definition: Definition,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    for kind, moved in moves(before, after):
        process = moved.workflow.spec.name
        runtime.record(
            f"element.{kind}",
            {"process": process, "position": str(moved.id), "variables": dict(moved.data)},
            subject=task.instance.public_id,
            element=moved.task_spec.bpmn_id,
            definition=definitions.part(definition, process).digest,
        )


def _show(runtime: Runtime, task: OpenTask, definition: Definition, tasks: list[Any]) -> None:
    for one in tasks:
        process, element = one.workflow.spec.name, one.task_spec.bpmn_id
        role = definitions.part(definition, process).model.elements[element].lane or ""
        key, session = task.instance.business_key, runtime.session
        shown_here = {
            "public_id": runtime.engine.new_id(),
            "instance_id": task.instance.id,
            "position": str(one.id),
            "process": process,
            "element": element,
            "business_key": key,
            "candidate_group": runtime.engine.candidate_group(session, role, key, one.data),
            "state": "open",
            "version": 1,
            "created_at": runtime.now,
        }
        session.execute(insert(user_tasks), shown_here)


def _specs() -> tuple[Any, Any]:
    """The shipped main process, in the library's own words."""
    parser = BpmnParser()
    for key in KEYS:
        parser.add_bpmn_xml(etree.fromstring(as_python(diagram(key))))
    return parser.get_spec(KEYS[0]), parser.get_subprocess_specs(KEYS[0])


if __name__ == "__main__":
    walk_deeper()
    serve(NaivePage(sys.argv[1], sys.argv[2]))

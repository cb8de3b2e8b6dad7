"""A process of what no shipped one has: a signal, a message that comes before anything waits for
it, and a called process whose step fails until somebody mends what it needs and asks for a try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench import faults
from bench.faults import Fault
from cases.policy import DEPLOYER
from cases.process_check import lint_context
from engine import definitions
from engine.context import ServiceTaskContext
from tests.engine.diagrams import node, operator
from tests.engine.house import CALLED, call, catch, drawn, event, line, throw
from tests.product import Product

BEGINS, RINGS = "storm_begins", "bell_is_rung"
"""The messages that start a storm, and the process that throws the signal it listens for."""


class NotMended(ValueError):
    """What the step needs is out of order."""


def add_to(product: Product) -> None:
    """The product can do the step, for as long as what it needs is not out of order."""

    def toil(ctx: ServiceTaskContext) -> Mapping[str, Any]:
        if faults.is_there(product.folder, Fault.STEP):
            raise NotMended
        ctx.record("storm.toiled", {})
        return {}

    product.engine.operations = {**product.engine.operations, "toil": toil}


def deploy(product: Product) -> None:
    """The three processes, as any other."""
    with product.database.transaction() as session:
        definitions.deploy(
            session,
            {key: _files(xml) for key, xml in _diagrams().items()},
            context=lint_context(product.engine.operations, ()),
            now=product.engine.clock(),
            by=DEPLOYER.id,
        )


def _diagrams() -> dict[str, str]:
    return {"storm": _storm(), "toil": _toil(), "bell": _bell()}


def _storm() -> str:
    """One branch says what another one hears only when its called process has been through."""
    listen = node("intermediateCatchEvent", "listen", event("signal", "bell"))
    return drawn(
        "storm",
        [
            ("split", node("parallelGateway", "split")),
            throw("say", "said_too_early", "message"),
            call("work", "toil"),
            catch("hear", "said_too_early", "message"),
            ("listen", listen),
            ("meet", node("parallelGateway", "meet")),
        ],
        [
            ("begun", "split"),
            ("split", "say"),
            ("split", "work"),
            ("split", "listen"),
            ("work", "hear"),
            ("say", "meet"),
            ("hear", "meet"),
            ("listen", "meet"),
            ("meet", "ended"),
        ],
        starts=BEGINS,
    )


def _toil() -> str:
    do = node("serviceTask", "do", operator("toil"))
    return line("toil", ("do", do), starts="never_sent", **CALLED)


def _bell() -> str:
    ring = node("intermediateThrowEvent", "ring", event("signal", "bell"))
    return line("bell", ("ring", ring), starts=RINGS)


def _files(xml: str) -> dict[str, bytes]:
    return {"process.bpmn": xml.encode(), "CHANGES.md": b"# Changes\n"}

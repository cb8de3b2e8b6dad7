"""Whether the flows of a process can be run to an end: beginning, ends and gateways."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import CHOOSING, GATEWAYS, REFUSED_NODES
from engine.elements import Element, Flow, ProcessModel
from engine.findings import Finding, Severity, error
from engine.lint.graph import Graph
from engine.lint.sentences import about, named, named_flow, within
from engine.texts import Text

_SPLITTING = ("parallelGateway", "inclusiveGateway")


def check_flows(model: ProcessModel) -> Iterator[Finding]:
    """Findings about how elements hang together."""
    graph = Graph.of(model)
    yield from _broken_flows(model)
    yield from _doubled(model)
    for scope in (None, *(e.id for e in model.elements.values() if e.type == "subProcess")):
        yield from _starts_and_ends(model, scope)
    for element in model.elements.values():
        yield from _outgoing(model, element)
        yield from _incoming(element)
    yield from _reach(model, graph)
    yield from _parallel(model, graph)


def _broken_flows(model: ProcessModel) -> Iterator[Finding]:
    for flow in model.flows.values():
        if flow.source in model.elements and flow.target in model.elements:
            yield from _crossing(model, flow)
            continue
        yield error(
            "flow_broken",
            flow.id,
            Text(
                f"{named_flow(flow).sv} börjar eller slutar i något som inte finns i processen.",
                f"{named_flow(flow).en} begins or ends in nothing that the process has.",
            ),
            flow.line,
        )


def _crossing(model: ProcessModel, flow: Flow) -> Iterator[Finding]:
    if model.elements[flow.source].scope != model.elements[flow.target].scope:
        yield error(
            "flow_crosses",
            flow.id,
            Text(
                f"{named_flow(flow).sv} går över kanten på en delprocess; in kommer man genom dess "
                "start och ut genom dess slut.",
                f"{named_flow(flow).en} crosses the border of a sub-process; the way in is "
                "through its start and the way out through its end.",
            ),
            flow.line,
        )


def _doubled(model: ProcessModel) -> Iterator[Finding]:
    """A join counts the elements that tokens come from: two flows from one element are one."""
    seen: dict[tuple[str, str], Flow] = {}
    for flow in model.flows.values():
        first = seen.setdefault((flow.source, flow.target), flow)
        if first is not flow and flow.source in model.elements and flow.target in model.elements:
            yield _as_another(flow, first, model)


def _as_another(flow: Flow, first: Flow, model: ProcessModel) -> Finding:
    source = within(named(model.elements[flow.source]))
    target = within(named(model.elements[flow.target]))
    subject, other = named_flow(flow), within(named_flow(first))
    return error(
        "flow_doubled",
        flow.id,
        Text(
            f"{subject.sv} går från {source.sv} till {target.sv}, som {other.sv} redan gör; det "
            "som följer kan då göras två gånger.",
            f"{subject.en} leads from {source.en} to {target.en}, as {other.en} does already; "
            "what follows can then be done twice.",
        ),
        flow.line,
    )


def _starts_and_ends(model: ProcessModel, scope: str | None) -> Iterator[Finding]:
    inside = model.inside(scope)
    whole = Text("Processen", "The process")
    if scope is not None:
        whole = named(model.elements[scope])
    starts = [e for e in inside if e.type == "startEvent"]
    if not starts:
        yield error(
            "start_missing",
            scope or model.key,
            Text(f"{whole.sv} har ingen starthändelse.", f"{whole.en} has no start event."),
        )
    for extra in starts[1:]:
        yield about(
            "start_several",
            extra,
            "är en start för mycket; en process har en enda.",
            "is one start too many; a process has only one.",
        )
    if not any(e.type == "endEvent" for e in inside):
        yield error(
            "end_missing",
            scope or model.key,
            Text(f"{whole.sv} har ingen sluthändelse.", f"{whole.en} has no end event."),
        )


def _outgoing(model: ProcessModel, element: Element) -> Iterator[Finding]:
    flows = [model.flows[flow] for flow in element.outgoing]
    if element.type == "endEvent" and flows:
        yield about(
            "end_continues",
            element,
            "har ett flöde ut, men ett slut är ett slut.",
            "has an outgoing flow, but an end is an end.",
        )
    if element.type != "endEvent" and not flows:
        yield about(
            "dead_end",
            element,
            "leder ingenstans; varje väg ska nå ett slut.",
            "leads nowhere; every path shall reach an end.",
        )
    if element.type not in GATEWAYS | REFUSED_NODES and len(flows) > 1:
        yield about(
            "several_outgoing",
            element,
            "har flera flöden ut; välj väg i en grind.",
            "has several outgoing flows; choose the path in a gateway.",
        )
    if element.type in CHOOSING and len(flows) > 1:
        yield from _choices(element, flows)
    else:
        yield from _needless_conditions(flows)


def _choices(element: Element, flows: list[Flow]) -> Iterator[Finding]:
    if element.default_flow is None:
        yield about(
            "default_missing",
            element,
            "saknar standardflöde; då stannar processen när inget villkor gäller.",
            "has no default flow; then the process stops when no condition holds.",
        )
    elif element.default_flow not in element.outgoing:
        yield about(
            "default_unknown",
            element,
            f"har standardflödet {element.default_flow}, som inte går ut från grinden.",
            f"has the default flow {element.default_flow}, which does not leave the gateway.",
        )
    for flow in flows:
        yield from _choice(element, flow)


def _choice(element: Element, flow: Flow) -> Iterator[Finding]:
    is_default, gateway = flow.id == element.default_flow, within(named(element))
    if is_default and flow.condition is not None:
        yield error(
            "default_has_condition",
            flow.id,
            Text(
                f"{named_flow(flow).sv} är standardflöde och får därför inget villkor.",
                f"{named_flow(flow).en} is the default flow and so takes no condition.",
            ),
            flow.line,
        )
    if not is_default and not flow.condition:
        yield error(
            "condition_missing",
            flow.id,
            Text(
                f"{named_flow(flow).sv} från {gateway.sv} saknar villkor.",
                f"{named_flow(flow).en} from {gateway.en} has no condition.",
            ),
            flow.line,
        )


def _needless_conditions(flows: list[Flow]) -> Iterator[Finding]:
    for flow in flows:
        if flow.condition is not None:
            yield error(
                "condition_misplaced",
                flow.id,
                Text(
                    f"{named_flow(flow).sv} har ett villkor, men går inte ut från en exklusiv "
                    "eller inklusiv grind som har flera vägar. Villkoret skulle aldrig prövas.",
                    f"{named_flow(flow).en} has a condition, but does not leave an exclusive "
                    "or inclusive gateway that has several paths. It would never be tried.",
                ),
                flow.line,
            )


def _incoming(element: Element) -> Iterator[Finding]:
    count = len(element.incoming)
    if element.type == "startEvent" and count:
        yield about(
            "start_has_incoming",
            element,
            "har ett flöde in, men en start är en start.",
            "has an incoming flow, but a start is a start.",
        )
    if element.type not in GATEWAYS | REFUSED_NODES | {"endEvent"} and count > 1:
        yield about(
            "merge_without_gateway",
            element,
            "har flera flöden in; led ihop dem i en grind, så syns det.",
            "has several incoming flows; join them in a gateway, so that it shows.",
            Severity.WARNING,
        )


def _reach(model: ProcessModel, graph: Graph) -> Iterator[Finding]:
    # What hangs below a kind that is refused anyway is not told to be unreachable as well.
    kinds = {e.id: e.type for e in model.elements.values()}
    starts = {e.id for e in model.inside(None) if e.type == "startEvent"}
    roots = {key for key, kind in kinds.items() if kind in REFUSED_NODES} | starts
    ends = {key for key, kind in kinds.items() if kind in REFUSED_NODES | {"endEvent"}}
    reached, ending = graph.below(roots), graph.above(ends)
    for element in model.elements.values():
        if roots and element.id not in reached:
            yield about(
                "unreachable",
                element,
                "kan aldrig nås från starten.",
                "can never be reached from the start.",
            )
        elif ends and element.outgoing and element.id not in ending:
            yield about(
                "never_ends",
                element,
                "kan aldrig komma fram till ett slut.",
                "can never come to an end.",
            )


def _parallel(model: ProcessModel, graph: Graph) -> Iterator[Finding]:
    gateways = [e for e in model.elements.values() if e.type in _SPLITTING]
    splits = {e.id for e in gateways if len(e.outgoing) > 1}
    for gateway in gateways:
        is_join = gateway.type == "parallelGateway" and len(gateway.incoming) > 1
        if is_join and not splits & (graph.above({gateway.id}) - {gateway.id}):
            yield about(
                "join_without_split",
                gateway,
                "väntar in vägar som aldrig delats upp av en parallell grind.",
                "waits for paths that no parallel gateway has split.",
            )

"""The words of BPMN 2.0 as they stand in files: namespaces and kinds of flow nodes."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DRAWING = frozenset(
    {BPMNDI, "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI"}
)
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXTENSION = "http://spiffworkflow.org/bpmn/schema/1.0/core"
"""The namespace of what we add to BPMN inside extensionElements."""

TASKS = frozenset({"userTask", "serviceTask", "businessRuleTask", "callActivity"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway"})
CATCHING = frozenset({"intermediateCatchEvent", "boundaryEvent"})
"""The events that wait for a message or a time in the middle of a process."""
EVENTS = CATCHING | {"startEvent", "endEvent", "intermediateThrowEvent"}
HOSTS = frozenset({"userTask", "callActivity"})
"""What a boundary event may be attached to."""
SUPPORTED = TASKS | GATEWAYS | EVENTS
"""The kinds of flow nodes that run here."""

REFUSED_NODES = frozenset(
    {
        "task", "scriptTask", "manualTask", "sendTask", "receiveTask", "subProcess",
        "adHocSubProcess", "transaction", "inclusiveGateway", "complexGateway",
        "eventBasedGateway", "implicitThrowEvent", "callChoreography",
        "choreographyTask", "subChoreography",
    }
)  # fmt: skip
"""The other kinds of the standard: flows may lead to them, and the linter refuses them by name."""

FLOW_NODES = SUPPORTED | REFUSED_NODES


def bpmn(name: str) -> str:
    """The full name of an element of BPMN."""
    return f"{{{BPMN}}}{name}"


def extension(name: str) -> str:
    """The full name of one of our extension elements."""
    return f"{{{EXTENSION}}}{name}"

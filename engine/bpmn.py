"""The words of BPMN 2.0 as they stand in files: namespaces and kinds of flow nodes."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DRAWING = frozenset(
    {BPMNDI, "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI"}
)
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXTENSION = "http://spiffworkflow.org/bpmn/schema/1.0/core"
"""The namespace of what we add to BPMN inside extensionElements."""

ACTIVITIES = frozenset(
    {
        "userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask",
        "callActivity", "subProcess",
    }
)  # fmt: skip
"""What is done: tasks, calls and sub-processes. Any of them may host boundary events."""
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
"""The gateways whose outgoing flows have conditions."""
GATEWAYS = CHOOSING | {"parallelGateway", "eventBasedGateway"}
CATCHING = frozenset({"intermediateCatchEvent", "boundaryEvent"})
"""The events that wait in the middle of a process."""
RECEIVING = CATCHING | {"receiveTask"}
"""What may wait for a message."""
THROWING = frozenset({"intermediateThrowEvent", "sendTask", "endEvent"})
"""What may send a message."""
EVENTS = CATCHING | {"startEvent", "endEvent", "intermediateThrowEvent"}
BY_PEOPLE = frozenset({"userTask", "manualTask"})
NAMED_IN_ENGLISH = BY_PEOPLE | {"callActivity", "subProcess"}
"""What people read the name of wherever they work."""
SUPPORTED = ACTIVITIES | GATEWAYS | EVENTS
"""The kinds of flow nodes that run here."""

REFUSED_NODES = frozenset(
    {
        "task", "scriptTask", "adHocSubProcess", "transaction", "complexGateway",
        "implicitThrowEvent", "callChoreography", "choreographyTask", "subChoreography",
    }
)  # fmt: skip
"""The other kinds of the standard: flows may lead to them, and the linter refuses them by name."""

FLOW_NODES = SUPPORTED | REFUSED_NODES


BOOLEANS = frozenset({"isExecutable", "isClosed", "isSequential", "testBefore", "cancelActivity"})
"""The attributes that say yes or no."""
DRAWN_BOOLEANS = frozenset({"isExpanded", "isHorizontal", "isMarkerVisible"})
"""Those of the drawing."""
_TRUE, _FALSE = ("true", "1"), ("false", "0")


def is_boolean(said: str) -> bool:
    """Whether a yes or no is written as XML Schema has it."""
    return said.strip() in (*_TRUE, *_FALSE)


def is_true(said: str | None, *, otherwise: bool = False) -> bool:
    """The yes or no of an attribute; what is silent, or says neither, says ``otherwise``."""
    if said is None or not is_boolean(said):
        return otherwise
    return said.strip() in _TRUE


def bpmn(name: str) -> str:
    """The full name of an element of BPMN."""
    return f"{{{BPMN}}}{name}"


def extension(name: str) -> str:
    """The full name of one of our extension elements."""
    return f"{{{EXTENSION}}}{name}"

"""What of BPMN and of our extensions may stand in a diagram, element by element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.bpmn import SUPPORTED, XSI


@dataclass(frozen=True)
class Allowed:
    """What an element may have: attributes, children of BPMN, and extensions of ours.

    properties: the names that its extension ``property`` may carry.
    """

    attributes: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()
    properties: frozenset[str] = frozenset()


_COMMON = frozenset({"id", "name"})
_NODE_CHILDREN = frozenset({"documentation", "incoming", "outgoing"})
_DRAWN = frozenset({"documentation", "textAnnotation", "association"})
_REPEATED = _NODE_CHILDREN | {"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"}


def _events(*kinds: str) -> frozenset[str]:
    return _NODE_CHILDREN | {f"{kind}EventDefinition" for kind in kinds}


_PROPERTIES = frozenset({"properties"})
_DECLARED = frozenset({"message", "error", "escalation", "signal"})
_NAMED = frozenset({"name_en", "documentation_en"})
_KEYED = _NAMED | {"correlation_key"}
_VALUES = frozenset({"inputs", "outputs"})
_BY_PEOPLE = Allowed(_COMMON, _REPEATED, _PROPERTIES, _NAMED | {"form", "operation"})

_GATEWAY = Allowed(_COMMON | {"gatewayDirection"}, _NODE_CHILDREN, _PROPERTIES, _NAMED)
_CHOOSING = replace(_GATEWAY, attributes=_GATEWAY.attributes | {"default"})
_EXPRESSION = Allowed(frozenset({"id", f"{{{XSI}}}type"}))

ALLOWED: Mapping[str, Allowed] = {
    "definitions": Allowed(
        _COMMON | {"targetNamespace", "exporter", "exporterVersion"},
        _DECLARED | {"documentation", "collaboration", "process"},
    ),
    "process": Allowed(
        _COMMON | {"isExecutable", "isClosed", "processType"},
        SUPPORTED | _DRAWN | {"laneSet", "sequenceFlow"},
        _PROPERTIES,
        _NAMED | _VALUES,
    ),
    "collaboration": Allowed(_COMMON | {"isClosed"}, _DRAWN | {"participant", "messageFlow"}),
    "participant": Allowed(
        _COMMON | {"processRef"}, frozenset({"documentation"}), _PROPERTIES, _NAMED
    ),
    "messageFlow": Allowed(
        _COMMON | {"sourceRef", "targetRef", "messageRef"},
        frozenset({"documentation"}),
        _PROPERTIES,
        _NAMED,
    ),
    "message": Allowed(_COMMON, frozenset({"documentation"})),
    "error": Allowed(_COMMON | {"errorCode"}, frozenset({"documentation"})),
    "escalation": Allowed(_COMMON | {"escalationCode"}, frozenset({"documentation"})),
    "signal": Allowed(_COMMON, frozenset({"documentation"})),
    "laneSet": Allowed(_COMMON, frozenset({"documentation", "lane"})),
    "lane": Allowed(_COMMON, frozenset({"documentation", "flowNodeRef"}), _PROPERTIES, _NAMED),
    "flowNodeRef": Allowed(),
    "documentation": Allowed(frozenset({"id", "textFormat"})),
    "textAnnotation": Allowed(_COMMON | {"textFormat"}, frozenset({"documentation", "text"})),
    "text": Allowed(),
    "association": Allowed(
        frozenset({"id", "sourceRef", "targetRef", "associationDirection"}),
        frozenset({"documentation"}),
    ),
    "incoming": Allowed(),
    "outgoing": Allowed(),
    "sequenceFlow": Allowed(
        _COMMON | {"sourceRef", "targetRef"},
        frozenset({"documentation", "conditionExpression"}),
        _PROPERTIES,
        _NAMED,
    ),
    "conditionExpression": _EXPRESSION,
    "startEvent": Allowed(_COMMON, _events("message", "timer"), _PROPERTIES, _NAMED | {"form"}),
    "endEvent": Allowed(
        _COMMON,
        _events("message", "signal", "error", "escalation", "terminate"),
        _PROPERTIES,
        _KEYED,
    ),
    "intermediateCatchEvent": Allowed(
        _COMMON, _events("message", "timer", "signal"), _PROPERTIES, _KEYED
    ),
    "boundaryEvent": Allowed(
        _COMMON | {"attachedToRef", "cancelActivity"},
        _events("message", "timer", "signal", "error", "escalation"),
        _PROPERTIES,
        _KEYED,
    ),
    "intermediateThrowEvent": Allowed(
        _COMMON, _events("message", "signal", "escalation"), _PROPERTIES, _KEYED
    ),
    "messageEventDefinition": Allowed(frozenset({"id", "messageRef"})),
    "signalEventDefinition": Allowed(frozenset({"id", "signalRef"})),
    "errorEventDefinition": Allowed(frozenset({"id", "errorRef"})),
    "escalationEventDefinition": Allowed(frozenset({"id", "escalationRef"})),
    "terminateEventDefinition": Allowed(frozenset({"id"})),
    "timerEventDefinition": Allowed(frozenset({"id"}), frozenset({"timeDate", "timeCycle"})),
    "timeDate": _EXPRESSION,
    "timeCycle": _EXPRESSION,
    "userTask": _BY_PEOPLE,
    "manualTask": _BY_PEOPLE,
    "serviceTask": Allowed(_COMMON, _REPEATED, _PROPERTIES | {"serviceTaskOperator"}, _NAMED),
    "businessRuleTask": Allowed(_COMMON, _REPEATED, _PROPERTIES | {"calledDecisionId"}, _NAMED),
    "sendTask": Allowed(
        _COMMON | {"messageRef"}, _REPEATED, _PROPERTIES | {"messagePayload"}, _KEYED
    ),
    "receiveTask": Allowed(_COMMON | {"messageRef"}, _REPEATED, _PROPERTIES, _KEYED),
    "callActivity": Allowed(_COMMON | {"calledElement"}, _REPEATED, _PROPERTIES, _NAMED | _VALUES),
    "subProcess": Allowed(
        _COMMON, _REPEATED | SUPPORTED | _DRAWN | {"sequenceFlow"}, _PROPERTIES, _NAMED
    ),
    "standardLoopCharacteristics": Allowed(
        frozenset({"id", "testBefore", "loopMaximum"}), frozenset({"loopCondition"})
    ),
    "multiInstanceLoopCharacteristics": Allowed(
        frozenset({"id", "isSequential"}),
        frozenset({"loopCardinality", "completionCondition"}),
        _PROPERTIES,
        frozenset({"collection", "item"}),
    ),
    "loopCondition": _EXPRESSION,
    "loopCardinality": _EXPRESSION,
    "completionCondition": _EXPRESSION,
    "exclusiveGateway": _CHOOSING,
    "inclusiveGateway": _CHOOSING,
    "parallelGateway": _GATEWAY,
    "eventBasedGateway": _GATEWAY,
}

EXTENSION_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "properties": frozenset(),
    "property": frozenset({"name", "value"}),
    "serviceTaskOperator": frozenset({"id"}),
    "parameters": frozenset(),
    "parameter": frozenset({"id", "type", "value"}),
    "calledDecisionId": frozenset(),
    "messagePayload": frozenset(),
}
EXTENSION_CHILDREN: Mapping[str, frozenset[str]] = {
    "properties": frozenset({"property"}),
    "property": frozenset(),
    "serviceTaskOperator": frozenset({"parameters"}),
    "parameters": frozenset({"parameter"}),
    "parameter": frozenset(),
    "calledDecisionId": frozenset(),
    "messagePayload": frozenset(),
}

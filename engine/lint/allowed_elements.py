"""What of BPMN and of our extensions may stand in a diagram, element by element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
_EVENT_CHILDREN = _NODE_CHILDREN | {"messageEventDefinition"}
_CATCH_CHILDREN = _EVENT_CHILDREN | {"timerEventDefinition"}
_PROPERTIES = frozenset({"properties"})
_NAMED = frozenset({"name_en", "documentation_en"})

ALLOWED: Mapping[str, Allowed] = {
    "definitions": Allowed(
        _COMMON | {"targetNamespace", "exporter", "exporterVersion"},
        frozenset({"documentation", "collaboration", "process", "message"}),
    ),
    "process": Allowed(
        _COMMON | {"isExecutable", "isClosed", "processType"},
        SUPPORTED | _DRAWN | {"laneSet", "sequenceFlow"},
        _PROPERTIES,
        _NAMED,
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
    "conditionExpression": Allowed(frozenset({"id", f"{{{XSI}}}type"})),
    "startEvent": Allowed(_COMMON, _EVENT_CHILDREN, _PROPERTIES, _NAMED | {"form"}),
    "endEvent": Allowed(_COMMON, _NODE_CHILDREN, _PROPERTIES, _NAMED),
    "intermediateCatchEvent": Allowed(
        _COMMON, _CATCH_CHILDREN, _PROPERTIES, _NAMED | {"correlation_key"}
    ),
    "boundaryEvent": Allowed(
        _COMMON | {"attachedToRef", "cancelActivity"},
        _CATCH_CHILDREN,
        _PROPERTIES,
        _NAMED | {"correlation_key"},
    ),
    "intermediateThrowEvent": Allowed(
        _COMMON, _EVENT_CHILDREN, _PROPERTIES, _NAMED | {"correlation_key"}
    ),
    "messageEventDefinition": Allowed(frozenset({"id", "messageRef"})),
    "timerEventDefinition": Allowed(frozenset({"id"}), frozenset({"timeDate"})),
    "timeDate": Allowed(frozenset({"id", f"{{{XSI}}}type"})),
    "userTask": Allowed(_COMMON, _NODE_CHILDREN, _PROPERTIES, _NAMED | {"form", "operation"}),
    "serviceTask": Allowed(_COMMON, _NODE_CHILDREN, _PROPERTIES | {"serviceTaskOperator"}, _NAMED),
    "businessRuleTask": Allowed(
        _COMMON, _NODE_CHILDREN, _PROPERTIES | {"calledDecisionId"}, _NAMED
    ),
    "callActivity": Allowed(_COMMON | {"calledElement"}, _NODE_CHILDREN, _PROPERTIES, _NAMED),
    "exclusiveGateway": Allowed(
        _COMMON | {"default", "gatewayDirection"}, _NODE_CHILDREN, _PROPERTIES, _NAMED
    ),
    "parallelGateway": Allowed(_COMMON | {"gatewayDirection"}, _NODE_CHILDREN, _PROPERTIES, _NAMED),
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

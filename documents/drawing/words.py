"""What the parts of a diagram are called, in Swedish and English, for those who hear it read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class ElementState(StrEnum):
    """How far an element has come in the instance that is shown."""

    DONE = "done"
    ACTIVE = "active"
    CANCELLED = "cancelled"
    FAILED = "failed"


_STATES: Mapping[ElementState, tuple[str, str]] = {
    ElementState.DONE: ("utförd", "done"),
    ElementState.ACTIVE: ("pågår", "in progress"),
    ElementState.CANCELLED: ("avbruten", "cancelled"),
    ElementState.FAILED: ("driftstörning", "incident"),
}

_KINDS: Mapping[str, tuple[str, str]] = {
    "participant": ("deltagare", "participant"),
    "lane": ("roll", "role"),
    "task": ("steg", "step"),
    "userTask": ("uppgift", "user task"),
    "manualTask": ("manuellt steg", "manual step"),
    "serviceTask": ("automatiskt steg", "service task"),
    "scriptTask": ("skript", "script"),
    "businessRuleTask": ("beslutstabell", "decision table"),
    "sendTask": ("skickar meddelande", "sends message"),
    "receiveTask": ("tar emot meddelande", "receives message"),
    "callActivity": ("anropad process", "called process"),
    "subProcess": ("delprocess", "sub-process"),
    "transaction": ("transaktion", "transaction"),
    "adHocSubProcess": ("delprocess utan ordning", "ad hoc sub-process"),
    "startEvent": ("start", "start"),
    "endEvent": ("slut", "end"),
    "intermediateCatchEvent": ("väntar på händelse", "waits for event"),
    "intermediateThrowEvent": ("utlöser händelse", "raises event"),
    "boundaryEvent": ("händelse vid steg", "event at step"),
    "exclusiveGateway": ("vägval", "choice"),
    "inclusiveGateway": ("val av en eller flera vägar", "choice of one or more paths"),
    "parallelGateway": ("parallella vägar", "parallel paths"),
    "eventBasedGateway": ("vägval efter händelse", "choice by event"),
    "complexGateway": ("sammansatt vägval", "complex choice"),
    "dataObjectReference": ("dataobjekt", "data object"),
    "dataObject": ("dataobjekt", "data object"),
    "dataInput": ("indata", "data input"),
    "dataOutput": ("utdata", "data output"),
    "dataStoreReference": ("datalager", "data store"),
    "textAnnotation": ("kommentar", "comment"),
    "group": ("grupp", "group"),
    "message": ("meddelande", "message"),
}

_EVENTS: Mapping[str, tuple[str, str]] = {
    "message": ("meddelande", "message"),
    "timer": ("tid", "timer"),
    "error": ("fel", "error"),
    "signal": ("signal", "signal"),
    "escalation": ("eskalering", "escalation"),
    "conditional": ("villkor", "condition"),
    "compensate": ("kompensation", "compensation"),
    "cancel": ("avbrott", "cancel"),
    "link": ("länk", "link"),
    "terminate": ("avslutar allt", "terminate"),
}


def spoken(
    kind: str,
    name: str,
    event: str | None,
    state: ElementState | None,
    language: str,
    tokens: int = 1,
) -> str:
    """The accessible name of an element: its name, what it is, how far it has come, how often."""
    words = [name, _word(_KINDS, kind, language, ("element", "element"))]
    if event is not None and event in _EVENTS:
        words.append(_in(_EVENTS[event], language))
    if state is not None:
        words.append(_in(_STATES[state], language))
    if state is ElementState.ACTIVE and tokens > 1:
        words.append(_in((f"{tokens} samtidigt", f"{tokens} at once"), language))
    sentence = ", ".join(word for word in words if word)
    return sentence[:1].upper() + sentence[1:]


def spoken_flow(name: str, source: str, target: str, language: str) -> str:
    """The accessible name of a named flow, with where it leads from and to when that is known."""
    start, end = ("from", "to") if language == "en" else ("från", "till")
    origin = f", {start} {source}" if source else ""
    goal = f", {end} {target}" if target else ""
    return f"{name}{origin}{goal}"


def description(steps: int, named: Mapping[ElementState, Sequence[str]], language: str) -> str:
    """One or two sentences that say how large the diagram is and where the instance stands."""
    first = _in((f"Processdiagram med {steps} steg.", f"Process diagram, {steps} steps."), language)
    rest = [
        f"{_in(_STATES[state], language).capitalize()}: {', '.join(names)}."
        for state, names in named.items()
        if names and state is not ElementState.DONE
    ]
    return " ".join([first, *rest])


def _word(
    table: Mapping[str, tuple[str, str]], key: str, language: str, default: tuple[str, str]
) -> str:
    return _in(table.get(key, default), language)


def _in(pair: tuple[str, str], language: str) -> str:
    return pair[1] if language == "en" else pair[0]

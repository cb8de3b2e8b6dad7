"""What can be changed about a step without drawing, as fields of a plain form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from db.session import Session
from engine import definitions
from engine.bpmn import BY_PEOPLE, CHOOSING, THROWING
from engine.definitions import Definition
from engine.diagram_change import NO_VALUES, PARAMETER
from engine.elements import Element
from web import diagram_names, studio_catalogue, studio_repeats
from web.i18n import gettext as _
from web.studio_field import Field
from web.studio_piece import Piece

_CODES: dict[str, Callable[[], str]] = {
    "error": lambda: _("Felets kod"),
    "escalation": lambda: _("Eskaleringens kod"),
    "signal": lambda: _("Signalens namn"),
}
FLOW = "flow."
"""What stands before the id of a way out of a step, and its property after that."""


def fields(session: Session, piece: Piece, element: Element) -> list[Field]:
    """Everything that can be changed about a step, in the order in which it is asked."""
    known = definitions.all_latest(session)
    return [
        *_everywhere(piece, element),
        *_task(piece, element, known),
        *_event(element, known),
        *_ways(piece, element),
        *studio_repeats.fields(element),
    ]


def _everywhere(piece: Piece, element: Element) -> Iterator[Field]:
    about, about_en = element.documentation.sv, element.documentation_en
    yield Field("name", _("Namn"), element.name.sv, language="sv")
    yield Field("name_en", _("Namn på engelska"), element.name_en, language="en")
    yield Field("documentation", _("Beskrivning"), about, is_long=True, language="sv")
    in_english = _("Beskrivning på engelska")
    yield Field("documentation_en", in_english, about_en, is_long=True, language="en")
    if element.type != "boundaryEvent" and element.scope is None and piece.model.lanes:
        lanes = [
            {"name": own, "title": diagram_names.of(lane) or own}
            for own, lane in piece.model.lanes.items()
        ]
        hint = _(
            "Steget flyttas till gruppens bana i diagrammet. Hamnar det ovanpå ett annat steg drar "
            "du isär dem under Ändra diagrammet."
        )
        yield Field("lane", _("Grupp"), element.lane or "", lanes, hint=hint)


def _task(piece: Piece, element: Element, known: Sequence[Definition]) -> Iterator[Field]:
    offered = studio_catalogue.operations(piece.context.operations, known)
    if element.type in BY_PEOPLE:
        ends = [one for one in offered if one["completes"]]
        forms = studio_catalogue.forms(piece.current)
        yield Field("form", _("Formulär"), element.form or "", forms)
        own = element.operation or ""
        yield Field("operation", _("Operation som tar svaren"), own, ends, may_be_none=True)
    if element.type == "serviceTask":
        yield Field("operation", _("Operation"), element.operation or "", offered)
        yield from _parameters(piece, element)
    if element.type == "businessRuleTask":
        tables = studio_catalogue.decisions(piece.current)
        yield Field("decision", _("Beslutstabell"), element.decision or "", tables)
    if element.type == "callActivity":
        others = [
            {"name": d.key, "title": diagram_names.process(d.model)}
            for d in known
            if d.key != piece.key
        ]
        yield Field("called_process", _("Process"), element.called_process or "", others)
        hint = _("Namn med komma emellan. Ett streck betyder inga.")
        yield Field("inputs", _("Värden som lämnas över"), _names(element.inputs), hint=hint)
        yield Field("outputs", _("Värden som tas tillbaka"), _names(element.outputs), hint=hint)


def _names(said: str | None) -> str:
    return NO_VALUES if said == "" else said or ""


def _parameters(piece: Piece, element: Element) -> Iterator[Field]:
    signature = piece.context.operations.get(element.operation or "")
    needed = signature.parameters if signature else frozenset()
    optional = signature.optional if signature else frozenset()
    for name in sorted({*needed, *optional, *element.parameters}):
        hint = _("Behövs.") if name in needed else _("Kan lämnas tomt.")
        label = _("Värde för %(name)s", name=name)
        yield Field(PARAMETER + name, label, element.parameters.get(name, ""), hint=hint)


def _event(element: Element, known: Sequence[Definition]) -> Iterator[Field]:
    if element.due is not None:
        times = studio_catalogue.times(known)
        yield Field("due", _("Tid att vänta på"), element.due, times)
    if element.cycle is not None:
        hint = _(
            "Från när och hur ofta, efter klockan på väggen: R/2026-01-01T06:00:00/P1D är varje "
            "dag klockan sex, P7D var sjunde dag och P1M varje månad."
        )
        yield Field("cycle", _("När den börjar av sig själv"), element.cycle, hint=hint)
    if element.event in ("error", "escalation", "signal"):
        catches_all = element.type == "boundaryEvent" and element.event != "signal"
        hint = _("Tomt betyder alla.") if catches_all else ""
        yield Field("code", _CODES[element.event](), element.code or "", hint=hint)
    if element.message is not None:
        messages = studio_catalogue.messages(known)
        yield Field("message", _("Meddelande"), element.message, messages)
    if element.message is not None and element.type != "startEvent":
        key = _("Nyckel som meddelandet paras ihop med")
        yield Field("correlation_key", key, element.correlation_key or "")
    if element.message is not None and element.type in THROWING:
        yield Field("payload", _("Innehåll i meddelandet"), element.payload or "")


def _ways(piece: Piece, element: Element) -> Iterator[Field]:
    """The ways out of a choice: what is said on each, when it is taken, and which one otherwise."""
    if element.type not in CHOOSING or len(element.outgoing) < 2:
        return
    ways = [piece.model.flows[own] for own in element.outgoing]
    targets = {
        way.id: diagram_names.step(piece.model.elements[way.target])
        if way.target in piece.model.elements
        else way.target
        for way in ways
    }
    for way in ways:
        to = targets[way.id]
        yield Field(f"{FLOW}{way.id}.name", _("Text på vägen till %(to)s", to=to), way.name.sv)
        in_english = _("Text på engelska på vägen till %(to)s", to=to)
        yield Field(f"{FLOW}{way.id}.name_en", in_english, way.name_en)
        condition = _("Villkor för vägen till %(to)s", to=to)
        yield Field(f"{FLOW}{way.id}.condition", condition, way.condition or "")
    others = [{"name": way.id, "title": targets[way.id]} for way in ways]
    yield Field("default_flow", _("Annars"), element.default_flow or "", others, may_be_none=True)

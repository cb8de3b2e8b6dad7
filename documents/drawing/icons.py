"""The small pictures inside tasks, events and gateways, as SVG path data around fixed origins."""

from collections.abc import Mapping

from documents.drawing.svg import Point, group, path

# Icons of tasks stand in a square of 16 units with its origin in the upper left corner.
_TASKS: Mapping[str, str] = {
    "userTask": "M8 1A3.2 3.2 0 1 0 8 7.4A3.2 3.2 0 1 0 8 1ZM1.8 15.2C1.8 10.8 4.4 9.2 8 9.2"
    "S14.2 10.8 14.2 15.2Z",
    "serviceTask": "M15.4 6.3L15.4 9.7L13.4 9.6L12.9 10.6L14.4 12L12 14.4L10.6 12.9L9.6 13.4"
    "L9.7 15.4L6.3 15.4L6.4 13.4L5.4 12.9L4 14.4L1.6 12L3.1 10.6L2.6 9.6L.6 9.7L.6 6.3L2.6 6.4"
    "L3.1 5.4L1.6 4L4 1.6L5.4 3.1L6.4 2.6L6.3 .6L9.7 .6L9.6 2.6L10.6 3.1L12 1.6L14.4 4L12.9 5.4"
    "L13.4 6.4ZM8 5.4A2.6 2.6 0 1 0 8 10.6A2.6 2.6 0 1 0 8 5.4Z",
    "businessRuleTask": "M1 2.5H15V13.5H1ZM1 6H15M1 9.8H15M5.5 6V13.5",
    "scriptTask": "M4.5 1H14C11 4 15 9 12 15H2.5C5.5 9 1.5 4 4.5 1ZM5.5 5H10M6 8H10.5M5.5 11H10",
    "manualTask": "M1 7.5L5.5 3H9C10 3 10 4.6 9 4.6H7H13.6C15 4.6 15 6.6 13.6 6.6H9H14.2"
    "C15.4 6.6 15.4 8.6 14.2 8.6H9H13.4C14.6 8.6 14.6 10.5 13.4 10.5H9H12"
    "C13.2 10.5 13.2 12.4 12 12.4H5L1 11.5Z",
    "receiveTask": "M1 3H15V13H1ZM1 3L8 9L15 3",
}
_FILLED_TASKS: Mapping[str, tuple[str, str]] = {
    "sendTask": ("M1 3H15V13H1Z", "M1.5 3.5L8 9L14.5 3.5")
}

# Markers of events are drawn around their centre for an event of 36 units.
_EVENTS: Mapping[str, str] = {
    "message": "M-8.5 -6H8.5V6H-8.5ZM-8.5 -6L0 .8L8.5 -6",
    "timer": "M0 -10.5A10.5 10.5 0 1 0 0 10.5A10.5 10.5 0 1 0 0 -10.5ZM0 -10.5V-8M0 10.5V8"
    "M-10.5 0H-8M10.5 0H8M0 -6.5V0L4 2",
    "error": "M-8.5 8L-3.8 -6.5L1.8 1.5L8.5 -8.5L4 6.8L-1.8 -1.2Z",
    "signal": "M0 -9.5L9 6.5H-9Z",
    "escalation": "M0 -10L6.8 8.5L0 2L-6.8 8.5Z",
    "conditional": "M-6.5 -9H6.5V9H-6.5ZM-4 -5.5H4M-4 -2H4M-4 1.5H4M-4 5H4",
    "compensate": "M-10 0L-1.5 -6.5V6.5ZM-1.5 0L7 -6.5V6.5Z",
    "cancel": "M-9 -6L-6 -9L0 -3L6 -9L9 -6L3 0L9 6L6 9L0 3L-6 9L-9 6L-3 0Z",
    "link": "M-9 -3.5H2V-7.5L10 0L2 7.5V3.5H-9Z",
    "terminate": "M0 -10A10 10 0 1 0 0 10A10 10 0 1 0 0 -10Z",
    "multiple": "M0 -9.5L9.3 -2.6L5.7 8.2H-5.7L-9.3 -2.6Z",
    "parallelMultiple": "M-2.5 -9H2.5V-2.5H9V2.5H2.5V9H-2.5V2.5H-9V-2.5H-2.5Z",
}
_FLAP = "M-8.5 -6L0 .8L8.5 -6"

# Marks of gateways are drawn around their centre for a gateway of 50 units.
_GATEWAYS: Mapping[str, str] = {
    "exclusiveGateway": "M-7 -9L7 9M7 -9L-7 9",
    "parallelGateway": "M0 -11V11M-11 0H11",
    "inclusiveGateway": "M0 -10.5A10.5 10.5 0 1 0 0 10.5A10.5 10.5 0 1 0 0 -10.5Z",
    "complexGateway": "M0 -11V11M-11 0H11M-8 -8L8 8M8 -8L-8 8",
}
_PENTAGON = (
    "M0 -13.5A13.5 13.5 0 1 0 0 13.5A13.5 13.5 0 1 0 0 -13.5ZM0 -10.5A10.5 10.5 0 1 0 0 10.5"
    "A10.5 10.5 0 1 0 0 -10.5ZM0 -7L6.7 -2.2L4.1 5.7H-4.1L-6.7 -2.2Z"
)

# Marks at the lower edge of an activity stand in a square of 14 units around their centre.
_ACTIVITY: Mapping[str, str] = {
    "collapsed": "M-7 -7H7V7H-7ZM0 -4.5V4.5M-4.5 0H4.5",
    "loop": "M-2 5.5A6 6 0 1 1 3 5.2M-6.2 5.5H-2V1.2",
    "parallel": "M-4.5 -6V6M0 -6V6M4.5 -6V6",
    "sequential": "M-6 -4.5H6M-6 0H6M-6 4.5H6",
    "compensation": "M-7 0L-.5 -5.5V5.5ZM-.5 0L6 -5.5V5.5Z",
    "adhoc": "M-7 2C-5 -4 -2.5 -3 0 0S5 4 7 -2",
}


def task_icon(kind: str, at: Point) -> str:
    """What kind of task it is; nothing for a plain one."""
    if kind in _FILLED_TASKS:
        body, flap = _FILLED_TASKS[kind]
        return group(path(body, "bpmn-icon-filled"), path(flap, "bpmn-icon-flap"), at=at)
    return group(path(_TASKS[kind], "bpmn-icon"), at=at) if kind in _TASKS else ""


def event_marker(event: str, centre: Point, radius: float, *, is_thrown: bool) -> str:
    """What the event waits for, in outline, or what it raises, filled."""
    if event not in _EVENTS:
        return ""
    scale = min(radius / 18, 2)
    if not is_thrown or event == "timer":
        return group(path(_EVENTS[event], "bpmn-icon"), at=centre, scale=scale)
    flap = path(_FLAP, "bpmn-icon-flap") if event == "message" else ""
    return group(path(_EVENTS[event], "bpmn-icon-filled"), flap, at=centre, scale=scale)


def envelope(centre: Point, *, is_filled: bool) -> str:
    """The message that a message flow carries."""
    return event_marker("message", centre, 18, is_thrown=is_filled)


def gateway_mark(kind: str, centre: Point) -> str:
    """The sign inside a gateway."""
    if kind == "eventBasedGateway":
        return group(path(_PENTAGON, "bpmn-icon"), at=centre)
    return group(path(_GATEWAYS[kind], "bpmn-mark"), at=centre) if kind in _GATEWAYS else ""


def activity_mark(mark: str, centre: Point) -> str:
    """A sign at the lower edge: repeated, has an inside, compensates."""
    return group(path(_ACTIVITY[mark], "bpmn-icon"), at=centre)


def data_arrow(*, is_filled: bool) -> str:
    """The arrow on data that comes in (outline) or goes out (filled)."""
    return path("M1 5H8V1.5L14 7.5L8 13.5V10H1Z", "bpmn-icon-filled" if is_filled else "bpmn-icon")


def done_badge(centre: Point) -> str:
    return _badge("M-4 .3L-1.2 3L4 -3", centre)


def cancelled_badge(centre: Point) -> str:
    return _badge("M-3 -3L3 3M3 -3L-3 3", centre)


def failed_badge(centre: Point) -> str:
    return _badge("M0 -4.5V1M0 3.4V4.4", centre)


def _badge(sign: str, centre: Point) -> str:
    disc = path("M0 -8A8 8 0 1 0 0 8A8 8 0 1 0 0 -8Z", "bpmn-badge")
    return group(disc, path(sign, "bpmn-badge-sign"), at=centre)

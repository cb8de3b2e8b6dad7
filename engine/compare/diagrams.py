"""What differs between two diagrams: steps, ways between them, groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn import GATEWAYS, TASKS
from engine.elements import Element, Flow, ProcessModel, read_process
from engine.lint.sentences import named_kind
from engine.texts import Text


def compare_diagrams(before: bytes, after: bytes) -> Iterator[Text]:
    """Every difference; that something only stands elsewhere in the drawing is told as one."""
    old, new = read_process(before), read_process(after)
    found = [*_process(old, new), *_lanes(old, new), *_steps(old, new), *_flows(old, new)]
    yield from found
    if not found:
        yield Text("Bara ritningen är ändrad.", "Only the drawing has been changed.")


def _process(old: ProcessModel, new: ProcessModel) -> Iterator[Text]:
    if old.name != new.name:
        yield Text(f"Processen heter nu {new.name}.", f"The process is now called {new.name}.")
    if old.documentation != new.documentation:
        yield Text(
            "Processen har fått en ny beskrivning.", "The process has got a new description."
        )


def _lanes(old: ProcessModel, new: ProcessModel) -> Iterator[Text]:
    for own in sorted(new.lanes.keys() - old.lanes.keys()):
        name = _lane(new, own)
        yield Text(f"Ny grupp: {name}.", f"New group: {name}.")
    for own in sorted(old.lanes.keys() - new.lanes.keys()):
        name = _lane(old, own)
        yield Text(f"Gruppen {name} är borttagen.", f"The group {name} has been taken away.")
    for own in sorted(old.lanes.keys() & new.lanes.keys()):
        was, name = _lane(old, own), _lane(new, own)
        if was != name:
            yield Text(f"Gruppen {was} heter nu {name}.", f"The group {was} is now called {name}.")


def _steps(old: ProcessModel, new: ProcessModel) -> Iterator[Text]:
    for element in new.elements.values():
        if element.id in old.elements:
            yield from _step(old, new, old.elements[element.id], element)
        else:
            yield _added(new, element)
    for element in old.elements.values():
        if element.id not in new.elements:
            subject = _subject(element)
            yield Text(
                f"{subject.sv} är {_removed(element)}.", f"{subject.en} has been taken away."
            )


def _added(new: ProcessModel, element: Element) -> Text:
    kind, name = named_kind(element.type), _name(element)
    if element.lane is None:
        return Text(f"Nytt: {name} ({kind.sv}).", f"New: {name} ({kind.en}).")
    lane = _lane(new, element.lane)
    return Text(
        f"Nytt i gruppen {lane}: {name} ({kind.sv}).",
        f"New in the group {lane}: {name} ({kind.en}).",
    )


def _removed(element: Element) -> str:
    return "borttagen" if element.type not in TASKS | GATEWAYS else "borttaget"


def _step(old: ProcessModel, new: ProcessModel, was: Element, now: Element) -> Iterator[Text]:
    before, subject = _subject(was), _subject(now)
    if was.name != now.name:
        yield Text(
            f"{before.sv} heter nu {_name(now)}.", f"{before.en} is now called {_name(now)}."
        )
    if was.type != now.type:
        kind = named_kind(now.type)
        yield Text(f"{subject.sv} är nu {kind.sv}.", f"{subject.en} is now {kind.en}.")
    if was.lane != now.lane:
        yield _LANE.told(subject, _lane(old, was.lane), _lane(new, now.lane))
    for name, words in _FACTS.items():
        if getattr(was, name) != getattr(now, name):
            yield words.told(subject, getattr(was, name), getattr(now, name))
    yield from _parameters(subject, was, now)
    yield from _rest(new, was, now)


def _parameters(subject: Text, was: Element, now: Element) -> Iterator[Text]:
    for name in sorted(was.parameters.keys() | now.parameters.keys()):
        before, after = was.parameters.get(name), now.parameters.get(name)
        if before != after:
            words = _Words(
                Text(f"nytt värde för {name}", f"a new value for {name}"),
                Text(f"inget värde för {name}", f"no value for {name}"),
            )
            yield words.told(subject, before, after)


def _rest(new: ProcessModel, was: Element, now: Element) -> Iterator[Text]:
    subject = _subject(now)
    if was.documentation != now.documentation:
        yield Text(
            f"{subject.sv} har fått en ny beskrivning.", f"{subject.en} has got a new description."
        )
    if was.attached_to != now.attached_to:
        host = _named(new, now.attached_to)
        yield Text(f"{subject.sv} sitter nu på {host}.", f"{subject.en} is now on {host}.")
    if was.is_interrupting != now.is_interrupting:
        sv = "avbryter nu" if now.is_interrupting else "avbryter inte längre"
        en = "now interrupts" if now.is_interrupting else "no longer interrupts"
        yield Text(f"{subject.sv} {sv} steget.", f"{subject.en} {en} the step.")
    if was.default_flow != now.default_flow:
        target = _target(new, now.default_flow)
        yield Text(
            f"{subject.sv} går annars till {target}.", f"{subject.en} otherwise leads to {target}."
        )


def _flows(old: ProcessModel, new: ProcessModel) -> Iterator[Text]:
    for flow in new.flows.values():
        if flow.id in old.flows:
            yield from _flow(old, new, old.flows[flow.id], flow)
        else:
            yield Text(f"Ny väg {_way(new, flow).sv}.", f"New way {_way(new, flow).en}.")
    for flow in old.flows.values():
        if flow.id not in new.flows:
            way = _way(old, flow)
            yield Text(f"Vägen {way.sv} är borttagen.", f"The way {way.en} has been taken away.")


def _flow(old: ProcessModel, new: ProcessModel, was: Flow, now: Flow) -> Iterator[Text]:
    way = _way(new, now)
    if (was.source, was.target) != (now.source, now.target):
        before = _way(old, was)
        yield Text(
            f"Vägen {before.sv} går nu {way.sv}.", f"The way {before.en} now leads {way.en}."
        )
    subject = Text(f"Vägen {way.sv}", f"The way {way.en}")
    if was.condition != now.condition:
        yield _CONDITION.told(subject, was.condition, now.condition)
    if was.name != now.name:
        yield _CAPTION.told(subject, was.name, now.name)


@dataclass(frozen=True)
class _Words:
    """How a fact is spoken of when it has become another one, and when it is gone."""

    new: Text
    none: Text

    def told(self, subject: Text, before: str | None, after: str | None) -> Text:
        """One sentence; what it was is said after, when it was something."""
        was = Text(f" (förut {before})", f" (before: {before})") if before else Text("", "")
        if not after:
            return Text(
                f"{subject.sv} har {self.none.sv} längre{was.sv}.",
                f"{subject.en} has {self.none.en} any longer{was.en}.",
            )
        return Text(
            f"{subject.sv} har fått {self.new.sv}: {after}{was.sv}.",
            f"{subject.en} has got {self.new.en}: {after}{was.en}.",
        )


_LANE = _Words(Text("ny grupp", "a new group"), Text("ingen grupp", "no group"))
_CONDITION = _Words(Text("nytt villkor", "a new condition"), Text("inget villkor", "no condition"))
_CAPTION = _Words(Text("ny text", "a new caption"), Text("ingen text", "no caption"))
_FACTS = {
    "form": _Words(Text("nytt formulär", "a new form"), Text("inget formulär", "no form")),
    "operation": _Words(
        Text("ny operation", "a new operation"), Text("ingen operation", "no operation")
    ),
    "decision": _Words(
        Text("ny beslutstabell", "a new decision table"),
        Text("ingen beslutstabell", "no decision table"),
    ),
    "called_process": _Words(
        Text("ny process att anropa", "a new process to call"),
        Text("ingen process att anropa", "no process to call"),
    ),
    "message": _Words(
        Text("nytt meddelande", "a new message"), Text("inget meddelande", "no message")
    ),
    "correlation_key": _Words(
        Text("ny nyckel för meddelandet", "a new key for the message"),
        Text("ingen nyckel för meddelandet", "no key for the message"),
    ),
    "payload": _Words(
        Text("nytt innehåll i meddelandet", "a new content of the message"),
        Text("inget innehåll i meddelandet", "no content of the message"),
    ),
    "due": _Words(Text("ny tid", "a new time"), Text("ingen tid", "no time")),
}


def _subject(element: Element) -> Text:
    name = _name(element)
    if element.type in GATEWAYS:
        return Text(f"Vägvalet {name}", f"The choice {name}")
    if element.type in TASKS:
        return Text(f"Steget {name}", f"The step {name}")
    return Text(f"Händelsen {name}", f"The event {name}")


def _name(element: Element) -> str:
    return element.name or element.id


def _named(model: ProcessModel, own: str | None) -> str:
    return _name(model.elements[own]) if own and own in model.elements else own or "–"


def _target(model: ProcessModel, flow: str | None) -> str:
    return _named(model, model.flows[flow].target) if flow and flow in model.flows else "–"


def _lane(model: ProcessModel, own: str | None) -> str:
    if own is None:
        return ""
    return (model.lanes[own].name if own in model.lanes else "") or own


def _way(model: ProcessModel, flow: Flow) -> Text:
    source, target = _named(model, flow.source), _named(model, flow.target)
    return Text(f"från {source} till {target}", f"from {source} to {target}")

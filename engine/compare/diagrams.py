"""What differs between two diagrams: steps, ways between them, groups."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import ACTIVITIES, GATEWAYS
from engine.compare.names import recaptioned, redescribed, renamed
from engine.compare.repeats import told_repeats
from engine.compare.words import Words, same
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
    subject = Text("Processen", "The process")
    yield from renamed(subject, subject, old, new)
    yield from redescribed(subject, old, new)
    for name, words in _DECLARED.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield words.told(subject, _declared(before), _declared(after))


def _lanes(old: ProcessModel, new: ProcessModel) -> Iterator[Text]:
    for own in sorted(new.lanes.keys() - old.lanes.keys()):
        name = _lane(new, own)
        yield Text(f"Ny grupp: {name.sv}.", f"New group: {name.en}.")
    for own in sorted(old.lanes.keys() - new.lanes.keys()):
        gone = _group(old, own)
        yield Text(f"{gone.sv} är borttagen.", f"{gone.en} has been taken away.")
    for own in sorted(old.lanes.keys() & new.lanes.keys()):
        before, after = _group(old, own), _group(new, own)
        yield from renamed(before, after, old.lanes[own], new.lanes[own])


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
    kind, name, often = named_kind(element.type), _name(element), told_repeats(element.repeats)
    sv = f"{name.sv} ({kind.sv})" + (f", {often.sv}" if often.sv else "")
    en = f"{name.en} ({kind.en})" + (f", {often.en}" if often.en else "")
    if element.lane is None:
        return Text(f"Nytt: {sv}.", f"New: {en}.")
    lane = _lane(new, element.lane)
    return Text(f"Nytt i gruppen {lane.sv}: {sv}.", f"New in the group {lane.en}: {en}.")


def _removed(element: Element) -> str:
    return "borttagen" if element.type not in ACTIVITIES | GATEWAYS else "borttaget"


def _step(old: ProcessModel, new: ProcessModel, was: Element, now: Element) -> Iterator[Text]:
    subject = _subject(now)
    yield from renamed(_subject(was), subject, was, now)
    if was.type != now.type:
        kind = named_kind(now.type)
        yield Text(f"{subject.sv} är nu {kind.sv}.", f"{subject.en} is now {kind.en}.")
    if was.lane != now.lane:
        yield _LANE.told(subject, _lane(old, was.lane), _lane(new, now.lane))
    for name, words in _FACTS.items():
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            told = _handed if name in _HANDED else same
            yield words.told(subject, told(before), told(after))
    yield from _parameters(subject, was, now)
    yield from _rest(new, was, now)


def _parameters(subject: Text, was: Element, now: Element) -> Iterator[Text]:
    for name in sorted(was.parameters.keys() | now.parameters.keys()):
        before, after = was.parameters.get(name), now.parameters.get(name)
        if before != after:
            words = Words(
                Text(f"nytt värde för {name}", f"a new value for {name}"),
                Text(f"inget värde för {name}", f"no value for {name}"),
            )
            yield words.told(subject, same(before), same(after))


def _handed(names: str | None) -> Text:
    """The values that a call hands over or takes back; without any said, all."""
    if names is None:
        return Text("alla", "all")
    return same(names) if names else Text("inga", "none")


def _declared(names: str | None) -> Text:
    """The values that a process says that it needs or gives, if it says so."""
    return Text("inget sagt", "nothing said") if names is None else _handed(names)


def _rest(new: ProcessModel, was: Element, now: Element) -> Iterator[Text]:
    subject = _subject(now)
    yield from redescribed(subject, was, now)
    if was.scope != now.scope:
        yield _moved(subject, new, now.scope)
    if was.event != now.event:
        about = _EVENTS.get(now.event or "", _NOTHING)
        yield Text(f"{subject.sv} gäller nu {about.sv}.", f"{subject.en} is now about {about.en}.")
    if was.repeats != now.repeats:
        before, after = told_repeats(was.repeats), told_repeats(now.repeats)
        yield _REPEATS.told(subject, before, after)
    if was.attached_to != now.attached_to:
        host = _named(new, now.attached_to)
        yield Text(f"{subject.sv} sitter nu på {host.sv}.", f"{subject.en} is now on {host.en}.")
    if was.is_interrupting != now.is_interrupting:
        sv = "avbryter nu" if now.is_interrupting else "avbryter inte längre"
        en = "now interrupts" if now.is_interrupting else "no longer interrupts"
        yield Text(f"{subject.sv} {sv} steget.", f"{subject.en} {en} the step.")
    if was.default_flow != now.default_flow:
        target = _target(new, now.default_flow)
        yield Text(
            f"{subject.sv} går annars till {target.sv}.",
            f"{subject.en} otherwise leads to {target.en}.",
        )


def _moved(subject: Text, new: ProcessModel, scope: str | None) -> Text:
    if scope is None:
        return Text(
            f"{subject.sv} står nu i processen och inte i en delprocess.",
            f"{subject.en} now stands in the process and not in a sub-process.",
        )
    name = _named(new, scope)
    return Text(
        f"{subject.sv} står nu i delprocessen {name.sv}.",
        f"{subject.en} now stands in the sub-process {name.en}.",
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
        yield _CONDITION.told(subject, same(was.condition), same(now.condition))
    yield from recaptioned(subject, was, now)


_LANE = Words(Text("ny grupp", "a new group"), Text("ingen grupp", "no group"))
_CONDITION = Words(Text("nytt villkor", "a new condition"), Text("inget villkor", "no condition"))
_REPEATS = Words(
    Text("en ny upprepning", "a new repetition"), Text("ingen upprepning", "no repetition")
)
_EVENTS = {
    "message": Text("ett meddelande", "a message"),
    "timer": Text("en tid", "a time"),
    "signal": Text("en signal", "a signal"),
    "error": Text("ett fel", "an error"),
    "escalation": Text("en eskalering", "an escalation"),
    "terminate": Text("att allt avslutas", "that everything ends"),
}
_NOTHING = Text("ingenting", "nothing")
_HANDED = ("inputs", "outputs")
_DECLARED = {
    "inputs": Words(
        Text("andra värden som behövs", "other values that it needs"),
        Text("inga sagda värden som behövs", "no values said that it needs"),
    ),
    "outputs": Words(
        Text("andra värden som den ger", "other values that it gives"),
        Text("inga sagda värden som den ger", "no values said that it gives"),
    ),
}
_FACTS = {
    "form": Words(Text("nytt formulär", "a new form"), Text("inget formulär", "no form")),
    "operation": Words(
        Text("ny operation", "a new operation"), Text("ingen operation", "no operation")
    ),
    "decision": Words(
        Text("ny beslutstabell", "a new decision table"),
        Text("ingen beslutstabell", "no decision table"),
    ),
    "called_process": Words(
        Text("ny process att anropa", "a new process to call"),
        Text("ingen process att anropa", "no process to call"),
    ),
    "inputs": Words(
        Text("andra värden att lämna över", "other values to hand over"),
        Text("inga särskilda värden att lämna över", "no particular values to hand over"),
    ),
    "outputs": Words(
        Text("andra värden att ta tillbaka", "other values to take back"),
        Text("inga särskilda värden att ta tillbaka", "no particular values to take back"),
    ),
    "message": Words(
        Text("nytt meddelande", "a new message"), Text("inget meddelande", "no message")
    ),
    "correlation_key": Words(
        Text("ny nyckel för meddelandet", "a new key for the message"),
        Text("ingen nyckel för meddelandet", "no key for the message"),
    ),
    "payload": Words(
        Text("nytt innehåll i meddelandet", "a new content of the message"),
        Text("inget innehåll i meddelandet", "no content of the message"),
    ),
    "code": Words(Text("ny kod", "a new code"), Text("ingen kod", "no code")),
    "cycle": Words(
        Text("ny tid som återkommer", "a new time that comes again"),
        Text("ingen tid som återkommer", "no time that comes again"),
    ),
    "due": Words(Text("ny tid", "a new time"), Text("ingen tid", "no time")),
}


def _subject(element: Element) -> Text:
    name = _name(element)
    if element.type in GATEWAYS:
        return Text(f"Vägvalet {name.sv}", f"The choice {name.en}")
    if element.type in ACTIVITIES:
        return Text(f"Steget {name.sv}", f"The step {name.en}")
    return Text(f"Händelsen {name.sv}", f"The event {name.en}")


def _name(element: Element) -> Text:
    return element.name if element.name.sv else same(element.id)


def _named(model: ProcessModel, own: str | None) -> Text:
    return _name(model.elements[own]) if own and own in model.elements else same(own or "–")


def _target(model: ProcessModel, flow: str | None) -> Text:
    return _named(model, model.flows[flow].target) if flow and flow in model.flows else same("–")


def _lane(model: ProcessModel, own: str | None) -> Text:
    lane = model.lanes.get(own or "")
    return lane.name if lane and lane.name.sv else same(own)


def _group(model: ProcessModel, own: str) -> Text:
    name = _lane(model, own)
    return Text(f"Gruppen {name.sv}", f"The group {name.en}")


def _way(model: ProcessModel, flow: Flow) -> Text:
    source, target = _named(model, flow.source), _named(model, flow.target)
    return Text(f"från {source.sv} till {target.sv}", f"from {source.en} to {target.en}")

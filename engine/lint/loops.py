"""Whether anything can go round for ever by itself: in a process, and from one to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.elements import Element, ProcessModel
from engine.findings import Finding, Severity
from engine.lint.chain import Chain, is_sent, sent_name
from engine.lint.context import LintContext
from engine.lint.links import chain_of, come, passes_by_itself
from engine.lint.sentences import about


def check_loops(model: ProcessModel, context: LintContext) -> Iterator[Finding]:
    """Findings about loops that wait for nobody, then about messages and signals that call forth
    each other."""
    chains = {key: facts.chain for key, facts in context.processes.items()}
    chains[model.key] = chain_of(model)
    past = {key: chain.when_times_are_past() for key, chain in chains.items()}
    endless = set(_loops(model, chains))
    yield from (_endless(first) for first in _in_order(model, endless))
    if not endless:
        yield from (_hasty(first) for first in _in_order(model, set(_loops(model, past))))
    for loop in Chain.joined(past.values()).endless().loops():
        sent = sorted(sent_name(node) for node in loop if is_sent(node))
        if sent and (first := _first(model, loop)) is not None:
            yield _exchange(first, ", ".join(sent))


def _loops(model: ProcessModel, chains: Mapping[str, Chain]) -> Iterator[str]:
    """Each loop of the process that waits for nobody, by its first element."""
    for loop in chains[model.key].through(_passed(chains)).alone().endless().loops():
        if (first := _first(model, loop)) is not None:
            yield first.id


def _in_order(model: ProcessModel, found: set[str]) -> Iterator[Element]:
    return (element for element in model.elements.values() if element.id in found)


def _passed(chains: Mapping[str, Chain]) -> set[str]:
    """The processes that a call can be through with nobody's help."""
    passed: set[str] = set()
    while new := {
        key
        for key, chain in chains.items()
        if key not in passed and passes_by_itself(key, chain.through(passed))
    }:
        passed |= new
    return passed


def _first(model: ProcessModel, loop: frozenset[str]) -> Element | None:
    """The first element of the process, in the order of the file, that a loop goes through."""
    found = (e for e in model.elements.values() if come(model, e.id) in loop)
    return next(found, None)


def _endless(first: Element) -> Finding:
    return about(
        "endless_loop",
        first,
        "ligger i en slinga som inte säkert inväntar en människa, ett meddelande eller en tid; den "
        "kan snurra utan slut.",
        "lies in a loop that is not sure to wait for a person, a message or a time; it can go "
        "round for ever.",
    )


def _hasty(first: Element) -> Finding:
    """Not refused: a time that is no later than the last one stops the token, with an incident."""
    return about(
        "loop_waits_for_time",
        first,
        "ligger i en slinga som bara säkert inväntar en tid; flyttas tiden inte fram för varje "
        "varv stannar processen där.",
        "lies in a loop that is only sure to wait for a time; unless the time is moved on for each "
        "round the process stops there.",
        Severity.WARNING,
    )


def _exchange(first: Element, sent: str) -> Finding:
    return about(
        "endless_exchange",
        first,
        f"kan sätta igång sig självt om och om igen genom det som sänds ({sent}), utan att en "
        "människa gör något emellan.",
        f"can set itself going again and again by what is sent ({sent}), with nothing done by a "
        "person in between.",
    )

"""A changed process is checked with all the others as they would be with it among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.confine import Limits
from engine.findings import Finding
from engine.lint.context import ProcessFacts
from engine.lint_change import lint_change
from engine.linter import facts_of
from tests.engine.diagrams import CONTEXT, folder, small, speak_both_languages, spoiled

SENDER, OTHER = folder(), small("finish_parcel")
LISTENER = {
    "process.bpmn": small("listen", word="Listens.")["process.bpmn"]
    .replace(b'name="Name"', b'name="Listener"')
    .replace(
        b"<bpmn:documentation>Listens.</bpmn:documentation></bpmn:startEvent>",
        b"<bpmn:documentation>Listens.</bpmn:documentation>"
        b'<bpmn:messageEventDefinition messageRef="message_asked"/></bpmn:startEvent>',
    )
    .replace(b"</bpmn:process>", b'</bpmn:process><bpmn:message id="message_asked" name="asked"/>')
}
CATALOGUE = {"send_parcel": SENDER, "finish_parcel": OTHER, "listen": LISTENER}


def changed(key: str, parts: Mapping[str, bytes]) -> list[tuple[str, str, str | None]]:
    """What is found, as code, process and element."""
    return [(one.code, one.process, one.element) for one in found(key, parts)]


def found(key: str, parts: Mapping[str, bytes]) -> tuple[Finding, ...]:
    facts = {own: known for own, files in CATALOGUE.items() if (known := facts_of(files))}
    return lint_change(key, parts, CATALOGUE, replace(CONTEXT, processes=facts))


def test_a_change_that_concerns_nobody_else_finds_nothing() -> None:
    assert changed("listen", {**LISTENER, "CHANGES.md": b"# More\n"}) == []
    assert changed("send_parcel", spoiled('name="Name"', 'name="Other"')) == []


def test_a_message_that_nobody_takes_after_the_change_is_told_where_it_is_sent() -> None:
    deaf = {"process.bpmn": LISTENER["process.bpmn"].replace(b'name="asked"', b'name="heard"')}

    assert changed("listen", deaf) == [("message_unheard", "send_parcel", "ask")]


def test_a_message_from_outside_that_nobody_takes_any_longer_is_told() -> None:
    deaf = spoiled('name="parcel_came"', 'name="parcel_arrived"')

    assert changed("send_parcel", deaf) == [
        ("message_no_longer_heard", "send_parcel", "send_parcel")
    ]


def test_a_message_that_is_no_longer_sent_is_told_of_who_waits_for_it() -> None:
    silent = spoiled('id="message_asked" name="asked"', 'id="message_asked" name="answered"')

    assert ("message_no_longer_sent", "listen", "listen") in changed("send_parcel", silent)


def test_a_ring_of_calls_is_told_in_both_processes() -> None:
    codes = changed("finish_parcel", small("finish_parcel", calls="send_parcel"))

    assert ("call_recursive", "finish_parcel", "step") in codes
    assert ("call_recursive", "send_parcel", "finish") in codes


def test_what_was_wrong_in_another_process_before_is_not_told_again() -> None:
    before = {**CATALOGUE, "listen": {"process.bpmn": LISTENER["process.bpmn"] + b"<"}}
    facts = {"send_parcel": ProcessFacts(), "finish_parcel": ProcessFacts()}
    context = replace(CONTEXT, processes=facts)

    told = lint_change("send_parcel", SENDER, before, context)

    assert {one.process for one in told} <= {"send_parcel", "finish_parcel"}


def test_a_change_that_cannot_be_read_is_one_finding_and_says_nothing_of_the_others() -> None:
    assert changed("listen", {"process.bpmn": b"<"}) == [
        ("diagram_unreadable", "listen", "process.bpmn")
    ]


def test_a_check_that_goes_beyond_its_limits_is_one_finding() -> None:
    told = lint_change(
        "listen", LISTENER, CATALOGUE, CONTEXT, limits=Limits(memory_bytes=8 * 1024 * 1024)
    )

    assert [one.code for one in told] == ["beyond_limits"]


def test_every_finding_about_others_is_said_in_both_languages() -> None:
    for parts in (
        spoiled('name="parcel_came"', 'name="parcel_arrived"'),
        spoiled('id="message_asked" name="asked"', 'id="message_asked" name="answered"'),
    ):
        speak_both_languages(found("send_parcel", parts))

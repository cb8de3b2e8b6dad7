"""A diagram is read into plain values, whatever stands in it, and only from XML that is safe."""

from __future__ import annotations

import dataclasses

import pytest

from engine.elements import read_process
from engine.safe_xml import XmlRefused
from engine.texts import Text
from tests.engine.diagrams import diagram, flow, properties

MODEL = read_process(diagram().encode())


def test_the_process_has_its_key_its_words_and_its_messages_by_name() -> None:
    assert (MODEL.key, MODEL.documentation.sv) == ("send_parcel", "Words.")
    assert MODEL.messages["message_parcel_came"] == "parcel_came"
    assert MODEL.start_message == "parcel_came"
    assert MODEL.called_keys == {"finish_parcel"}


def test_a_user_task_says_its_lane_form_and_completion_operation() -> None:
    task = MODEL.elements["carry"]

    assert (task.type, task.lane, task.form, task.operation) == (
        "userTask",
        "carrier",
        "carry",
        "carried",
    )
    assert (task.name, task.documentation) == (Text("Name", "Carry"), Text("Words.", "Carry it."))


def test_what_has_no_english_name_goes_by_the_swedish_one_in_english() -> None:
    weigh, lane = MODEL.elements["weigh"], MODEL.lanes["carrier"]

    assert (weigh.name, weigh.name_en) == (Text("Name", "Name"), "")
    assert (lane.name, lane.name_en) == (Text("Role", "Role"), "")
    assert (MODEL.name, MODEL.name_en) == (Text("", ""), "")


def test_processes_groups_and_flows_have_names_in_both_languages_as_steps_do() -> None:
    named = properties(name_en="Word")
    xml = diagram().replace('name="Role">', f'name="Roll">{named}')
    xml = xml.replace(' isExecutable="true">', f' name="Gång" isExecutable="true">{named}', 1)
    xml = xml.replace('targetRef="weigh">', f'targetRef="weigh" name="Ord">{named}', 1)
    model = read_process(xml.encode())

    assert model.name == Text("Gång", "Word")
    assert model.lanes["carrier"].name == Text("Roll", "Word")
    assert model.flows["begun_to_weigh"].name == Text("Ord", "Word")


def test_a_service_task_says_its_operation_and_parameters() -> None:
    task = MODEL.elements["weigh"]

    assert (task.operation, dict(task.parameters)) == ("weigh", {"parcel": "parcel"})
    assert (task.lane, task.form, task.decision) == (None, None, None)


def test_a_business_rule_task_says_its_decision() -> None:
    assert MODEL.elements["grade_parcel"].decision == "grade"


def test_messages_that_are_sent_and_awaited_say_name_key_and_payload() -> None:
    sent, awaited = MODEL.elements["ask"], MODEL.elements["answered"]

    assert (sent.message, sent.correlation_key, sent.payload) == (
        "asked",
        "parcel",
        "{parcel: parcel}",
    )
    assert (awaited.message, awaited.correlation_key, awaited.payload) == (
        "answered",
        "parcel",
        None,
    )


def test_flows_are_what_joins_elements() -> None:
    gateway = MODEL.elements["is_heavy"]

    assert gateway.incoming == ("weigh_to_is_heavy",)
    assert gateway.outgoing == ("is_heavy_to_carry", "is_heavy_to_meet")
    assert gateway.default_flow == "is_heavy_to_meet"
    assert MODEL.flows["is_heavy_to_carry"].condition == "weight > 5"
    assert MODEL.flows["is_heavy_to_meet"].condition is None


def test_every_id_is_found_on_its_line() -> None:
    lines = diagram().splitlines()

    for own, line in MODEL.lines.items():
        assert f'id="{own}"' in lines[line - 1] or f"id='{own}'" in lines[line - 1]


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        MODEL.key = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        MODEL.elements["other"] = MODEL.elements["carry"]  # type: ignore[index]


def test_a_flow_to_nowhere_is_read_as_it_stands() -> None:
    xml = diagram().replace("</bpmn:process>", flow("carry", "nowhere") + "</bpmn:process>")

    assert read_process(xml.encode()).flows["carry_to_nowhere"].target == "nowhere"


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a>",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16"),
        b"<a>" * 70 + b"</a>" * 70,
        b"<a>" + b" " * 2_000_000 + b"</a>",
    ],
)
def test_what_is_not_a_safe_diagram_is_refused_in_both_languages(xml: bytes) -> None:
    with pytest.raises(XmlRefused) as refusal:
        read_process(xml)

    assert refusal.value.text.sv != refusal.value.text.en

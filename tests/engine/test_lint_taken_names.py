"""What a repetition tells of itself may be asked for, and is the name of nothing else."""

from __future__ import annotations

import json

import pytest

from engine.findings import Finding
from engine.linter import lint_folder
from engine.repeats import COUNTER, FIGURES
from tests.engine.diagrams import (
    CARRIED,
    CONTEXT,
    DECISION,
    FINISHED,
    FORM,
    diagram,
    folder,
    properties,
    speak_both_languages,
)

TAKEN = sorted({COUNTER, *FIGURES})


def taken(files: dict[str, bytes]) -> list[Finding]:
    found = [one for one in lint_folder(files, CONTEXT) if one.code == "name_reserved"]
    speak_both_languages(found)
    return found


def several(item: str, until: str = "false") -> str:
    """The one task of the diagram, for each of a collection."""
    kind, condition = "bpmn:multiInstanceLoopCharacteristics", "bpmn:completionCondition"
    of = properties(collection="[1, 2]", item=item)
    each = f"<{kind}>{of}<{condition}>{until}</{condition}></{kind}>"
    return diagram().replace(CARRIED, CARRIED + each)


@pytest.mark.parametrize("name", TAKEN)
def test_an_item_is_not_called_so(name: str) -> None:
    (found,) = taken(folder(several(name)))
    assert found.element == "carry"
    assert not taken(folder(several("parcel_part")))


@pytest.mark.parametrize("name", TAKEN)
def test_it_may_be_asked_for(name: str) -> None:
    assert not taken(folder(several("parcel_part", f"{name} = 2")))


@pytest.mark.parametrize("name", TAKEN)
def test_a_result_of_a_table_is_not_called_so(name: str) -> None:
    table = DECISION.replace('name="grade" typeRef', f'name="{name}" typeRef')
    (found,) = taken({**folder(), "grade.dmn": table.encode()})
    assert found.element == "grade.dmn"


@pytest.mark.parametrize("name", TAKEN)
def test_what_a_message_brings_is_not_called_so(name: str) -> None:
    (found,) = taken(folder(diagram().replace("{parcel: parcel}", f"{{{name}: parcel}}")))
    assert found.element == "ask"


@pytest.mark.parametrize("name", TAKEN)
def test_what_a_call_gives_is_not_called_so_and_what_it_is_handed_may_be(name: str) -> None:
    gives = FINISHED.replace('name="outputs" value=""', f'name="outputs" value="{name}"')
    (found,) = taken(folder(diagram().replace(FINISHED, gives)))
    assert found.element == "finish"
    takes = FINISHED.replace('name="inputs" value=""', f'name="inputs" value="{name}"')
    assert not taken(folder(diagram().replace(FINISHED, takes)))


@pytest.mark.parametrize("name", TAKEN)
def test_an_answer_that_the_flow_reads_is_not_called_so(name: str) -> None:
    chosen = json.dumps(FORM).replace('"place"', f'"{name}"').replace('"text"', '"radios"')
    form = json.loads(chosen)
    form["schema"]["properties"][name] = {"type": "string", "enum": ["here", "there"]}
    field = form["ui"][0]["fields"][0]
    texts = [{"value": value, "label": {"sv": "Här", "en": "Here"}} for value in ("here", "there")]
    field.update(routing=True, options=texts)
    (found,) = taken(folder(carry=json.dumps(form).encode()))
    assert found.element == "forms/carry.json"

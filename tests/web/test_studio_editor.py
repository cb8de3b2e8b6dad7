"""The diagram editor's sources agree with the engine, and speak both languages."""

import json
import re
from typing import Any

from engine.bpmn import EXTENSION, SUPPORTED
from engine.lint.allowed_elements import ALLOWED, EXTENSION_ATTRIBUTES, EXTENSION_CHILDREN
from tests.house.tree import ROOT

STUDIO = ROOT / "frontend" / "studio"
SOURCES = {path.name: path.read_text("utf-8") for path in sorted(STUDIO.glob("*.js"))}
ENGLISH: dict[str, str] = json.loads((STUDIO / "texts.en.json").read_text("utf-8"))
SWEDISH: dict[str, str] = json.loads((STUDIO / "bpmn.sv.json").read_text("utf-8"))
DESCRIBED: dict[str, Any] = json.loads((STUDIO / "extension.json").read_text("utf-8"))
TYPES = {_type["name"][:1].lower() + _type["name"][1:]: _type for _type in DESCRIBED["types"]}


def test_the_editor_knows_the_extensions_that_the_engine_reads_and_no_other() -> None:
    assert (DESCRIBED["uri"], set(TYPES)) == (EXTENSION, set(EXTENSION_ATTRIBUTES))


def test_an_extension_has_the_attributes_and_children_that_the_linter_allows() -> None:
    for name, described in TYPES.items():
        parts = described["properties"]
        attributes = {part["name"] for part in parts if part.get("isAttr")}
        children = {part["type"] for part in parts if part["type"] != "String"}
        assert attributes == EXTENSION_ATTRIBUTES[name]
        assert {child[:1].lower() + child[1:] for child in children} == EXTENSION_CHILDREN[name]


def test_an_extension_may_stand_where_the_linter_allows_it() -> None:
    for name in TYPES:
        wanted = {kind for kind, allowed in ALLOWED.items() if name in allowed.extensions}
        assert _homes(name) - {"messageEventDefinition"} == wanted


def test_a_property_that_only_some_may_have_is_had_by_those_in_the_editor_too() -> None:
    only = TYPES["property"]["meta"]["onlyIn"]
    every = {name for allowed in ALLOWED.values() for name in allowed.properties}
    for name in every:
        wanted = {kind for kind, allowed in ALLOWED.items() if name in allowed.properties}
        homes = {home.removeprefix("bpmn:") for home in only.get(name, ())}
        found = {home[:1].lower() + home[1:] for home in homes} or set(_homes("properties"))
        assert found == wanted, name
    assert set(only) <= every


UNRUN = {"FlowNode", "EndEvent", "TextAnnotation"}
"""Named in the menus and no step: of every kind, the end (tried below), what is only read."""


def test_only_what_the_engine_runs_can_be_drawn() -> None:
    drawn = set(re.findall(r'"bpmn:(\w+)"[,\]]', SOURCES["offered.js"])) - UNRUN
    kinds = {kind[:1].lower() + kind[1:] for kind in drawn}
    assert kinds - {"sequenceFlow"} <= SUPPORTED
    assert SUPPORTED - kinds <= {"boundaryEvent", "endEvent"}


def test_every_text_of_the_editor_is_in_english_too_and_none_is_left_over() -> None:
    assert _said() == set(ENGLISH)


def test_what_is_filled_into_a_text_is_the_same_in_both_languages() -> None:
    for texts in (ENGLISH, SWEDISH):
        assert {key: _holes(key) for key in texts} == {key: _holes(texts[key]) for key in texts}


def test_the_texts_stand_in_order() -> None:
    assert [*ENGLISH] == sorted(ENGLISH)
    assert [*SWEDISH] == sorted(SWEDISH)


def _homes(name: str) -> set[str]:
    """The kinds of elements that an extension may stand in, as the editor has it."""
    homes = TYPES[name].get("meta", {}).get("allowedIn", ())
    return {
        home.removeprefix("bpmn:")[:1].lower() + home.removeprefix("bpmn:")[1:] for home in homes
    }


def _said() -> set[str]:
    """Sentences within say(...), and names that stand in tables and are said from there."""
    sentence = r'"((?:[^"\\]|\\.)+)"'
    told = {
        text for source in SOURCES.values() for text in re.findall(rf"say\(\s*{sentence}", source)
    }
    told |= set(re.findall(rf'\["[\w-]+", {sentence}, "[\w-]+", "bpmn:', SOURCES["offered.js"]))
    told |= set(re.findall(rf'"bpmn:\w+": {sentence}', SOURCES["kinds.js"]))
    told |= set(re.findall(rf"\?\? {sentence}\)", SOURCES["kinds.js"]))
    return {text.replace('\\"', '"') for text in told}


def _holes(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))

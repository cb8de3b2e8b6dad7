"""Forms: from a definition and what was typed to values, or to sentences a person can follow."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms import Answer, Form, FormDefinitionInvalid, Option, bind, blank, read_form
from engine.texts import Text

TODAY = date(2026, 11, 23)


def _text(sv: str) -> dict[str, str]:
    return {"sv": sv, "en": f"{sv} (en)"}


def _question(name: str, widget: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "widget": widget, "label": _text(name.capitalize()), **more}


def _options(*values: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": _text(value)} for value in values]


DEFINITION: dict[str, Any] = {
    "id": "example",
    "version": 3,
    "title": _text("Exempel"),
    "schema": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 20},
            "story": {"type": "string", "maxLength": 100, "minLength": 3},
            "kind": {"type": "string", "enum": ["one", "two"]},
            "detail": {"type": "string", "maxLength": 20},
            "depth": {"type": "string", "enum": ["deep", "deeper"]},
            "colours": {
                "type": "array",
                "items": {"type": "string", "enum": ["red", "blue"]},
                "maxItems": 1,
            },
            "pick": {"type": "string"},
            "started": {"type": "string", "format": "date"},
            "sum": {"type": "integer", "minimum": 100, "maximum": 1000000},
            "count": {"type": "integer", "maximum": 9},
            "mail": {"type": "string", "format": "email"},
            "number": {"type": "string", "format": "personal_number"},
            "stated": {"type": "object", "format": "stated_personal_number"},
            "months": {
                "type": "array",
                "items": {"type": "string", "format": "month"},
                "maxItems": 3,
            },
        },
        "required": ["name", "detail"],
        "additionalProperties": False,
    },
    "ui": [
        {
            "group": _text("Allt"),
            "fields": [
                _question("name", "text", errors={"required": _text("Ange ett namn")}),
                _question("story", "textarea"),
                _question("kind", "radios", options=_options("one", "two"), routing=True),
                _question(
                    "detail",
                    "text",
                    show={"kind": ["two"]},
                    errors={"required": _text("Ange detaljen")},
                ),
                _question(
                    "depth", "select", options=_options("deep", "deeper"), show={"kind": ["two"]}
                ),
                _question("colours", "checkboxes", options=_options("red", "blue")),
                _question("pick", "radios", options=_options("new"), options_from="known"),
                _question("started", "date", latest="today"),
                _question("sum", "money", routing=True),
                _question("count", "number"),
                _question("mail", "email"),
                _question("number", "personal_number"),
                _question("stated", "personal_number"),
                _question("months", "months"),
            ],
        },
        {"group": _text("Filer"), "fields": [_question("papers", "file")]},
    ],
    "files": {"papers": {"max_files": 2, "accept": [".pdf"]}},
}


def _read(definition: Any) -> Form:
    return read_form(json.dumps(definition).encode())


FORM = _read(DEFINITION)


def _bind(**fields: str | Sequence[str]) -> Answer:
    named = {name.replace("__", "-"): value for name, value in fields.items()}
    given = {n: [v] if isinstance(v, str) else list(v) for n, v in {"name": "Bo", **named}.items()}
    return bind(FORM, given, today=TODAY)


def _errors(answer: Answer) -> list[tuple[str | None, str]]:
    return [(error.field, error.code) for error in answer.errors]


def test_values_are_typed_and_without_floats() -> None:
    answer = _bind(
        kind="two", detail=" x ", colours=["red"], started__day="1", started__month="2",
        started__year="2026", sum="12,50", count="7", months="2026-01 och 2026-02",
        number="850515-2382",
    )  # fmt: skip
    assert answer.errors == ()
    assert answer.data == {
        "name": "Bo",
        "kind": "two",
        "detail": "x",
        "colours": ["red"],
        "started": "2026-02-01",
        "sum": 1250,
        "count": 7,
        "months": ["2026-01", "2026-02"],
        "number": "198505152382",
    }


def test_a_missing_answer_gets_the_sentence_of_the_form() -> None:
    error = _bind(name="  ").errors[0]
    assert (error.field, error.code, error.text.sv) == ("name", "required", "Ange ett namn")
    assert error.summary == error.text


def test_a_hidden_answer_is_dropped_and_not_required_but_kept_as_typed() -> None:
    answer = _bind(kind="one", detail="kvar", depth="deep")
    assert answer.errors == ()
    assert "detail" not in answer.data
    assert answer.text("detail") == "kvar"


def test_a_follow_up_that_is_asked_is_required() -> None:
    assert _errors(_bind(kind="two")) == [("detail", "required")]


def test_only_routing_answers_leave_the_facts() -> None:
    assert _bind(kind="one", story="hemligt").routing() == {"kind": "one", "sum": None}


@pytest.mark.parametrize(
    ("boxes", "code", "control"),
    [
        (("31", "2", "2026"), "date", "started-day"),
        (("1", "", "2026"), "date_incomplete", "started-month"),
        (("1", "2", "26"), "year", "started-year"),
        (("24", "11", "2026"), "future", "started-day"),
    ],
)
def test_a_wrong_day_leads_to_the_box_that_is_wrong(
    boxes: tuple[str, str, str], code: str, control: str
) -> None:
    day, month, year = boxes
    answer = _bind(started__day=day, started__month=month, started__year=year)
    assert [(e.code, e.control) for e in answer.errors] == [(code, control)]
    assert answer.text("started-day") == day


def test_a_day_may_be_sent_as_iso_text_but_not_in_two_ways() -> None:
    assert _bind(started="2026-02-28").data["started"] == "2026-02-28"
    assert _errors(_bind(started="2026-02-30")) == [("started", "date")]
    assert _errors(_bind(started="2026-02-28", started__day="3")) == [("started", "repeated")]


def test_the_list_of_mistakes_says_which_question() -> None:
    error = _bind(started="2026-02-30").errors[0]
    assert error.text.sv == "Datumet finns inte. Kontrollera dag, månad och år."
    assert error.summary.sv == f"Started: {error.text.sv}"


def test_what_could_not_be_read_comes_before_what_the_schema_says() -> None:
    assert _errors(_bind(count="många", sum="0,50")) == [
        ("sum", "too_small"),
        ("count", "number"),
    ]


def test_limits_tell_their_figures() -> None:
    long, low = _bind(name="x" * 21).errors[0], _bind(sum="0").errors[0]
    assert long.text.sv == "Skriv högst 20 tecken. Du har skrivit 21."
    assert low.text.sv == "Ange minst 1 kr."
    assert _errors(_bind(months="2026-01, 2026-02, 2026-03, 2026-04")) == [("months", "too_many")]


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\ud800", "\x7f", "\u2028", "\n", "\uffff"])
def test_signs_that_cannot_be_kept_are_refused_at_the_field_and_shown(sign: str) -> None:
    answer = _bind(name=f"B{sign}o")
    assert _errors(answer) == [("name", "characters")]
    assert answer.raw["name"] == [f"B{sign}o"]
    assert "\0" not in answer.text("name")
    answer.text("name").encode()


def test_lines_are_kept_where_a_text_may_have_several() -> None:
    assert _bind(story="ett\r\ntvå\r\n").data["story"] == "ett\ntvå"


def test_a_choice_outside_the_list_is_refused() -> None:
    assert _errors(_bind(kind="three", colours=["red", "green"])) == [
        ("kind", "choice"),
        ("colours", "choice"),
    ]


def test_options_for_the_occasion_come_before_those_of_the_form() -> None:
    known = {"pick": [Option("abc", Text("Känd", "Known"))]}
    answer = bind(FORM, {"name": ["Bo"], "pick": ["abc"]}, today=TODAY, choices=known)
    field = next(field for field in FORM.fields if field.name == "pick")
    assert answer.data["pick"] == "abc"
    assert [option.value for option in answer.options(field)] == ["abc", "new"]
    assert _errors(_bind(pick="abc")) == [("pick", "choice")]


def test_a_wrong_check_digit_is_kept_only_where_it_can_be_marked() -> None:
    answer = _bind(number="198505152383", stated="198505152383")
    assert _errors(answer) == [("number", "check_digit")]
    assert answer.data["stated"] == {"value": "198505152383", "confirmed": False}


def test_a_single_answer_that_is_sent_twice_is_refused() -> None:
    assert _errors(_bind(kind=["one", "two"])) == [("kind", "repeated")]


def test_unknown_fields_are_named_only_when_the_name_is_harmless() -> None:
    fields = {
        "name": ["Bo"], "typename": ["x"], "__proto__": ["x"], "<script>": ["x"], "csrf": ["x"],
    }  # fmt: skip
    error = bind(FORM, fields, today=TODAY, ignored={"csrf"}).errors[0]
    assert (error.field, error.code, error.control) == (None, "unknown", None)
    assert "__proto__, typename, +1" in error.text.sv


def test_too_much_is_refused_and_never_cut() -> None:
    many = {f"x{number}": ["1"] for number in range(201)}
    assert (None, "too_many_fields") in _errors(bind(FORM, many, today=TODAY))
    huge = _bind(story="a" * 200_001)
    assert _errors(huge) == [(None, "too_much")]
    assert len(huge.raw["story"][0]) == 200_001
    assert _errors(_bind(story="a" * 20_001)) == [("story", "too_long")]


def test_a_draft_is_drawn_as_it_was_typed() -> None:
    answer = blank(FORM, {"name": ["  Bo"], "colours": ["red", "blue"], "other": ["x"]})
    assert (answer.text("name"), answer.has("colours", "blue")) == ("  Bo", True)
    assert (answer.data, answer.errors, "other" in answer.raw) == ({}, (), False)


def test_an_error_never_repeats_what_was_typed() -> None:
    answer = _bind(mail="hemlig", number="hemlig", kind="hemlig", sum="hemlig", started="hemlig")
    assert len(answer.errors) == 5
    assert "hemlig" not in " ".join(e.summary.sv + e.summary.en for e in answer.errors)


_ANY_TEXT = st.text(alphabet=st.characters(), max_size=30)
_CONTROLS = st.sampled_from(sorted(FORM.controls)) | _ANY_TEXT


@given(st.dictionaries(_CONTROLS, st.lists(_ANY_TEXT, max_size=3), max_size=25))
def test_nothing_that_is_sent_makes_it_fail_and_what_was_typed_is_kept(
    fields: dict[str, list[str]],
) -> None:
    answer = bind(FORM, fields, today=TODAY)
    assert answer.raw == {n: v for n, v in fields.items() if n in FORM.controls}
    assert json.loads(json.dumps(answer.data, allow_nan=False)) == answer.data
    assert all(error.field is None or error.control for error in answer.errors)


def _changed(path: Sequence[str | int], value: Any) -> dict[str, Any]:
    definition = copy.deepcopy(DEFINITION)
    place: Any = definition
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return definition


FIELDS = ("ui", 0, "fields")


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("title", "en"), None, "form.written"),
        ((*FIELDS, 0, "label", "sv"), "", "form.written"),
        ((*FIELDS, 0, "name"), "Name", "form.written"),
        ((*FIELDS, 0, "name"), "typename", "form.name"),
        ((*FIELDS, 1, "name"), "name", "form.name"),
        (("schema", "properties", "name", "pattern"), "(a+)+$", "form.written"),
        (("schema", "properties", "name", "$ref"), "http://x", "form.written"),
        (("schema", "properties", "name", "maxLength"), None, "form.schema"),
        (("schema", "properties", "extra"), {"type": "string"}, "form.question"),
        (("schema", "properties", "kind", "enum"), ["one"], "form.options"),
        (("schema", "required"), ["ghost"], "form.required"),
        (("schema", "additionalProperties"), True, "form.written"),
        ((*FIELDS, 0, "errors"), None, "form.required_text"),
        ((*FIELDS, 0, "errors"), {"nonsense": _text("x")}, "form.errors"),
        ((*FIELDS, 3, "show"), {"months": ["x"]}, "form.show"),
        ((*FIELDS, 3, "show"), {"kind": ["three"]}, "form.show"),
        ((*FIELDS, 0, "routing"), True, "form.routing"),
        ((*FIELDS, 0, "options"), _options("a"), "form.options"),
        (("files",), None, "form.files"),
        ((*FIELDS, 0, "widget"), ["text"], "form.written"),
        (("submit",), "Skicka", "form.written"),
        ((*FIELDS, 2, "options", 0, "submit"), _text("Hoppa över"), "form.submit"),
    ],
)
def test_a_fault_in_a_form_file_is_found(path: Sequence[str | int], value: Any, code: str) -> None:
    with pytest.raises(FormDefinitionInvalid) as caught:
        _read(_changed(path, value))
    assert code in {getattr(finding, "code", "") for finding in caught.value.findings}


def test_a_form_says_what_its_button_does_and_an_answer_may_say_something_else() -> None:
    definition = _changed(("submit",), _text("Skicka brevet"))
    definition["ui"][0]["fields"][2]["options"][1]["submit"] = _text("Hoppa över")
    form = _read(definition)
    assert form.submit == Text("Skicka brevet", "Skicka brevet (en)")
    assert [option.submit and option.submit.sv for option in form.fields[2].options] == [
        None,
        "Hoppa över",
    ]
    assert _read(DEFINITION).submit is None


def test_a_button_of_its_own_is_refused_where_the_answers_are_buttons() -> None:
    definition = _changed(("submit",), _text("Skicka brevet"))
    definition["ui"][0]["fields"][2]["widget"] = "buttons"
    with pytest.raises(FormDefinitionInvalid) as caught:
        _read(definition)
    assert [getattr(one, "code", "") for one in caught.value.findings] == ["form.submit"]


def test_every_fault_is_told_at_once() -> None:
    definition = _changed((*FIELDS, 0, "routing"), True)
    definition["schema"]["required"] = ["ghost"]
    del definition["title"]["en"]
    with pytest.raises(FormDefinitionInvalid) as caught:
        _read(definition)
    assert len(caught.value.findings) == 3


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[1", b"\xff", b'{"id": 1, "id": 2}', b"[1.5]", b"[NaN]", b"[" * 100_000,
        b"1" * 5000, b" " * 200_001, b"null", b"[]", b'{"ui": [{"fields": [{"name": {}}]}]}',
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused_and_nothing_else(raw: bytes) -> None:
    with pytest.raises(FormDefinitionInvalid) as caught:
        read_form(raw)
    assert caught.value.findings


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
_KEYS = st.sampled_from(["id", "version", "title", "schema", "ui", "files"])


@given(_KEYS, _JSON)
def test_a_form_with_anything_in_one_place_is_read_or_refused(key: str, value: object) -> None:
    definition: Mapping[str, object] = {**DEFINITION, key: value}
    assert _outcome(definition)


def _outcome(definition: object) -> object:
    try:
        return _read(definition)
    except FormDefinitionInvalid as refused:
        return refused.findings

"""The forms that are shipped: whole, in both languages, and in step with the diagrams."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.elements import read_process
from engine.forms import Answer, Form, Option, bind, read_form
from engine.texts import Text

PROCESSES = Path(__file__).parents[2] / "processes"
FILES = sorted(PROCESSES.glob("*/forms/*.json"))
TODAY = date(2026, 3, 3)

# SoLPuL 7 a §: what may be listed or filtered on must not tell of delicate circumstances.
NEUTRAL = {
    "sender_kind", "premises", "tenure", "ground", "next_step",
}  # fmt: skip

NOTICE = {
    "sender_kind": "landlord",
    "sender_name": "Exempelbostäder AB",
    "sender_street": "Storgatan 1",
    "sender_postal_code": "21122",
    "sender_town": "Malmö",
    "sender_phone": "040-12 34 56",
    "tenant_name": "Anna Exempel",
    "premises": "home",
    "dwelling_street": "Exempelgatan 12 B",
    "dwelling_postal_code": "214 22",
    "dwelling_town": "Malmö",
    "ground": "unpaid",
    "amount": "18 400",
    "is_terminated": "yes",
}


def _form(name: str) -> Form:
    path = next(path for path in FILES if path.stem == name)
    return read_form(path.read_bytes())


def _answer(name: str, **fields: str) -> Answer:
    return bind(_form(name), {field: [text] for field, text in fields.items()}, today=TODAY)


def _missing(answer: Answer) -> set[str | None]:
    return {error.field for error in answer.errors if error.code == "required"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_form_is_right_and_named_as_its_file(path: Path) -> None:
    assert read_form(path.read_bytes()).id == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_neutral_answers_steer_a_process(path: Path) -> None:
    assert set(read_form(path.read_bytes()).routing) <= NEUTRAL


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_form_file_is_written_in_one_way(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"


def test_every_form_that_a_diagram_asks_for_is_there_and_no_other() -> None:
    asked = {
        (diagram.parent.name, element.form)
        for diagram in PROCESSES.glob("*/process.bpmn")
        for element in read_process(diagram.read_bytes()).elements.values()
        if element.form
    }
    # Those in shared are of acts and of pages, not of tasks.
    own = {(path.parents[1].name, path.stem) for path in FILES if path.parents[1].name != "shared"}
    assert own == asked


def test_a_notice_with_what_the_law_demands_is_taken() -> None:
    answer = _answer("notice_u10", **NOTICE)
    assert answer.errors == ()
    assert answer.data["amount"] == 1_840_000
    assert answer.data["dwelling_postal_code"] == "214 22"
    assert answer.routing() == {
        "sender_kind": "landlord", "premises": "home", "tenure": None, "ground": "unpaid",
    }  # fmt: skip


def test_an_empty_notice_tells_each_thing_that_is_missing() -> None:
    answer = _answer("notice_u10")
    assert _missing(answer) == NOTICE.keys() - {"amount"}
    assert all(error.text.sv.split()[0] in ("Ange", "Välj", "Svara") for error in answer.errors)


def test_what_the_sender_may_lack_does_not_stop_a_notice() -> None:
    asked = {field.name for field in _form("notice_u10").fields if field.is_asked}
    wanted = {
        "tenant_personal_number", "apartment_number", "arrears_months", "service_date",
        "termination_date", "posting_date", "tenure", "monthly_rent", "payment_account",
        "sender_org_number",
    }  # fmt: skip
    assert wanted <= asked


EXPLAINS_ITSELF = {
    "sender_name", "agent_name", "sender_street", "sender_postal_code", "sender_town",
    "sender_phone", "tenant_name", "dwelling_street", "dwelling_town", "posting_date", "other",
}  # fmt: skip
"""Of these an answer to "why do we ask?" would say nothing."""


def test_every_question_to_a_landlord_that_makes_one_wonder_says_why_it_is_asked() -> None:
    without = {field.name for field in _form("notice_u10").fields if field.why is None}
    assert without == EXPLAINS_ITSELF


def test_a_number_with_a_wrong_check_digit_is_kept_unconfirmed() -> None:
    """domain.md T31 and T32."""
    wrong = _answer("notice_u10", **NOTICE, tenant_personal_number="198505152383")
    right = _answer("notice_u10", **NOTICE, tenant_personal_number="199001752386")
    assert wrong.errors == right.errors == ()
    assert wrong.data["tenant_personal_number"] == {"value": "198505152383", "confirmed": False}
    assert right.data["tenant_personal_number"] == {"value": "199001752386", "confirmed": True}


def test_a_disturbance_needs_a_description_and_no_sum() -> None:
    fields = {**NOTICE, "ground": "disturbance"}
    assert _missing(_answer("notice_u10", **fields)) == {"what_happened"}


def test_the_day_of_service_cannot_lie_ahead() -> None:
    answer = _answer("notice_u10", **NOTICE, service_date="2026-03-04")
    assert [(error.field, error.code) for error in answer.errors] == [("service_date", "future")]


def test_a_registrar_chooses_a_suggestion_a_new_household_or_none() -> None:
    form = _form("confirm_match")
    known = {"choice": [Option("abc", Text("Exempelgatan 12", "Exempelgatan 12"))]}
    for choice, missing in (
        ("abc", set()),
        ("new", set()),
        ("misdirected", {"misdirected_reason"}),
    ):
        answer = bind(form, {"choice": [choice]}, today=TODAY, choices=known)
        assert _missing(answer) == missing
    assert _answer("confirm_match", choice="abc").errors[0].code == "choice"


def test_a_closing_has_one_of_the_twenty_outcomes_and_keeping_open_has_none() -> None:
    outcomes = next(f for f in _form("close_case").fields if f.name == "outcome").options
    assert [option.value for option in outcomes] == [f"O{n:02}" for n in range(1, 21)]
    assert _missing(_answer("close_case", decision="close", reason="x")) == {"outcome"}
    kept = _answer("close_case", decision="keep_open", reason="x", outcome="O01")
    assert (kept.errors, "outcome" in kept.data) == ((), False)


def test_children_in_the_home_ask_for_their_situation() -> None:
    fields = {
        "contact": "two_way", "situation": "x", "children": "yes", "risk": "low", "plan": "x",
        "next_step": "continue",
    }  # fmt: skip
    assert _missing(_answer("assess_case", **fields)) == {"children_situation"}
    assert _answer("assess_case", **{**fields, "children": "no"}).errors == ()
    assert _answer("assess_case", **fields).routing() == {"next_step": "continue"}


def test_a_posting_is_stated_with_way_day_time_and_person() -> None:
    assert _missing(_answer("send_otherwise")) == {"choice"}
    stated = _answer("send_otherwise", choice="stated")
    assert _missing(stated) == {"way", "sent_on", "sent_at", "sent_by"}
    assert _missing(_answer("state_posting")) == {"way", "sent_on", "sent_at", "sent_by"}
    posted = {"way": "letter", "sent_on": "2026-03-03", "sent_at": "09.05", "sent_by": "Rut"}
    ways = {"way": [Option("letter", Text("Med brev", "By letter"))]}
    typed = {name: [text] for name, text in posted.items()}
    stated = bind(_form("state_posting"), typed, today=TODAY, choices=ways)
    assert stated.data == {**posted, "sent_at": "09:05"}


def test_a_joined_notice_is_confirmed_as_read() -> None:
    assert _missing(_answer("review_joined_notice", note="x")) == {"is_read"}
    assert _answer("review_joined_notice", is_read="read").data == {"is_read": ["read"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_two_questions_of_a_form_have_the_same_words(path: Path) -> None:
    labels = [field.label for field in read_form(path.read_bytes()).fields]
    assert len({label.sv for label in labels}) == len({label.en for label in labels}) == len(labels)

"""The forms as they are drawn: labelled, described, and with mistakes that lead to their place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

from engine.forms import Answer, Form, Option, bind, blank, read_form
from engine.texts import Text
from web.formats import file_size

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "processes").glob("*/forms/*.json"))
TODAY = date(2026, 3, 3)
CONTROL_IDS = "//input/@id|//select/@id|//textarea/@id|//button/@id"
CHOICES = {"choice": [Option("abc", Text("Exempelgatan 12 <B>", "Exempelgatan 12 <B>"))]}


def _said(text: str, **values: Any) -> str:
    return text % values if values else text


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "web" / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update({"_": _said, "language": lambda: "sv", "largest_file_mb": 20})
    made.filters["file_size"] = file_size
    return made


PAGE = _environment().from_string(
    '{% from "forms/form.html" import form_errors, form_fields %}'
    "<main>{{ form_errors(answer, code) }}{{ form_fields(form, answer, code) }}</main>"
)


def _draw(form: Form, answer: Answer, code: str = "") -> Any:
    return html.fromstring(PAGE.render(form=form, answer=answer, code=code))


def _form(name: str) -> Form:
    return read_form(next(path for path in FILES if path.stem == name).read_bytes())


def _all() -> list[Any]:
    return [pytest.param(read_form(path.read_bytes()), id=path.stem) for path in FILES]


def _wrong(form: Form) -> Answer:
    """Every question asked, and answered with what none can take."""
    shown = {f.show.field: f.show.values[0] for f in form.fields if f.show}
    typed = {control: ["\0<b>"] for control in form.controls}
    given = {f.name: CHOICES["choice"] for f in form.fields if f.options_from}
    typed |= {f: [v] for f, v in shown.items()}
    return bind(form, typed, today=TODAY, choices=given)


@pytest.mark.parametrize("form", _all())
@pytest.mark.parametrize("is_wrong", [False, True])
def test_every_control_has_a_label_and_every_id_is_used_once(form: Form, *, is_wrong: bool) -> None:
    page = _draw(form, _wrong(form) if is_wrong else blank(form, choices=CHOICES))
    controls = page.xpath("//input|//select|//textarea")
    labels = page.xpath("//label/@for")
    ids = page.xpath("//@id")
    assert sorted(control.get("id") for control in controls) == sorted(labels)
    assert len(set(ids)) == len(ids)
    assert {control.get("name") for control in controls} <= form.controls | form.files.keys()


@pytest.mark.parametrize("form", _all())
def test_what_describes_a_control_exists(form: Form) -> None:
    page = _draw(form, _wrong(form))
    told = {i for value in page.xpath("//@aria-describedby") for i in value.split()}
    assert told <= set(page.xpath("//@id"))
    assert {f"{e.field}-error" for e in _wrong(form).errors} <= told


@pytest.mark.parametrize("form", _all())
def test_every_mistake_in_the_summary_leads_to_a_control(form: Form) -> None:
    answer = _wrong(form)
    page = _draw(form, answer)
    targets = page.xpath('//*[contains(@class, "govuk-error-summary")]//a/@href')
    controls = {f"#{i}" for i in page.xpath(CONTROL_IDS)}
    assert answer.errors
    assert len(targets) == len(answer.errors)
    assert set(targets) <= controls


@pytest.mark.parametrize("form", _all())
def test_there_is_no_style_and_no_script_in_the_page(form: Form) -> None:
    page = _draw(form, _wrong(form))
    assert page.xpath("//@style|//script|//style|//@*[starts-with(name(), 'on')]") == []


@pytest.mark.parametrize("form", _all())
def test_choices_stand_in_a_fieldset_with_a_legend(form: Form) -> None:
    page = _draw(form, blank(form, choices=CHOICES))
    sets = page.xpath("//fieldset")
    assert all(len(found.xpath("./legend[normalize-space()]")) == 1 for found in sets)
    assert page.xpath('//input[@type="radio" or @type="checkbox"][not(ancestor::fieldset)]') == []


@pytest.mark.parametrize("form", _all())
def test_a_follow_up_says_when_it_is_asked(form: Form) -> None:
    page = _draw(form, blank(form, choices=CHOICES))
    expected = [field.show_when for field in form.fields if field.show]
    assert page.xpath("//@data-show-when") == expected


def test_what_was_typed_is_drawn_again_escaped_and_visible() -> None:
    form = _form("notice_u10")
    typed = {
        "tenant_name": ['"><script>\0'],
        "other": ["  rad 1\nrad 2"],
        "premises": ["home"],
        "service_date-day": ["31"],
        "children": ["unknown"],
    }
    page = _draw(form, blank(form, typed))
    assert page.get_element_by_id("tenant_name").get("value") == '"><script>␀'
    assert page.get_element_by_id("other").text.lstrip("\n") == "  rad 1\nrad 2"
    assert page.get_element_by_id("service_date-day").get("value") == "31"
    assert page.xpath("//input[@checked]/@value") == ["home", "unknown"]


def test_optional_questions_are_marked_in_words() -> None:
    page = _draw(_form("notice_u10"), blank(_form("notice_u10")))

    def label(control: str) -> str:
        return " ".join(page.xpath(f'//label[@for="{control}"]')[0].text_content().split())

    assert label("tenant_name") == "Hyresgästens namn"
    assert label("apartment_number") == "Lägenhetsnummer (om du vet)"
    assert label("other") == "Något mer vi behöver veta? (valfritt)"


def test_a_form_is_drawn_in_english_when_it_is_asked_for() -> None:
    form = _form("close_case")
    page = _draw(form, _wrong(form), "en")
    assert page.xpath("normalize-space(//section/h2)") == "Closing"
    assert "Avsluta nu" not in page.text_content()


def test_options_for_the_occasion_are_drawn_first_and_escaped() -> None:
    form = _form("confirm_match")
    page = _draw(form, blank(form, choices=CHOICES))
    values = page.xpath('//input[@name="choice"]/@value')
    assert values == ["abc", "new", "misdirected", "reclassify"]
    assert "Exempelgatan 12 <B>" in page.text_content()


def test_a_personal_question_is_not_remembered_by_the_browser() -> None:
    page = _draw(_form("notice_u10"), blank(_form("notice_u10")))
    field = page.get_element_by_id("tenant_personal_number")
    assert (field.get("autocomplete"), field.get("spellcheck")) == ("off", "false")
    assert page.get_element_by_id("sender_phone").get("autocomplete") == "tel"
